/** One sealed entry of the outer document, and the pending record, which is sealed alike under a label of its own.
 *
 *  0      u8   version
 *  1..4   u32  epoch
 *  5..28  24 B random nonce
 *  29..   XChaCha20-Poly1305 of: kind u8 • n u32 • n bytes • zeros
 *
 *  Bytes 0–28, the key and the additional data stay as they are in every later version; so an entry of another version
 *  still proves by its tag that a member wrote it, and is kept, while junk never passes the tag.
 *  Rules: SEAL-3, SEAL-4, SEAL-5 (the vector), SEAL-6a, SEAL-7 */

import { concatBytes } from '@noble/hashes/utils.js'
import { bytesFromU32, u32FromBytes } from '../bytes.ts'
import { PorchlightError } from '../errors.ts'
import { labelled, nonceBytes, open, seal, tagBytes } from './aead.ts'
import { padme } from './padme.ts'

export const entryVersion = 0x01
export const maxEntryBytes = 1024 * 1024
/** What the smallest entry takes, and so every wordless action. */
export const smallestEntryBytes = 301

const headerBytes = 5 + nonceBytes
const frameBytes = 5
const smallestPlaintextBytes = 256

export const entryKinds = {
  /** a merged inner update, Yjs V1 */
  update: 1,
  /** a snapshot of the inner document, Yjs V2 */
  snapshot: 2,
  /** the pending record's JSON; never in the outer document */
  pending: 3,
} as const

export type EntryKind = (typeof entryKinds)[keyof typeof entryKinds]
export type EntryLabel = 'porchlight/v1/entry' | 'porchlight/v1/pending'

export interface SealContext {
  /** K_entry of the epoch, 32 bytes */
  entryKey: Uint8Array
  /** 16 bytes */
  coupleId: Uint8Array
  epoch: number
  label: EntryLabel
}

export type OpenedEntry =
  | { state: 'opened'; kind: EntryKind; body: Uint8Array }
  /** Opens under our key, but is of a later version, kind or format: to be kept. */
  | { state: 'unknown'; what: 'version' | 'kind' | 'format' }
  /** No member of this epoch wrote it: to be dropped. */
  | { state: 'junk' }

/** Seals one body.
 *  Shape:  version (1) • epoch (4) • nonce (24) • ciphertext • tag (16)
 *  Throws: PorchlightError 'too-large' when an entry would pass maxEntryBytes (the pending record is never sent, so may)
 *  Rule:   SEAL-3, SEAL-4
 *  @param nonce 24 random bytes, never from a counter, clock or client id */
export function sealEntry(
  context: SealContext,
  nonce: Uint8Array,
  kind: EntryKind,
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const size = sealedEntryBytes(body.length)
  if (size > maxEntryBytes && context.label === 'porchlight/v1/entry') {
    throw new PorchlightError('too-large', 'This change is too large to be sealed in one entry.')
  }
  const plaintext = new Uint8Array(size - headerBytes - tagBytes)
  plaintext[0] = kind
  plaintext.set(bytesFromU32(body.length), 1)
  plaintext.set(body, frameBytes)
  const head = concatBytes(Uint8Array.of(entryVersion), bytesFromU32(context.epoch))
  const aad = labelled(context.label, context.coupleId, head)
  return new Uint8Array(concatBytes(head, nonce, seal(context.entryKey, nonce, aad, plaintext)))
}

/** How long an entry around a body of so many bytes is. */
export function sealedEntryBytes(bodyBytes: number): number {
  return headerBytes + Math.max(smallestPlaintextBytes, padme(frameBytes + bodyBytes)) + tagBytes
}

/** Opens one element of the outer array, whatever it is. Never throws.
 *  Rule: SEAL-7: type, length, epoch, AEAD; only then version, kind, format. */
export function openEntry(context: SealContext, entry: unknown): OpenedEntry {
  const epoch = epochOfEntry(entry)
  if (!(entry instanceof Uint8Array) || epoch !== context.epoch) return { state: 'junk' }
  const aad = labelled(context.label, context.coupleId, entry.subarray(0, 5))
  const plaintext = open(context.entryKey, entry.subarray(5, headerBytes), aad, entry.subarray(headerBytes))
  if (plaintext === undefined) return { state: 'junk' }
  if (entry[0] !== entryVersion) return { state: 'unknown', what: 'version' }
  return readPlaintext(context.label, plaintext)
}

/** @returns the epoch an entry says it is of, or undefined where it is too short to be one */
export function epochOfEntry(entry: unknown): number | undefined {
  if (!(entry instanceof Uint8Array) || entry.length < headerBytes + tagBytes) return undefined
  return u32FromBytes(entry, 1)
}

function readPlaintext(label: EntryLabel, plaintext: Uint8Array): OpenedEntry {
  const kind = kindsByLabel[label].find((known) => known === plaintext[0])
  if (kind === undefined) return { state: 'unknown', what: 'kind' }
  if (plaintext.length < smallestPlaintextBytes) return { state: 'unknown', what: 'format' }
  const end = frameBytes + u32FromBytes(plaintext, 1)
  if (end > plaintext.length || plaintext.subarray(end).some((byte) => byte !== 0)) {
    return { state: 'unknown', what: 'format' }
  }
  return { state: 'opened', kind, body: plaintext.subarray(frameBytes, end) }
}

const kindsByLabel: Record<EntryLabel, readonly EntryKind[]> = {
  'porchlight/v1/entry': [entryKinds.update, entryKinds.snapshot],
  'porchlight/v1/pending': [entryKinds.pending],
}
