/** Keeps the pending record on disk equal to what it ought to be: at most a moment behind after an edit, at once where
 *  asked, one write at a time, the newest content each time. A write that fails is tried again and reported.
 *  Rule: SEAL-6a */

import type { Clock, Stop } from '../capabilities.ts'
import { createSerialQueue } from '../serial-queue.ts'

/** Where the sealed record lies. Bytes in, bytes out; a promise resolves once they are on disk. */
export interface PendingStore {
  read(): Promise<Uint8Array | undefined>
  write(record: Uint8Array): Promise<void>
  remove(): Promise<void>
  /** Keeps, beside the current one, a record this program cannot use now (another `gen`, a later version). */
  setAside(record: Uint8Array): Promise<void>
}

export interface PendingKeeperDeps {
  clock: Clock
  store: Pick<PendingStore, 'write' | 'remove'>
  /** The record as it ought to be now; undefined where none is needed. Called right before each write. */
  wanted(): Uint8Array | undefined
  log(message: string, cause: unknown): void
}

export interface PendingKeeper {
  /** What the disk held when it was read. Nothing is written before this is told. */
  start(onDisk: boolean): void
  /** Something changed: write within `delayMs`. */
  touch(delayMs: number): void
  /** Writes now. Rejects where the disk refuses; it is tried again later all the same. */
  writeNow(): Promise<void>
  /** Whether a record lies on disk, or is on its way there. */
  isOnDisk(): boolean
  stop(): void
}

export const pendingRetryMs = 2_000

export function createPendingKeeper(deps: PendingKeeperDeps): PendingKeeper {
  let state: 'waiting' | 'started' | 'stopped' = 'waiting'
  let onDisk = false
  let timer: { dueMs: number; stop: Stop } | undefined
  const queue = createSerialQueue()
  let started: () => void
  const whenStarted = new Promise<void>((resolve) => (started = resolve))

  const write = async (): Promise<void> => {
    await whenStarted
    if (state === 'stopped') return
    const record = deps.wanted()
    if (record !== undefined) {
      onDisk = true
      await deps.store.write(record)
    } else if (onDisk) {
      await deps.store.remove()
      onDisk = false
    }
  }

  const keeper: PendingKeeper = {
    start(found) {
      if (state !== 'waiting') return
      state = 'started'
      onDisk = found
      started()
    },
    touch(delayMs) {
      const dueMs = deps.clock.now() + delayMs
      if (state === 'stopped' || (timer !== undefined && timer.dueMs <= dueMs)) return
      timer?.stop()
      const stop = deps.clock.after(delayMs, () => {
        timer = undefined
        keeper.writeNow().catch((cause: unknown) => deps.log('The pending record could not be written.', cause))
      })
      timer = { dueMs, stop }
    },
    writeNow() {
      timer?.stop()
      timer = undefined
      const done = queue.run(write)
      done.catch(() => keeper.touch(pendingRetryMs))
      return done
    },
    isOnDisk: () => onDisk,
    stop() {
      state = 'stopped'
      timer?.stop()
      timer = undefined
      started()
    },
  }
  return keeper
}
