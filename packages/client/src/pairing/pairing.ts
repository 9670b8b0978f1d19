/** How a device comes: lighting a porch, inviting, joining, and *This is them*.
 *  Rules: PAIR, PAIR-1, PAIR-2, SEAL-12. Every secret is in the keyring before the step the other side could see. */

import { base64UrlFromBytes, equalBytes } from '@porchlight/shared/bytes'
import type { Stop } from '@porchlight/shared/capabilities'
import { type EpochPayload, bytesFromPublicKey } from '@porchlight/shared/crypto/epoch'
import { coupleIdBytes, createCoupleKey, deviceIdBytes, hashOfToken } from '@porchlight/shared/crypto/keys'
import { otherOf } from '@porchlight/shared/domain/roster'
import { firstOuterState } from '@porchlight/shared/sync/outer-doc'
import * as Y from 'yjs'
import { roomOfEpoch } from '../session/epoch-room.ts'
import type { DeviceRecord, Joining, Keyring } from '../record/device-record.ts'
import * as moves from '../record/record-moves.ts'
import { type Inviter, createInviter, makeInvite } from './inviter.ts'
import { type Joiner, type JoinerDeps, type JoinerSide, createJoiner, readInvite } from './joiner.ts'
import { createRefuser } from './refuser.ts'
import type { Answer, SessionHolder } from '../session/session-holder.ts'
import type { MovingKeys } from '../epoch/moving-keys.ts'

export interface Pairing {
  /** Goes on where a killed worker was. */
  resume(pair: CryptoKeyPair): void
  lightPorch(server: string, signUpCode?: string): Promise<Answer>
  newInvite(): Promise<Answer>
  cancelInvite(): Promise<Answer>
  /** An invite for a further device of this person's own. */
  addDevice(): Promise<Answer>
  join(link: string, joiner: Joiner): Promise<Answer>
  /** Before there are words: the link is not followed any further. */
  stopJoining(): Promise<Answer>
  /** *This is them*: the couple key goes to the other device. On the joiner's side: *yes, the same* (PAIR-6). */
  confirmWords(): Promise<Answer>
  /** *Not them*; on the joiner's side: *they differ*. */
  rejectWords(): Promise<Answer>
  stop: Stop
}

const tokenBytes = 32

export function createPairing(holder: SessionHolder, keys: Pick<MovingKeys, 'move'>): Pairing {
  const { deps } = holder
  const { clock, random } = deps
  let inviter: Inviter | undefined
  let joiner: JoinerSide | undefined
  const refusers = new Map<Joining, { stop: Stop }>()

  const stop = (): void => {
    inviter?.stop()
    joiner?.stop()
    inviter = undefined
    joiner = undefined
  }

  const inviterDeps = (keyring: Keyring) => ({
    clock,
    random,
    api: holder.apiOf(keyring),
    show: holder.show,
    async save(inviting: (DeviceRecord & { state: 'couple' })['inviting']) {
      await holder.change(moves.inviting(inviting))
    },
  })

  const joinerDeps: JoinerDeps = {
    clock,
    random,
    show: holder.show,
    createApi: deps.createApi,
    async save(joining) {
      await holder.change(moves.joining(joining))
    },
    async joined(keyring, own) {
      await holder.change(moves.joined(keyring, !own))
      if (!holder.isCurrent(keyring)) return
      holder.show({ step: 'connected' }, 'quietly')
      holder.openSession(keyring)
    },
  }

  /** Tells the server what was turned down; what a killed worker had not told yet as well. */
  const tellRefusals = (): void => {
    const record = holder.record()
    for (const one of record.state === 'unpaired' ? (record.refused ?? []) : []) {
      if (refusers.has(one)) continue
      const told = async (joining: Joining): Promise<void> => {
        refusers.delete(joining)
        await holder.change(moves.refusalTold(joining))
      }
      refusers.set(one, createRefuser({ clock, random, createApi: deps.createApi, told }, one))
    }
  }

  /** Kept first, so that nothing of this device can go into that couple any more; told after. */
  const refuse = async (): Promise<boolean> => {
    joiner?.stop()
    joiner = undefined
    await holder.change(moves.turnedDown)
    if (holder.record().state !== 'unpaired') return false
    tellRefusals()
    return true
  }

  const invite = async (who: 'other' | 'own'): Promise<void> => {
    const record = holder.record()
    if (record.state !== 'couple') return
    const { keyring } = record
    const person = who === 'own' ? keyring.person : otherOf(keyring.person)
    await inviter?.burn()
    inviter = undefined
    const pair = await holder.keyPair()
    holder.show({ step: 'working', role: 'inviter' })
    const inviting = await makeInvite(inviterDeps(keyring), keyring, pair, person)
    inviter = createInviter(inviterDeps(keyring), keyring, pair, inviting)
  }

  return {
    resume(pair) {
      const record = holder.record()
      tellRefusals()
      if (record.state === 'unpaired' && record.joining !== undefined) {
        holder.show({ step: 'working', role: 'joiner' }, 'quietly')
        joiner = createJoiner(joinerDeps, pair, record.joining)
      }
      if (record.state === 'couple' && record.inviting !== undefined) {
        holder.show({ step: 'working', role: 'inviter' }, 'quietly')
        inviter = createInviter(inviterDeps(record.keyring), record.keyring, pair, record.inviting)
      }
    },

    lightPorch: (server, signUpCode) =>
      holder.answering(async () => {
        if (holder.record().state !== 'unpaired') return { ok: false, reason: 'already-paired' }
        const api = deps.createApi({ server })
        await api.info()
        stop()
        holder.show({ step: 'working', role: 'inviter' })
        const pair = await holder.keyPair()
        const coupleId = random.bytes(coupleIdBytes)
        const deviceId = random.bytes(deviceIdBytes)
        const token = random.bytes(tokenBytes)
        const pub = await bytesFromPublicKey(pair.publicKey)
        const device = { id: deviceId, pub, person: 'a' as const, label: deps.deviceLabel, added: clock.now() }
        const epoch: EpochPayload = {
          coupleId,
          epoch: 1,
          gen: 1,
          key: createCoupleKey(random),
          roster: { devices: [device], recovery: [] },
          reason: 'create',
        }
        const inner = new Y.Doc()
        deps.initialise(inner, base64UrlFromBytes(deviceId))
        try {
          await api.createCouple({
            coupleId: base64UrlFromBytes(coupleId),
            deviceId: base64UrlFromBytes(deviceId),
            tokenHash: base64UrlFromBytes(hashOfToken(token)),
            state: base64UrlFromBytes(firstOuterState(random, roomOfEpoch(epoch), inner)),
            ...(signUpCode === undefined ? {} : { signupCode: signUpCode }),
          })
        } catch (cause) {
          holder.show({ step: 'idle' })
          throw cause
        }
        const keyring: Keyring = { server, token, deviceId, person: 'a', epoch }
        await holder.change(moves.litPorch(keyring))
        holder.openSession(keyring, inner)
        await invite('other')
        return undefined
      }),

    newInvite: () =>
      holder.answering(async () => {
        const record = holder.record()
        if (record.state !== 'couple') return { ok: false, reason: 'not-paired' }
        if (isHere(record.keyring, otherOf(record.keyring.person))) return { ok: false, reason: 'couple-full' }
        await invite('other')
        return undefined
      }),

    addDevice: () =>
      holder.answering(async () => {
        if (holder.record().state !== 'couple') return { ok: false, reason: 'not-paired' }
        await invite('own')
        return undefined
      }),

    cancelInvite: () =>
      holder.answering(async () => {
        await inviter?.burn()
        inviter = undefined
        holder.show({ step: 'idle' })
        return undefined
      }),

    join: (link, joining) =>
      holder.answering(async () => {
        if (holder.record().state !== 'unpaired') return { ok: false, reason: 'already-paired' }
        const pair = await holder.keyPair()
        // A pairing that is under way goes on until this link has shown itself to be of use; it may even get there first.
        const read = await readInvite(joinerDeps, pair, link, joining)
        if (!read.ok) return read
        await refuse()
        stop()
        await holder.change(moves.joining(read.joining))
        if (holder.record().state !== 'unpaired') return { ok: false, reason: 'already-paired' }
        holder.show({ step: 'working', role: 'joiner' })
        joiner = createJoiner(joinerDeps, pair, read.joining)
        return undefined
      }),

    stopJoining: () =>
      holder.answering(async () => {
        if (holder.record().state !== 'unpaired') return undefined
        stop()
        if (await refuse()) holder.show({ step: 'idle' })
        return undefined
      }),

    rejectWords: () =>
      holder.answering(async () => {
        const record = holder.record()
        if (record.state === 'unpaired') {
          if (record.joining === undefined) return { ok: false, reason: 'not-paired' }
          if (await refuse()) holder.show({ step: 'failed', role: 'joiner', reason: 'words-differ' })
          return undefined
        }
        await inviter?.burn()
        inviter = undefined
        holder.show({ step: 'idle' })
        return undefined
      }),

    confirmWords: () =>
      holder.answering(async () => {
        const record = holder.record()
        if (record.state === 'unpaired') {
          return (await joiner?.sayYes()) === true ? undefined : { ok: false, reason: 'not-paired' }
        }
        const claim = inviter?.claim()
        if (
          record.state !== 'couple' ||
          holder.session() === undefined ||
          inviter === undefined ||
          claim === undefined
        ) {
          return { ok: false, reason: 'not-paired' }
        }
        const newcomer = {
          id: claim.deviceId,
          publicKey: claim.pubB,
          person: record.inviting?.person ?? otherOf(record.keyring.person),
          label: claim.label ?? '',
          psk: inviter.psk,
        }
        const through = (): void => {
          stop()
          holder.show({ step: 'connected' }, 'quietly')
        }
        await keys.move(({ epoch }) => {
          const isIn = epoch.roster.devices.some(({ id }) => equalBytes(id, newcomer.id))
          return isIn ? undefined : { reason: 'add', add: newcomer }
        }, through)
        // Also where another attempt, whose answer was lost, had let it in.
        through()
        await holder.change(moves.inviting(undefined))
        holder.changed()
        return undefined
      }),

    stop() {
      stop()
      for (const refuser of refusers.values()) refuser.stop()
      refusers.clear()
    },
  }
}

/** PAIR-2: exactly two partners. */
const isHere = ({ epoch }: Keyring, person: 'a' | 'b'): boolean =>
  epoch.roster.devices.some((device) => device.person === person && device.gone === undefined)
