/** What is edited inside, on its way out: it waits a moment, is sealed in as few entries as possible, and is remembered until the
 *  outer copy that holds it is on disk.
 *
 *    recovered ──recover──► waiting ──flush──► unpersisted ──on disk──► forgotten
 *
 *  Rules: SEAL-4, SEAL-6, SEAL-6a */

import type * as Y from 'yjs'
import type { Clock, Stop } from '../capabilities.ts'
import type { EntryLedger, OpenedBody } from './entry-ledger.ts'
import { listen } from './listen.ts'
import { fitsOneEntry, type OuterWriter } from './outer-writer.ts'
import type { Pending } from './pending.ts'
import { missingFromEntries } from './reconcile.ts'
import { applyBody, probeBodies } from './strict-probe.ts'

export interface Outbox {
  /** What the last life of this worker had not got through; it counts as unsaved until `recover`. */
  found(updates: Uint8Array[]): void
  /** Writes it into the inner document and puts it before all that waits. */
  recover(): void
  /** From here on it seals, beginning with what waits. */
  open(): void
  flush(): void
  onFlush(listener: () => void): Stop
  setCompany(present: boolean): void
  /** Seals what the entries lack.
   *  @returns whether it went out: it may be too large */
  pushMissing(missing: Uint8Array): boolean
  /** A snapshot takes the place of all that was sealed, and holds all that waits. */
  pushSnapshot(snapshot: OpenedBody): void
  /** Resolves once what was in the outer document when this was called is on disk: the record may then let go of it. */
  awaitPersisted(): Promise<void>
  /** In step with the server: what is not known to be on disk is asked about once more, what waits is sealed. */
  synced(): void
  /** Not yet in the outer document, oldest first. */
  waiting(): readonly Uint8Array[]
  /** All that is not known to be in the outer copy on disk. */
  unsaved(): Uint8Array[]
  status(): { pendingUpdates: boolean; tooLarge: TooLarge }
  stop(): void
}

/** One change alone is larger than an entry may be, or there is no room left for it. */
export type TooLarge = 'no' | 'change' | 'room'

export interface OutboxDelays {
  /** alone in the editor: sealed so long after the last edit … */
  aloneTrailingMs: number
  /** … and at most so long after the first */
  aloneMaxMs: number
  /** the same while another device has the editor open */
  companyTrailingMs: number
  companyMaxMs: number
  /** the pending record is written at most so long after an edit */
  pendingMs: number
}

export interface OutboxDeps {
  clock: Clock
  inner: Y.Doc
  ledger: EntryLedger
  writer: OuterWriter
  pending: Pick<Pending, 'touch' | 'isOnDisk'>
  persisted(): Promise<void>
  /** of what an engine writes into the inner document: it is never collected */
  origin: symbol
  log(message: string, cause?: unknown): void
  /** Something new waits. */
  collected(): void
  /** Entries were written. */
  pushed(): void
  /** What waits was tried, whether it went out or not. */
  tried(): void
}

type Sealing =
  /** before `open`, and after `stop`: what comes waits */
  | { state: 'shut' }
  /** nothing is new */
  | { state: 'idle' }
  /** something is, since then */
  | { state: 'due'; sinceMs: number; stopTimer: Stop }

export function createOutbox(deps: OutboxDeps, delays: OutboxDelays, carriedOver: readonly Uint8Array[] = []): Outbox {
  const { clock, inner, ledger, writer, pending, origin, log } = deps
  let recovered: Uint8Array[] = []
  let waiting: Uint8Array[] = [...carriedOver]
  let unpersisted: Uint8Array[] = []
  let sealing: Sealing = { state: 'shut' }
  let tooLarge: TooLarge = 'no'
  let inCompany = false
  const flushListeners = new Set<() => void>()

  if (waiting.length > 0) pending.touch(delays.pendingMs)
  inner.on('update', collect)

  return {
    found(updates) {
      recovered = updates
    },
    recover() {
      const { sound, unsound } = probeBodies(inner, recovered.map(asUpdate))
      recovered = []
      inner.transact(() => {
        for (const body of sound) applyBody(inner, body)
      }, origin)
      waiting = [...sound.map(({ bytes }) => bytes), ...waiting]
      if (unsound.length > 0) log('A part of the pending record is no sound update and was left out.')
    },
    open() {
      sealing = { state: 'idle' }
      flush()
    },
    flush,
    onFlush: (listener) => listen(flushListeners, listener),
    setCompany(present) {
      inCompany = present
      if (sealing.state === 'due') arm(sealing.sinceMs)
    },
    pushMissing(missing) {
      const { sealed } = writer.sealUpdates([missing])
      tooLarge = sealed.length === 0 ? 'change' : writer.hasRoomFor(sealed) ? 'no' : 'room'
      if (tooLarge === 'no') {
        unpersisted.push(missing)
        push(() => writer.push(sealed))
      }
      deps.tried()
      return tooLarge === 'no'
    },
    pushSnapshot(snapshot) {
      unpersisted.push(...waiting)
      waiting = []
      tooLarge = 'no'
      push(() => writer.replaceBy(snapshot))
    },
    awaitPersisted,
    synced() {
      if (unpersisted.length > 0) void awaitPersisted()
      flush()
    },
    waiting: () => waiting,
    unsaved: () => [...recovered, ...unpersisted, ...waiting],
    status: () => ({ pendingUpdates: waiting.length > 0 || recovered.length > 0, tooLarge }),
    stop() {
      disarm()
      sealing = { state: 'shut' }
      inner.off('update', collect)
      flushListeners.clear()
    },
  }

  function collect(update: Uint8Array, from: unknown): void {
    if (from === origin) return
    waiting.push(update)
    pending.touch(delays.pendingMs)
    if (sealing.state !== 'shut') arm(sealing.state === 'due' ? sealing.sinceMs : clock.now())
    deps.collected()
  }

  function arm(sinceMs: number): void {
    disarm()
    const trailingMs = inCompany ? delays.companyTrailingMs : delays.aloneTrailingMs
    const mostMs = inCompany ? delays.companyMaxMs : delays.aloneMaxMs
    const waitedMs = Math.max(0, clock.now() - sinceMs)
    const stopTimer = clock.after(Math.max(0, Math.min(trailingMs, mostMs - waitedMs)), flush)
    sealing = { state: 'due', sinceMs, stopTimer }
  }

  function disarm(): void {
    if (sealing.state === 'due') sealing.stopTimer()
  }

  function flush(): void {
    if (sealing.state === 'shut') return
    disarm()
    sealing = { state: 'idle' }
    if (waiting.length === 0) return
    const { sealed, left } = sealWaiting()
    const room = writer.hasRoomFor(sealed)
    tooLarge = !room ? 'room' : left.length > 0 ? 'change' : 'no'
    if (room && sealed.length > 0) {
      unpersisted.push(...waiting.filter((update) => !left.includes(update)))
      waiting = left
      push(() => writer.push(sealed))
      for (const listener of flushListeners) listener()
    }
    deps.tried()
  }

  /** What waits, in as few entries as possible. Where a change was alone too large for one, and has been overwritten since,
   *  what the document holds now may fit. */
  function sealWaiting(): { sealed: OpenedBody[]; left: Uint8Array[] } {
    const result = writer.sealUpdates(waiting)
    const missing = result.left.length > 0 ? missingFromEntries(inner, ledger.bodies()) : undefined
    return missing !== undefined && fitsOneEntry(missing) ? writer.sealUpdates([missing]) : result
  }

  function push(write: () => void): void {
    write()
    deps.pushed()
    void awaitPersisted()
  }

  async function awaitPersisted(): Promise<void> {
    const safe = new Set(unpersisted)
    try {
      await deps.persisted()
    } catch (cause) {
      log('The sealed copy on this device could not be written.', cause)
      return
    }
    unpersisted = unpersisted.filter((update) => !safe.has(update))
    if (safe.size > 0 && pending.isOnDisk()) pending.touch(0)
  }
}

const asUpdate = (bytes: Uint8Array) => ({ kind: 1, bytes }) as const
