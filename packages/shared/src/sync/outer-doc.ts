/** The outer document: one array `e` of sealed entries, which is all the server and its store ever hold.
 *  Rules: SEAL-1, EPOCH-2, EPOCH-3, HTTP (`state`) */

import { sha256 } from '@noble/hashes/sha2.js'
import * as Y from 'yjs'
import type { Random } from '../capabilities.ts'
import { nonceBytes } from '../crypto/aead.ts'
import { entryKinds, type SealContext, sealEntry } from '../crypto/entry.ts'
import { deriveEpochKeys } from '../crypto/keys.ts'

/** What an outer document may hold, encoded (SEAL-4). */
export const maxOuterBytes = 2 * 1024 * 1024

export interface Room {
  /** 16 bytes */
  coupleId: Uint8Array
  epoch: number
  /** K_e of that epoch, 32 bytes */
  coupleKey: Uint8Array
}

/** The array of entries. Its elements are whatever anyone with a token put there. */
export function entriesOf(outer: Y.Doc): Y.Array<unknown> {
  return outer.getArray('e')
}

/** The elements that were pushed no later than a state vector (Yjs V1) of the outer document says. */
export function elementsUpTo(entries: Y.Array<unknown>, stateVector: Uint8Array): unknown[] {
  const clocks = Y.decodeStateVector(stateVector)
  const elements: unknown[] = []
  for (let item = entries._start; item !== null; item = item.right) {
    const isCovered = item.id.clock + item.length <= (clocks.get(item.id.client) ?? 0)
    if (isCovered && !item.deleted) elements.push(...item.content.getContent())
  }
  return elements
}

export function sealContextOf(room: Room, label: SealContext['label'] = 'porchlight/v1/entry'): SealContext {
  const { entry } = deriveEpochKeys(room.coupleKey, room.coupleId)
  return { entryKey: entry, coupleId: room.coupleId, epoch: room.epoch, label }
}

/** The first outer document of an epoch: one snapshot of the inner document, sealed under the epoch's key.
 *  @returns a Yjs V1 update: the `state` of `POST /v1/couples` and `POST /v1/epochs`
 *  Throws:  PorchlightError 'too-large' where the snapshot does not fit one entry
 *  Rule:    EPOCH-2 */
export function firstOuterState(random: Random, room: Room, inner: Y.Doc): Uint8Array {
  const body = Y.encodeStateAsUpdateV2(inner)
  const outer = new Y.Doc()
  entriesOf(outer).push([sealEntry(sealContextOf(room), random.bytes(nonceBytes), entryKinds.snapshot, body)])
  const state = Y.encodeStateAsUpdate(outer)
  outer.destroy()
  return state
}

/** Names exactly what an outer document held, for the compare-and-swap of a rotation.
 *  @returns SHA-256 of the state vector, V1, client ids descending (the order in which Yjs writes it), 32 bytes
 *  Rule: EPOCH-3 */
export function outerStateVectorHash(outer: Y.Doc): Uint8Array {
  return sha256(Y.encodeStateVector(outer))
}
