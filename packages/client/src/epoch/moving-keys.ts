/** Keys that move: this device follows when the couple has a new one, and moves the couple itself. The key of before stays
 *  in the keyring until everything written under it is in the newest room (ADR 3).
 *  Rules: EPOCH-2 … EPOCH-7, DOC-3. */

import { base64UrlFromBytes, bytesFromBase64Url } from '@porchlight/shared/bytes'
import type { Stop } from '@porchlight/shared/capabilities'
import type { EpochPayload } from '@porchlight/shared/crypto/epoch'
import { adoptRemovedDevices, isTakenOver } from '@porchlight/shared/domain/adopt'
import { type ErrorCode, PorchlightError } from '@porchlight/shared/errors'
import type { CoupleInfo } from '@porchlight/shared/wire/api'
import * as Y from 'yjs'
import type { CoupleSession } from '../session/couple-session.ts'
import { roomNameOfEpoch } from '../session/epoch-room.ts'
import { type Keyring, rosterOf } from '../record/device-record.ts'
import { followed, holding } from '../record/record-moves.ts'
import { type EpochChange, type Rotation, followEpochs, rotate } from './epochs.ts'
import { type FreshSwap, createFreshSwap } from './fresh-swap.ts'
import type { SessionHolder } from '../session/session-holder.ts'
import { retryDelayMs } from '../server/retry-delay.ts'
import { readRoom } from '../session/room-reader.ts'
import { bringForward, unknownMembers } from './server-behind.ts'

export interface MovingKeys {
  /** The server says that there is a newer key. */
  follow(): Promise<void>
  /** Moves the couple to a new key, in the queue. Tries again where another was faster, from what they left.
   *  @param changeFor what is wanted, from the keyring as it is then; undefined: nothing any more
   *  @param moved called once it is done at the server, before anything else
   *  Throws: PorchlightError 'unknown-version' where an entry waits for an update of this program; and as the API does */
  move(changeFor: (keyring: Keyring) => EpochChange | undefined, moved?: () => void): Promise<void>
  /** The other partner's last word was that they leave. */
  otherLeft(): void
  /** Whether the other has gone without a word: one who was let in and said that the words differ (PAIR-6). */
  lookWhoIsHere(): void
  /** The session changed: what is complete now lets the keys of before go. */
  sessionChanged(keyring: Keyring): void
  /** An edit of a document that was replaced, which was on its way meanwhile. */
  takeLate: FreshSwap['takeLate']
  retryNow(): void
  /** No record that waits could be opened: this device cannot follow, and tries again now and then. */
  isStuck(): boolean
  stop: Stop
}

/** A rotation waits for the two documents to be in step: at most this often, this long apart. */
const rotationTries = 20
const rotationRetryMs = 500
const acknowledgeTries = 5
/** A record that no member could have made does not get better by asking: so long until the next look. */
const stuckRetryMs = 10 * 60_000

/** @param ended what no retry with these keys can change, and is no new key */
export function createMovingKeys(holder: SessionHolder, ended: (code: ErrorCode) => Promise<void>): MovingKeys {
  const { deps } = holder
  const { clock, random } = deps
  let cancelFollow: Stop = () => {}
  /** Sessions that were opened anew in a row because the key seemed to have moved. */
  let reopenings = 0
  let stuck = false
  /** The keyring of the session for which this was done already. */
  let tookOver: Keyring | undefined
  let askedWhoIsHere: CoupleSession | undefined
  let movingOn = false
  let cancelMoveOn: Stop = () => {}
  const freshSwap = createFreshSwap(holder)

  const follow = async (): Promise<void> => {
    const record = holder.record()
    if (record.state !== 'couple') return
    const { keyring } = record
    let delayMs: number
    try {
      const followed = await followEpochs(holder.apiOf(keyring), keyring, await holder.keyPair())
      setStuck(false)
      const next = followed.at(-1)
      if (next !== undefined) return await moveTo(next, followed[0]?.had)
      await compareWithServer(keyring)
      delayMs = retryDelayMs(reopenings++, 'epoch-moved', random)
    } catch (cause) {
      if (cause instanceof PorchlightError && cause.code === 'unknown-device') return ended(cause.code)
      deps.log('The next key could not be fetched.', cause)
      const cannot = cause instanceof PorchlightError && cause.code === 'cannot-open'
      if (cannot) setStuck(true)
      delayMs = cannot ? stuckRetryMs : retryDelayMs(reopenings++, 'epoch-moved', random)
    }
    // Nothing newer, or no answer, or a server that was behind: what said that the key moved is asked again, after a while.
    cancelFollow()
    cancelFollow = clock.after(delayMs, () => void holder.exclusive(holder.reopen))
  }

  /** No record leads on from here. A server that went back to a backup knows less than this device, and is brought forward;
   *  one that is ahead has no record for it, and never will.
   *  Throws: PorchlightError 'cannot-open'; and as the API does */
  const compareWithServer = async (keyring: Keyring): Promise<void> => {
    const session = holder.session()
    const api = holder.apiOf(keyring)
    const info = await api.couple()
    if (info.epoch < keyring.epoch.epoch && session?.isReadable() === true)
      await bringForward({ api, random, clock: clock.device }, keyring, session.inner, info)
    if (info.epoch <= keyring.epoch.epoch) return
    // It may have moved between the two questions.
    const followed = await followEpochs(api, keyring, await holder.keyPair())
    if (followed.length === 0) throw new PorchlightError('cannot-open', 'No record of the new key is for this device.')
  }

  const setStuck = (now: boolean): void => {
    if (stuck === now) return
    stuck = now
    holder.changed()
  }

  /** @param had what came along of the room this device is in now */
  const moveTo = async (epoch: EpochPayload, had?: Uint8Array): Promise<void> => {
    const record = holder.record()
    if (record.state === 'couple' && epoch.gen > record.keyring.epoch.gen) {
      const again = (code: ErrorCode): Promise<void> => (code === 'epoch-moved' ? follow() : ended(code))
      return freshSwap.fetch(epoch, had, () => acknowledge(epoch.epoch, 0), again)
    }
    await holder.change(followed(epoch))
    await holder.reopen()
    acknowledge(epoch.epoch, 0)
  }

  /** Lets the server drop this device's record of the epoch. Losing it costs a row there, and nothing else. */
  const acknowledge = (epoch: number, failures: number): void => {
    const record = holder.record()
    if (record.state !== 'couple') return
    holder
      .apiOf(record.keyring)
      .ackEpochs(epoch)
      .catch((cause: unknown) => {
        if (!(cause instanceof PorchlightError) || failures === acknowledgeTries) return
        clock.after(retryDelayMs(failures, cause.code, random), () => acknowledge(epoch, failures + 1))
      })
  }

  /** Everything of the epochs before is in this one: their copies can go. */
  const forgetPrevious = (keyring: Keyring): Promise<void> =>
    holder.exclusive(async () => {
      if (!holder.isCurrent(keyring)) return
      const { previous = [], carry: _, ...rest } = keyring
      await holder.change(holding(rest))
      for (const earlier of previous) await deps.clearOuterStore(roomNameOfEpoch(earlier))
    })

  const move: MovingKeys['move'] = async (changeFor, moved) => {
    for (let attempt = 1; ; attempt += 1) {
      await freshSwap.settle()
      const record = holder.record()
      const session = holder.session()
      if (record.state !== 'couple' || session === undefined) return
      const { keyring } = record
      const change = changeFor(keyring)
      if (change === undefined) return
      try {
        const { epoch, fresh } = await rotateInStep(keyring, session, change)
        moved?.()
        if (fresh === undefined) return await moveTo(epoch)
        await freshSwap.swap(epoch, fresh.inner, fresh.base)
        return acknowledge(epoch.epoch, 0)
      } catch (cause) {
        const code = cause instanceof PorchlightError ? cause.code : undefined
        if ((code !== 'outer-moved' && code !== 'epoch-moved') || attempt === rotationTries) throw cause
        if (code === 'epoch-moved') await follow()
        // What the server has more than we had is on its way over the socket.
        await new Promise<void>((resume) => clock.after(rotationRetryMs, resume))
      }
    }
  }

  const rotateInStep = async (keyring: Keyring, session: CoupleSession, change: EpochChange): Promise<Rotation> => {
    const api = holder.apiOf(keyring)
    const keyPair = await holder.keyPair()
    const info = await api.couple()
    // The session may not have heard of it yet, and hears of nothing while this is in the queue.
    if (info.epoch !== keyring.epoch.epoch) throw new PorchlightError('epoch-moved', 'The couple has a new key.')
    await session.sealed.settle()
    // Its end is in the queue behind this act: whoever waited for it here would wait in vain.
    const because = session.endedBecause()
    if (because !== undefined) throw new PorchlightError(because, 'The couple went on without this device.')
    // Whoever fills the couple's quota must not keep anybody from leaving them out (HTTP-2): what the server has is read without
    // pushing anything, and what it would not take travels in the snapshot.
    const read = session.isOverQuota()
      ? await readRoom({ api, clock: clock.device }, keyring.server, roomNameOfEpoch(keyring.epoch))
      : undefined
    if (read !== undefined) Y.applyUpdate(session.outer, Y.encodeStateAsUpdate(read))
    const may = session.sealed.rotation(read === undefined ? 'in-step' : 'ahead')
    if (!may.ok && may.reason === 'unknown-version')
      throw new PorchlightError('unknown-version', 'An entry here needs a newer Porchlight.')
    if (!may.ok) throw new PorchlightError('outer-moved', `Not everything is in step yet: ${may.reason}.`)
    // From here to what `rotate` reads of the documents nothing may be awaited.
    const forget = keyring.epoch.roster.devices.filter(
      ({ id, person, gone }) =>
        gone !== undefined && person === keyring.person && isTakenOver(session.inner, base64UrlFromBytes(id)),
    )
    const docs = { outer: read ?? session.outer, inner: session.inner }
    return rotate({ api, random, keyPair, now: clock.now() }, keyring, docs, {
      ...withoutTheGone(keyring, change, info),
      forget: forget.map(({ id }) => id),
    })
  }

  /** LEAVE-1: nobody is left of the other's devices at the server, so the couple moves on without them. */
  const moveOn = (isLeft: (keyring: Keyring, info: CoupleInfo) => boolean, failures = 0): void => {
    if (movingOn) return
    movingOn = true
    cancelMoveOn()
    let retryMs: number | undefined
    void holder
      .exclusive(async () => {
        const record = holder.record()
        if (record.state !== 'couple' || activeOfOther(record.keyring).length === 0) return
        const info = await holder.apiOf(record.keyring).couple()
        if (!isLeft(record.keyring, info)) return
        await move((keyring) => {
          const revoke = activeOfOther(keyring).map(({ id }) => id)
          return revoke.length === 0 ? undefined : { reason: 'revoke', revoke }
        })
      })
      .catch((cause: unknown) => {
        deps.log('Who left could not be left out yet.', cause)
        if (cause instanceof PorchlightError) retryMs = retryDelayMs(failures, cause.code, random)
      })
      .finally(() => {
        movingOn = false
        if (retryMs !== undefined) cancelMoveOn = clock.after(retryMs, () => moveOn(isLeft, failures + 1))
      })
  }

  return {
    follow,
    move,
    otherLeft: () => moveOn(() => true),
    lookWhoIsHere: () => moveOn(isNobodyLeft),
    sessionChanged(keyring) {
      const session = holder.session()
      if (session === undefined || !holder.isCurrent(keyring)) return
      if (session.offlineSince() !== undefined) {
        askedWhoIsHere = undefined
        return
      }
      reopenings = 0
      if (askedWhoIsHere !== session) {
        askedWhoIsHere = session
        moveOn(isNobodyLeft)
      }
      const removedMine = tookOver !== keyring && hasRemovedMine(keyring)
      if (!removedMine && keyring.previous === undefined) return
      if (!session.sealed.rotation().ok) return
      if (removedMine) {
        tookOver = keyring
        const device = base64UrlFromBytes(keyring.deviceId)
        if (adoptRemovedDevices(session.inner, { device, roster: rosterOf(keyring), now: clock.now() }))
          session.sealed.flush()
      }
      if (keyring.previous !== undefined) void forgetPrevious(keyring)
    },
    isStuck: () => stuck,
    takeLate: freshSwap.takeLate,
    retryNow: freshSwap.retryNow,
    stop() {
      cancelFollow()
      cancelMoveOn()
      freshSwap.stop()
    },
  }
}

/** The server knows none of the other's devices any more. */
function isNobodyLeft(keyring: Keyring, info: CoupleInfo): boolean {
  const unknown = new Set(unknownMembers(keyring, info))
  return activeOfOther(keyring).every(({ id }) => unknown.has(base64UrlFromBytes(id)))
}

const activeOfOther = ({ epoch, person }: Keyring) =>
  epoch.roster.devices.filter((device) => device.person !== person && device.gone === undefined)

const hasRemovedMine = ({ epoch, person, deviceId }: Keyring): boolean =>
  epoch.roster.devices.some(
    (device) => device.person === person && device.gone !== undefined && device.id.join() !== deviceId.join(),
  )

/** A record to somebody the server does not know any more would be refused: so they go with this change. And whoever the server
 *  takes for a member, and no roster names, came in by a stolen token: they go too. */
function withoutTheGone(keyring: Keyring, change: EpochChange, info: CoupleInfo): EpochChange {
  const unknown = new Set(unknownMembers(keyring, info))
  const { devices, recovery: before } = keyring.epoch.roster
  const lost = devices.flatMap(({ id }) => (unknown.has(base64UrlFromBytes(id)) ? [id] : []))
  const recovery = (change.recovery ?? before).filter(({ id }) =>
    info.recovery.some((known) => known === base64UrlFromBytes(id)),
  )
  return { ...change, recovery, revoke: [...(change.revoke ?? []), ...lost, ...strangers(keyring, info)] }
}

const strangers = ({ epoch }: Keyring, { devices, present = [] }: CoupleInfo): Uint8Array[] => {
  const named = new Set(epoch.roster.devices.map(({ id }) => base64UrlFromBytes(id)))
  const mine = devices.flatMap(({ deviceId, revoked }) => (revoked ? [] : [deviceId]))
  return [...mine, ...present].filter((id) => !named.has(id)).map((id) => bytesFromBase64Url(id) ?? new Uint8Array())
}
