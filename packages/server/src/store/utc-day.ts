/** UTC day of an instant, `2026-11-21`: the finest time kept about couples and devices. */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10)
