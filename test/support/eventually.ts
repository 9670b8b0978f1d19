import { patience } from './patience.ts'

/** Waits until `read` answers what `wanted` accepts, and answers that; fails with the last answer.
 *  @param withinMs on a quiet machine; stretched where it is not */
export async function eventually<T>(
  read: () => T | Promise<T>,
  wanted: (value: T) => boolean,
  withinMs = 30_000,
): Promise<T> {
  const until = performance.now() + withinMs * patience
  for (;;) {
    const value = await read()
    if (wanted(value)) return value
    if (performance.now() > until) throw new Error(`still ${JSON.stringify(value)} after ${withinMs * patience} ms`)
    await new Promise((resume) => setTimeout(resume, 20))
  }
}
