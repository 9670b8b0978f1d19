/** Keeps the array of entries as it ought to be: whole, whatever others delete (SEAL-8), and no larger than it is worth (SEAL-9).
 *  `reconcile` and `compactor` say when; this is what is looked at and done.
 *  Rules: SEAL-6a, SEAL-8, SEAL-9 */

import * as Y from 'yjs'
import type { Clock, Random } from '../capabilities.ts'
import { entryKinds } from '../crypto/entry.ts'
import { randomShare } from '../random-share.ts'
import { createCompactor, type CompactorOptions, type FirstSeenStore } from './compactor.ts'
import { covers } from './document-cover.ts'
import type { EntryLedger } from './entry-ledger.ts'
import type { Arrival } from './inbox.ts'
import type { Outbox } from './outbox.ts'
import type { OuterWriter } from './outer-writer.ts'
import type { Pending } from './pending.ts'
import { createReconciler, documentOf, missingFromEntries, type ReconcileLimits } from './reconcile.ts'

export interface Repair {
  /** Learns from disk what was first seen when. */
  load(): Promise<void>
  /** Looks whether the entries are worth one snapshot. */
  considerCompaction(): void
  /** The outer document changed. */
  changed(): void
  /** Somebody else changed it: where they deleted there may be room again, and where what had been applied is gone a hole. */
  arrived(what: Arrival): void
  /** What is missing outside and waits for nothing. Until a hole is filled that lives in this worker's memory alone, for up to ten
   *  minutes where somebody deletes in a loop; so it belongs into the pending record like an edit that is not sealed yet. */
  hole(): Uint8Array[]
  /** The server says it has no room. */
  roomFull(): void
  /** It said so, and nothing has been deleted since. */
  isRoomFull(): boolean
  /** In step with the server: looks for a hole, soon. */
  synced(): void
  /** The socket is gone. */
  offline(): void
  stop(): void
}

/** What the engine may do: nothing yet or any more, only what needs no server, or all. */
export type Reach = 'none' | 'away' | 'synced'

export interface RepairDeps {
  clock: Clock
  random: Random
  inner: Y.Doc
  entries: Y.Array<unknown>
  ledger: EntryLedger
  writer: OuterWriter
  outbox: Pick<Outbox, 'waiting' | 'status' | 'pushMissing' | 'pushSnapshot'>
  pending: Pick<Pending, 'touch' | 'isOnDisk'>
  firstSeen: FirstSeenStore
  reach(): Reach
  log(message: string, cause?: unknown): void
  /** What is too large may have changed. */
  compacted(): void
}

export interface RepairDelays extends CompactorOptions {
  reconcile: ReconcileLimits
}

export function createRepair(deps: RepairDeps, delays: RepairDelays): Repair {
  const { clock, inner, ledger, writer, outbox, pending, log } = deps
  let hole: 'none' | 'suspected' = 'none'
  let room: 'free' | 'full' = 'free'

  const jitterMs = (mostMs: number): number => Math.floor(randomShare(deps.random) * mostMs)
  const reconciler = createReconciler({ clock, jitterMs, findHole, push: outbox.pushMissing, whole }, delays.reconcile)
  const compactor = createCompactor(
    {
      clock,
      jitterMs,
      log,
      mayCompact,
      compact,
      firstSeen: deps.firstSeen,
      appliedEntries: ledger.appliedEntries,
      elementCount: () => deps.entries.length,
    },
    delays,
  )

  return {
    load: compactor.load,
    considerCompaction: compactor.consider,
    changed: compactor.changed,
    arrived(what) {
      if (what !== 'added') room = 'free'
      if (what === 'lost') {
        hole = 'suspected'
        pending.touch(0)
        considerReconcile()
      }
      compactor.changed()
    },
    hole() {
      const missing = hole === 'suspected' ? findHole() : undefined
      if (missing === undefined) hole = 'none'
      return missing === undefined ? [] : [missing]
    },
    roomFull() {
      room = 'full'
      compactor.consider()
    },
    isRoomFull: () => room === 'full',
    synced() {
      considerReconcile()
      compactor.consider()
    },
    offline() {
      reconciler.stop()
      compactor.consider()
    },
    stop() {
      reconciler.stop()
      compactor.stop()
    },
  }

  function considerReconcile(): void {
    if (deps.reach() === 'synced') reconciler.consider()
  }

  /** What the entries lack, beyond what waits to be sealed anyway. */
  function findHole(): Uint8Array | undefined {
    return missingFromEntries(inner, [
      ...ledger.bodies(),
      ...outbox.waiting().map((bytes) => ({ kind: 1, bytes }) as const),
    ])
  }

  function whole(): void {
    if (pending.isOnDisk()) pending.touch(0)
  }

  function mayCompact(): 'no' | 'yes' | 'urgently' {
    const reach = deps.reach()
    if (reach === 'none' || ledger.hasUnknown()) return 'no'
    if (room === 'full') return 'urgently'
    if (reach === 'away') return 'no'
    if (outbox.status().tooLarge === 'room') return 'urgently'
    return outbox.waiting().length === 0 ? 'yes' : 'no'
  }

  function compact(): void {
    const body = Y.encodeStateAsUpdateV2(inner)
    const snapshot = writer.sealSnapshot(body)
    if (snapshot === undefined) return log('The document is too large for one snapshot.')
    if (!addsUpTo(body)) return log('A snapshot did not hold what the entries hold; nothing was compacted.')
    room = 'free'
    outbox.pushSnapshot(snapshot)
    deps.compacted()
  }

  /** The last look before entries are deleted: does the snapshot, loaded anew, hold all they hold? */
  function addsUpTo(snapshotBody: Uint8Array): boolean {
    const snapshot = documentOf([{ kind: entryKinds.snapshot, bytes: snapshotBody }])
    const before = documentOf(ledger.bodies())
    const complete = covers(snapshot, before) && covers(snapshot, inner)
    snapshot.destroy()
    before.destroy()
    return complete
  }
}
