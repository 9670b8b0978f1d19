/** The promises of `store.ts`, as a suite every store has to pass on a real engine. Not a test file itself: an engine's test
 *  file calls it with a way to open a store, and to open the same one again after closing it. */
import { randomBytes } from 'node:crypto'
import type { CoupleId, DeviceId, Hash, InviteId, Person, RecoveryId, RoomName } from '@porchlight/shared/wire/api'
import { roomName } from '@porchlight/shared/wire/api'
import { lifetimes } from '@porchlight/shared/wire/limits'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { maxInviteFails, type NewEpoch, type Store, storeTimes } from './store.ts'

export interface StoreUnderTest {
  store: Store
  /** Closes it and opens the same data again. */
  reopen(): Promise<Store>
  dispose(): Promise<void>
}

const id = (): string => randomBytes(16).toString('base64url')
const hash = (): Hash => randomBytes(32).toString('base64url') as Hash
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const now = Date.UTC(2026, 10, 21, 12)
const base = (text = 'base') => ({ update: bytes(text), stateVector: bytes(`sv of ${text}`) })

interface Couple {
  coupleId: CoupleId
  deviceId: DeviceId
  tokenHash: Hash
  room: RoomName
}

export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the promises of a store, kept by ${name}`, () => {
    let under: StoreUnderTest
    let store: Store

    beforeEach(async () => {
      under = await open()
      store = under.store
    })
    afterEach(() => under.dispose())

    const reopen = async (): Promise<void> => {
      store = await under.reopen()
    }

    const newCouple = async (): Promise<Couple> => {
      const couple = { coupleId: id() as CoupleId, deviceId: id() as DeviceId, tokenHash: hash() }
      expect(await store.createCouple({ ...couple, base: base(), now })).toBe('created')
      return { ...couple, room: roomName(couple.coupleId, 1) }
    }

    const newInvite = async (creator: Couple, person: Person, expiresAt = now + 1000) => {
      const invite = { inviteId: id() as InviteId, claimAuthHash: hash() }
      const offered = {
        ...invite,
        coupleId: creator.coupleId,
        creator: creator.deviceId,
        person,
        offer: 'offer',
        expiresAt,
        now,
      }
      expect(await store.createInvite(offered, 8)).toBe('created')
      return invite
    }

    const claim = async (invite: { inviteId: InviteId; claimAuthHash: Hash }, at = now) => {
      const device = { deviceId: id() as DeviceId, tokenHash: hash() }
      return { device, result: await store.claimInvite({ ...invite, ...device, claim: 'claim', now: at }, 32) }
    }

    const move = (couple: Couple, more: Partial<NewEpoch> = {}) =>
      store.moveEpoch({
        coupleId: couple.coupleId,
        by: couple.deviceId,
        from: 1,
        ifHead: 0,
        base: base('next'),
        records: [],
        revoke: [],
        activate: [],
        now,
        ...more,
      })

    const addDevice = async (couple: Couple, person: Person = 'b', from = 1) => {
      const invite = await newInvite(couple, person)
      const { device } = await claim(invite)
      expect(await store.revealInvite(invite.inviteId, couple.deviceId, 'reveal', now)).toEqual({ ok: true })
      const moved = await move(couple, { from, activate: [device.deviceId] })
      expect(moved).toMatchObject({ ok: true, epoch: from + 1, doneInvites: [invite.inviteId] })
      return { ...device, invite }
    }

    describe('rooms', () => {
      test('SYNC-3 what append returned for is there after the store was closed and opened', async () => {
        const { room } = await newCouple()
        expect(
          await store.append([
            { room, update: bytes('1') },
            { room, update: bytes('2') },
          ]),
        ).toEqual([1, 2])
        await reopen()
        const loaded = await store.load(room)
        expect(loaded?.head).toBe(2)
        expect(loaded?.tail).toEqual([
          { seq: 1, update: bytes('1') },
          { seq: 2, update: bytes('2') },
        ])
        expect(await store.append([{ room, update: bytes('3') }])).toEqual([3])
      })

      test('SYNC-5c each room has a sequence of its own, rising by one', async () => {
        const [x, y] = [await newCouple(), await newCouple()]
        const places = await store.append([x, y, x, y, y].map(({ room }) => ({ room, update: bytes('u') })))
        expect(places).toEqual([1, 1, 2, 2, 3])
      })

      test('SYNC-5c an update for a room that is gone has no place, and does not hinder the others', async () => {
        const { room } = await newCouple()
        const gone = roomName(id(), 1)
        expect(
          await store.append([
            { room: gone, update: bytes('u') },
            { room, update: bytes('u') },
          ]),
        ).toEqual([undefined, 1])
      })

      test('NODE-4 rooms stand as they are: with their heads and who may use them, moved on, or erased', async () => {
        const [ada, eve, kim] = [await newCouple(), await newCouple(), await newCouple()]
        await store.append([ada, ada, kim].map(({ room }) => ({ room, update: bytes('u') })))
        const ben = await addDevice(eve)
        await store.leaveAlone(eve.coupleId, ben.deviceId)
        await store.erase(kim.coupleId)
        const next = roomName(eve.coupleId, 2)
        expect(await store.standings([ada.room, eve.room, next, kim.room])).toEqual([
          { epoch: 1, head: 2, active: [ada.deviceId] },
          { epoch: 2, head: undefined, active: [eve.deviceId] },
          { epoch: 2, head: 0, active: [eve.deviceId] },
          undefined,
        ])
        expect(await store.standings([])).toEqual([])
      })

      test('SYNC-5a a fold replaces rows by a base, keeps the head, and leaves newer rows alone', async () => {
        const { room } = await newCouple()
        await store.append([1, 2, 3].map((n) => ({ room, update: bytes(`${n}`) })))
        expect(await store.fold([{ room, base: base('folded'), head: 2, quarantine: [], now }])).toEqual([true])
        const check = async (): Promise<void> => {
          expect(await store.load(room)).toEqual({
            head: 3,
            base: base('folded'),
            tail: [{ seq: 3, update: bytes('3') }],
          })
          const summary = { head: 3, stateVector: base('folded').stateVector, tailRows: 1, bytes: 'folded'.length + 1 }
          expect(await store.summary(room)).toEqual(summary)
        }
        await check()
        await reopen()
        await check()
        expect(await store.append([{ room, update: bytes('4') }])).toEqual([4])
      })

      test('SYNC-5a a fold of what was folded beyond that meanwhile changes nothing', async () => {
        const { room } = await newCouple()
        await store.append([1, 2].map((n) => ({ room, update: bytes(`${n}`) })))
        expect(await store.fold([{ room, base: base('all'), head: 2, quarantine: [], now }])).toEqual([true])
        expect(await store.fold([{ room, base: base('less'), head: 1, quarantine: [], now }])).toEqual([false])
        expect(await store.fold([{ room, base: base('more'), head: 3, quarantine: [], now }])).toEqual([false])
        expect((await store.load(room))?.base).toEqual(base('all'))
      })

      test('SYNC-5b quarantined rows are neither served nor counted as content, and go after 14 days', async () => {
        const { room } = await newCouple()
        await store.append([1, 2, 3].map((n) => ({ room, update: bytes(`${n}`) })))
        await store.fold([{ room, base: base('sound'), head: 3, quarantine: [2], now }])
        expect(await store.load(room)).toEqual({ head: 3, base: base('sound'), tail: [] })
        expect((await store.purge(now + storeTimes.quarantineMs - 1)).quarantined).toBe(0)
        expect((await store.purge(now + storeTimes.quarantineMs)).quarantined).toBe(1)
      })

      test('SYNC-5c since gives the rows above a place, and null where they are folded or the room is gone', async () => {
        const { room } = await newCouple()
        await store.append([1, 2, 3].map((n) => ({ room, update: bytes(`${n}`) })))
        expect(await store.since(room, 1)).toEqual([
          { seq: 2, update: bytes('2') },
          { seq: 3, update: bytes('3') },
        ])
        expect(await store.since(room, 3)).toEqual([])
        await store.fold([{ room, base: base(), head: 2, quarantine: [], now }])
        expect(await store.since(room, 1)).toBeUndefined()
        expect(await store.since(room, 2)).toEqual([{ seq: 3, update: bytes('3') }])
        expect(await store.since(roomName(id(), 1), 0)).toBeUndefined()
      })

      test('SYNC-5a the bytes of all unfolded rows are known, and which rooms hold most of them', async () => {
        const [small, large] = [await newCouple(), await newCouple()]
        await store.append([
          { room: small.room, update: bytes('12') },
          { room: large.room, update: bytes('12345') },
        ])
        expect(await store.logBytes()).toBe(7)
        expect(await store.longestTails(1)).toEqual([large.room])
        await reopen()
        expect(await store.logBytes()).toBe(7)
        await store.fold([{ room: large.room, base: base(), head: 1, quarantine: [], now }])
        expect(await store.logBytes()).toBe(2)
        expect(await store.longestTails(9)).toEqual([small.room])
      })

      test('a room nobody made is not there', async () => {
        const room = roomName(id(), 1)
        expect(await store.load(room)).toBeUndefined()
        expect(await store.summary(room)).toBeUndefined()
        expect(await store.fold([{ room, base: base(), head: 0, quarantine: [], now }])).toEqual([false])
      })
    })

    describe('couples and devices', () => {
      test('HTTP-0 a couple has its creator as partner a, known by token and by id', async () => {
        const { coupleId, deviceId, tokenHash } = await newCouple()
        const device = {
          deviceId,
          coupleId,
          person: 'a',
          state: 'active',
          createdDay: '2026-11-21',
          seenDay: '2026-11-21',
          epoch: 1,
        }
        expect(await store.deviceByToken(tokenHash)).toEqual(device)
        expect(await store.deviceById(deviceId)).toEqual(device)
        expect(await store.devicesOf(coupleId, 'a')).toEqual([device])
        expect(await store.deviceByToken(hash())).toBeUndefined()
      })

      test('HTTP-0 an id or token that is taken makes no couple, and leaves nothing behind', async () => {
        const taken = await newCouple()
        const left: unknown[] = []
        const fresh = () => ({
          coupleId: id() as CoupleId,
          deviceId: id() as DeviceId,
          tokenHash: hash(),
          base: base(),
          now,
        })
        for (const clash of [
          { coupleId: taken.coupleId },
          { deviceId: taken.deviceId },
          { tokenHash: taken.tokenHash },
        ]) {
          const couple = { ...fresh(), ...clash }
          expect(await store.createCouple(couple)).toBe('already-exists')
          left.push(await store.load(roomName(couple.coupleId, 1)))
        }
        expect(left).toEqual([await store.load(taken.room), undefined, undefined])
      })
    })

    describe('when a couple was last here', () => {
      test('the day it was made, until a later one is marked; by it the long gone are found', async () => {
        const [ada, eve] = [await newCouple(), await newCouple()]
        await store.markSeen(ada.coupleId, '2026-12-24')
        await store.markSeen(ada.coupleId, '2026-12-01')
        await reopen()
        expect((await store.deviceById(ada.deviceId))?.seenDay).toBe('2026-12-24')
        expect((await store.deviceById(eve.deviceId))?.seenDay).toBe('2026-11-21')
        expect(await store.couplesNotSeenSince('2026-11-21')).toEqual([])
        expect(await store.couplesNotSeenSince('2026-12-24')).toEqual([eve.coupleId])
        expect((await store.couplesNotSeenSince('2026-12-25')).sort()).toEqual([ada.coupleId, eve.coupleId].sort())
      })
    })

    describe('invites', () => {
      test('PAIR-1 offered, opened, claimed, revealed, done', async () => {
        const ada = await newCouple()
        const invite = await newInvite(ada, 'b')
        expect(await store.openInvite({ ...invite, now })).toEqual({ ok: true, offer: 'offer', expiresAt: now + 1000 })
        const { device, result } = await claim(invite)
        expect(result).toEqual({ ok: true, state: 'claimed' })
        expect(await store.deviceByToken(device.tokenHash)).toMatchObject({ state: 'pending', person: 'b' })
        expect(await store.invite(invite.inviteId, now)).toMatchObject({
          state: 'claimed',
          claim: 'claim',
          reveal: undefined,
        })
        expect(await store.revealInvite(invite.inviteId, ada.deviceId, 'reveal', now)).toEqual({ ok: true })
        expect(await store.invite(invite.inviteId, now)).toMatchObject({ state: 'revealed', reveal: 'reveal' })
        const records = [{ to: device.deviceId, enc: 'enc', ct: 'ct' }]
        const moved = await move(ada, { activate: [device.deviceId], records })
        expect(moved).toEqual({ ok: true, epoch: 2, revoked: [], doneInvites: [invite.inviteId] })
        expect(await store.invite(invite.inviteId, now)).toMatchObject({
          state: 'done',
          claim: undefined,
          // Whoever was let in may not have compared yet (PAIR-6).
          reveal: 'reveal',
        })
        expect(await store.deviceByToken(device.tokenHash)).toMatchObject({ state: 'active', person: 'b', epoch: 2 })
        expect(await store.epochRecords(device.deviceId, 0)).toEqual([
          { epoch: 2, from: ada.deviceId, enc: 'enc', ct: 'ct' },
        ])
      })

      test('PAIR-2 the first valid claim wins; the same again is fine, another is refused', async () => {
        const ada = await newCouple()
        const invite = await newInvite(ada, 'b')
        const { device, result } = await claim(invite)
        expect(result.ok).toBe(true)
        expect(await store.claimInvite({ ...invite, ...device, claim: 'claim', now }, 32)).toEqual({
          ok: true,
          state: 'claimed',
        })
        expect((await claim(invite)).result).toEqual({ ok: false, reason: 'invite-claimed' })
        expect(await store.openInvite({ ...invite, now })).toEqual({ ok: false, reason: 'invite-claimed' })
      })

      test('PAIR-6 who holds the link turns it down until somebody was let in: the claimant is forgotten', async () => {
        const ada = await newCouple()
        const invite = await newInvite(ada, 'b')
        const { device } = await claim(invite)
        const wrong = { ...invite, claimAuthHash: (await newInvite(ada, 'b')).claimAuthHash }
        expect(await store.rejectInvite({ ...wrong, now })).toBe('not-found')
        expect(await store.rejectInvite({ ...invite, now })).toBe('burned')
        expect(await store.deviceById(device.deviceId)).toBeUndefined()
        expect(await store.invite(invite.inviteId, now)).toMatchObject({ state: 'burned', claim: undefined })
        expect(await store.rejectInvite({ ...invite, now })).toBe('invite-burned')
      })

      test('PAIR-6 once somebody was let in, the link turns nobody out', async () => {
        const ada = await newCouple()
        const invite = await newInvite(ada, 'b')
        const { device } = await claim(invite)
        await store.revealInvite(invite.inviteId, ada.deviceId, 'reveal', now)
        await move(ada, { activate: [device.deviceId], records: [{ to: device.deviceId, enc: 'enc', ct: 'ct' }] })
        expect(await store.rejectInvite({ ...invite, now })).toBe('invite-claimed')
        expect(await store.deviceByToken(device.tokenHash)).toMatchObject({ state: 'active' })
      })

      test('PAIR-2 of two claims at once exactly one wins', async () => {
        const ada = await newCouple()
        const invite = await newInvite(ada, 'b')
        const results = await Promise.all([claim(invite), claim(invite), claim(invite)])
        expect(results.filter(({ result }) => result.ok)).toHaveLength(1)
      })

      test('PAIR-2 a third person is refused, also while the second is only waiting to be let in', async () => {
        const ada = await newCouple()
        const [first, second] = [await newInvite(ada, 'b'), await newInvite(ada, 'b')]
        expect((await claim(first)).result.ok).toBe(true)
        expect((await claim(second)).result).toEqual({ ok: false, reason: 'couple-full' })
        expect(await store.burnInvite(first.inviteId, ada.deviceId)).toBe(true)
        expect((await claim(second)).result.ok).toBe(true)
      })

      test('PAIR-2 further devices of the same person come by the same way', async () => {
        const ada = await newCouple()
        await addDevice(ada, 'b')
        await addDevice(ada, 'a', 2)
        expect(await store.devicesOf(ada.coupleId, 'a')).toHaveLength(2)
      })

      test('PAIR five wrong proofs burn an invite; unknown and wrong are one refusal', async () => {
        const ada = await newCouple()
        const invite = await newInvite(ada, 'b')
        const wrong = { ...invite, claimAuthHash: hash(), now }
        expect(await store.openInvite({ ...wrong, inviteId: id() as InviteId })).toEqual({
          ok: false,
          reason: 'not-found',
        })
        for (let fail = 1; fail < maxInviteFails; fail++) {
          expect(await store.openInvite(wrong)).toEqual({ ok: false, reason: 'not-found' })
        }
        expect((await store.openInvite({ ...invite, now })).ok).toBe(true)
        expect(await store.openInvite(wrong)).toEqual({ ok: false, reason: 'not-found' })
        expect(await store.openInvite({ ...invite, now })).toEqual({ ok: false, reason: 'invite-burned' })
      })

      test('PAIR over its time an invite opens nothing, and who claimed it is forgotten', async () => {
        const ada = await newCouple()
        const invite = await newInvite(ada, 'b')
        const { device } = await claim(invite)
        const late = now + 1000
        expect(await store.openInvite({ ...invite, now: late })).toEqual({ ok: false, reason: 'invite-expired' })
        expect(await store.revealInvite(invite.inviteId, ada.deviceId, 'r', late)).toEqual({
          ok: false,
          reason: 'invite-expired',
        })
        expect(await move(ada, { activate: [device.deviceId], now: late })).toEqual({
          ok: false,
          reason: 'unknown-member',
        })
        await store.purge(late)
        expect(await store.deviceById(device.deviceId)).toBeUndefined()
        expect(await store.invite(invite.inviteId, late)).toMatchObject({ state: 'expired', claim: undefined })
        expect((await store.purge(late + storeTimes.closedInviteMs)).invites).toBe(1)
        expect(await store.invite(invite.inviteId, late)).toBeUndefined()
      })

      test('PAIR only its creator reveals or burns an invite', async () => {
        const ada = await newCouple()
        const eve = await newCouple()
        const invite = await newInvite(ada, 'b')
        expect(await store.revealInvite(invite.inviteId, ada.deviceId, 'r', now)).toEqual({
          ok: false,
          reason: 'invite-unclaimed',
        })
        await claim(invite)
        expect(await store.revealInvite(invite.inviteId, eve.deviceId, 'r', now)).toEqual({
          ok: false,
          reason: 'not-found',
        })
        expect(await store.burnInvite(invite.inviteId, eve.deviceId)).toBe(false)
        expect(await store.burnInvite(invite.inviteId, ada.deviceId)).toBe(true)
        expect(await store.revealInvite(invite.inviteId, ada.deviceId, 'r', now)).toEqual({
          ok: false,
          reason: 'invite-burned',
        })
      })

      test('HTTP-2 a couple has only so many open invites, and an id only once', async () => {
        const ada = await newCouple()
        const invite = await newInvite(ada, 'b')
        const again = {
          ...invite,
          coupleId: ada.coupleId,
          creator: ada.deviceId,
          person: 'b' as const,
          offer: 'o',
          expiresAt: now + 1,
          now,
        }
        expect(await store.createInvite(again, 8)).toBe('already-exists')
        expect(await store.createInvite({ ...again, inviteId: id() as InviteId }, 1)).toBe('too-many')
      })
    })

    describe('epochs', () => {
      test('EPOCH-3 a move makes the new room and removes the old one, at once and for good', async () => {
        const ada = await newCouple()
        await store.append([{ room: ada.room, update: bytes('old') }])
        expect((await move(ada, { ifHead: 1 })).ok).toBe(true)
        await reopen()
        expect(await store.load(ada.room)).toBeUndefined()
        expect(await store.load(roomName(ada.coupleId, 2))).toEqual({ head: 0, base: base('next'), tail: [] })
        expect(await store.append([{ room: ada.room, update: bytes('late') }])).toEqual([undefined])
        expect(await store.logBytes()).toBe(0)
      })

      test('EPOCH-3 of two moves from one epoch one wins; a move on a document that moved is refused', async () => {
        const ada = await newCouple()
        await store.append([{ room: ada.room, update: bytes('new') }])
        expect(await move(ada)).toEqual({ ok: false, reason: 'outer-moved' })
        const both = await Promise.all([move(ada, { ifHead: 1 }), move(ada, { ifHead: 1 })])
        expect(both.map((moved) => moved.ok).sort()).toEqual([false, true])
        expect(both.find((moved) => !moved.ok)).toEqual({ ok: false, reason: 'epoch-moved' })
      })

      test('EPOCH-3 a refused move has changed nothing', async () => {
        const ada = await newCouple()
        const ben = await addDevice(ada)
        const stranger = { to: id() as DeviceId, enc: 'e', ct: 'c' }
        const refused = await move(ada, {
          from: 2,
          revoke: [ben.deviceId],
          records: [{ to: ada.deviceId, enc: 'e', ct: 'c' }, stranger],
        })
        expect(refused).toEqual({ ok: false, reason: 'unknown-member' })
        expect(await store.deviceById(ben.deviceId)).toMatchObject({ state: 'active', epoch: 2 })
        expect(await store.epochRecords(ada.deviceId, 0)).toEqual([])
        expect(await store.load(roomName(ada.coupleId, 2))).toBeDefined()
      })

      test('EPOCH-3 a revoked device gets no record, keeps no record, and moves nothing', async () => {
        const ada = await newCouple()
        const ben = await addDevice(ada)
        await move(ada, { from: 2, records: [{ to: ben.deviceId, enc: 'e', ct: 'c' }] })
        expect(await store.epochRecords(ben.deviceId, 0)).toHaveLength(1)
        const toRevoked = { from: 3, revoke: [ben.deviceId], records: [{ to: ben.deviceId, enc: 'e', ct: 'c' }] }
        expect(await move(ada, toRevoked)).toEqual({ ok: false, reason: 'unknown-member' })
        expect(await move(ada, { from: 3, revoke: [ben.deviceId] })).toMatchObject({
          ok: true,
          revoked: [ben.deviceId],
        })
        expect(await store.epochRecords(ben.deviceId, 0)).toEqual([])
        expect(await move(ada, { from: 4, by: ben.deviceId })).toEqual({ ok: false, reason: 'unknown-device' })
      })

      test('EPOCH-4 records come in order and stay until they are acknowledged', async () => {
        const ada = await newCouple()
        for (const from of [1, 2, 3]) {
          expect((await move(ada, { from, records: [{ to: ada.deviceId, enc: 'e', ct: `c${from + 1}` }] })).ok).toBe(
            true,
          )
        }
        expect((await store.epochRecords(ada.deviceId, 2)).map((record) => record.epoch)).toEqual([3, 4])
        await store.ackEpochs(ada.deviceId, 3)
        await reopen()
        expect((await store.epochRecords(ada.deviceId, 0)).map((record) => record.ct)).toEqual(['c4'])
      })

      test('PAIR-2 a device of another couple is not let in', async () => {
        const [ada, eve] = [await newCouple(), await newCouple()]
        const { device } = await claim(await newInvite(eve, 'b'))
        expect(await move(ada, { activate: [device.deviceId] })).toEqual({ ok: false, reason: 'unknown-member' })
        expect(await move(ada, { by: eve.deviceId })).toEqual({ ok: false, reason: 'unknown-device' })
      })
    })

    describe('recovery words', () => {
      const newWords = async (couple: Couple, person: Person = 'a', epoch = 1) => {
        const words = { id: id() as RecoveryId, authHash: hash() }
        const { coupleId } = couple
        expect(await store.putRecovery({ ...words, base: 'base', epoch, coupleId, person })).toBe('stored')
        return words
      }
      const openWords = async (words: { id: RecoveryId; authHash: Hash }, at = now) => {
        const device = { deviceId: id() as DeviceId, tokenHash: hash() }
        return { device, opened: await store.openRecovery({ ...words, ...device, now: at }) }
      }
      const record = (to: string) => ({ to, enc: 'e', ct: `for ${to}` })

      test('RECOVER-1 words open base and chain; the device moves the epoch in the name of the words, and is in', async () => {
        const ada = await newCouple()
        const words = await newWords(ada)
        await move(ada, { records: [record(ada.deviceId), record(words.id)] })
        await reopen()
        const { device, opened } = await openWords(words)
        const chain = [{ epoch: 2, from: ada.deviceId, enc: 'e', ct: `for ${words.id}` }]
        expect(opened).toEqual({
          ok: true,
          coupleId: ada.coupleId,
          person: 'a',
          epoch: 2,
          base: 'base',
          records: chain,
        })
        expect(await store.deviceByToken(device.tokenHash)).toMatchObject({ state: 'pending', person: 'a' })
        expect(await store.isRecovering(device.deviceId, now)).toBe(true)
        const moved = await move(ada, {
          from: 2,
          by: device.deviceId,
          activate: [device.deviceId],
          revoke: [ada.deviceId],
          records: [record(device.deviceId), record(words.id)],
        })
        expect(moved).toEqual({ ok: true, epoch: 3, revoked: [ada.deviceId], doneInvites: [] })
        expect(await store.deviceByToken(device.tokenHash)).toMatchObject({ state: 'active', person: 'a', epoch: 3 })
        expect(await store.isRecovering(device.deviceId, now)).toBe(false)
        expect((await store.epochRecords(device.deviceId, 0)).map(({ from }) => from)).toEqual([words.id])
        expect((await openWords(words)).opened).toMatchObject({ ok: true, epoch: 3, records: [...chain, { epoch: 3 }] })
      })

      test('RECOVER-1 HTTP-1 wrong words and words nobody has are one refusal, and let nobody wait', async () => {
        const ada = await newCouple()
        const words = await newWords(ada)
        const wrong = await openWords({ ...words, authHash: hash() })
        const unknown = await openWords({ ...words, id: id() as RecoveryId })
        expect([wrong.opened, unknown.opened]).toEqual([
          { ok: false, reason: 'not-found' },
          { ok: false, reason: 'not-found' },
        ])
        expect(await store.deviceById(wrong.device.deviceId)).toBeUndefined()
        expect(await store.deviceById(unknown.device.deviceId)).toBeUndefined()
      })

      test('RECOVER-1 asked again alike, before and after it was let in, it answers alike', async () => {
        const ada = await newCouple()
        const words = await newWords(ada)
        const { device, opened } = await openWords(words)
        expect(await store.openRecovery({ ...words, ...device, now })).toEqual(opened)
        const { deviceId } = device
        const records = [record(words.id), record(deviceId)]
        expect((await move(ada, { by: deviceId, activate: [deviceId], records })).ok).toBe(true)
        expect(await store.openRecovery({ ...words, ...device, now })).toMatchObject({ ok: true, epoch: 2 })
        expect(await store.deviceById(deviceId)).toMatchObject({ state: 'active' })
      })

      test('RECOVER-1 of two devices that open the same words the later one counts', async () => {
        const ada = await newCouple()
        const words = await newWords(ada)
        const [first, second] = [(await openWords(words)).device, (await openWords(words)).device]
        expect(await store.deviceById(first.deviceId)).toBeUndefined()
        expect(await move(ada, { by: first.deviceId, activate: [first.deviceId] })).toEqual({
          ok: false,
          reason: 'unknown-device',
        })
        expect((await move(ada, { by: second.deviceId, activate: [second.deviceId] })).ok).toBe(true)
      })

      test('RECOVER-1 it lets in itself and nobody else, and nobody else lets it in', async () => {
        const ada = await newCouple()
        const [mine, theirs] = [await newWords(ada, 'a'), await newWords(ada, 'b')]
        const [a, b] = [(await openWords(mine)).device, (await openWords(theirs)).device]
        const claimed = (await claim(await newInvite(ada, 'a'))).device
        const refused = { ok: false, reason: 'unknown-member' }
        for (const activate of [[], [b.deviceId], [a.deviceId, b.deviceId], [a.deviceId, claimed.deviceId]]) {
          expect(await move(ada, { by: a.deviceId, activate })).toEqual(refused)
        }
        expect(await move(ada, { activate: [a.deviceId] })).toEqual(refused)
        expect(await move(ada, { by: claimed.deviceId, activate: [claimed.deviceId] })).toEqual({
          ok: false,
          reason: 'unknown-device',
        })
        expect(await store.deviceById(b.deviceId)).toMatchObject({ state: 'pending', person: 'b' })
      })

      test('RECOVER-1 a move that was overtaken changes nothing, and can be made again', async () => {
        const ada = await newCouple()
        const words = await newWords(ada)
        const { deviceId } = (await openWords(words)).device
        await store.append([{ room: ada.room, update: bytes('new') }])
        const mine = { by: deviceId, activate: [deviceId], records: [record(words.id)] }
        expect(await move(ada, mine)).toEqual({ ok: false, reason: 'outer-moved' })
        expect((await move(ada, { ifHead: 1, records: [record(words.id)] })).ok).toBe(true)
        expect(await move(ada, { ...mine, ifHead: 1 })).toEqual({ ok: false, reason: 'epoch-moved' })
        expect(await store.deviceById(deviceId)).toMatchObject({ state: 'pending' })
        expect((await move(ada, { ...mine, from: 2 })).ok).toBe(true)
      })

      test('RECOVER-1 a device that opened words and did no more is forgotten after a day', async () => {
        const ada = await newCouple()
        const { deviceId } = (await openWords(await newWords(ada))).device
        const late = now + lifetimes.recoveryMs
        expect(await store.isRecovering(deviceId, late - 1)).toBe(true)
        expect(await store.isRecovering(deviceId, late)).toBe(false)
        expect(await move(ada, { by: deviceId, activate: [deviceId], now: late })).toEqual({
          ok: false,
          reason: 'unknown-device',
        })
        expect((await store.purge(late - 1)).recovering).toBe(0)
        expect((await store.purge(late)).recovering).toBe(1)
        expect(await store.deviceById(deviceId)).toBeUndefined()
      })

      test('RECOVER-1 new words take the place of the old ones, with everything that hung on them', async () => {
        const ada = await newCouple()
        const [old, theirs] = [await newWords(ada), await newWords(ada, 'b')]
        await move(ada, { records: [record(old.id), record(theirs.id)] })
        const { device } = await openWords(old)
        const renewed = await newWords(ada, 'a', 2)
        expect(await store.recoveriesOf(ada.coupleId)).toEqual([renewed.id, theirs.id])
        expect(await store.deviceById(device.deviceId)).toBeUndefined()
        expect((await openWords(old)).opened).toEqual({ ok: false, reason: 'not-found' })
        expect((await openWords(renewed)).opened).toMatchObject({ ok: true, records: [] })
        expect((await openWords(theirs)).opened).toMatchObject({ ok: true, records: [{ epoch: 2 }] })
        expect(await move(ada, { from: 2, records: [record(old.id)] })).toEqual({
          ok: false,
          reason: 'unknown-member',
        })
      })

      test('RECOVER-1 a base of another epoch is refused, or the chain to it would be lost', async () => {
        const ada = await newCouple()
        const words = await newWords(ada)
        await move(ada, { records: [record(words.id)] })
        const stale = { ...words, base: 'stale', epoch: 1, coupleId: ada.coupleId, person: 'a' as const }
        expect(await store.putRecovery(stale)).toBe('epoch-moved')
        expect((await openWords(words)).opened).toMatchObject({ base: 'base', records: [{ epoch: 2 }] })
      })

      test('RECOVER-1 words without a record end with the move: they would lead nowhere', async () => {
        const ada = await newCouple()
        const [kept, dropped] = [await newWords(ada, 'a'), await newWords(ada, 'b')]
        const { deviceId } = (await openWords(dropped)).device
        await move(ada, { records: [record(kept.id)] })
        expect(await store.recoveriesOf(ada.coupleId)).toEqual([kept.id])
        expect(await store.deviceById(deviceId)).toBeUndefined()
        expect((await openWords(dropped)).opened).toEqual({ ok: false, reason: 'not-found' })
      })

      test('RECOVER-1 an id belongs to one: not to other words, not to a device', async () => {
        const [ada, eve] = [await newCouple(), await newCouple()]
        const words = await newWords(ada)
        const mine = await newWords(eve)
        const put = (recoveryId: string) =>
          store.putRecovery({
            id: recoveryId as RecoveryId,
            authHash: hash(),
            base: 'b',
            epoch: 1,
            coupleId: eve.coupleId,
            person: 'a',
          })
        expect([await put(words.id), await put(ada.deviceId)]).toEqual(['already-exists', 'already-exists'])
        expect(await store.recoveriesOf(eve.coupleId)).toEqual([mine.id])
        const invite = await newInvite(ada, 'b')
        const device = { deviceId: words.id as string as DeviceId, tokenHash: hash() }
        expect(await store.claimInvite({ ...invite, ...device, claim: 'c', now }, 32)).toEqual({
          ok: false,
          reason: 'already-exists',
        })
        const taken = { deviceId: ada.deviceId, tokenHash: hash(), now }
        expect(await store.openRecovery({ ...mine, ...taken })).toEqual({ ok: false, reason: 'already-exists' })
      })

      test('RECOVER-1 words of another couple get no record', async () => {
        const [ada, eve] = [await newCouple(), await newCouple()]
        const words = await newWords(eve)
        expect(await move(ada, { records: [record(words.id)] })).toEqual({ ok: false, reason: 'unknown-member' })
      })

      test('LEAVE-1 LEAVE-2 leaving ends my words and who waits on them; erasing ends all', async () => {
        const ada = await newCouple()
        const ben = await addDevice(ada)
        const [mine, theirs] = [await newWords(ada, 'a', 2), await newWords(ada, 'b', 2)]
        const [first, second] = [(await openWords(mine)).device, (await openWords(theirs)).device]
        await store.leave(ada.coupleId, 'a')
        expect(await store.recoveriesOf(ada.coupleId)).toEqual([theirs.id])
        expect(await store.deviceById(first.deviceId)).toBeUndefined()
        expect((await openWords(mine)).opened).toEqual({ ok: false, reason: 'not-found' })
        expect(await store.deviceById(ben.deviceId)).toMatchObject({ state: 'active' })
        await store.erase(ada.coupleId)
        expect(await store.deviceById(second.deviceId)).toBeUndefined()
        expect((await openWords(theirs)).opened).toEqual({ ok: false, reason: 'not-found' })
      })
    })

    describe('leaving', () => {
      test('LEAVE-1 leaving revokes all devices of that partner and burns their invites; the other keeps everything', async () => {
        const ada = await newCouple()
        const ben = await addDevice(ada)
        const open = await newInvite(ada, 'a')
        const { device: waiting } = await claim(open)
        expect(await store.leave(ada.coupleId, 'a')).toEqual({ revoked: [ada.deviceId], burned: [open.inviteId] })
        expect(await store.deviceByToken(ada.tokenHash)).toMatchObject({ state: 'revoked' })
        expect(await store.deviceById(waiting.deviceId)).toBeUndefined()
        expect(await store.deviceByToken(ben.tokenHash)).toMatchObject({ state: 'active', epoch: 2 })
        expect(await store.load(roomName(ada.coupleId, 2))).toBeDefined()
      })

      test('PAIR-6 one device goes alone: its token and its invites, and of nobody else', async () => {
        const ada = await newCouple()
        const laptop = { ...ada, ...(await addDevice(ada, 'a')) }
        const [own, other] = [await newInvite(laptop, 'b'), await newInvite(ada, 'b')]
        expect(await store.leaveAlone(ada.coupleId, laptop.deviceId)).toEqual({
          revoked: [laptop.deviceId],
          burned: [own.inviteId],
        })
        expect(await store.deviceByToken(laptop.tokenHash)).toMatchObject({ state: 'revoked' })
        expect(await store.deviceByToken(ada.tokenHash)).toMatchObject({ state: 'active' })
        expect(await store.invite(other.inviteId, now)).toMatchObject({ state: 'waiting' })
        expect(await store.leaveAlone(ada.coupleId, laptop.deviceId)).toEqual({ revoked: [], burned: [] })
      })

      test('PAIR-6 the last device of a partner leaves as its partner does', async () => {
        const ada = await newCouple()
        const ben = await addDevice(ada)
        expect(await store.leaveAlone(ada.coupleId, ben.deviceId)).toEqual({ revoked: [ben.deviceId], burned: [] })
        expect(await store.deviceByToken(ada.tokenHash)).toMatchObject({ state: 'active' })
        await store.leaveAlone(ada.coupleId, ada.deviceId)
        expect(await store.deviceByToken(ada.tokenHash)).toBeUndefined()
      })

      test('LEAVE-1 when both have left, nothing is kept', async () => {
        const ada = await newCouple()
        await addDevice(ada)
        await store.leave(ada.coupleId, 'b')
        await store.leave(ada.coupleId, 'a')
        expect(await store.deviceByToken(ada.tokenHash)).toBeUndefined()
        expect(await store.load(roomName(ada.coupleId, 2))).toBeUndefined()
      })

      test('LEAVE-2 erasing removes everything of the couple, at once and for good, and nothing of others', async () => {
        const [ada, eve] = [await newCouple(), await newCouple()]
        const ben = await addDevice(ada)
        await store.append([{ room: roomName(ada.coupleId, 2), update: bytes('u') }])
        await store.append([{ room: eve.room, update: bytes('u') }])
        await store.fold([{ room: roomName(ada.coupleId, 2), base: base(), head: 1, quarantine: [1], now }])
        const open = await newInvite(ada, 'a')
        expect(await store.erase(ada.coupleId)).toEqual({ burned: [open.inviteId] })
        await reopen()
        expect(await store.deviceByToken(ada.tokenHash)).toBeUndefined()
        expect(await store.deviceById(ben.deviceId)).toBeUndefined()
        expect(await store.load(roomName(ada.coupleId, 2))).toBeUndefined()
        expect(await store.invite(open.inviteId, now)).toBeUndefined()
        expect((await store.purge(now + storeTimes.quarantineMs)).quarantined).toBe(0)
        expect((await store.load(eve.room))?.tail).toHaveLength(1)
        expect(await store.erase(ada.coupleId)).toEqual({ burned: [] })
      })
    })
  })
}
