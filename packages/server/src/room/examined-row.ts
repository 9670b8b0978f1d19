/** A row of a room, looked into before it is tried: where it would stand, whether it has to wait, and whether it stands in a crowd.
 *  Rule: SYNC-5b. */
import * as Y from 'yjs'
import type { Row } from '../store/store.ts'
import { atBufferEnd } from './update-clocks.ts'

/** A row, or what waits in the base (which has no place of its own any more). */
export type Candidate = Pick<Row, 'update'> & { seq: number | undefined }

export interface Examined extends Candidate {
  /** The first clock it writes; 0 where it writes none. */
  from: number
  structs: (Y.Item | Y.GC | Y.Skip)[]
  deletes: { clients: Map<number, { clock: number; len: number }[]> }
}

export function examine(row: Candidate): Examined {
  try {
    const { structs, ds } = Y.decodeUpdate(atBufferEnd(row.update))
    return { ...row, structs, deletes: ds, from: structs[0]?.id.clock ?? 0 }
  } catch {
    // No update's bytes, in a damaged store: it throws when it is tried.
    return { ...row, structs: [], deletes: Y.createDeleteSet(), from: 0 }
  }
}

/** Whether anything in it waits for what is not there, as Yjs would find while it takes it in: then it need not be tried. */
export function waitsFor({ structs, deletes }: Examined, { store }: Y.Doc): boolean {
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
export function placesOf({ structs }: Examined, isDear: boolean): string[] {
  const places = structs.slice(0, 1).map(({ id }) => `${id.client} ${id.clock}`)
  if (!isDear) return places
  for (const struct of structs) if (struct instanceof Y.Item) places.push(afterOf(struct))
  return places
}

/** Items of all rows that name one left neighbour: more than this is a crowd, which people do not make. */
const mostAtOnePlace = 64
export function crowdsIn(rows: readonly Examined[]): (row: Examined) => boolean {
  const counts = new Map<string, number>()
  const placesIn = ({ structs }: Examined): string[] =>
    structs.flatMap((struct) => (struct instanceof Y.Item ? [afterOf(struct)] : []))
  for (const row of rows) for (const place of placesIn(row)) counts.set(place, (counts.get(place) ?? 0) + 1)
  return (row) => placesIn(row).some((place) => (counts.get(place) ?? 0) > mostAtOnePlace)
}

const afterOf = ({ origin }: Y.Item): string => `after ${origin?.client ?? ''} ${origin?.clock ?? ''}`
