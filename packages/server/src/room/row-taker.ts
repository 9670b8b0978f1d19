/** Takes rows one by one into a document, and remembers which places made it throw. Rule: SYNC-5b. */
import * as Y from 'yjs'
import { type Candidate, type Examined, placesOf, waitsFor } from './examined-row.ts'
import { isWaiting, maxPasses } from './fold.ts'
import { createFrugalDocument } from './frugal-document.ts'

export interface Thrown {
  row: Candidate
  /** It, or all that stands at its place, takes too long to put together. */
  isDear: boolean
}

export interface Taker {
  taken(): Uint8Array[]
  /** Returns the rows that wait, in order.
   *  @param thrown gets those that no document takes */
  take(rows: readonly Examined[], thrown: Thrown[]): Promise<Examined[]>
}

/** Which places made a document throw, and how often. */
export interface ThrownPlaces {
  isGivenUp(row: Examined): boolean
  isDear(row: Examined): boolean
  note(row: Examined, isDear: boolean): void
}

/** Each pass builds on the one before. Returns the rows that still wait. */
export async function takeAll(taker: Taker, rows: readonly Examined[], thrown: Thrown[]): Promise<readonly Examined[]> {
  let rest = rows
  for (let pass = 0, before = Number.POSITIVE_INFINITY; pass < maxPasses && rest.length < before; pass += 1) {
    before = rest.length
    // oxlint-disable-next-line no-await-in-loop
    rest = await taker.take(rest, thrown)
  }
  return rest
}

/** Whoever makes more rows than this throw, at one place where only one can stand, has no further one tried there: they could have
 *  taken the place with a sound one as well. */
const triesAtOnePlace = 8

export function createThrownPlaces(): ThrownPlaces {
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
export function createTaker(start: Uint8Array): Taker {
  let taken = [start]
  let doc = createFrugalDocument()
  const given = createThrownPlaces()
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
