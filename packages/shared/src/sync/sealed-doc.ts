/** The engine between the two documents of a couple: the inner one, which only clients hold, and the outer one, whose
 *  sealed entries the server syncs. It seals what is edited inside, opens what arrives outside, and keeps the two equal
 *  whatever others do: killed workers, junk, deleted entries, old backups.
 *
 *  It owns neither document, knows no socket and no couple's rules; it seals any Yjs document. Its parts: `entry-ledger`
 *  (what each element is), `strict-probe` (is it safe), `outer-writer` (what goes out, and its size), `pending-keeper` and
 *  `pending-record` (what survives a kill), `reconcile`, `compactor` and `compaction`. This file is longer than most: a
 *  third is its contract, and the rest is the one place where the order of all their effects is decided.
 *
 *  Rules: SEAL-1, SEAL-4, SEAL-6, SEAL-6a, SEAL-7, SEAL-8, SEAL-9, SEAL-11, EPOCH-5 */

import * as Y from 'yjs'
import { u32FromBytes } from '../bytes.ts'
import type { Clock, Random, Stop } from '../capabilities.ts'
import { nonceBytes } from '../crypto/aead.ts'
import { entryKinds } from '../crypto/entry.ts'
import { createCompactor, type CompactorOptions, type FirstSeenStore } from './compactor.ts'
import { covers, hasPending } from './document-cover.ts'
import { createEntryLedger, type OpenedBody } from './entry-ledger.ts'
import { elementsUpTo, entriesOf, type Room, sealContextOf } from './outer-doc.ts'
import { createOuterWriter, fitsOneEntry } from './outer-writer.ts'
import { createPendingKeeper, type PendingStore } from './pending-keeper.ts'
import {
  type Held,
  openPendingRecord,
  type OpenReport,
  sealPendingRecord,
  sortPendingRecord,
} from './pending-record.ts'
import { createReconciler, documentOf, missingFromEntries, type ReconcileLimits } from './reconcile.ts'
import { applyBody, probeBodies } from './strict-probe.ts'

export interface SealedDocDeps {
  clock: Clock
  random: Random
  pending: PendingStore
  /** Resolves once everything that is in the outer document at the time of the call is on disk. The pending record is
   *  removed only then: y-indexeddb writes after the fact, and a worker killed in between would lose both copies. */
  persisted(): Promise<void>
  firstSeen: FirstSeenStore
  /** Something went wrong that no caller waits for. Never content. */
  log?(message: string, cause?: unknown): void
}

export interface SealedDocOptions extends Room {
  /** counts fresh inner documents, from 1 (EPOCH-2) */
  gen: number
  outer: Y.Doc
  inner: Y.Doc
  /** Earlier epochs whose pending record may still lie on disk. */
  earlierRooms?: readonly Room[]
  /** What the engine of the epoch before had not got through (`unsaved()`). */
  carriedOver?: readonly Uint8Array[]
  delays?: Partial<SealedDocDelays>
}

export interface SealedDocDelays extends CompactorOptions {
  /** alone in the editor: sealed so long after the last edit … */
  aloneTrailingMs: number
  /** … and at most so long after the first */
  aloneMaxMs: number
  /** the same while another device has the editor open */
  companyTrailingMs: number
  companyMaxMs: number
  /** the pending record is written at most so long after an edit */
  pendingMs: number
  reconcile: ReconcileLimits
}

export const sealedDocDelays: SealedDocDelays = {
  aloneTrailingMs: 1_000,
  aloneMaxMs: 2_000,
  companyTrailingMs: 150,
  companyMaxMs: 300,
  pendingMs: 150,
  reconcile: { jitterMs: 3_000, minGapMs: 5_000, maxGapMs: 600_000 },
  compactionQuietMs: 5_000,
  compactionJitterMs: 5_000,
  entries: 64,
  urgentEntries: 512,
  updateBytes: 32 * 1024,
  removalMs: 24 * 3_600_000,
}

/** The origin of everything an engine writes, into either document. No engine seals what another has opened: where two
 *  have stood over one inner document (an epoch switch), reconcile finds the difference. */
export const sealedDocOrigin = Symbol('sealed-doc')

export interface SealedDocStatus {
  state: 'loading' | 'open' | 'stopped'
  /** Something written here is not yet sealed into the outer document: *Saving…* */
  pendingUpdates: boolean
  /** An entry opens but is of a later version: *update Porchlight* */
  unknownVersion: boolean
  /** One change alone is larger than an entry may be, or the room is full: it waits, nothing is lost. */
  tooLarge: 'no' | 'change' | 'room'
}

export type RotationRefusal = 'not-open' | 'not-synced' | 'pending' | 'unknown-version' | 'incomplete' | 'unreconciled'

export interface SealedDoc {
  /** Call it when the outer local copy is loaded or the first sync is done (SEAL-11); again does nothing more. Where there
   *  is a local copy, call it before connecting: a sync may bring deletions, and only what was opened before can be
   *  repaired. Reads the entries at once, then the pending record, and seals what that holds before anything else.
   *  Rejects where the pending store cannot be read. */
  open(): Promise<OpenReport>
  /** Seals everything that waits, in one entry, now: discrete actions (SEAL-6). Before `open()` it waits for it. */
  flush(): void
  /** Called in the same tick after each flush: the moment to send a caret (SEAL-6). */
  onFlush(listener: () => void): Stop
  /** After each completed sync with the server. */
  synced(): void
  /** The socket is gone. */
  offline(): void
  /** The server has no room for what is here and closed for it (SYNC-9, 4413); it says so at every attempt, so no sync stays. What
   *  was opened is then compacted without one: it deletes nothing but what the snapshot holds. Call it after `offline()`. */
  roomFull(): void
  /** True while another device has the editor open too. */
  setCompanyInEditor(present: boolean): void
  /** Actions held for an undo. `put` and `remove` resolve once on disk. To carry one out: write into the inner document,
   *  then `remove` it in the same tick; the record on disk changes both in one step. */
  held: { list(): Held[]; put(held: Held): Promise<void>; remove(id: string): Promise<void> }
  status(): SealedDocStatus
  onStatus(listener: (status: SealedDocStatus) => void): Stop
  /** Whether a rotation may start from here (EPOCH-5). What was refused for size does not stand in its way.
   *  @param how `ahead`: the server takes nothing for now; all it has was read into the outer document by other means, and what
   *  it lacks will travel in the snapshot */
  rotation(how?: 'in-step' | 'ahead'): { ok: true } | { ok: false; reason: RotationRefusal }
  /** Flushes, and resolves once the outer copy and the pending record on disk are up to date. */
  settle(): Promise<void>
  /** Inner updates that are not yet known to be in the outer copy on disk, for the engine of the next epoch. */
  unsaved(): Uint8Array[]
  /** What the entries hold that an outer state vector covers: what a rotator that had those brought along (EPOCH-4). The caller
   *  destroys it. */
  documentUpTo(outerStateVector: Uint8Array): Y.Doc
  /** Ends it. Edits after this are not seen; the record on disk stays. */
  stop(): void
}

/** Keeps an inner document, which is readable, and an outer one, which anyone may store and relay, in step: each edit becomes a sealed
 *  entry, each entry that opens becomes an edit. Rules: SEAL-1 … SEAL-12
 *  @example
 *  ```ts
 *  import { createSealedDoc } from '@porchlight/shared/sync/sealed-doc'
 *  import * as Y from 'yjs'
 *
 *  const bytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
 *  const after = (delayMs: number, act: () => void) => {
 *    const timer = setTimeout(act, delayMs)
 *    return () => clearTimeout(timer)
 *  }
 *  const kept = { read: async () => undefined, write: async () => {}, remove: async () => {}, setAside: async () => {} }
 *  const [inner, outer] = [new Y.Doc(), new Y.Doc()]
 *  const sealed = createSealedDoc(
 *    {
 *      clock: { now: Date.now, after },
 *      random: { bytes },
 *      pending: kept,
 *      firstSeen: kept,
 *      persisted: async () => {},
 *    },
 *    { coupleId: bytes(16), epoch: 1, coupleKey: bytes(32), gen: 1, inner, outer },
 *  )
 *  await sealed.open()
 *  sealed.synced()
 *  inner.getMap('notes').set('greeting', 'hello')
 *  outer.on('update', (update) => console.log(update.length, 'bytes nobody else can read'))
 *  ``` */
export function createSealedDoc(deps: SealedDocDeps, options: SealedDocOptions): SealedDoc {
  const { clock, random } = deps
  const { outer, inner, gen } = options
  const delays = { ...sealedDocDelays, ...options.delays }
  const entries = entriesOf(outer)
  const pendingContext = sealContextOf(options, 'porchlight/v1/pending')
  const context = sealContextOf(options)
  const ledger = createEntryLedger(context)
  const writer = createOuterWriter({ random, outer, context, ledger, origin: sealedDocOrigin })
  const log = (message: string, cause?: unknown): void => deps.log?.(message, cause)

  let state: SealedDocStatus['state'] = 'loading'
  let opening: Promise<OpenReport> | undefined
  let isSynced = false
  let inCompany = false
  let tooLarge: SealedDocStatus['tooLarge'] = 'no'
  /** It said so, and nothing has been deleted since. */
  let isFullAtServer = false

  /** not yet in the outer document, oldest first */
  let waiting: Uint8Array[] = [...(options.carriedOver ?? [])]
  /** in the outer document, not yet known to be on disk */
  let unpersisted: Uint8Array[] = []
  /** from the pending record, until `open` has put them into the inner document */
  let recovered: Uint8Array[] = []
  /** entries we had applied have been deleted by somebody else */
  let holeSuspected = false
  let held: Held[] = []
  let firstWaitingMs: number | undefined
  let stopFlushTimer: Stop = nothing
  let stopReceiving: Stop = nothing

  const statusListeners = new Set<(status: SealedDocStatus) => void>()
  const flushListeners = new Set<() => void>()
  let lastStatus = ''

  const keeper = createPendingKeeper({
    clock,
    log,
    store: deps.pending,
    wanted() {
      const updates = [...recovered, ...unpersisted, ...waiting, ...hole()]
      if (updates.length === 0 && held.length === 0) return undefined
      const record = { gen, updates: updates.length === 0 ? [] : [Y.mergeUpdates(updates)], held }
      return sealPendingRecord(pendingContext, random.bytes(nonceBytes), record)
    },
  })
  const reconciler = createReconciler({ clock, jitterMs, findHole, push: pushMissing, whole }, delays.reconcile)
  const compactor = createCompactor(
    {
      clock,
      jitterMs,
      log,
      mayCompact,
      compact,
      firstSeen: deps.firstSeen,
      appliedEntries: ledger.appliedEntries,
      elementCount: () => entries.length,
    },
    delays,
  )
  const whenRead = readPending()
  // Whoever calls open() gets the failure; this keeps it from being reported a second time as unhandled.
  whenRead.catch(nothing)
  if (waiting.length > 0) keeper.touch(delays.pendingMs)
  inner.on('update', collect)

  return {
    open: () => (opening ??= open()),
    flush,
    onFlush: (listener) => listen(flushListeners, listener),
    synced() {
      isSynced = true
      writer.weigh()
      if (unpersisted.length > 0) void awaitPersisted()
      flush()
      considerReconcile()
      compactor.consider()
    },
    offline() {
      isSynced = false
      reconciler.stop()
      compactor.consider()
    },
    roomFull() {
      if (state === 'stopped') return
      isFullAtServer = true
      tellStatus()
      compactor.consider()
    },
    setCompanyInEditor(present) {
      inCompany = present
      armFlush()
    },
    held: {
      list: () => [...held],
      async put(action) {
        await whenRead
        held = [...held.filter(({ id }) => id !== action.id), action]
        await keeper.writeNow()
      },
      async remove(id) {
        held = held.filter((action) => action.id !== id)
        await keeper.writeNow()
      },
    },
    status,
    onStatus: (listener) => listen(statusListeners, listener),
    rotation(how = 'in-step') {
      const refused = (reason: RotationRefusal) => ({ ok: false, reason }) as const
      if (state !== 'open') return refused('not-open')
      if (how === 'in-step' && !isSynced) return refused('not-synced')
      if (ledger.hasUnknown()) return refused('unknown-version')
      if (hasPending(inner) || hasPending(outer)) return refused('incomplete')
      if (how === 'ahead' || status().tooLarge !== 'no') return { ok: true }
      if (waiting.length > 0) return refused('pending')
      return missingFromEntries(inner, bodies()) === undefined ? { ok: true } : refused('unreconciled')
    },
    async settle() {
      flush()
      await awaitPersisted()
      await keeper.writeNow()
    },
    unsaved: () => [...recovered, ...unpersisted, ...waiting],
    documentUpTo: (vector) => documentOf(ledger.bodiesOf(elementsUpTo(entries, vector))),
    stop() {
      if (state === 'stopped') return
      state = 'stopped'
      isSynced = false
      stopFlushTimer()
      stopRepairs()
      keeper.stop()
      inner.off('update', collect)
      stopReceiving()
      writer.stop()
      tellStatus()
      statusListeners.clear()
      flushListeners.clear()
    },
  }

  async function open(): Promise<OpenReport> {
    // Before anything is awaited: a sync that begins meanwhile may bring deletions, and what they delete must be known.
    startReceiving()
    const report = await whenRead
    await compactor.load()
    if (state !== 'loading') return report
    recover()
    writer.weigh()
    state = 'open'
    flush()
    compactor.changed()
    compactor.consider()
    tellStatus()
    return report
  }

  // Out (SEAL-6)

  function collect(update: Uint8Array, from: unknown): void {
    if (from === sealedDocOrigin) return
    waiting.push(update)
    firstWaitingMs ??= clock.now()
    keeper.touch(delays.pendingMs)
    armFlush()
    tellStatus()
  }

  function armFlush(): void {
    stopFlushTimer()
    if (state !== 'open' || firstWaitingMs === undefined) return
    const trailingMs = inCompany ? delays.companyTrailingMs : delays.aloneTrailingMs
    const mostMs = inCompany ? delays.companyMaxMs : delays.aloneMaxMs
    const waitedMs = Math.max(0, clock.now() - firstWaitingMs)
    stopFlushTimer = clock.after(Math.max(0, Math.min(trailingMs, mostMs - waitedMs)), flush)
  }

  function flush(): void {
    stopFlushTimer()
    firstWaitingMs = undefined
    if (state !== 'open' || waiting.length === 0) return
    const { sealed, left } = sealWaiting()
    const room = writer.hasRoomFor(sealed)
    tooLarge = !room ? 'room' : left.length > 0 ? 'change' : 'no'
    if (room && sealed.length > 0) {
      unpersisted.push(...waiting.filter((update) => !left.includes(update)))
      waiting = left
      push(sealed)
      for (const listener of flushListeners) listener()
    }
    tellStatus()
    compactor.consider()
  }

  /** What waits, in as few entries as possible. Where a change was alone too large for one, and has been overwritten since,
   *  what the document holds now may fit. */
  function sealWaiting(): { sealed: OpenedBody[]; left: Uint8Array[] } {
    const result = writer.sealUpdates(waiting)
    const missing = result.left.length > 0 ? missingFromEntries(inner, bodies()) : undefined
    return missing !== undefined && fitsOneEntry(missing) ? writer.sealUpdates([missing]) : result
  }

  function push(sealed: OpenedBody[]): void {
    writer.push(sealed)
    compactor.changed()
    void awaitPersisted()
  }

  /** What was in the outer document when this was called is on disk when it resolves; so the record may let go of it. */
  async function awaitPersisted(): Promise<void> {
    const safe = new Set(unpersisted)
    try {
      await deps.persisted()
    } catch (cause) {
      log('The sealed copy on this device could not be written.', cause)
      return
    }
    unpersisted = unpersisted.filter((update) => !safe.has(update))
    if (safe.size > 0 && keeper.isOnDisk()) keeper.touch(0)
  }

  // In (SEAL-7)

  function startReceiving(): void {
    takeIn(entries.toArray())
    entries.observe(receive)
    stopReceiving = () => entries.unobserve(receive)
  }

  function receive(event: Y.YArrayEvent<unknown>): void {
    if (event.transaction.origin === sealedDocOrigin) return
    const delta = event.changes.delta
    takeIn(delta.flatMap(({ insert }) => (Array.isArray(insert) ? insert : [])))
    if (delta.some((change) => change.delete !== undefined)) {
      isFullAtServer = false
      if (ledger.keepOnly(entries.toArray())) {
        holeSuspected = true
        keeper.touch(0)
        considerReconcile()
      }
    }
    compactor.changed()
    if (tooLarge === 'room') flush()
    tellStatus()
    compactor.consider()
  }

  function takeIn(elements: readonly unknown[]): void {
    const opened = ledger.openNew(elements)
    if (opened.length === 0) return
    const { sound, unsound } = probeBodies(inner, opened)
    for (const body of unsound) ledger.refused(body)
    for (const body of sound) ledger.applied(body)
    try {
      inner.transact(() => {
        for (const body of sound) applyBody(inner, body)
      }, sealedDocOrigin)
    } catch (cause) {
      // The probe has shown that the bodies are sound: an observer of the inner document threw, after the fact.
      log('An observer of the document failed.', cause)
    }
  }

  // Repair (SEAL-8)

  function considerReconcile(): void {
    if (isSynced && state === 'open') reconciler.consider()
  }

  function pushMissing(missing: Uint8Array): boolean {
    const { sealed } = writer.sealUpdates([missing])
    tooLarge = sealed.length === 0 ? 'change' : writer.hasRoomFor(sealed) ? 'no' : 'room'
    if (tooLarge === 'no') {
      unpersisted.push(missing)
      push(sealed)
    }
    tellStatus()
    compactor.consider()
    return tooLarge === 'no'
  }

  function whole(): void {
    if (keeper.isOnDisk()) keeper.touch(0)
  }

  /** Until a hole is filled, what is missing outside lives in this worker's memory alone, for up to ten minutes where
   *  somebody deletes in a loop. So it belongs into the pending record like an edit that is not sealed yet. */
  function hole(): Uint8Array[] {
    const missing = holeSuspected ? findHole() : undefined
    holeSuspected = missing !== undefined
    return missing === undefined ? [] : [missing]
  }

  /** What the entries lack, beyond what waits to be sealed anyway. */
  function findHole(): Uint8Array | undefined {
    return missingFromEntries(inner, [...bodies(), ...waiting.map((bytes) => ({ kind: 1, bytes }) as const)])
  }

  // Compaction (SEAL-9)

  function mayCompact(): 'no' | 'yes' | 'urgently' {
    if (state !== 'open' || ledger.hasUnknown()) return 'no'
    if (isFullAtServer) return 'urgently'
    if (!isSynced) return 'no'
    if (tooLarge === 'room') return 'urgently'
    return waiting.length === 0 ? 'yes' : 'no'
  }

  function compact(): void {
    const body = Y.encodeStateAsUpdateV2(inner)
    const snapshot = writer.sealSnapshot(body)
    if (snapshot === undefined) return log('The document is too large for one snapshot.')
    if (!addsUpTo(body)) return log('A snapshot did not hold what the entries hold; nothing was compacted.')
    unpersisted.push(...waiting)
    waiting = []
    tooLarge = 'no'
    isFullAtServer = false
    writer.replaceBy(snapshot)
    compactor.changed()
    void awaitPersisted()
    tellStatus()
  }

  /** The last look before entries are deleted: does the snapshot, loaded anew, hold all they hold? */
  function addsUpTo(snapshotBody: Uint8Array): boolean {
    const snapshot = documentOf([{ kind: entryKinds.snapshot, bytes: snapshotBody }])
    const before = documentOf(bodies())
    const complete = covers(snapshot, before) && covers(snapshot, inner)
    snapshot.destroy()
    before.destroy()
    return complete
  }

  // The rest

  async function readPending(): Promise<OpenReport> {
    const bytes = await deps.pending.read()
    if (bytes === undefined) {
      keeper.start(false)
      return {}
    }
    const rooms = [options, ...(options.earlierRooms ?? [])]
    const opened = openPendingRecord(
      rooms.map((room) => sealContextOf(room, 'porchlight/v1/pending')),
      bytes,
    )
    const { setAside, ...found } = sortPendingRecord(opened, gen)
    recovered = found.updates
    held = [...found.held, ...held]
    if (setAside !== undefined) {
      await deps.pending.setAside(bytes)
      // Once is enough: what lies there now is brought to what this engine needs.
      keeper.touch(0)
    }
    keeper.start(true)
    return setAside === undefined ? {} : { setAside }
  }

  /** What the last life of this worker had not got through, into the inner document and to the front of the queue. */
  function recover(): void {
    const updates = recovered.map((bytes) => ({ kind: 1, bytes }) as const)
    recovered = []
    const { sound, unsound } = probeBodies(inner, updates)
    inner.transact(() => {
      for (const body of sound) applyBody(inner, body)
    }, sealedDocOrigin)
    waiting = [...sound.map(({ bytes }) => bytes), ...waiting]
    if (unsound.length > 0) log('A part of the pending record is no sound update and was left out.')
  }

  function bodies() {
    return ledger.appliedEntries().map((applied) => applied.body)
  }

  function stopRepairs(): void {
    reconciler.stop()
    compactor.stop()
  }

  function jitterMs(mostMs: number): number {
    return Math.floor((u32FromBytes(random.bytes(4), 0) / 2 ** 32) * mostMs)
  }

  function status(): SealedDocStatus {
    return {
      state,
      pendingUpdates: waiting.length > 0 || recovered.length > 0,
      unknownVersion: ledger.hasUnknown(),
      tooLarge: isFullAtServer ? 'room' : tooLarge,
    }
  }

  function tellStatus(): void {
    const now = status()
    const text = JSON.stringify(now)
    if (text === lastStatus) return
    lastStatus = text
    for (const listener of statusListeners) listener(now)
  }
}

const nothing = (): void => undefined

function listen<L>(listeners: Set<L>, listener: L): Stop {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
