/** What updates add up to, as one update that no longer holds what was deleted.
 *
 *  All of them are applied in one transaction of a short-lived collecting document: `mergeUpdates` would be slower and would keep
 *  deleted ciphertext. Not every update that decodes can be applied, or applied in reasonable time (`frugal-document.ts`).
 *  Rule: SYNC-5a, SYNC-5b, SYNC-6. */
import * as Y from 'yjs'
import type { Folded } from '../store/store.ts'
import { createFrugalDocument } from './frugal-document.ts'

export const emptyFold: Folded = { update: new Uint8Array([0, 0]), stateVector: new Uint8Array([0]) }

/** A chain of rows that wait for each other across writers, sent backwards, needs one pass for each; what is left then still waits. */
export const maxPasses = 64
/** What the updates add up to, collected, or undefined where they cannot be applied together or the result could not be loaded again. */
export function fold(updates: readonly Uint8Array[]): Folded | undefined {
  const folded = foldOnce(updates)
  return folded !== undefined && loadsAgain(folded) ? folded : undefined
}

export function loadsAgain(folded: Folded): boolean {
  const again = foldOnce([folded.update])
  return again !== undefined && Buffer.compare(again.stateVector, folded.stateVector) === 0
}

/** As `fold`, without the second look: for an answer that is thrown away, not for what replaces the rows. */
export function foldOnce(updates: readonly Uint8Array[]): Folded | undefined {
  return attempt(updates)?.whole
}

/** What a client with this state vector lacks. A client that has nothing gets the stored bytes as they are.
 *  Throws: what Yjs throws where `stateVector` is not one */
export function answerFrom(folded: Folded, stateVector: Uint8Array): Uint8Array {
  return stateVector.byteLength <= 1 ? folded.update : Y.diffUpdate(folded.update, stateVector)
}

/** Updates that wait for something, of which a document keeps no more: nobody has seen what is in them, no mark of what is saved
 *  counts them, and whoever wrote them sends them again. Each costs as much as all that wait beside it. */
export const maxWaiting = 64

export interface Attempted {
  whole: Folded
  doc: Y.Doc
  /** Which of the updates wait beyond what is kept. */
  leftOut: number[]
}

export function attempt(updates: readonly Uint8Array[]): Attempted | undefined {
  const doc = createFrugalDocument()
  try {
    let waiting: number[] = []
    doc.transact(() => {
      waiting = applyAll(doc, updates)
    })
    const kept = waiting.slice(0, maxWaiting).flatMap((at) => updates[at] ?? [])
    if (kept.length > 0) Y.applyUpdate(doc, kept.length === 1 ? (kept[0] as Uint8Array) : Y.mergeUpdates(kept))
    return {
      whole: { update: Y.encodeStateAsUpdate(doc), stateVector: Y.encodeStateVector(doc) },
      doc,
      leftOut: waiting.slice(maxWaiting),
    }
  } catch {
    // Yjs throws errors of many kinds for such input; all of them mean "this cannot be part of the document".
    return undefined
  }
}

/** Each by itself: Yjs would merge what waits with all that waits already, which for a thousand takes seconds.
 *  @returns which of them still wait, wholly or in part, once all are in */
const applyAll = (doc: Y.Doc, updates: readonly Uint8Array[]): number[] => {
  let waiting: number[] = []
  const apply = (at: number): void => {
    Y.applyUpdate(doc, updates[at] ?? new Uint8Array())
    if (!isWaiting(doc)) return
    waiting.push(at)
    doc.store.pendingStructs = null
    doc.store.pendingDs = null
  }
  for (const at of updates.keys()) apply(at)
  for (let pass = 0, before = Number.POSITIVE_INFINITY; pass < maxPasses && waiting.length < before; pass += 1) {
    before = waiting.length
    const again = waiting
    waiting = []
    for (const at of again) apply(at)
  }
  return waiting
}

export function isWaiting({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null
}
