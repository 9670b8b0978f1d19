/** A page that was asleep: how long it cannot have run, told before a hand does anything on it.
 *  What was drawn last stands there when the lid is opened; a page of a locked Porchlight must not wait for the background to
 *  take it away. Rule: LOCK-1 */

import { createSleepWatch } from '@porchlight/client/port/sleep-watch'
import type { Clock, Stop } from '@porchlight/shared/capabilities'

/** A night of looking costs nothing: the browser looks less often for a page nobody sees. */
const lookEveryMs = 1_000
const firstSigns = ['visibilitychange', 'focus', 'pointermove', 'pointerdown', 'keydown'] as const

/** @returns what tells `listener`, at every look, how many ms lie between it and the look before */
export const pageGaps =
  (clock: Clock) =>
  (listener: (gapMs: number) => void): Stop => {
    const watch = createSleepWatch(clock)
    watch.look()
    const look = (): void => listener(watch.look())
    let stopTick: Stop = () => {}
    const tick = (): void => {
      look()
      stopTick = clock.after(lookEveryMs, tick)
    }
    tick()
    for (const sign of firstSigns) addEventListener(sign, look, { capture: true, passive: true })
    return () => {
      stopTick()
      for (const sign of firstSigns) removeEventListener(sign, look, { capture: true })
    }
  }
