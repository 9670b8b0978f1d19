/** Strangers' bytes get a fixed share of this device's time. Whoever has a token, and no key, can put updates into a room that are
 *  small to send and dear to take in; the server bounds each of them, nobody bounds their sum (SYNC-5). So what comes is taken in
 *  order and at once while it is cheap, which is all that people ever write, and with pauses between where it is not: a
 *  screen, a press and what is typed have the rest of the time. Rule: SYNC-12 */

import type { Clock, Stop } from '@porchlight/shared/capabilities'

/** Of the time, over any stretch longer than `burstMs / share`. */
export const share = 0.2
/** Ms in one go: years of a couple, taken in when a device comes back. */
export const burstMs = 1_000
/** Longer than this between two looks at the clock, and the clock was set, or the computer slept. */
const longestMs = 60_000

export interface TimeShare {
  /** Does it now, or later, after all that was asked before. */
  run(act: () => void): void
  /** Forgets what has not been done. */
  clear: Stop
}

export function createTimeShare(clock: Clock): TimeShare {
  const waiting: (() => void)[] = []
  let leftMs = burstMs
  let lookedAt = clock.now()
  let cancel: Stop | undefined

  const passed = (): number => {
    const now = clock.now()
    const ms = now - lookedAt
    lookedAt = now
    return ms > 0 && ms < longestMs ? ms : 0
  }
  const does = (act: () => void): void => {
    leftMs = Math.min(burstMs, leftMs + passed() * share)
    try {
      act()
    } finally {
      leftMs -= passed()
    }
  }
  const mayGoOn = (): boolean => waiting.length > 0 && leftMs > 0
  const goOn = (): void => {
    cancel = undefined
    leftMs = Math.min(burstMs, leftMs + passed() * share)
    try {
      while (mayGoOn()) does(waiting.shift() as () => void)
    } finally {
      if (waiting.length > 0) pause()
    }
  }
  const pause = (): void => {
    cancel ??= clock.after(Math.max(1, Math.ceil(-leftMs / share)), goOn)
  }

  return {
    run(act) {
      if (waiting.length === 0 && leftMs > 0) return does(act)
      waiting.push(act)
      pause()
    },
    clear() {
      waiting.length = 0
      cancel?.()
      cancel = undefined
    },
  }
}
