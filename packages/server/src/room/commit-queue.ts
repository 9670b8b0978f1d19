/** Group commit: what arrived in one turn of the event loop goes to the store in one transaction, one batch in flight.
 *
 *  A commit costs many times what an update does, so where updates come one by one but often, a commit waits until a few
 *  milliseconds have passed since the last: what comes meanwhile shares it. An update after a pause never waits, nor do many.
 *
 *  Entries come out in the order they went in, each with its place, only after the commit. An entry without an update rides along
 *  so that it cannot overtake one (a caret must not arrive before its letter). When a commit fails, nothing of the batch happened:
 *  every entry hears so. Rule: SYNC-3, SYNC-5c. */
import type { RoomName } from '@porchlight/shared/wire/api'
import type { Append, Store } from '../store/store.ts'

export interface Entry {
  room: { readonly name: RoomName }
  update: Uint8Array | undefined
}

export interface CommitQueue<E extends Entry> {
  /** False where the queue is full: the store cannot keep up. */
  add(entry: E): boolean
  /** Resolves when all that was added is committed or failed. */
  drained(): Promise<void>
}

export interface CommitQueueOptions {
  maxBatchEntries: number
  maxBatchBytes: number
  maxQueuedBytes: number
  /** Between the beginnings of two commits, unless there is enough for one. */
  spacingMs: number
  enoughEntries: number
}

export const commitQueueDefaults: CommitQueueOptions = {
  maxBatchEntries: 1_000,
  maxBatchBytes: 8 * 1024 * 1024,
  maxQueuedBytes: 64 * 1024 * 1024,
  spacingMs: 4,
  enoughEntries: 32,
}

export interface CommitQueueDeps<E extends Entry> {
  store: Pick<Store, 'append'>
  /** In order. `place` is undefined for an entry without an update, and where the room is gone. */
  committed: (entry: E, place: number | undefined) => void
  /** Nothing of this entry's batch was stored. */
  failed: (entry: E, error: unknown) => void
  /** All entries of a batch have heard of it. `relaySeconds`: since the first of them was added. */
  afterBatch: (updates: number, commitSeconds: number, relaySeconds: number) => void
  /** One of the above threw; the queue goes on. */
  crashed: (error: unknown) => void
}

export function createCommitQueue<E extends Entry>(
  deps: CommitQueueDeps<E>,
  options: CommitQueueOptions = commitQueueDefaults,
): CommitQueue<E> {
  let queue: E[] = []
  let queuedBytes = 0
  let firstAddedAt = 0
  let isScheduled = false
  let timer: NodeJS.Timeout | undefined = undefined
  let lastCommitAt = Number.NEGATIVE_INFINITY
  let idle: (() => void)[] = []

  const schedule = (): void => {
    if (!isScheduled) {
      isScheduled = true
      const waitMs = lastCommitAt + options.spacingMs - performance.now()
      if (waitMs > 0 && queue.length < options.enoughEntries) timer = setTimeout(begin, Math.ceil(waitMs))
      else begin()
    } else if (timer !== undefined && queue.length >= options.enoughEntries) begin()
  }

  const begin = (): void => {
    if (timer !== undefined) clearTimeout(timer)
    timer = undefined
    setImmediate(() => void commitAll())
  }

  const commitAll = async (): Promise<void> => {
    while (queue.length > 0) {
      // One batch in flight: the next is whatever came meanwhile.
      // oxlint-disable-next-line no-await-in-loop
      await commitBatch(takeBatch())
      // What was committed goes out before more is.
      // oxlint-disable-next-line no-await-in-loop
      if (queue.length > 0) await new Promise((resume) => setImmediate(resume))
    }
    isScheduled = false
    for (const resolve of idle) resolve()
    idle = []
  }

  const takeBatch = (): E[] => {
    let count = 0
    let bytes = 0
    while (count < queue.length && count < options.maxBatchEntries && (count === 0 || bytes < options.maxBatchBytes)) {
      bytes += queue[count]?.update?.byteLength ?? 0
      count++
    }
    const batch = count === queue.length ? queue : queue.slice(0, count)
    queue = count === queue.length ? [] : queue.slice(count)
    queuedBytes -= bytes
    return batch
  }

  const commitBatch = async (batch: E[]): Promise<void> => {
    const appends: Append[] = []
    for (const { room, update } of batch) if (update !== undefined) appends.push({ room: room.name, update })
    const startedAt = performance.now()
    lastCommitAt = startedAt
    const addedAt = firstAddedAt
    firstAddedAt = startedAt
    let places: (number | undefined)[] = []
    try {
      if (appends.length > 0) places = await deps.store.append(appends)
    } catch (error) {
      tellFailed(batch, error)
      return
    }
    const seconds = (performance.now() - startedAt) / 1000
    let next = 0
    for (const entry of batch) {
      const place = entry.update === undefined ? undefined : places[next++]
      try {
        deps.committed(entry, place)
      } catch (error) {
        deps.crashed(error)
      }
    }
    try {
      deps.afterBatch(appends.length, seconds, (performance.now() - addedAt) / 1000)
    } catch (error) {
      deps.crashed(error)
    }
  }

  const tellFailed = (batch: E[], error: unknown): void => {
    for (const entry of batch) {
      try {
        deps.failed(entry, error)
      } catch (crash) {
        deps.crashed(crash)
      }
    }
  }

  return {
    add(entry) {
      if (queuedBytes > options.maxQueuedBytes) return false
      if (queue.length === 0) firstAddedAt = performance.now()
      queue.push(entry)
      queuedBytes += entry.update?.byteLength ?? 0
      schedule()
      return true
    },
    drained: () => (isScheduled ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()),
  }
}
