/** What this device remembers of what was seen and done on it: what the popup was opened for, when a signal was sent, when the
 *  registers were tidied. It stays here, and goes with the couple.  Rules: SIG-3, SIG-4, DOM-6, LEAVE-1 */

import type { Stored } from '../port/stored.ts'

export interface TraceStores {
  /** When this device sent signals, ms. */
  presses: Stored<{ at: number[] }>
  /** Ids of signals and invitations that were seen here. */
  seen: Stored<{ ids: string[] }>
  /** When this device tidied its registers last, ms; 0: never. */
  tidied: Stored<{ at: number }>
}

export interface Traces {
  load(): Promise<void>
  seen(): ReadonlySet<string>
  /** Ids that are in the document no more are forgotten with it. */
  see(ids: string[]): Promise<void>
  presses: { read(): Promise<number[]>; write(presses: number[]): Promise<void> }
  /** When this device tidied last, ms; undefined: never. */
  tidiedAt(): number | undefined
  tidied(now: number): void
  forget(): Promise<void>
}

export function createTraces(stores: TraceStores): Traces {
  let seen: ReadonlySet<string> = new Set()
  let tidiedAt: number | undefined

  return {
    async load() {
      seen = new Set((await stores.seen.read()).ids)
      tidiedAt = (await stores.tidied.read()).at || undefined
    },
    seen: () => seen,
    async see(ids) {
      seen = new Set(ids)
      await stores.seen.update(() => ({ ids }))
    },
    presses: {
      read: async () => (await stores.presses.read()).at,
      write: async (at) => void (await stores.presses.update(() => ({ at }))),
    },
    tidiedAt: () => tidiedAt,
    tidied(now) {
      tidiedAt = now
      void stores.tidied.update(() => ({ at: now }))
    },
    async forget() {
      seen = new Set()
      tidiedAt = undefined
      await Promise.all([
        stores.seen.update(() => ({ ids: [] })),
        stores.presses.update(() => ({ at: [] })),
        stores.tidied.update(() => ({ at: 0 })),
      ])
    },
  }
}
