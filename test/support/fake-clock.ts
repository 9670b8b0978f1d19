/** The seeded twin of `Clock`: time moves only when a test says so, and timers run in the order they fall due. */

import type { Clock, Stop } from '@porchlight/shared/capabilities'

export interface FakeClock extends Clock {
  /** Runs every timer due within `ms`, then stands `ms` later. Timers set on the way run too when they fall due. */
  advance(ms: number): void
  /** As `advance`, but lets promises settle before each timer and at the end, so a chain of timer → await → timer runs through. */
  settle(ms: number): Promise<void>
  /** Moves the wall clock without running anything: a clock set wrong, or set right again. Timers keep their distance. */
  jump(ms: number): void
  /** Milliseconds since it was made, whatever the wall clock says. */
  elapsed(): number
  /** How many timers wait. */
  pending(): number
}

interface Timer {
  dueMs: number
  order: number
  act: () => void
}

/** @param startMs what `now()` says first, milliseconds since the Unix epoch */
export function createFakeClock(startMs = Date.UTC(2026, 10, 21, 12)): FakeClock {
  let elapsedMs = 0
  let wallMs = startMs
  let order = 0
  const timers = new Set<Timer>()

  const nextDue = (untilMs: number): Timer | undefined => {
    let next: Timer | undefined
    for (const timer of timers) {
      if (timer.dueMs > untilMs) continue
      if (next === undefined || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order)) {
        next = timer
      }
    }
    return next
  }

  const moveTo = (ms: number): void => {
    wallMs += ms - elapsedMs
    elapsedMs = ms
  }

  const runNext = (untilMs: number): boolean => {
    const timer = nextDue(untilMs)
    if (timer === undefined) return false
    timers.delete(timer)
    moveTo(Math.max(elapsedMs, timer.dueMs))
    timer.act()
    return true
  }

  return {
    now: () => wallMs,
    after(delayMs, act): Stop {
      const timer: Timer = { dueMs: elapsedMs + Math.max(0, delayMs), order: order++, act }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance(ms) {
      const untilMs = elapsedMs + ms
      while (runNext(untilMs));
      moveTo(untilMs)
    },
    async settle(ms) {
      const untilMs = elapsedMs + ms
      do await settled()
      while (runNext(untilMs))
      moveTo(untilMs)
      await settled()
    },
    jump(ms) {
      wallMs += ms
    },
    elapsed: () => elapsedMs,
    pending: () => timers.size,
  }
}

/** Resolves once every promise that could settle without time passing has settled (a macrotask later, twice). */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}
