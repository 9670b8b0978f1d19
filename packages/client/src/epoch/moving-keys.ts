/** Keys that move: this device follows when the couple has a new one, and moves the couple itself. The key of before stays
 *  in the keyring until everything written under it is in the newest room (ADR 3). `rotation-in-step` is one move, `moving-on` the
 *  moves without the other partner.
 *  Rules: EPOCH-2 … EPOCH-7, DOC-3. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Stop } from '@porchlight/shared/capabilities'
import type { EpochPayload } from '@porchlight/shared/crypto/epoch'
import { adoptRemovedDevices } from '@porchlight/shared/domain/adopt'
import { type ErrorCode, PorchlightError } from '@porchlight/shared/errors'
import type { CoupleSession } from '../session/couple-session.ts'
import { roomNameOfEpoch } from '../session/epoch-room.ts'
import { type Keyring, rosterOf } from '../record/device-record.ts'
import { followed, holding } from '../record/record-moves.ts'
import { type EpochChange, followEpochs } from './epochs.ts'
import { type FreshSwap, createFreshSwap } from './fresh-swap.ts'
import type { SessionHolder } from '../session/session-holder.ts'
import { retryDelayMs } from '../server/retry-delay.ts'
import { createMovingOn } from './moving-on.ts'
import { rotateInStep } from './rotation-in-step.ts'
import { bringForward } from './server-behind.ts'

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
        const { epoch, fresh } = await rotateInStep(holder, keyring, session, change)
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

  const movingOn = createMovingOn(holder, move)

  return {
    follow,
    move,
    otherLeft: movingOn.otherLeft,
    lookWhoIsHere: movingOn.lookWhoIsHere,
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
        movingOn.lookWhoIsHere()
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
      movingOn.stop()
      freshSwap.stop()
    },
  }
}

const hasRemovedMine = ({ epoch, person, deviceId }: Keyring): boolean =>
  epoch.roster.devices.some(
    (device) => device.person === person && device.gone !== undefined && device.id.join() !== deviceId.join(),
  )
