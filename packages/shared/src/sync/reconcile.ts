/** Finding and filling holes: do the readable entries still add up to the inner document? Somebody with a token may have
 *  deleted some, a server may have gone back to an older backup, a rotation may have crossed an edit.
 *  Rule: SEAL-8 */

import * as Y from 'yjs'
import type { Clock, Stop } from '../capabilities.ts'
import { missingFrom } from './document-cover.ts'
import { applyBody, type Body } from './strict-probe.ts'

/** What the entries, all together, lack of the inner document, as a Yjs V1 update; undefined where they lack nothing. */
export function missingFromEntries(inner: Y.Doc, bodies: readonly Body[]): Uint8Array | undefined {
  const rebuilt = documentOf(bodies)
  const missing = missingFrom(rebuilt, inner)
  rebuilt.destroy()
  return missing
}

/** The document these bodies add up to. The caller destroys it. */
export function documentOf(bodies: readonly Body[]): Y.Doc {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const body of bodies) applyBody(doc, body)
  })
  return doc
}

export interface ReconcilerDeps {
  clock: Clock
  /** a random time below the one given */
  jitterMs(mostMs: number): number
  /** What the entries lack right now; undefined where they lack nothing. */
  findHole(): Uint8Array | undefined
  /** @returns whether it could be pushed */
  push(missing: Uint8Array): boolean
  /** The entries add up. */
  whole(): void
}

export interface Reconciler {
  /** Looks for a hole after a random while, unless it is about to anyway. */
  consider(): void
  stop(): void
}

/** The timers around the look and the push. */
export function createReconciler(deps: ReconcilerDeps, limits: ReconcileLimits): Reconciler {
  const { clock } = deps
  let pace: ReconcilePace = { gapMs: limits.minGapMs }
  let timer: Stop | undefined

  const reconcile = (): void => {
    timer = undefined
    const missing = deps.findHole()
    if (missing === undefined) return deps.whole()
    const waitMs = waitBeforePushMs(pace, clock.now())
    if (waitMs > 0) timer = clock.after(waitMs, reconcile)
    else if (deps.push(missing)) pace = paceAfterPush(pace, clock.now(), limits)
  }

  return {
    consider() {
      timer ??= clock.after(deps.jitterMs(limits.jitterMs), reconcile)
    },
    stop() {
      timer?.()
      timer = undefined
    },
  }
}

/** How often this client has had to repair lately. */
export interface ReconcilePace {
  lastPushMs?: number
  /** how long after the last push the next may come */
  gapMs: number
}

export interface ReconcileLimits {
  /** most to wait before looking, so that of two partners one finds it done */
  jitterMs: number
  /** shortest time between two pushes */
  minGapMs: number
  /** what the doubling stops at; also how long without a push makes it start anew */
  maxGapMs: number
}

/** How long to wait before the next push; 0: now.
 *  A clock set back must not hold a repair up for longer than the gap. */
export function waitBeforePushMs(pace: ReconcilePace, nowMs: number): number {
  if (pace.lastPushMs === undefined) return 0
  return Math.min(pace.gapMs, Math.max(0, pace.lastPushMs + pace.gapMs - nowMs))
}

export function paceAfterPush(pace: ReconcilePace, nowMs: number, limits: ReconcileLimits): ReconcilePace {
  const calm = pace.lastPushMs === undefined || nowMs - pace.lastPushMs > pace.gapMs + limits.maxGapMs
  return { lastPushMs: nowMs, gapMs: calm ? limits.minGapMs : Math.min(limits.maxGapMs, pace.gapMs * 2) }
}
