/** The one record that survives a worker killed between an edit and its sealing: what is not yet in the outer document on
 *  disk, and the actions held back for an undo. Sealed like an entry under a label of its own; never sent.
 *  Rule: SEAL-6a.  Inside: JSON `{gen, updates, held}`, updates as base64url. */

import { encodeUtf8 } from 'lib0/string'
import * as v from 'valibot'
import { base64UrlBytes, base64UrlFromBytes } from '../bytes.ts'
import { entryKinds, epochOfEntry, openEntry, type SealContext, sealEntry } from '../crypto/entry.ts'
import { jsonFromBytes } from '../crypto/padded-json.ts'

/** An action waiting for its time (TURN-10). What it does is none of this layer's business. */
export interface Held {
  id: string
  /** ms since 1970 */
  notBefore: number
  /** plain JSON */
  action: unknown
}

export interface PendingRecord {
  /** of which inner document these updates are (EPOCH-2) */
  gen: number
  /** Yjs V1 updates of the inner document */
  updates: Uint8Array[]
  held: Held[]
}

export type OpenedPendingRecord =
  | { state: 'opened'; record: PendingRecord }
  /** sealed under a key we hold, by a later version of this program */
  | { state: 'unknown' }
  | { state: 'unreadable' }

/** @param context its label must be `porchlight/v1/pending`
 *  @param nonce 24 random bytes */
export function sealPendingRecord(context: SealContext, nonce: Uint8Array, record: PendingRecord): Uint8Array {
  const json = JSON.stringify({ ...record, updates: record.updates.map(base64UrlFromBytes) })
  return sealEntry(context, nonce, entryKinds.pending, encodeUtf8(json))
}

/** @param contexts of this epoch and of those before whose record may still lie there */
export function openPendingRecord(contexts: readonly SealContext[], bytes: Uint8Array): OpenedPendingRecord {
  const context = contexts.find((candidate) => candidate.epoch === epochOfEntry(bytes))
  if (context === undefined) return { state: 'unreadable' }
  const opened = openEntry(context, bytes)
  switch (opened.state) {
    case 'junk':
      return { state: 'unreadable' }
    case 'unknown':
      return { state: 'unknown' }
    case 'opened': {
      const parsed = v.safeParse(recordSchema, jsonFromBytes(opened.body))
      return parsed.success ? { state: 'opened', record: parsed.output } : { state: 'unknown' }
    }
  }
  return opened satisfies never
}

/** What a starting worker found on disk. */
export interface OpenReport {
  /** A pending record this program could not use; it has been set aside, not lost. */
  setAside?: { reason: 'other-gen'; record: PendingRecord } | { reason: 'unknown-version' | 'unreadable' }
}

/** Sorts a record that lay on disk: what of it belongs to this inner document, and what must be set aside.
 *  Rules: SEAL-6a, EPOCH-4 (a record of another `gen` is never applied; its held actions are kept) */
export function sortPendingRecord(
  opened: OpenedPendingRecord,
  gen: number,
): OpenReport & Pick<PendingRecord, 'updates' | 'held'> {
  switch (opened.state) {
    case 'opened': {
      const { record } = opened
      if (record.gen === gen) return record
      return { updates: [], held: record.held, setAside: { reason: 'other-gen', record } }
    }
    case 'unknown':
      return { updates: [], held: [], setAside: { reason: 'unknown-version' } }
    case 'unreadable':
      return { updates: [], held: [], setAside: { reason: 'unreadable' } }
  }
  return opened satisfies never
}

const recordSchema = v.object({
  gen: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  updates: v.array(base64UrlBytes()),
  held: v.array(v.object({ id: v.string(), notBefore: v.number(), action: v.unknown() })),
})
