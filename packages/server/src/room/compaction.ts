/** Folds a base and its tail into one update, and sorts out the rows that no document takes.
 *
 *  Where the whole throws, rows are taken in one by one, with a fresh document after each that throws: first those that integrate at
 *  once, last those that wait for something (an update can lie in wait, pending, and throw only when an honest one completes it; then
 *  it is the one that goes, not the honest one). What comes out is loaded once more before anybody relies on it.
 *  Rule: SYNC-5a, SYNC-5b, SYNC-6. */
import { PorchlightError } from '@porchlight/shared/errors'
import * as Y from 'yjs'
import type { Folded, Row } from '../store/store.ts'
import { type Candidate, crowdsIn, type Examined, examine } from './examined-row.ts'
import { attempt, fold, isWaiting, loadsAgain, maxWaiting } from './fold.ts'
import { takeByHalves } from './halves.ts'
import { createTaker, createThrownPlaces, takeAll, type Thrown } from './row-taker.ts'

export interface Compacted extends Folded {
  /** Places of the rows that no document could take. */
  poisonous: number[]
}

/** Base and tail as one; undefined where the base itself cannot be loaded (a damaged store). */
export async function compact(base: Uint8Array, tail: readonly Row[]): Promise<Compacted | undefined> {
  const updates = [base, ...tail.map((row) => row.update)]
  const whole = attempt(updates)
  if (whole === undefined || !loadsAgain(whole.whole)) return takeWhatLoads(base, tail)
  return { ...whole.whole, poisonous: whole.leftOut.flatMap((at) => tail[at - 1]?.seq ?? []) }
}

/** Throws: PorchlightError 'broken-store' where it is undefined */
export function soundly(compacted: Compacted | undefined): Compacted {
  if (compacted !== undefined) return compacted
  throw new PorchlightError('broken-store', 'The stored content of a room cannot be loaded.')
}

const takeWhatLoads = async (base: Uint8Array, tail: readonly Row[]): Promise<Compacted | undefined> => {
  const broken = new Set<Candidate['seq']>()
  const inTurn = await takeInTurn(base, tail, broken).catch(() => undefined)
  if (inTurn !== undefined) return inTurn
  const sound = tail.filter((row) => !broken.has(row.seq))
  const stays = await takeWhatStays(base, sound)
  return stays === undefined
    ? undefined
    : { ...stays, poisonous: [...broken, ...stays.poisonous].filter((seq) => seq !== undefined) }
}

/** Undefined where what was taken one by one cannot be kept together: cheap as it came, and dear once joined.
 *  @param broken gets the rows that no document takes, whatever it costs */
const takeInTurn = async (
  base: Uint8Array,
  tail: readonly Row[],
  broken: Set<Candidate['seq']>,
): Promise<Compacted | undefined> => {
  const parts = partsOf(base)
  if (parts === undefined) return undefined
  const taker = createTaker(parts.settled)
  // In the order of clocks a writer's rows follow each other, however they came.
  const rows = tail.map(examine).toSorted((one, other) => one.from - other.from)
  const isCrowded = crowdsIn(rows)
  const thrown: Thrown[] = []
  const roomy = rows.filter((row) => !isCrowded(row))
  const rest = await takeAll(taker, roomy, thrown)
  // What threw may have come before what it needs; then it does not throw now.
  const settled = attempt([...taker.taken(), ...thrown.map(({ row }) => row.update)])
  const isSound = settled !== undefined && !isWaiting(settled.doc)
  if (!isSound) for (const { row, isDear } of thrown) if (!isDear) broken.add(row.seq)
  const taken = fold(isSound ? [settled.whole.update] : taker.taken())
  if (taken === undefined) return undefined
  const tooMany: Examined[] = []
  const withCrowd = await takeByHalves(taken, rows.filter(isCrowded), {
    refuse: (row) => tooMany.push(row),
    maxFolds: foldsForACrowd,
  })
  const old = parts.waiting === undefined ? [] : [examine({ update: parts.waiting, seq: undefined })]
  const kept = await keepWaiting(withCrowd, [...old, ...rest])
  const away = isSound ? kept.refused : [...thrown.map(({ row }) => row), ...kept.refused]
  return { ...kept.folded, poisonous: [...away, ...tooMany].map((row) => row.seq).filter((seq) => seq !== undefined) }
}

/** Rows only if what comes of them can be loaded again: rows can be made so that they are taken one by one, while what they are once
 *  Yjs has joined their items is too dear. For that many must stand at one place; all others come first. The last resort; a base was
 *  loaded twice before it was stored. */
const takeWhatStays = async (base: Uint8Array, tail: readonly Row[]): Promise<Compacted | undefined> => {
  const start = fold([base])
  if (start === undefined) return undefined
  const poisonous: number[] = []
  const given = createThrownPlaces()
  const refuse = (row: Examined): void => {
    given.note(row, true)
    if (row.seq !== undefined) poisonous.push(row.seq)
  }
  const rows = tail.map(examine)
  const isCrowded = crowdsIn(rows)
  const roomy = rows.filter((row) => !isCrowded(row))
  const others = await takeByHalves(start, roomy, { refuse, isGivenUp: given.isGivenUp })
  const folded = await takeByHalves(others, rows.filter(isCrowded), {
    refuse,
    isGivenUp: given.isGivenUp,
    maxFolds: foldsForACrowd,
  })
  return { ...folded, poisonous }
}

/** By halves this finds how much of a crowd can be kept; what is left then is too much. */
const foldsForACrowd = 24

/** Rows that wait for something: taken where that came with the crowd; else kept as long as they can be kept together. */
const keepWaiting = async (
  start: Folded,
  rows: readonly Examined[],
): Promise<{ folded: Folded; refused: Candidate[] }> => {
  const taker = createTaker(start.update)
  const thrown: Thrown[] = []
  const rest = await takeAll(taker, rows, thrown)
  const taken = fold(taker.taken())
  if (taken === undefined) return { folded: start, refused: [...rows] }
  const refused: Candidate[] = [...thrown.map(({ row }) => row), ...rest.slice(maxWaiting)]
  const given = createThrownPlaces()
  const refuse = (row: Examined): void => {
    given.note(row, false)
    refused.push(row)
  }
  const folded = await takeByHalves(taken, rest.slice(0, maxWaiting), { refuse, isGivenUp: given.isGivenUp })
  return { folded, refused }
}

/** What is integrated, and, where something waits, all of it. */
const partsOf = (update: Uint8Array): { settled: Uint8Array; waiting: Uint8Array | undefined } | undefined => {
  const loaded = attempt([update])
  if (loaded === undefined) return undefined
  if (!isWaiting(loaded.doc)) return { settled: loaded.whole.update, waiting: undefined }
  loaded.doc.store.pendingStructs = null
  loaded.doc.store.pendingDs = null
  return { settled: Y.encodeStateAsUpdate(loaded.doc), waiting: update }
}
