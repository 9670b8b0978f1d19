/** What needs a room's content, and therefore the store and, for a moment, a document: folding, answering, measuring.
 *  Live rooms hold no content. Rule: SYNC-5a, SYNC-5b, SYNC-6, SEAL-4. */
import type { RoomName } from '@porchlight/shared/wire/api'
import type { Folded, StoredRoom } from '../store/store.ts'
import { compact, soundly } from './compaction.ts'
import { answerFrom, fold, foldOnce } from './fold.ts'
import { createFoldQueue, type FoldQueue, type FoldQueueDeps } from './fold-queue.ts'

export interface StoredRooms extends FoldQueue {
  /** What a client with this state vector lacks; undefined where the room is gone. `poisoned`: not all rows can be put together, so fold
   *  first. Sorting them out is dear, and must not be paid for again by each who asks. */
  answer(room: RoomName, stateVector: Uint8Array): Promise<Uint8Array | 'poisoned' | undefined>
  /** Everything in the room, and its place in the sequence; undefined where the room is gone. */
  whole(room: RoomName): Promise<(Folded & { head: number }) | undefined>
  /** How many bytes the room would take with this update applied: it may delete more than it adds.
   *  `malformed` where no document takes it; undefined where the room is gone. */
  bytesWith(room: RoomName, update: Uint8Array): Promise<number | 'malformed' | undefined>
}

export function createStoredRooms(deps: FoldQueueDeps): StoredRooms {
  const { store } = deps

  return {
    ...createFoldQueue(deps),

    async answer(room, stateVector) {
      const stored = await store.load(room)
      if (stored === undefined) return undefined
      const folded = contentAtOnce(stored)
      return folded === undefined ? 'poisoned' : answerFrom(folded, stateVector)
    },

    async whole(room) {
      const stored = await store.load(room)
      return stored === undefined ? undefined : { ...(await content(stored)), head: stored.head }
    },

    async bytesWith(room, update) {
      const stored = await store.load(room)
      if (stored === undefined) return undefined
      const after = foldOnce([(await content(stored)).update, update])
      return after === undefined ? 'malformed' : after.update.byteLength
    },
  }
}

/** Base and tail as one update, for the moment; nothing is kept of it. */
export async function content(stored: StoredRoom): Promise<Folded> {
  return contentAtOnce(stored) ?? soundly(await compact(stored.base.update, stored.tail))
}

/** Undefined where not all of it can be put together, or what comes of it could not be loaded again by those who get it. */
const contentAtOnce = ({ base, tail }: StoredRoom): Folded | undefined =>
  tail.length === 0 ? base : fold([base.update, ...tail.map((row) => row.update)])
