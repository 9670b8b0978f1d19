/** The couple's time: this device's clock, put right by the server's where it is off by more than two minutes.
 *  Rule: DOM-9 (offset = now − (sent + received) / 2). */

import type { Clock } from '@porchlight/shared/capabilities'

export interface ServerClock extends Clock {
  /** This device's own clock, as it is. */
  device: Clock
  /** Learns from one answer. All in ms: the server's `now`, and when the call was sent and answered here. */
  learn(serverNow: number, sentAt: number, receivedAt: number): void
  /** What was learned last, ms; a woken worker starts from it until the next answer. */
  offsetMs(): number
  restore(offsetMs: number): void
}

const tolerated = 2 * 60_000

export function createServerClock(clock: Clock): ServerClock {
  let offsetMs = 0
  return {
    device: clock,
    now: () => clock.now() + (Math.abs(offsetMs) > tolerated ? offsetMs : 0),
    after: (delayMs, act) => clock.after(delayMs, act),
    learn(serverNow, sentAt, receivedAt) {
      // Whole milliseconds: what is written down is an integer (DOC-6).
      offsetMs = Math.round(serverNow - (sentAt + receivedAt) / 2)
    },
    offsetMs: () => offsetMs,
    restore(kept) {
      offsetMs = kept
    },
  }
}
