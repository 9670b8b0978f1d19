/** How long to wait before the next attempt.
 *  Rule: SYNC-9: full jitter over min(2ⁿ, 120) s; 0–5 s after a restart, which many clients see at once. */

import type { Random } from '@porchlight/shared/capabilities'
import type { ErrorCode } from '@porchlight/shared/errors'
import { randomShare } from '@porchlight/shared/random-share'

const longestMs = 120_000
const restartMs = 5_000

/** @param failures attempts that failed in a row before this one, from 0
 *  @returns milliseconds */
export function retryDelayMs(failures: number, because: ErrorCode, random: Random): number {
  const spanMs = because === 'restarting' ? restartMs : Math.min(2 ** failures * 1_000, longestMs)
  return Math.floor(spanMs * randomShare(random))
}
