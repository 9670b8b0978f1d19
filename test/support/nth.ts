/** The element at a place that must be there. */
export const nth = <T>(list: ArrayLike<T>, place: number): T => {
  const element = list[place]
  if (element === undefined) throw new RangeError(`nothing at ${place} of ${list.length}`)
  return element
}
