/** When the outer array is worth replacing by one snapshot, and how that is done without losing what others wrote.
 *  Rule: SEAL-9 */

import type * as Y from 'yjs'
import type { AppliedEntry } from './entry-ledger.ts'

export interface CompactionLimits {
  /** so many elements are reason enough */
  entries: number
  /** so many do not wait for quiet */
  urgentEntries: number
  /** bytes of update entries, where the snapshots are no larger */
  updateBytes: number
  /** how long what was deleted may still be read out of an update */
  removalMs: number
}

export type CompactionDue =
  | { due: 'now'; urgent: boolean }
  /** at that instant, ms, because something was removed */
  | { due: 'later'; atMs: number }
  | { due: 'never' }

/** @param elements how many there are in the array, junk and all
 *  @param firstSeenMs when this device first saw an entry, by its id
 *  @param nowMs a first-seen time in the future (a clock set back) counts as now */
export function compactionDue(
  elements: number,
  applied: readonly AppliedEntry[],
  firstSeenMs: ReadonlyMap<string, number>,
  nowMs: number,
  limits: CompactionLimits,
): CompactionDue {
  const bytesOf = (kind: 1 | 2) =>
    applied.reduce((sum, { body, entryBytes }) => (body.kind === kind ? sum + entryBytes : sum), 0)
  if (elements >= limits.entries) return { due: 'now', urgent: elements >= limits.urgentEntries }
  if (bytesOf(1) >= Math.max(limits.updateBytes, bytesOf(2))) return { due: 'now', urgent: false }
  const removals = applied.filter((line) => line.removes)
  if (removals.length === 0) return { due: 'never' }
  const oldestMs = Math.min(nowMs, ...removals.map((line) => firstSeenMs.get(line.id) ?? nowMs))
  const atMs = oldestMs + limits.removalMs
  return atMs <= nowMs ? { due: 'now', urgent: false } : { due: 'later', atMs }
}

/** Deletes every element `isDisposable` allows and appends the snapshot, in one transaction. */
export function replaceBySnapshot(
  entries: Y.Array<unknown>,
  isDisposable: (element: unknown) => boolean,
  snapshot: Uint8Array,
  origin: unknown,
): void {
  const disposable = entries.toArray().map(isDisposable)
  const replace = (): void => {
    for (let end = disposable.length; end > 0; ) {
      let start = end
      while (start > 0 && disposable[start - 1]) start--
      if (start < end) entries.delete(start, end - start)
      end = start - 1
    }
    entries.push([snapshot])
  }
  if (entries.doc === null) throw new TypeError('The entries belong to no document.')
  entries.doc.transact(replace, origin)
}
