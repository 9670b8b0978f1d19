/** The engine between the two documents of a couple: the inner one, which only clients hold, and the outer one, whose
 *  sealed entries the server syncs. It seals what is edited inside, opens what arrives outside, and keeps the two equal
 *  whatever others do: killed workers, junk, deleted entries, old backups.
 *
 *    inner ── outbox ──► sealed by `outer-writer` ──► outer
 *    inner ◄── inbox ─── opened by `entry-ledger`, tried by `strict-probe` ◄── outer
 *    outer ◄── repair: `reconcile` fills holes, `compactor` and `compaction` keep it small
 *    disk  ◄── pending: what would not survive a kill
 *
 *  It owns neither document, knows no socket and no couple's rules; it seals any Yjs document. Half of this file is its contract,
 *  the rest the one place where the order in which the parts act is decided.
 *
 *  Rules: SEAL-1, SEAL-4, SEAL-6, SEAL-6a, SEAL-7, SEAL-8, SEAL-9, SEAL-11, EPOCH-5 */

import type * as Y from 'yjs'
import type { Clock, Random, Stop } from '../capabilities.ts'
import type { FirstSeenStore } from './compactor.ts'
import { hasPending } from './document-cover.ts'
import { createEntryLedger } from './entry-ledger.ts'
import { type Arrival, createInbox } from './inbox.ts'
import { listen } from './listen.ts'
import { createOutbox, type OutboxDelays, type TooLarge } from './outbox.ts'
import { elementsUpTo, entriesOf, type Room, sealContextOf } from './outer-doc.ts'
import { createOuterWriter } from './outer-writer.ts'
import { createPending, type HeldActions } from './pending.ts'
import type { PendingStore } from './pending-keeper.ts'
import type { OpenReport } from './pending-record.ts'
import { documentOf, missingFromEntries } from './reconcile.ts'
import { createRepair, type RepairDelays } from './repair.ts'

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

export interface SealedDocDelays extends OutboxDelays, RepairDelays {}

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
  tooLarge: TooLarge
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
  /** Actions held for an undo. To carry one out: write into the inner document, then `remove` it in the same tick; the record on
   *  disk changes both in one step. */
  held: HeldActions
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

type Stage =
  | {
      state: 'loading' | 'open'
      /** `synced`: in step with it since the socket was opened */
      server: 'away' | 'synced'
    }
  | { state: 'stopped' }

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
  const { outer, inner } = options
  const delays = { ...sealedDocDelays, ...options.delays }
  const entries = entriesOf(outer)
  const context = sealContextOf(options)
  const log = (message: string, cause?: unknown): void => deps.log?.(message, cause)

  let stage: Stage = { state: 'loading', server: 'away' }
  let opening: Promise<OpenReport> | undefined
  const statusListeners = new Set<(status: SealedDocStatus) => void>()
  let lastStatus = ''

  const ledger = createEntryLedger(context)
  const writer = createOuterWriter({ random, outer, context, ledger, origin: sealedDocOrigin })
  const common = { clock, random, inner, entries, ledger, writer, log, origin: sealedDocOrigin }
  const pending = createPending(
    {
      ...common,
      store: deps.pending,
      unsaved: () => [...outbox.unsaved(), ...repair.hole()],
      found: (updates) => outbox.found(updates),
    },
    options,
  )
  const outbox = createOutbox(
    {
      ...common,
      pending,
      persisted: () => deps.persisted(),
      collected: tellStatus,
      pushed: () => repair.changed(),
      tried() {
        tellStatus()
        repair.considerCompaction()
      },
    },
    delays,
    options.carriedOver,
  )
  const inbox = createInbox({ ...common, arrived })
  const repair = createRepair(
    {
      ...common,
      outbox,
      pending,
      firstSeen: deps.firstSeen,
      reach: () => (stage.state === 'open' ? stage.server : 'none'),
      compacted: tellStatus,
    },
    delays,
  )

  return {
    open: () => (opening ??= open()),
    flush: outbox.flush,
    onFlush: outbox.onFlush,
    synced() {
      if (stage.state === 'stopped') return
      stage.server = 'synced'
      writer.weigh()
      outbox.synced()
      repair.synced()
    },
    offline() {
      if (stage.state === 'stopped') return
      stage.server = 'away'
      repair.offline()
    },
    roomFull() {
      if (stage.state === 'stopped') return
      repair.roomFull()
      tellStatus()
    },
    setCompanyInEditor: outbox.setCompany,
    held: pending.held,
    status,
    onStatus: (listener) => listen(statusListeners, listener),
    rotation(how = 'in-step') {
      const refused = (reason: RotationRefusal) => ({ ok: false, reason }) as const
      if (stage.state !== 'open') return refused('not-open')
      if (how === 'in-step' && stage.server !== 'synced') return refused('not-synced')
      if (ledger.hasUnknown()) return refused('unknown-version')
      if (hasPending(inner) || hasPending(outer)) return refused('incomplete')
      if (how === 'ahead' || status().tooLarge !== 'no') return { ok: true }
      if (outbox.waiting().length > 0) return refused('pending')
      return missingFromEntries(inner, ledger.bodies()) === undefined ? { ok: true } : refused('unreconciled')
    },
    async settle() {
      outbox.flush()
      await outbox.awaitPersisted()
      await pending.writeNow()
    },
    unsaved: outbox.unsaved,
    documentUpTo: (vector) => documentOf(ledger.bodiesOf(elementsUpTo(entries, vector))),
    stop() {
      if (stage.state === 'stopped') return
      stage = { state: 'stopped' }
      repair.stop()
      pending.stop()
      outbox.stop()
      inbox.stop()
      writer.stop()
      tellStatus()
      statusListeners.clear()
    },
  }

  async function open(): Promise<OpenReport> {
    // Before anything is awaited: a sync that begins meanwhile may bring deletions, and what they delete must be known.
    inbox.open()
    const report = await pending.whenRead
    await repair.load()
    if (stage.state !== 'loading') return report
    outbox.recover()
    writer.weigh()
    stage = { ...stage, state: 'open' }
    outbox.open()
    repair.changed()
    repair.considerCompaction()
    tellStatus()
    return report
  }

  function arrived(what: Arrival): void {
    repair.arrived(what)
    if (outbox.status().tooLarge === 'room') outbox.flush()
    tellStatus()
    repair.considerCompaction()
  }

  function status(): SealedDocStatus {
    const { pendingUpdates, tooLarge } = outbox.status()
    return {
      state: stage.state,
      pendingUpdates,
      unknownVersion: ledger.hasUnknown(),
      tooLarge: repair.isRoomFull() ? 'room' : tooLarge,
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
