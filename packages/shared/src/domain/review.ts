/** Looking again, after the weeks both agreed on: does it still do us good? Keeping takes both; without both it rests.
 *  Rule: AGREE-10.
 *
 *  Register: `D.c` .keep {h, r, at, base}: of the version `h` the round `r` was kept, which began at `base` */

import * as v from 'valibot'
import { dayMs, notLaterThan } from './instant.ts'
import type { PartnerId } from './roster.ts'
import { countSchema, hashSchema, instantSchema, readField, stored } from './stored-value.ts'

/** What is in force: its hash, its terms, and since when (ms). */
interface InForce {
  hash: string
  since: number
  terms: { reviewWeeks: number }
}

/** How long both may take before it rests. */
export const restsAfterMs = 14 * dayMs

export const keepSchema = stored({ h: hashSchema, r: countSchema, at: instantSchema, base: instantSchema })
export type Keep = v.InferOutput<typeof keepSchema>

/** The round that is next to be kept by both, whatever the time is. */
export interface Round {
  /** From 1 on. */
  number: number
  /** When it began, ms: the agreement, or the later keep of the round before. */
  base: number
  kept: Record<PartnerId, boolean>
  /** The later keep of the round before came so late that the agreement had come to rest: then from here on time runs anew. */
  wokeAt?: number
}

/** A keep counts where it names the version in force, and was said after that had come into force.
 *  @param keeps of each partner's devices, as stored */
export function roundOf(inForce: InForce, keeps: Record<PartnerId, readonly unknown[]>): Round {
  const a = latest(inForce, keeps.a)
  const b = latest(inForce, keeps.b)
  const completed = Math.min(a?.r ?? 0, b?.r ?? 0)
  const number = completed + 1
  const ofRound = (round: number): Keep[] => [a, b].filter((keep): keep is Keep => keep?.r === round)
  const before = ofRound(completed)
  const [ahead] = ofRound(number)
  // Whoever kept this round already has written over when they kept the one before, and says when this one began.
  const base = Math.max(
    inForce.since,
    completed === 0
      ? 0
      : ahead === undefined
        ? Math.max(...before.map(({ at }) => at))
        : Math.min(ahead.base, ahead.at),
  )
  const cameLate = before.some((keep) => base >= opensAt(inForce, keep.base) + restsAfterMs)
  return {
    number,
    base,
    kept: { a: (a?.r ?? 0) >= number, b: (b?.r ?? 0) >= number },
    ...(completed > 0 && cameLate ? { wokeAt: base } : {}),
  }
}

export type Review =
  | { state: 'later'; opensAt: number }
  | { state: 'open'; round: number; restsAt: number }
  | { state: 'resting'; round: number }

/** DOM-9: a round that claims to begin later than now begins now. */
export function reviewAt(inForce: InForce, round: Round, now: number): Review {
  const opens = opensAt(inForce, notLaterThan(now, round.base))
  if (now < opens) return { state: 'later', opensAt: opens }
  const restsAt = opens + restsAfterMs
  return now < restsAt ? { state: 'open', round: round.number, restsAt } : { state: 'resting', round: round.number }
}

/** Whether a keep, as stored, says anything about what is in force now. */
export function isKeepOf(inForce: InForce | undefined, stored: unknown): boolean {
  const keep = readField(keepSchema, stored)
  return inForce !== undefined && keep !== undefined && counts(inForce, keep)
}

function counts(inForce: InForce, keep: Keep): boolean {
  return keep.h === inForce.hash && keep.at >= inForce.since
}

function opensAt(inForce: InForce, base: number): number {
  return base + inForce.terms.reviewWeeks * 7 * dayMs
}

function latest(inForce: InForce, keeps: readonly unknown[]): Keep | undefined {
  return keeps
    .flatMap((keep) => readField(keepSchema, keep) ?? [])
    .filter((keep) => counts(inForce, keep))
    .sort((left, right) => right.r - left.r || right.at - left.at)[0]
}
