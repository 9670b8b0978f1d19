/** Whether the computer slept, by the clock: an idle detector reports nothing of a night it slept through, and some desktops
 *  never say that their screen was locked. A device that runs looks at its clock at least twice a minute (an alarm, an event, a
 *  screen); whatever longer gap lies between two looks, nobody was there.
 *  Rule: LOCK-1 */

import type { Clock } from '@porchlight/shared/capabilities'
import type { Stored } from './stored.ts'

/** When the clock was last looked at: ms since the Unix epoch by this device's own clock, 0 before the first look. In the
 *  browser's session memory, beside the key that a gap takes away. */
export interface LastLook {
  at: number
}

export interface SleepWatch {
  /** What was known when the last worker ended. */
  load(): Promise<void>
  /** Looks at the clock.
   *  @returns ms since the look before; 0 at the first, and where the clock was set back */
  look(): number
}

/** A worker that is killed may forget this much of what it saw: less than an alarm's interval, so that no gap comes of it. */
const writeEveryMs = 5_000

/** @param kept where the next worker finds it; a page, which is drawn anew, keeps nothing */
export function createSleepWatch(clock: Clock, kept?: Stored<LastLook>): SleepWatch {
  let lookedAt = 0
  let writtenAt = 0
  return {
    async load() {
      writtenAt = (await kept?.read())?.at ?? 0
      lookedAt = Math.max(lookedAt, writtenAt)
    },
    look() {
      const now = clock.now()
      const gap = lookedAt === 0 ? 0 : Math.max(0, now - lookedAt)
      lookedAt = now
      if (Math.abs(now - writtenAt) >= writeEveryMs) {
        writtenAt = now
        void kept?.update(() => ({ at: now }))
      }
      return gap
    },
  }
}
