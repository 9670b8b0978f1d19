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
import { atBufferEnd } from './update-clocks.ts'

export interface Compacted extends Folded {
  /** Places of the rows that no document could take. */
  poisonous: number[]
}

export const emptyFold: Folded = { update: new Uint8Array([0, 0]), stateVector: new Uint8Array([0]) }

/** Base and tail as one; null where the base itself cannot be loaded (a damaged store). */
export const compact = async (base: Uint8Array, tail: readonly Row[]): Promise<Compacted | null> => {
  const updates = [base, ...tail.map((row) => row.update)]
  const whole = attempt(updates)
  if (whole === null || !loadsAgain(whole.whole)) return takeWhatLoads(base, tail)
  return { ...whole.whole, poisonous: whole.leftOut.flatMap((at) => tail[at - 1]?.seq ?? []) }
}

/** Throws: PorchlightError 'broken-store' where it is null */
export const soundly = (compacted: Compacted | null): Compacted => {
  if (compacted !== null) return compacted
  throw new PorchlightError('broken-store', 'The stored content of a room cannot be loaded.')
}

/** What the updates add up to, collected, or null where they cannot be applied together or the result could not be loaded again. */
export const fold = (updates: readonly Uint8Array[]): Folded | null => {
  const folded = foldOnce(updates)
  return folded !== null && loadsAgain(folded) ? folded : null
}

const loadsAgain = (folded: Folded): boolean => {
  const again = foldOnce([folded.update])
  return again !== null && Buffer.compare(again.stateVector, folded.stateVector) === 0
}

/** As `fold`, without the second look: for an answer that is thrown away, not for what replaces the rows. */
export const foldOnce = (updates: readonly Uint8Array[]): Folded | null => attempt(updates)?.whole ?? null

/** What a client with this state vector lacks. A client that has nothing gets the stored bytes as they are.
 *  Throws: what Yjs throws where `stateVector` is not one */
export const answerFrom = (folded: Folded, stateVector: Uint8Array): Uint8Array =>
  stateVector.byteLength <= 1 ? folded.update : Y.diffUpdate(folded.update, stateVector)

/** Updates that wait for something, of which a document keeps no more: nobody has seen what is in them, no mark of what is saved
 *  counts them, and whoever wrote them sends them again. Each costs as much as all that wait beside it. */
const maxWaiting = 64

interface Attempted {
  whole: Folded
  doc: Y.Doc
  /** Which of the updates wait beyond what is kept. */
  leftOut: number[]
}

const attempt = (updates: readonly Uint8Array[]): Attempted | null => {
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
    return null
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
  const broken = new Set<Candidate['seq']>()
  const inTurn = await takeInTurn(base, tail, broken).catch(() => null)
  if (inTurn !== null) return inTurn
  const sound = tail.filter((row) => !broken.has(row.seq))
  const stays = await takeWhatStays(base, sound)
  return stays === null ? null : { ...stays, poisonous: [...broken, ...stays.poisonous].filter((seq) => seq !== null) }
}

/** Null where what was taken one by one cannot be kept together: cheap as it came, and dear once joined.
 *  @param broken gets the rows that no document takes, whatever it costs */
const takeInTurn = async (
  base: Uint8Array,
  tail: readonly Row[],
  broken: Set<Candidate['seq']>,
): Promise<Compacted | null> => {
  const parts = partsOf(base)
  if (parts === null) return null
  const taker = createTaker(parts.settled)
  // In the order of clocks a writer's rows follow each other, however they came.
  const rows = tail.map(examine).toSorted((one, other) => one.from - other.from)
  const isCrowded = crowdsIn(rows)
  const thrown: Thrown[] = []
  const roomy = rows.filter((row) => !isCrowded(row))
  const rest = await takeAll(taker, roomy, thrown)
  // What threw may have come before what it needs; then it does not throw now.
  const settled = attempt([...taker.taken(), ...thrown.map(({ row }) => row.update)])
  const isSound = settled !== null && !isWaiting(settled.doc)
  if (!isSound) for (const { row, isDear } of thrown) if (!isDear) broken.add(row.seq)
  const taken = fold(isSound ? [settled.whole.update] : taker.taken())
  if (taken === null) return null
  const tooMany: Examined[] = []
  const withCrowd = await takeByHalves(taken, rows.filter(isCrowded), {
    refuse: (row) => tooMany.push(row),
    maxFolds: foldsForACrowd,
  })
  const old = parts.waiting === null ? [] : [examine({ update: parts.waiting, seq: null })]
  const kept = await keepWaiting(withCrowd, [...old, ...rest])
  const away = isSound ? kept.refused : [...thrown.map(({ row }) => row), ...kept.refused]
  return { ...kept.folded, poisonous: [...away, ...tooMany].map((row) => row.seq).filter((seq) => seq !== null) }
}

interface Thrown {
  row: Candidate
  /** It, or all that stands at its place, takes too long to put together. */
  isDear: boolean
}

/** A chain of rows that wait for each other across writers, sent backwards, needs one pass for each; what is left then still waits. */
const maxPasses = 64
/** Whoever makes more rows than this throw, at one place where only one can stand, has no further one tried there: they could have
 *  taken the place with a sound one as well. */
const triesAtOnePlace = 8

/** Rows only if what comes of them can be loaded again: rows can be made so that they are taken one by one, while what they are once
 *  Yjs has joined their items is too dear. For that many must stand at one place; all others come first. The last resort; a base was
 *  loaded twice before it was stored. */
const takeWhatStays = async (base: Uint8Array, tail: readonly Row[]): Promise<Compacted | null> => {
  const start = fold([base])
  if (start === null) return null
  const poisonous: number[] = []
  const given = createThrown()
  const refuse = (row: Examined): void => {
    given.note(row, true)
    if (row.seq !== null) poisonous.push(row.seq)
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

/** Items of all rows that name one left neighbour: more than this is a crowd, which people do not make. */
const mostAtOnePlace = 64
/** By halves this finds how much of a crowd can be kept; what is left then is too much. */
const foldsForACrowd = 24

const crowdsIn = (rows: readonly Examined[]): ((row: Examined) => boolean) => {
  const counts = new Map<string, number>()
  const placesIn = ({ structs }: Examined): string[] =>
    structs.flatMap((struct) => (struct instanceof Y.Item ? [afterOf(struct)] : []))
  for (const row of rows) for (const place of placesIn(row)) counts.set(place, (counts.get(place) ?? 0) + 1)
  return (row) => placesIn(row).some((place) => (counts.get(place) ?? 0) > mostAtOnePlace)
}

const afterOf = ({ origin }: Y.Item): string => `after ${origin?.client ?? ''} ${origin?.clock ?? ''}`

const takeByHalves = async <One extends Candidate>(
  start: Folded,
  rows: readonly One[],
  {
    refuse,
    isGivenUp = () => false,
    maxFolds = Number.POSITIVE_INFINITY,
  }: {
    /** Told of each row that cannot be added to what was taken before it. */
    refuse: (row: One) => void
    /** Refused untried. */
    isGivenUp?: (row: One) => boolean
    maxFolds?: number
  },
): Promise<Folded> => {
  let folded = start
  let folds = 0
  const groups: (readonly One[])[] = [rows]
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const tried: One[] = []
    for (const row of group) {
      if (folds < maxFolds && !isGivenUp(row)) tried.push(row)
      else refuse(row)
    }
    const [only, ...more] = tried
    if (only === undefined) continue
    folds += 1
    const together: Attempted | null = attempt([folded.update, ...tried.map((row) => row.update)])
    if (together !== null && loadsAgain(together.whole)) {
      folded = together.whole
      for (const at of together.leftOut) tried.slice(at - 1, at).forEach(refuse)
    } else if (more.length === 0) refuse(only)
    else groups.unshift(tried.slice(0, tried.length / 2), tried.slice(tried.length / 2))
    // Whoever sends poison must not hold up everybody else.
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resume) => setImmediate(resume))
  }
  return folded
}

/** Rows that wait for something: taken where that came with the crowd; else kept as long as they can be kept together. */
const keepWaiting = async (
  start: Folded,
  rows: readonly Examined[],
): Promise<{ folded: Folded; refused: Candidate[] }> => {
  const taker = createTaker(start.update)
  const thrown: Thrown[] = []
  const rest = await takeAll(taker, rows, thrown)
  const taken = fold(taker.taken())
  if (taken === null) return { folded: start, refused: [...rows] }
  const refused: Candidate[] = [...thrown.map(({ row }) => row), ...rest.slice(maxWaiting)]
  const given = createThrown()
  const refuse = (row: Examined): void => {
    given.note(row, false)
    refused.push(row)
  }
  const folded = await takeByHalves(taken, rest.slice(0, maxWaiting), { refuse, isGivenUp: given.isGivenUp })
  return { folded, refused }
}

/** Each pass builds on the one before. Returns the rows that still wait. */
const takeAll = async (
  taker: ReturnType<typeof createTaker>,
  rows: readonly Examined[],
  thrown: Thrown[],
): Promise<readonly Examined[]> => {
  let rest = rows
  for (let pass = 0, before = Number.POSITIVE_INFINITY; pass < maxPasses && rest.length < before; pass += 1) {
    before = rest.length
    // oxlint-disable-next-line no-await-in-loop
    rest = await taker.take(rest, thrown)
  }
  return rest
}

interface Examined extends Candidate {
  /** The first clock it writes; 0 where it writes none. */
  from: number
  structs: ReturnType<typeof Y.decodeUpdate>['structs']
  deletes: ReturnType<typeof Y.decodeUpdate>['ds']
}

const examine = (row: Candidate): Examined => {
  try {
    const { structs, ds } = Y.decodeUpdate(atBufferEnd(row.update))
    return { ...row, structs, deletes: ds, from: structs[0]?.id.clock ?? 0 }
  } catch {
    // No update's bytes, in a damaged store: it throws when it is tried.
    return { ...row, structs: [], deletes: Y.createDeleteSet(), from: 0 }
  }
}

/** Whether anything in it waits for what is not there, as Yjs would find while it takes it in: then it need not be tried. */
const waitsFor = ({ structs, deletes }: Examined, { store }: Y.Doc): boolean => {
  const there = new Map<number, number>()
  const until = (client: number): number => there.get(client) ?? Y.getState(store, client)
  for (const { id, length } of structs) {
    if (id.clock <= until(id.client)) there.set(id.client, Math.max(until(id.client), id.clock + length))
  }
  const isMissing = (id: unknown): boolean => id instanceof Y.ID && id.clock >= until(id.client)
  for (const struct of structs) {
    if (struct.id.clock > until(struct.id.client)) return true
    if (!(struct instanceof Y.Item)) continue
    if (isMissing(struct.origin) || isMissing(struct.rightOrigin) || isMissing(struct.parent)) return true
  }
  for (const [client, ranges] of deletes.clients) {
    for (const { clock, len } of ranges) if (clock + len > until(client)) return true
  }
  return false
}

/** Where it would stand: each writer's next clock, and, where it is too dear, the neighbour it shares with too many. */
const placesOf = ({ structs }: Examined, isDear: boolean): string[] => {
  const places = structs.slice(0, 1).map(({ id }) => `${id.client} ${id.clock}`)
  if (!isDear) return places
  for (const struct of structs) if (struct instanceof Y.Item) places.push(afterOf(struct))
  return places
}

const createThrown = () => {
  const thrownAt = new Map<string, number>()
  return {
    isGivenUp: (row: Examined): boolean =>
      placesOf(row, true).some((place) => (thrownAt.get(place) ?? 0) >= triesAtOnePlace),
    isDear: (row: Examined): boolean =>
      placesOf(row, true)
        .slice(1)
        .some((place) => thrownAt.has(place)),
    note(row: Examined, isDear: boolean): void {
      for (const place of placesOf(row, isDear)) thrownAt.set(place, (thrownAt.get(place) ?? 0) + 1)
    },
  }
}

/** Takes rows one by one into a document; after one that throws, it starts over from what it took. */
const createTaker = (start: Uint8Array) => {
  let taken = [start]
  let doc = createFrugalDocument()
  const given = createThrown()
  const rebuild = (): void => {
    doc = createFrugalDocument()
    doc.transact(() => {
      for (const update of taken) Y.applyUpdate(doc, update)
    })
    // Putting it into bytes costs more than reading it: not each time.
    if (taken.length > 64) taken = [Y.encodeStateAsUpdate(doc)]
  }
  /** Undefined where it was taken; else why not. */
  const tryTake = (update: Uint8Array): { isDear: boolean } | undefined => {
    try {
      Y.applyUpdate(doc, update)
      return isWaiting(doc) ? { isDear: false } : undefined
    } catch (error) {
      return { isDear: error instanceof RangeError }
    }
  }
  rebuild()

  return {
    taken: (): Uint8Array[] => taken,
    /** Returns the rows that wait, in order.
     *  @param thrown gets those that no document takes */
    async take(rows: readonly Examined[], thrown: Thrown[]): Promise<Examined[]> {
      const waiting: Examined[] = []
      for (const row of rows) {
        if (waitsFor(row, doc)) {
          waiting.push(row)
          continue
        }
        if (given.isGivenUp(row)) {
          thrown.push({ row, isDear: given.isDear(row) })
          continue
        }
        const refused = tryTake(row.update)
        if (refused === undefined) {
          taken.push(row.update)
          continue
        }
        thrown.push({ row, isDear: refused.isDear })
        given.note(row, refused.isDear)
        rebuild()
        // Whoever sends poison must not hold up everybody else.
        // oxlint-disable-next-line no-await-in-loop
        await new Promise((resume) => setImmediate(resume))
      }
      return waiting
    },
  }
}
