/** How long to wait before the next attempt.
 *  Rule: SYNC-9: full jitter over min(2ⁿ, 120) s; 0–5 s after a restart, which many clients see at once. */

import type { Random } from '@porchlight/shared/capabilities'
import type { ErrorCode } from '@porchlight/shared/errors'

const longestMs = 120_000
const restartMs = 5_000

/** @param failures attempts that failed in a row before this one, from 0
 *  @returns milliseconds */
export function retryDelayMs(failures: number, because: ErrorCode, random: Random): number {
  const spanMs = because === 'restarting' ? restartMs : Math.min(2 ** failures * 1_000, longestMs)
  return Math.floor(spanMs * unitInterval(random))
}

/** Uniform in [0, 1). */
function unitInterval(random: Random): number {
  const word = new DataView(random.bytes(4).buffer).getUint32(0)
  return word / 2 ** 32
}
