/** Folds rooms in company: those asked for in one turn of the event loop share one commit, since a commit costs more than a fold, and
 *  rooms that were busy together have their rows on the same pages. Every few milliseconds everybody else gets a turn (not between any
 *  two rooms: when thousands come back at once, a turn is long, and they wait for their rooms). A room whose rows have to be sorted
 *  out, which may take long, leaves the company and goes alone.
 *  Rule: SYNC-5a, SYNC-5b, SYNC-6. */
import type { Clock } from '@porchlight/shared/capabilities'
import type { RoomName } from '@porchlight/shared/wire/api'
import type { Log } from '../ops/log.ts'
import type { HubMetrics } from '../ops/metrics.ts'
import type { Fold, Store, StoredRoom } from '../store/store.ts'
import { type Compacted, compact, soundly } from './compaction.ts'
import { fold } from './fold.ts'

export interface FoldQueue {
  /** Folds what is there. Undefined where there was nothing to fold, or somebody else has folded meanwhile.
   *  Rejects where the room cannot be loaded, or the store cannot commit. */
  fold(room: RoomName): Promise<Compacted | undefined>
  /** Resolves when all that was asked for is folded or failed. */
  drained(): Promise<void>
}

export interface FoldQueueDeps {
  store: Pick<Store, 'load' | 'fold'>
  clock: Clock
  log: Log
  metrics: HubMetrics
}

interface Waiting {
  room: RoomName
  resolve(compacted: Compacted | undefined): void
  reject(error: unknown): void
}

interface Ready extends Waiting {
  fold: Fold
  compacted: Compacted
  rows: number
}

/** Their contents are in memory at once. */
const together = { maxRooms: 64, maxBytes: 8 * 1024 * 1024 } as const

/** How long others may have to wait while rooms are put together. */
const maxHoldMs = 8

export function createFoldQueue({ store, clock, log, metrics }: FoldQueueDeps): FoldQueue {
  let queue: Waiting[] = []
  let isAtWork = false
  const underWay = new Set<Promise<unknown>>()

  const work = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = takeBatch()
      // One batch after the other.
      // oxlint-disable-next-line no-await-in-loop
      await foldBatch(batch)
    }
    isAtWork = false
  }

  /** A room asked for twice waits for the next batch: by then there is nothing left to fold. */
  const takeBatch = (): Waiting[] => {
    const rooms = new Set<RoomName>()
    const batch: Waiting[] = []
    const rest: Waiting[] = []
    for (const waiting of queue) {
      const isNext = batch.length < together.maxRooms && !rooms.has(waiting.room)
      rooms.add(waiting.room)
      if (isNext) batch.push(waiting)
      else rest.push(waiting)
    }
    queue = rest
    return batch
  }

  const foldBatch = async (batch: readonly Waiting[]): Promise<void> => {
    let ready: Ready[] = []
    let bytes = 0
    let heldSince = performance.now()
    for (const waiting of batch) {
      // oxlint-disable-next-line no-await-in-loop
      const prepared = await prepare(waiting)
      if (prepared !== undefined) ready.push(prepared)
      bytes += prepared?.compacted.update.byteLength ?? 0
      if (bytes >= together.maxBytes) {
        // oxlint-disable-next-line no-await-in-loop
        await commit(ready)
        ready = []
        bytes = 0
      }
      if (performance.now() - heldSince < maxHoldMs) continue
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resume) => setImmediate(resume))
      heldSince = performance.now()
    }
    await commit(ready)
  }

  const commit = async (ready: readonly Ready[]): Promise<void> => {
    if (ready.length === 0) return
    try {
      const isDone = await store.fold(ready.map(({ fold }) => fold))
      for (const [place, one] of ready.entries()) tell(one, isDone[place] === true)
    } catch (error) {
      for (const { reject } of ready) reject(error)
    }
  }

  /** Undefined where there is nothing to fold, or it failed, or it goes alone. */
  const prepare = async (waiting: Waiting): Promise<Ready | undefined> => {
    const { room, resolve, reject } = waiting
    try {
      const stored = await store.load(room)
      if (stored === undefined || stored.tail.length === 0) {
        resolve(undefined)
        return undefined
      }
      const whole = fold([stored.base.update, ...stored.tail.map((row) => row.update)])
      if (whole !== undefined) return readyWith(waiting, stored, { ...whole, poisonous: [] })
      void goAlone(waiting, stored)
      return undefined
    } catch (error) {
      reject(error)
      return undefined
    }
  }

  const goAlone = async (waiting: Waiting, stored: StoredRoom): Promise<void> => {
    try {
      const compacted = soundly(await compact(stored.base.update, stored.tail))
      await commit([readyWith(waiting, stored, compacted)])
    } catch (error) {
      waiting.reject(error)
    }
  }

  const readyWith = (waiting: Waiting, { head, tail }: StoredRoom, compacted: Compacted): Ready => {
    const { room } = waiting
    const fold = { room, base: compacted, head, quarantine: compacted.poisonous, now: clock.now() }
    return { ...waiting, fold, compacted, rows: tail.length }
  }

  const tell = ({ room, resolve, compacted, rows }: Ready, isDone: boolean): void => {
    if (isDone) {
      const { poisonous } = compacted
      metrics.folded(rows, poisonous.length)
      log.debug({ room, rows }, 'a room was folded')
      if (poisonous.length > 0)
        log.warn({ room, rows: poisonous.length }, 'rows that no document can take were put in quarantine')
    }
    resolve(isDone ? compacted : undefined)
  }

  return {
    fold(room) {
      const folded = new Promise<Compacted | undefined>((resolve, reject) => queue.push({ room, resolve, reject }))
      const told: Promise<boolean> = folded.then(
        () => underWay.delete(told),
        () => underWay.delete(told),
      )
      underWay.add(told)
      if (!isAtWork) setImmediate(() => void work())
      isAtWork = true
      return folded
    },
    drained: () => Promise.all(underWay).then(() => undefined),
  }
}
