/** The pending record of one engine: what of it lay on disk at the start, what belongs into it now, and the actions in it that
 *  are held for an undo. `pending-record` is its shape, `pending-keeper` when it is written.
 *  Rule: SEAL-6a */

import * as Y from 'yjs'
import type { Clock, Random } from '../capabilities.ts'
import { nonceBytes } from '../crypto/aead.ts'
import { type Room, sealContextOf } from './outer-doc.ts'
import { createPendingKeeper, type PendingKeeper, type PendingStore } from './pending-keeper.ts'
import {
  type Held,
  openPendingRecord,
  type OpenReport,
  sealPendingRecord,
  sortPendingRecord,
} from './pending-record.ts'

export interface Pending extends Pick<PendingKeeper, 'touch' | 'writeNow' | 'isOnDisk' | 'stop'> {
  /** Rejects where the store cannot be read. */
  whenRead: Promise<OpenReport>
  held: HeldActions
}

/** Actions held for an undo; `put` and `remove` resolve once on disk. */
export interface HeldActions {
  list(): Held[]
  put(held: Held): Promise<void>
  remove(id: string): Promise<void>
}

export interface PendingDeps {
  clock: Clock
  random: Random
  store: PendingStore
  /** The updates that belong into the record now. */
  unsaved(): Uint8Array[]
  /** Once: the updates that lay in it, of this inner document. */
  found(updates: Uint8Array[]): void
  log(message: string, cause?: unknown): void
}

export interface PendingOptions extends Room {
  gen: number
  /** Earlier epochs whose record may still lie there. */
  earlierRooms?: readonly Room[]
}

/** Reads at once. */
export function createPending(deps: PendingDeps, options: PendingOptions): Pending {
  const { clock, random, store, log } = deps
  const { gen, earlierRooms = [] } = options
  const context = contextOf(options)
  let held: Held[] = []

  const keeper = createPendingKeeper({
    clock,
    log,
    store,
    wanted() {
      const updates = deps.unsaved()
      if (updates.length === 0 && held.length === 0) return undefined
      const record = { gen, updates: updates.length === 0 ? [] : [Y.mergeUpdates(updates)], held }
      return sealPendingRecord(context, random.bytes(nonceBytes), record)
    },
  })
  const whenRead = read()
  // Whoever waits for it gets the failure; this keeps it from being reported a second time as unhandled.
  whenRead.catch(() => undefined)

  return {
    ...keeper,
    whenRead,
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
  }

  async function read(): Promise<OpenReport> {
    const bytes = await store.read()
    if (bytes === undefined) {
      keeper.start(false)
      return {}
    }
    const opened = openPendingRecord([options, ...earlierRooms].map(contextOf), bytes)
    const { setAside, ...found } = sortPendingRecord(opened, gen)
    deps.found(found.updates)
    held = [...found.held, ...held]
    if (setAside !== undefined) {
      await store.setAside(bytes)
      // Once is enough: what lies there now is brought to what this engine needs.
      keeper.touch(0)
    }
    keeper.start(true)
    return setAside === undefined ? {} : { setAside }
  }
}

const contextOf = (room: Room) => sealContextOf(room, 'porchlight/v1/pending')
