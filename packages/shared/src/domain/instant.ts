/** Instants and spans, in milliseconds of the Unix epoch. A window is elapsed time: an hour is an hour, whatever
 *  daylight saving does. */

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** The last instant a calendar can name (ECMA-262 §21.4.1.1). */
export const lastInstantMs = 8.64e15

/** DOM-9: what claims to come from later than now is read as now. */
export function notLaterThan(now: number, at: number): number {
  return Math.min(at, now)
}

/** Whether something that began at `at` is over after `spanMs`. */
export function isOver(at: number, spanMs: number, now: number): boolean {
  return notLaterThan(now, at) + spanMs <= now
}
