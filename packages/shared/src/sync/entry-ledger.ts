/** What this client knows of each element in the outer array: opened once, remembered as long as it is there.
 *  Rule: SEAL-7 */

import * as Y from 'yjs'
import { base64UrlFromBytes } from '../bytes.ts'
import { openEntry, type SealContext } from '../crypto/entry.ts'
import type { Body } from './strict-probe.ts'

/** An entry that opened and is part of the inner document. */
export interface AppliedEntry {
  body: Body
  entryBytes: number
  /** an update that deletes something */
  removes: boolean
  /** its nonce as base64url: the name under which it is remembered across restarts */
  id: string
}

export interface OpenedBody extends Body {
  entry: Uint8Array
}

export interface EntryLedger {
  /** Opens what is new among these elements.
   *  @returns the bodies to be probed and applied; each must then be told by `applied` or `refused` */
  openNew(elements: readonly unknown[]): OpenedBody[]
  applied(opened: OpenedBody): void
  /** It opened, and is no sound document: kept like an unknown version, never deleted by us. */
  refused(opened: OpenedBody): void
  /** Forgets what is no longer in the array.
   *  @returns whether an applied entry is gone */
  keepOnly(elements: readonly unknown[]): boolean
  /** Whether this client may delete it: opened and applied, or junk. */
  isDisposable(element: unknown): boolean
  appliedEntries(): AppliedEntry[]
  /** Bodies of all that were applied. */
  bodies(): Body[]
  /** Bodies of those of these elements that were applied. */
  bodiesOf(elements: readonly unknown[]): Body[]
  hasUnknown(): boolean
}

export function createEntryLedger(context: SealContext): EntryLedger {
  const applied = new Map<unknown, AppliedEntry>()
  const unknown = new Set<unknown>()
  const junk = new Set<unknown>()

  return {
    openNew(elements) {
      const bodies: OpenedBody[] = []
      for (const entry of elements) {
        if (!(entry instanceof Uint8Array) || applied.has(entry) || unknown.has(entry) || junk.has(entry)) continue
        const opened = openEntry(context, entry)
        if (opened.state === 'junk') junk.add(entry)
        else if (opened.state === 'unknown' || opened.kind === 3) unknown.add(entry)
        else bodies.push({ entry, kind: opened.kind, bytes: opened.body })
      }
      return bodies
    },
    applied({ entry, kind, bytes }) {
      applied.set(entry, {
        body: { kind, bytes },
        entryBytes: entry.length,
        removes: kind === 1 && Y.decodeUpdate(bytes).ds.clients.size > 0,
        id: base64UrlFromBytes(entry.subarray(5, 29)),
      })
    },
    refused({ entry }) {
      unknown.add(entry)
    },
    keepOnly(elements) {
      const kept = new Set(elements)
      const before = applied.size
      for (const known of [applied, unknown, junk]) {
        for (const entry of known.keys()) if (!kept.has(entry)) known.delete(entry)
      }
      return applied.size < before
    },
    isDisposable: (element) => !(element instanceof Uint8Array) || applied.has(element) || junk.has(element),
    appliedEntries: () => [...applied.values()],
    bodies: () => [...applied.values()].map(({ body }) => body),
    bodiesOf: (elements) => elements.flatMap((element) => applied.get(element)?.body ?? []),
    hasUnknown: () => unknown.size > 0,
  }
}
