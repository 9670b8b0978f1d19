/** Folds a base and its tail into one update that no longer holds what was deleted.
 *
 *  All of it is applied in one transaction of a short-lived collecting document: `mergeUpdates` would be slower and would keep
 *  deleted ciphertext. Not every update that decodes can be applied (5b): rows that throw are found by halving, each attempt on a
 *  fresh document, and left out. What comes out is loaded once more before anybody relies on it. Rule: SYNC-5a, SYNC-5b, SYNC-6. */
import * as Y from 'yjs'
import type { Folded, Row } from '../store/store.ts'

export interface Compacted extends Folded {
  /** Places of the rows that no document could take. */
  poisonous: number[]
}

export const emptyFold: Folded = { update: new Uint8Array([0, 0]), stateVector: new Uint8Array([0]) }

/** Base and tail as one; null where the base itself cannot be loaded (a damaged store).  */
export const compact = (base: Uint8Array, tail: readonly Row[]): Compacted | null => {
  const whole = fold([base, ...tail.map((row) => row.update)])
  if (whole !== null) return { ...whole, poisonous: [] }

  const kept: Uint8Array[] = [base]
  const poisonous: number[] = []
  const takeWhatLoads = (rows: readonly Row[]): void => {
    if (rows.length === 0) return
    if (fold([...kept, ...rows.map((row) => row.update)]) !== null) {
      kept.push(...rows.map((row) => row.update))
    } else if (rows.length === 1) {
      poisonous.push(...rows.map((row) => row.seq))
    } else {
      const middle = rows.length >> 1
      takeWhatLoads(rows.slice(0, middle))
      takeWhatLoads(rows.slice(middle))
    }
  }
  takeWhatLoads(tail)
  const rest = fold(kept)
  return rest === null ? null : { ...rest, poisonous }
}

/** What the updates add up to, collected, or null where they cannot be applied together or the result could not be loaded again. */
export const fold = (updates: readonly Uint8Array[]): Folded | null => {
  const folded = foldOnce(updates)
  if (folded === null) return null
  const again = foldOnce([folded.update])
  return again !== null && Buffer.compare(again.stateVector, folded.stateVector) === 0 ? folded : null
}

/** As `fold`, without the second look: for an answer that is thrown away, not for what replaces the rows. */
export const foldOnce = (updates: readonly Uint8Array[]): Folded | null => {
  const doc = new Y.Doc({ gc: true })
  try {
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update)
    })
    return { update: Y.encodeStateAsUpdate(doc), stateVector: Y.encodeStateVector(doc) }
  } catch {
    // Yjs throws errors of many kinds for such input; all of them mean "this cannot be part of the document".
    return null
  } finally {
    doc.destroy()
  }
}

/** What a client with this state vector lacks. A client that has nothing gets the stored bytes as they are.
 *  Throws: what Yjs throws where `stateVector` is not one */
export const answerFrom = (folded: Folded, stateVector: Uint8Array): Uint8Array =>
  stateVector.byteLength <= 1 ? folded.update : Y.diffUpdate(folded.update, stateVector)
