/** How much of the past a couple's documents may hold. Rule: EPOCH-6. */

export interface HousekeepingLimits {
  /** What either document holds beyond its present content. */
  tombstoneBytes: number
  /** Yjs clients that ever wrote in either document. */
  clientIds: number
  /** How old a document gets. */
  ageMs: number
  /** At most so long after the first look, so that of all devices one does it. */
  jitterMs: number
  /** From one look to the next. */
  everyMs: number
}

export const housekeepingLimits: HousekeepingLimits = {
  tombstoneBytes: 128 * 1024,
  clientIds: 1_000,
  ageMs: 180 * 86_400_000,
  jitterMs: 10 * 60_000,
  everyMs: 6 * 3_600_000,
}
