/** How a device goes: leaving, erasing, being removed, forgetting; and coming back where the server had only lost its data.
 *  Rules: LEAVE-1, LEAVE-2, SYNC-9. */

import type { Stop } from '@porchlight/shared/capabilities'
import { PorchlightError } from '@porchlight/shared/errors'
import type { CoupleSession } from '../session/couple-session.ts'
import * as moves from '../record/record-moves.ts'
import type { Forgetting, SessionHolder } from '../session/session-holder.ts'
import type { Result } from '../port/device-command.ts'
import type { Ending } from '../port/port.ts'
import { retryDelayMs } from '../server/retry-delay.ts'

export interface Going {
  /** The couple has ended for this device; it stays readable here until this person lets go of it. */
  finish(why: Ending): Promise<void>
  leave(): Promise<Result>
  erase(): Promise<Result>
  /** What lies here of the couple goes, whether it could be read or not; what is private too, where everything is to go. */
  wipe(what: Forgetting): Promise<void>
  /** Goes on where a killed worker was; in the queue. */
  finishLeaving(failures: number): Promise<void>
  /** A server that was started without its data knows nobody; once it is right again, so is this device. In the queue. */
  comeBack(): Promise<void>
  stop: Stop
}

/** How long leaving waits for the last words to be safe on the server. */
const farewellMs = 5_000
const farewellTries = 4

/** @param stopOthers ends pairing and following: nothing of it has a place any more */
export function createGoing(holder: SessionHolder, stopOthers: Stop): Going {
  const { deps } = holder
  const { clock, random } = deps
  let cancelRetry: Stop = () => {}

  const stopAll = (): void => {
    cancelRetry()
    stopOthers()
  }

  const going: Going = {
    async finish(why) {
      stopAll()
      await holder.change(moves.ended(why))
      await holder.reopen()
    },

    leave: () =>
      holder.asked(async () => {
        if (holder.record().state !== 'couple') return { ok: false, reason: 'not-paired' }
        const session = holder.session()
        // A session that follows a new key, or a worker that just woke, has its document in a moment.
        if (session?.isReadable() === false) await Promise.race([session.opened, session.closed, farewell()])
        if (session?.isReadable() === true) {
          deps.withdraw(session)
          session.sealed.flush()
        }
        stopAll()
        await holder.change(moves.left)
        holder.changed()
        await going.finishLeaving(0)
        return undefined
      }),

    erase: () =>
      holder.asked(async () => {
        const record = holder.record()
        if (record.state !== 'couple') return { ok: false, reason: 'not-paired' }
        await holder.apiOf(record.keyring).erase()
        await going.wipe('couple')
        return undefined
      }),

    async wipe(what) {
      stopAll()
      await holder.closeSession()
      for (const copy of await deps.outerStores()) await deps.clearOuterStore(copy)
      await holder.wipeRecord(what)
      holder.show({ step: 'idle' }, 'quietly')
      holder.sessionChanged()
      holder.changed()
    },

    /** Tells the server, after the last words are safe there. Offline it is done later: leaving itself is never refused. */
    async finishLeaving(failures) {
      const record = holder.record()
      if (record.state !== 'leaving') return
      const session = holder.session()
      try {
        const told = session === undefined || (await isSavedSoon(session))
        // Being gone counts more than the last word: after some tries the one goes without the other.
        if (!told && failures < farewellTries)
          throw new PorchlightError('unreachable', 'The last words are not out yet.')
        await holder.apiOf(record.keyring).leave()
        await going.wipe('couple')
      } catch (cause) {
        if (!(cause instanceof PorchlightError)) throw cause
        if (cause.code === 'unknown-device') return going.wipe('couple')
        const again = (): void => {
          holder.session()?.retryNow()
          void holder.exclusive(() => going.finishLeaving(failures + 1))
        }
        cancelRetry = clock.after(retryDelayMs(failures, cause.code, random), again)
      }
    },

    async comeBack() {
      const record = holder.record()
      if (record.state !== 'ended' || record.why !== 'unknown-device') return
      try {
        await holder.apiOf(record.keyring).ticket()
      } catch {
        // Still unknown, or out of reach: it stays as it is, and the screen says so already.
        return
      }
      await holder.change(moves.notEnded)
      await holder.reopen()
    },

    stop: () => cancelRetry(),
  }
  return going

  function farewell(): Promise<void> {
    return new Promise((resume) => clock.after(farewellMs, resume))
  }

  async function isSavedSoon(leaving: CoupleSession): Promise<boolean> {
    const giveUpAt = clock.device.now() + farewellMs
    while (leaving.saving() === 'saving' && clock.device.now() < giveUpAt) {
      await new Promise<void>((resume) => clock.after(50, resume))
    }
    return leaving.saving() === 'saved'
  }
}
