/** The one place that writes entries into the outer document: seals, keeps to the sizes, and tells the ledger.
 *  Rules: SEAL-3, SEAL-4, SEAL-9 */

import * as Y from 'yjs'
import type { Random } from '../capabilities.ts'
import { nonceBytes } from '../crypto/aead.ts'
import { entryKinds, maxEntryBytes, type SealContext, sealedEntryBytes, sealEntry } from '../crypto/entry.ts'
import { replaceBySnapshot } from './compaction.ts'
import type { EntryLedger, OpenedBody } from './entry-ledger.ts'
import { entriesOf, maxOuterBytes } from './outer-doc.ts'

export interface OuterWriter {
  /** Seals updates in as few entries as possible, in order. From the first that is alone too large for one, all are left:
   *  later ones build on it. */
  sealUpdates(updates: Uint8Array[]): { sealed: OpenedBody[]; left: Uint8Array[] }
  /** undefined where the snapshot is too large for one entry */
  sealSnapshot(bytes: Uint8Array): OpenedBody | undefined
  hasRoomFor(sealed: OpenedBody[]): boolean
  push(sealed: OpenedBody[]): void
  /** Puts the snapshot in the place of everything that may be deleted, in one transaction. */
  replaceBy(snapshot: OpenedBody): void
  /** Weighs the outer document exactly; in between, what is added is added up. */
  weigh(): void
  stop(): void
}

export interface OuterWriterDeps {
  random: Random
  outer: Y.Doc
  context: SealContext
  ledger: EntryLedger
  /** of every transaction it makes */
  origin: symbol
}

/** What Yjs writes around one element of the array, at most. */
const entryOverheadBytes = 64

export function createOuterWriter({ random, outer, context, ledger, origin }: OuterWriterDeps): OuterWriter {
  const entries = entriesOf(outer)
  let outerBytes = 0
  const add = (update: Uint8Array): void => void (outerBytes += update.length)
  outer.on('update', add)

  const writer: OuterWriter = {
    sealUpdates(updates) {
      const merged = Y.mergeUpdates(updates)
      if (fitsOneEntry(merged)) return { sealed: [seal(entryKinds.update, merged)], left: [] }
      if (updates.length === 1) return { sealed: [], left: updates }
      const middle = updates.length >> 1
      const first = writer.sealUpdates(updates.slice(0, middle))
      if (first.left.length > 0) return { sealed: first.sealed, left: [...first.left, ...updates.slice(middle)] }
      const second = writer.sealUpdates(updates.slice(middle))
      return { sealed: [...first.sealed, ...second.sealed], left: second.left }
    },
    sealSnapshot: (bytes) => (fitsOneEntry(bytes) ? seal(entryKinds.snapshot, bytes) : undefined),
    hasRoomFor(sealed) {
      const more = sealed.reduce((sum, { entry }) => sum + entry.length + entryOverheadBytes, 0)
      if (outerBytes + more > maxOuterBytes) writer.weigh()
      return outerBytes + more <= maxOuterBytes
    },
    push(sealed) {
      outer.transact(() => entries.push(sealed.map(({ entry }) => entry)), origin)
      noteLast(sealed)
    },
    replaceBy(snapshot) {
      replaceBySnapshot(entries, ledger.isDisposable, snapshot.entry, origin)
      noteLast([snapshot])
      ledger.keepOnly(entries.toArray())
      writer.weigh()
    },
    weigh() {
      outerBytes = Y.encodeStateAsUpdate(outer).length
    },
    stop: () => outer.off('update', add),
  }
  return writer

  function seal(kind: 1 | 2, bytes: Uint8Array): OpenedBody {
    return { entry: sealEntry(context, random.bytes(nonceBytes), kind, bytes), kind, bytes }
  }

  /** Yjs copies what is pushed, and the ledger knows elements by identity: so it is told of those in the array. */
  function noteLast(sealed: OpenedBody[]): void {
    const elements = entries.slice(entries.length - sealed.length)
    for (const [i, { kind, bytes }] of sealed.entries()) {
      ledger.applied({ entry: elements[i] as Uint8Array, kind, bytes })
    }
  }
}

/** Whether a body may be sealed in one entry (SEAL-4). */
export function fitsOneEntry(body: Uint8Array): boolean {
  return sealedEntryBytes(body.length) <= maxEntryBytes
}
