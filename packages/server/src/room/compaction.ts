/** Folds a base and its tail into one update that no longer holds what was deleted.
 *
 *  All of it is applied in one transaction of a short-lived collecting document: `mergeUpdates` would be slower and would keep
 *  deleted ciphertext. Not every update that decodes can be applied (5b), or applied in
 *  reasonable time (`frugal-document.ts`). Where the whole throws, rows are taken in one by one, with
 *  a fresh document after each that throws: first those that integrate at once, last those that wait for something (an update can lie
 *  in wait, pending, and throw only when an honest one completes it; then it is the one that goes, not the honest one).
 *  What comes out is loaded once more before anybody relies on it. Rule: SYNC-5a, SYNC-5b, SYNC-6. */
import { PorchlightError } from '@porchlight/shared/errors'
import * as Y from 'yjs'
import type { Folded, Row } from '../store/store.ts'
import { createFrugalDocument } from './frugal-document.ts'

export interface Compacted extends Folded {
  /** Places of the rows that no document could take. */
  poisonous: number[]
}

export const emptyFold: Folded = { update: new Uint8Array([0, 0]), stateVector: new Uint8Array([0]) }

/** Base and tail as one; null where the base itself cannot be loaded (a damaged store). */
export const compact = async (base: Uint8Array, tail: readonly Row[]): Promise<Compacted | null> => {
  const whole = fold([base, ...tail.map((row) => row.update)])
  return whole === null ? takeWhatLoads(base, tail) : { ...whole, poisonous: [] }
}

/** Throws: PorchlightError 'broken-store' where it is null */
export const soundly = (compacted: Compacted | null): Compacted => {
  if (compacted !== null) return compacted
  throw new PorchlightError('broken-store', 'The stored content of a room cannot be loaded.')
}

/** What the updates add up to, collected, or null where they cannot be applied together or the result could not be loaded again. */
export const fold = (updates: readonly Uint8Array[]): Folded | null => {
  const folded = foldOnce(updates)
  if (folded === null) return null
  const again = foldOnce([folded.update])
  return again !== null && Buffer.compare(again.stateVector, folded.stateVector) === 0 ? folded : null
}

/** As `fold`, without the second look: for an answer that is thrown away, not for what replaces the rows. */
export const foldOnce = (updates: readonly Uint8Array[]): Folded | null => attempt(updates)?.whole ?? null

/** What a client with this state vector lacks. A client that has nothing gets the stored bytes as they are.
 *  Throws: what Yjs throws where `stateVector` is not one */
export const answerFrom = (folded: Folded, stateVector: Uint8Array): Uint8Array =>
  stateVector.byteLength <= 1 ? folded.update : Y.diffUpdate(folded.update, stateVector)

const attempt = (updates: readonly Uint8Array[]): { whole: Folded; doc: Y.Doc } | null => {
  const doc = createFrugalDocument()
  try {
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update)
    })
    return { whole: { update: Y.encodeStateAsUpdate(doc), stateVector: Y.encodeStateVector(doc) }, doc }
  } catch {
    // Yjs throws errors of many kinds for such input; all of them mean "this cannot be part of the document".
    return null
  }
}

const isWaiting = ({ store }: Y.Doc): boolean => store.pendingStructs !== null || store.pendingDs !== null

/** What is integrated, and, where something waits, all of it. */
const partsOf = (update: Uint8Array): { settled: Uint8Array; waiting: Uint8Array | null } | null => {
  const loaded = attempt([update])
  if (loaded === null) return null
  if (!isWaiting(loaded.doc)) return { settled: loaded.whole.update, waiting: null }
  loaded.doc.store.pendingStructs = null
  loaded.doc.store.pendingDs = null
  return { settled: Y.encodeStateAsUpdate(loaded.doc), waiting: update }
}

/** A row, or what waits in the base (which has no place of its own any more). */
type Candidate = Pick<Row, 'update'> & { seq: number | null }

const takeWhatLoads = async (base: Uint8Array, tail: readonly Row[]): Promise<Compacted | null> => {
  const inTurn = await takeInTurn(base, tail).catch(() => null)
  return inTurn ?? takeWhatStays(base, tail)
}

/** Null, or throws, where what was taken one by one cannot be kept together: cheap as it came, and dear once joined. */
const takeInTurn = async (base: Uint8Array, tail: readonly Row[]): Promise<Compacted | null> => {
  const parts = partsOf(base)
  if (parts === null) return null
  const settled = createTaker([parts.settled], (doc) => !isWaiting(doc))
  let rest: Candidate[] = [...tail]
  for (let before = Number.POSITIVE_INFINITY; rest.length > 0 && rest.length < before; ) {
    before = rest.length
    // Each pass builds on the one before.
    // oxlint-disable-next-line no-await-in-loop
    rest = await settled.take(rest)
  }
  if (parts.waiting !== null) rest.push({ update: parts.waiting, seq: null })
  const withWaiting = await takeWaiting(settled.taken(), rest)
  const folded = withWaiting === null ? fold(settled.taken()) : withWaiting.folded
  const refused = withWaiting === null ? rest : withWaiting.refused
  const poisonous = refused.map((row) => row.seq).filter((seq) => seq !== null)
  return folded === null ? null : { ...folded, poisonous }
}

/** Each row only if what comes of it can be loaded again: rows can be made so that they are taken one by one, while what they are once
 *  Yjs has joined their items is too dear. Slow, and the last resort; a base was loaded twice before it was stored. */
const takeWhatStays = async (base: Uint8Array, tail: readonly Row[]): Promise<Compacted | null> => {
  let whole = fold([base])
  const poisonous: number[] = []
  for (const { seq, update } of tail) {
    if (whole === null) return null
    const next = fold([whole.update, update])
    if (next === null) poisonous.push(seq)
    else whole = next
    // As below: nobody else waits for this.
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resume) => setImmediate(resume))
  }
  return whole === null ? null : { ...whole, poisonous }
}

/** Rows that wait for something may be kept as long as they can be kept together; null where even that fails. */
const takeWaiting = async (
  settled: readonly Uint8Array[],
  rows: readonly Candidate[],
): Promise<{ folded: Folded; refused: Candidate[] } | null> => {
  try {
    const taker = createTaker(settled, () => true)
    const refused = await taker.take(rows)
    const folded = fold(taker.taken())
    return folded === null ? null : { folded, refused }
  } catch {
    // Each could be applied, but not what Yjs makes of them together: none of them is content anybody has seen.
    return null
  }
}

/** Takes rows one by one into a document; after one it cannot keep, it starts over from what it took. */
const createTaker = (start: readonly Uint8Array[], mayKeep: (doc: Y.Doc) => boolean) => {
  let taken = [...start]
  let doc = createFrugalDocument()
  const rebuild = (): void => {
    doc = createFrugalDocument()
    for (const update of taken) Y.applyUpdate(doc, update)
    taken = [Y.encodeStateAsUpdate(doc)]
  }
  const tryTake = (update: Uint8Array): boolean => {
    try {
      Y.applyUpdate(doc, update)
      return mayKeep(doc)
    } catch {
      // As in `attempt`: not for this document.
      return false
    }
  }

  return {
    taken: (): Uint8Array[] => taken,
    /** Returns the rows it refused, in order. */
    async take(rows: readonly Candidate[]): Promise<Candidate[]> {
      rebuild()
      const refused: Candidate[] = []
      for (const row of rows) {
        if (tryTake(row.update)) {
          taken.push(row.update)
          continue
        }
        refused.push(row)
        rebuild()
        // Whoever sends poison must not hold up everybody else.
        // oxlint-disable-next-line no-await-in-loop
        await new Promise((resume) => setImmediate(resume))
      }
      return refused
    },
  }
}
