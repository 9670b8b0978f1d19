/** Waits until `read` answers what `wanted` accepts, and answers that; fails with the last answer. */
export async function eventually<T>(
  read: () => T | Promise<T>,
  wanted: (value: T) => boolean,
  withinMs = 30_000,
): Promise<T> {
  const until = Date.now() + withinMs
  for (;;) {
    const value = await read()
    if (wanted(value)) return value
    if (Date.now() > until) throw new Error(`still ${JSON.stringify(value)} after ${withinMs} ms`)
    await new Promise((resume) => setTimeout(resume, 20))
  }
}
