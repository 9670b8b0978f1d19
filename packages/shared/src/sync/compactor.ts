/** When this client compacts: the timers around `compaction.ts`. Quiet first, then a random moment, so that of two partners
 *  who are both due one does it and the other finds it done.
 *  Rule: SEAL-9 */

import type { Clock, Stop } from '../capabilities.ts'
import { compactionDue, type CompactionDue, type CompactionLimits } from './compaction.ts'
import type { AppliedEntry } from './entry-ledger.ts'

/** When this device first saw an entry that removes something, ms by entry id; kept beside the outer copy. */
export interface FirstSeenStore {
  read(): Promise<Record<string, number> | undefined>
  write(firstSeenMs: Record<string, number>): Promise<void>
}

export interface CompactorDeps {
  clock: Clock
  /** a random time below the one given */
  jitterMs(mostMs: number): number
  firstSeen: FirstSeenStore
  appliedEntries(): AppliedEntry[]
  /** how many elements there are in the array, junk and all */
  elementCount(): number
  /** `urgently`: the room is full */
  mayCompact(): 'no' | 'yes' | 'urgently'
  compact(): void
  log(message: string, cause: unknown): void
}

export interface CompactorOptions extends CompactionLimits {
  compactionQuietMs: number
  compactionJitterMs: number
}

export interface Compactor {
  /** Learns from disk what was first seen when. Before that nothing is noted. */
  load(): Promise<void>
  /** The outer document changed: the quiet begins anew. */
  changed(): void
  /** Sets, moves or stops the timer. */
  consider(): void
  stop(): void
}

export function createCompactor(deps: CompactorDeps, options: CompactorOptions): Compactor {
  const { clock } = deps
  let firstSeenMs: Map<string, number> | undefined
  let lastChangeMs = clock.now()
  let timer: { urgent: boolean; stop: Stop } | undefined

  const compactor: Compactor = {
    async load() {
      try {
        firstSeenMs = new Map(Object.entries((await deps.firstSeen.read()) ?? {}))
      } catch (cause) {
        // Only postpones a compaction by a day.
        deps.log('When entries were first seen could not be read.', cause)
        firstSeenMs = new Map()
      }
    },
    changed() {
      lastChangeMs = clock.now()
      noteFirstSeen()
    },
    consider() {
      const due = dueNow()
      if (due.due === 'never') return compactor.stop()
      const urgent = due.due === 'now' && due.urgent
      if (urgent && timer?.urgent === true) return
      compactor.stop()
      const waitMs = due.due === 'later' ? due.atMs - clock.now() : urgent ? 0 : quietLeftMs()
      timer = { urgent, stop: clock.after(waitMs + deps.jitterMs(options.compactionJitterMs), compactIfDue) }
    },
    stop() {
      timer?.stop()
      timer = undefined
    },
  }
  return compactor

  function dueNow(): CompactionDue {
    const may = deps.mayCompact()
    switch (may) {
      case 'no':
        return { due: 'never' }
      case 'urgently':
        return { due: 'now', urgent: true }
      case 'yes':
        return compactionDue(deps.elementCount(), deps.appliedEntries(), firstSeenMs ?? new Map(), clock.now(), options)
    }
    return may satisfies never
  }

  function compactIfDue(): void {
    timer = undefined
    const due = dueNow()
    if (due.due === 'now' && (due.urgent || quietLeftMs() === 0)) deps.compact()
    else compactor.consider()
  }

  function quietLeftMs(): number {
    const quietMs = Math.max(0, clock.now() - lastChangeMs)
    return Math.max(0, options.compactionQuietMs - quietMs)
  }

  function noteFirstSeen(): void {
    if (firstSeenMs === undefined) return
    const known = firstSeenMs
    const removals = deps.appliedEntries().filter((applied) => applied.removes)
    firstSeenMs = new Map(removals.map(({ id }) => [id, known.get(id) ?? clock.now()]))
    if (firstSeenMs.size === known.size && removals.every(({ id }) => known.has(id))) return
    deps.firstSeen.write(Object.fromEntries(firstSeenMs)).catch((cause: unknown) => {
      deps.log('When entries were first seen could not be written.', cause)
    })
  }
}
