/** After some wrong passcodes in a row a person waits a little before the next try, each time longer. For hands at the
 *  keyboard; who has the disk is held up by what one try costs. Nothing is ever wiped for guessing.
 *  Rule: LOCK-1 */

export interface Tries {
  /** wrong ones in a row */
  failed: number
  /** when the last one was, ms */
  at: number
}

export const noTries: Tries = { failed: 0, at: 0 }

const free = 3
const firstWaitMs = 5_000
const longestWaitMs = 300_000

/** @returns when the next try may be, ms; undefined: now. A clock that was set back makes nobody wait longer than once. */
export function nextTryAt({ failed, at }: Tries, now: number): number | undefined {
  if (failed <= free) return undefined
  const waitMs = Math.min(firstWaitMs * 2 ** (failed - free - 1), longestWaitMs)
  const leftMs = at + waitMs - now
  return leftMs <= 0 ? undefined : now + Math.min(leftMs, waitMs)
}
