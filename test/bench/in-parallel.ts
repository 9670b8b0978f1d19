/** `count` acts, `width` at a time. */
export const inParallel = async (
  count: number,
  width: number,
  act: (index: number) => Promise<void>,
): Promise<void> => {
  let next = 0
  const work = async (): Promise<void> => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: Math.min(width, count) }, work))
}
