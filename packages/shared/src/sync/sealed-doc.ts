/** The engine between the two documents of a couple: the inner one, which only clients hold, and the outer one, whose
 *  sealed entries the server syncs. It seals what is edited inside, opens what arrives outside, and keeps the two equal
 *  whatever others do: killed workers, junk, deleted entries, old backups.
 *
 *  It owns neither document, knows no socket and no couple's rules; it seals any Yjs document. Its parts are small and
 *  mostly pure: `entry-ledger` (what each element is), `strict-probe` (is it safe), `pending-keeper` and `pending-record`
 *  (what survives a kill), `reconcile`, `compaction`. This file is longer than most because it is the one place where
 *  their timers and the order of their effects meet.
 *
 *  Rules: SEAL-1, SEAL-4, SEAL-6, SEAL-6a, SEAL-7, SEAL-8, SEAL-9, SEAL-11, EPOCH-5 */

import * as Y from 'yjs'
import type { Clock, Random, Stop } from '../capabilities.ts'
import { nonceBytes } from '../crypto/aead.ts'
import { u32FromBytes } from '../crypto/bytes.ts'
import { entryKinds, maxEntryBytes, sealedEntryBytes, sealEntry } from '../crypto/entry.ts'
import { type CompactionDue, compactionDue, type CompactionLimits, replaceBySnapshot } from './compaction.ts'
import { covers, hasPending } from './document-cover.ts'
import { createEntryLedger, type OpenedBody } from './entry-ledger.ts'
import { entriesOf, maxOuterBytes, type Room, sealContextOf } from './outer-doc.ts'
import { createPendingKeeper, type PendingStore } from './pending-keeper.ts'
import { type Held, openPendingRecord, type PendingRecord, sealPendingRecord } from './pending-record.ts'
import {
  documentOf,
  missingFromEntries,
  paceAfterPush,
  type ReconcileLimits,
  type ReconcilePace,
  waitBeforePushMs,
} from './reconcile.ts'
import { applyBody, probeBodies } from './strict-probe.ts'

export interface SealedDocDeps {
  clock: Clock
  random: Random
  pending: PendingStore
  /** Resolves once everything that is in the outer document at the time of the call is on disk. The pending record is
   *  removed only then: y-indexeddb writes after the fact, and a worker killed in between would lose both copies. */
  persisted(): Promise<void>
  /** When this device first saw an entry that removes something, ms by entry id; kept beside the outer copy. */
  firstSeen: {
    read(): Promise<Record<string, number> | undefined>
    write(firstSeenMs: Record<string, number>): Promise<void>
  }
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

export interface SealedDocDelays extends CompactionLimits {
  /** alone in the editor: sealed so long after the last edit … */
  aloneTrailingMs: number
  /** … and at most so long after the first */
  aloneMaxMs: number
  /** the same while another device has the editor open */
  companyTrailingMs: number
  companyMaxMs: number
  /** the pending record is written at most so long after an edit */
  pendingMs: number
  reconcileJitterMs: number
  reconcile: ReconcileLimits
  compactionQuietMs: number
  compactionJitterMs: number
}

export const sealedDocDelays: SealedDocDelays = {
  aloneTrailingMs: 1_000,
  aloneMaxMs: 2_000,
  companyTrailingMs: 150,
  companyMaxMs: 300,
  pendingMs: 150,
  reconcileJitterMs: 3_000,
  reconcile: { minGapMs: 5_000, maxGapMs: 600_000 },
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

export interface OpenReport {
  /** A pending record this engine could not use; it has been set aside, not lost. */
  setAside?: { reason: 'other-gen'; record: PendingRecord } | { reason: 'unknown-version' | 'unreadable' }
}

export type RotationRefusal = 'not-open' | 'not-synced' | 'pending' | 'unknown-version' | 'incomplete' | 'unreconciled'

export interface SealedDoc {
  /** Call it when the outer local copy is loaded or the first sync is done (SEAL-11); again does nothing more. Where there
   *  is a local copy, call it before connecting: a sync may bring deletions, and only what was opened before can be
   *  repaired. Reads the
   *  entries at once, then the pending record, and seals what that holds before anything else. Rejects where the pending
   *  store cannot be read. */
  open(): Promise<OpenReport>
  /** Seals everything that waits, in one entry, now: discrete actions (SEAL-6). Before `open()` it waits for it. */
  flush(): void
  /** Called in the same tick after each flush: the moment to send a caret (SEAL-6). */
  onFlush(listener: () => void): Stop
  /** After each completed sync with the server. */
  synced(): void
  /** The socket is gone. */
  offline(): void
  /** True while another device has the editor open too. */
  setCompanyInEditor(present: boolean): void
  /** Actions held for an undo. `put` and `remove` resolve once on disk. To carry one out: write into the inner document,
   *  then `remove` it in the same tick; the record on disk changes both in one step. */
  held: { list(): Held[]; put(held: Held): Promise<void>; remove(id: string): Promise<void> }
  status(): SealedDocStatus
  onStatus(listener: (status: SealedDocStatus) => void): Stop
  /** Whether a rotation may start from here (EPOCH-5). What was refused for size does not stand in its way. */
  rotation(): { ok: true } | { ok: false; reason: RotationRefusal }
  /** Flushes, and resolves once the outer copy and the pending record on disk are up to date. */
  settle(): Promise<void>
  /** Inner updates that are not yet known to be in the outer copy on disk, for the engine of the next epoch. */
  unsaved(): Uint8Array[]
  /** Ends it. Edits after this are not seen; the record on disk stays. */
  stop(): void
}

export function createSealedDoc(deps: SealedDocDeps, options: SealedDocOptions): SealedDoc {
  const { clock, random } = deps
  const { outer, inner, gen } = options
  const delays = { ...sealedDocDelays, ...options.delays }
  const entries = entriesOf(outer)
  const context = sealContextOf(options)
  const pendingContext = sealContextOf(options, 'porchlight/v1/pending')
  const ledger = createEntryLedger(context)
  const log = (message: string, cause?: unknown): void => deps.log?.(message, cause)

  let state: SealedDocStatus['state'] = 'loading'
  let opening: Promise<OpenReport> | undefined
  let isSynced = false
  let inCompany = false
  let tooLarge: SealedDocStatus['tooLarge'] = 'no'

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

  let pace: ReconcilePace = { gapMs: delays.reconcile.minGapMs }
  let reconcileTimer: Stop | undefined
  let compactionTimer: { urgent: boolean; stop: Stop } | undefined
  let lastOuterChangeMs = clock.now()
  let firstSeenMs = new Map<string, number>()
  let outerBytes = 0

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
      measureOuter()
      if (unpersisted.length > 0) void awaitPersisted()
      flush()
      considerReconcile()
      considerCompaction()
    },
    offline() {
      isSynced = false
      stopRepairs()
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
    rotation() {
      const refused = (reason: RotationRefusal) => ({ ok: false, reason }) as const
      if (state !== 'open') return refused('not-open')
      if (!isSynced) return refused('not-synced')
      if (ledger.hasUnknown()) return refused('unknown-version')
      if (hasPending(inner) || hasPending(outer)) return refused('incomplete')
      if (tooLarge !== 'no') return { ok: true }
      if (waiting.length > 0) return refused('pending')
      return missingFromEntries(inner, bodies()) === undefined ? { ok: true } : refused('unreconciled')
    },
    async settle() {
      flush()
      await awaitPersisted()
      await keeper.writeNow()
    },
    unsaved: () => [...recovered, ...unpersisted, ...waiting],
    stop() {
      if (state === 'stopped') return
      state = 'stopped'
      isSynced = false
      stopFlushTimer()
      stopRepairs()
      keeper.stop()
      inner.off('update', collect)
      stopReceiving()
      tellStatus()
      statusListeners.clear()
      flushListeners.clear()
    },
  }

  async function open(): Promise<OpenReport> {
    // Before anything is awaited: a sync that begins meanwhile may bring deletions, and what they delete must be known.
    startReceiving()
    const report = await whenRead
    const seen = await readFirstSeen()
    if (state !== 'loading') return report
    firstSeenMs = seen
    recover()
    measureOuter()
    state = 'open'
    flush()
    noteOuterChange()
    considerCompaction()
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
    const room = hasRoomFor(sealed)
    tooLarge = !room ? 'room' : left.length > 0 ? 'change' : 'no'
    if (room && sealed.length > 0) {
      unpersisted.push(...waiting.filter((update) => !left.includes(update)))
      waiting = left
      push(sealed)
      for (const listener of flushListeners) listener()
    }
    tellStatus()
    considerCompaction()
  }

  /** What waits, in as few entries as possible. Where a change was alone too large for one, and has been overwritten since,
   *  what the document holds now may fit. */
  function sealWaiting(): { sealed: OpenedBody[]; left: Uint8Array[] } {
    const result = sealUpdates(waiting)
    const missing = result.left.length > 0 ? missingFromEntries(inner, bodies()) : undefined
    return missing !== undefined && sealedEntryBytes(missing.length) <= maxEntryBytes
      ? { sealed: [seal(entryKinds.update, missing)], left: [] }
      : result
  }

  /** As few entries as possible, in order. From the first that is alone too large, all are left: later ones build on it. */
  function sealUpdates(updates: Uint8Array[]): { sealed: OpenedBody[]; left: Uint8Array[] } {
    const merged = Y.mergeUpdates(updates)
    if (sealedEntryBytes(merged.length) <= maxEntryBytes) return { sealed: [seal(entryKinds.update, merged)], left: [] }
    if (updates.length === 1) return { sealed: [], left: updates }
    const middle = updates.length >> 1
    const first = sealUpdates(updates.slice(0, middle))
    if (first.left.length > 0) return { sealed: first.sealed, left: [...first.left, ...updates.slice(middle)] }
    const second = sealUpdates(updates.slice(middle))
    return { sealed: [...first.sealed, ...second.sealed], left: second.left }
  }

  function seal(kind: 1 | 2, bytes: Uint8Array): OpenedBody {
    return { entry: sealEntry(context, random.bytes(nonceBytes), kind, bytes), kind, bytes }
  }

  function push(sealed: OpenedBody[]): void {
    outer.transact(() => entries.push(sealed.map(({ entry }) => entry)), sealedDocOrigin)
    noteLast(sealed)
    noteOuterChange()
    void awaitPersisted()
  }

  /** Yjs copies what is pushed, and the ledger knows elements by identity: so it is told of those in the array. */
  function noteLast(sealed: OpenedBody[]): void {
    const elements = entries.slice(entries.length - sealed.length)
    for (const [i, { kind, bytes }] of sealed.entries())
      ledger.applied({ entry: elements[i] as Uint8Array, kind, bytes })
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

  // Room (SEAL-4)

  function hasRoomFor(sealed: OpenedBody[]): boolean {
    const more = sealed.reduce((sum, { entry }) => sum + entry.length + entryOverheadBytes, 0)
    if (outerBytes + more > maxOuterBytes) measureOuter()
    return outerBytes + more <= maxOuterBytes
  }

  function weigh(update: Uint8Array): void {
    outerBytes += update.length
  }

  function measureOuter(): void {
    outerBytes = Y.encodeStateAsUpdate(outer).length
  }

  // In (SEAL-7)

  function startReceiving(): void {
    takeIn(entries.toArray())
    outer.on('update', weigh)
    entries.observe(receive)
    stopReceiving = () => {
      outer.off('update', weigh)
      entries.unobserve(receive)
    }
  }

  function receive(event: Y.YArrayEvent<unknown>): void {
    if (event.transaction.origin === sealedDocOrigin) return
    const delta = event.changes.delta
    takeIn(delta.flatMap(({ insert }) => (Array.isArray(insert) ? insert : [])))
    if (delta.some((change) => change.delete !== undefined) && ledger.keepOnly(entries.toArray())) {
      holeSuspected = true
      keeper.touch(0)
      considerReconcile()
    }
    noteOuterChange()
    if (tooLarge === 'room') flush()
    tellStatus()
    considerCompaction()
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
    if (!isSynced || state !== 'open' || reconcileTimer !== undefined) return
    reconcileTimer = clock.after(jitterMs(delays.reconcileJitterMs), reconcile)
  }

  function reconcile(): void {
    reconcileTimer = undefined
    const missing = findHole()
    if (missing === undefined) {
      if (keeper.isOnDisk()) keeper.touch(0)
      return
    }
    const waitMs = waitBeforePushMs(pace, clock.now())
    if (waitMs > 0) {
      reconcileTimer = clock.after(waitMs, reconcile)
      return
    }
    const { sealed } = sealUpdates([missing])
    if (sealed.length === 0 || !hasRoomFor(sealed)) {
      tooLarge = sealed.length === 0 ? 'change' : 'room'
      tellStatus()
      considerCompaction()
      return
    }
    tooLarge = 'no'
    pace = paceAfterPush(pace, clock.now(), delays.reconcile)
    unpersisted.push(missing)
    push(sealed)
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

  function noteOuterChange(): void {
    lastOuterChangeMs = clock.now()
    noteFirstSeen()
  }

  function considerCompaction(): void {
    const due = compaction()
    if (due.due === 'never') return stopCompaction()
    if (due.due === 'now' && due.urgent && compactionTimer?.urgent === true) return
    stopCompaction()
    const urgent = due.due === 'now' && due.urgent
    const waitMs = due.due === 'later' ? due.atMs - clock.now() : urgent ? 0 : quietLeftMs()
    compactionTimer = { urgent, stop: clock.after(waitMs + jitterMs(delays.compactionJitterMs), compactIfDue) }
  }

  function compaction(): CompactionDue {
    const mayCompact =
      state === 'open' && isSynced && !ledger.hasUnknown() && (waiting.length === 0 || tooLarge === 'room')
    if (!mayCompact) return { due: 'never' }
    if (tooLarge === 'room') return { due: 'now', urgent: true }
    return compactionDue(entries.length, ledger.appliedEntries(), firstSeenMs, clock.now(), delays)
  }

  function compactIfDue(): void {
    compactionTimer = undefined
    const due = compaction()
    if (due.due === 'now' && (due.urgent || quietLeftMs() === 0)) compact()
    else considerCompaction()
  }

  function compact(): void {
    const body = Y.encodeStateAsUpdateV2(inner)
    if (sealedEntryBytes(body.length) > maxEntryBytes) return log('The document is too large for one snapshot.')
    if (!addsUpTo(body)) return log('A snapshot did not hold what the entries hold; nothing was compacted.')
    const carried = waiting
    waiting = []
    unpersisted.push(...carried)
    tooLarge = 'no'
    const snapshot = seal(entryKinds.snapshot, body)
    replaceBySnapshot(entries, ledger.isDisposable, snapshot.entry, sealedDocOrigin)
    noteLast([snapshot])
    ledger.keepOnly(entries.toArray())
    measureOuter()
    noteOuterChange()
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

  function quietLeftMs(): number {
    const quietMs = Math.max(0, clock.now() - lastOuterChangeMs)
    return Math.max(0, delays.compactionQuietMs - quietMs)
  }

  function noteFirstSeen(): void {
    const known = firstSeenMs
    const removals = ledger.appliedEntries().filter((applied) => applied.removes)
    firstSeenMs = new Map(removals.map(({ id }) => [id, known.get(id) ?? clock.now()]))
    if (firstSeenMs.size === known.size && removals.every(({ id }) => known.has(id))) return
    deps.firstSeen.write(Object.fromEntries(firstSeenMs)).catch((cause: unknown) => {
      log('When entries were first seen could not be written.', cause)
    })
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
    const report = useRecord(opened)
    if (report.setAside !== undefined) {
      await deps.pending.setAside(bytes)
      // Once is enough: what lies there now is brought to what this engine needs.
      keeper.touch(0)
    }
    keeper.start(true)
    return report
  }

  function useRecord(opened: ReturnType<typeof openPendingRecord>): OpenReport {
    switch (opened.state) {
      case 'opened':
        held = [...opened.record.held, ...held]
        if (opened.record.gen !== gen) return { setAside: { reason: 'other-gen', record: opened.record } }
        recovered = opened.record.updates
        return {}
      case 'unknown':
        return { setAside: { reason: 'unknown-version' } }
      case 'unreadable':
        return { setAside: { reason: 'unreadable' } }
    }
    return opened satisfies never
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

  async function readFirstSeen(): Promise<Map<string, number>> {
    try {
      return new Map(Object.entries((await deps.firstSeen.read()) ?? {}))
    } catch (cause) {
      // Only postpones a compaction by a day.
      log('When entries were first seen could not be read.', cause)
      return new Map()
    }
  }

  function bodies() {
    return ledger.appliedEntries().map((applied) => applied.body)
  }

  function stopRepairs(): void {
    reconcileTimer?.()
    reconcileTimer = undefined
    stopCompaction()
  }

  function stopCompaction(): void {
    compactionTimer?.stop()
    compactionTimer = undefined
  }

  function jitterMs(mostMs: number): number {
    return Math.floor((u32FromBytes(random.bytes(4), 0) / 2 ** 32) * mostMs)
  }

  function status(): SealedDocStatus {
    return {
      state,
      pendingUpdates: waiting.length > 0 || recovered.length > 0,
      unknownVersion: ledger.hasUnknown(),
      tooLarge,
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

/** What Yjs writes around one element of the array, at most. */
const entryOverheadBytes = 64

const nothing = (): void => undefined

function listen<L>(listeners: Set<L>, listener: L): Stop {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
