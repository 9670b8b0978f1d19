/** UTC day of an instant, `2026-11-21`: the finest time kept about couples and devices. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10)
}
