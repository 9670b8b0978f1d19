/** Real time and real chance. */

import type { Clock, Random } from '@porchlight/shared/capabilities'

export const clock: Clock = {
  now: () => Date.now(),
  after(delayMs, act) {
    const timer = setTimeout(act, delayMs)
    return () => clearTimeout(timer)
  },
}

export const random: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) }
