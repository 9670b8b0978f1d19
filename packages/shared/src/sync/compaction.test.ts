import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { compactionDue, type CompactionDue, replaceBySnapshot } from './compaction.ts'
import type { AppliedEntry } from './entry-ledger.ts'

const limits = { entries: 64, urgentEntries: 512, updateBytes: 32 * 1024, removalMs: 24 * 3_600_000 }
const nowMs = 1_795_262_400_000
const update = (entryBytes = 301, removes = false, id = 'x'): AppliedEntry => ({
  body: { kind: 1, bytes: new Uint8Array() },
  entryBytes,
  removes,
  id,
})
const snapshot = (entryBytes: number): AppliedEntry => ({
  body: { kind: 2, bytes: new Uint8Array() },
  entryBytes,
  removes: false,
  id: 's',
})
const hoursAgo = (hours: number): Map<string, number> => new Map([['x', nowMs - hours * 3_600_000]])
const never: CompactionDue = { due: 'never' }
const now: CompactionDue = { due: 'now', urgent: false }

describe('compaction', () => {
  test.each([
    ['a young room', 3, [update()], new Map(), never],
    ['63 entries', 63, [update()], new Map(), never],
    ['64 entries, junk or not', 64, [], new Map(), now],
    ['511 entries', 511, [], new Map(), now],
    ['512 entries do not wait for quiet', 512, [], new Map(), { due: 'now', urgent: true }],
    ['31 KiB of updates', 2, [update(31 * 1024)], new Map(), never],
    ['32 KiB of updates', 2, [update(32 * 1024)], new Map(), now],
    ['32 KiB of updates beside a snapshot of 40', 2, [update(32 * 1024), snapshot(40 * 1024)], new Map(), never],
    ['40 KiB of updates beside a snapshot of 40', 2, [update(40 * 1024), snapshot(40 * 1024)], new Map(), now],
    ['a large snapshot alone', 1, [snapshot(500 * 1024)], new Map(), never],
    ['a removal first seen 25 h ago', 2, [update(301, true)], hoursAgo(25), now],
    ['a removal first seen 23 h ago', 2, [update(301, true)], hoursAgo(23), { due: 'later', atMs: nowMs + 3_600_000 }],
    ['a removal seen just now', 2, [update(301, true)], new Map(), { due: 'later', atMs: nowMs + limits.removalMs }],
    [
      'a removal seen in the future',
      2,
      [update(301, true)],
      hoursAgo(-5),
      { due: 'later', atMs: nowMs + limits.removalMs },
    ],
    ['an old entry that removes nothing', 2, [update(301, false)], hoursAgo(99), never],
  ] as [string, number, AppliedEntry[], Map<string, number>, CompactionDue][])(
    'SEAL-9 %s',
    (_, count, applied, seen, due) => {
      expect(compactionDue(count, applied, seen, nowMs, limits)).toEqual(due)
    },
  )

  test('SEAL-9 exactly what is disposable goes, what is not stays in its order, the snapshot comes last', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (keep) => {
        const doc = new Y.Doc()
        const entries = doc.getArray<unknown>('e')
        entries.push(keep.map((kept, i) => `${kept ? 'keep' : 'drop'} ${i}`))
        let transactions = 0
        doc.on('afterTransaction', () => transactions++)
        replaceBySnapshot(entries, (entry) => (entry as string).startsWith('drop'), Uint8Array.of(7), 'origin')
        const kept = keep.flatMap((kept, i) => (kept ? [`keep ${i}`] : []))
        expect(entries.toArray()).toEqual([...kept, Uint8Array.of(7)])
        expect(transactions).toBe(1)
      }),
    )
  })
})
