/** Of what wording help found in a text: what is shown of it, and of that the one something is said about. Pure.
 *  Rule: WORD-3 */

import type { Advice } from '@porchlight/shared/wording-help/advice'

/** More than these would be a correction, and no help. */
const mostPlaces = 3

/** What somebody wants to hear no more about in this text: the rule, and the words it found. */
export type Left = ReadonlySet<string>

export function leftAs({ rule }: Advice, words: string): string {
  return `${rule}\n${words.toLowerCase()}`
}

/** The places to underline: what is not left, and still stands where it was found. */
export function placesShown(
  text: { slice(from: number, to: number): string },
  found: readonly Advice[],
  left: Left,
): Advice[] {
  return found.filter((advice) => !left.has(leftAs(advice, text.slice(advice.from, advice.to)))).slice(0, mostPlaces)
}

/** The one something is said about: where the caret stands, or else the first. */
export function placeTold(places: readonly Advice[], caret: number): Advice | undefined {
  return places.find(({ from, to }) => from <= caret && caret <= to) ?? places[0]
}

/** While somebody types on, until it is read anew: what stands before the place of the change stays. */
export function placesUntouched(before: string, after: string, places: readonly Advice[]): Advice[] {
  let same = 0
  while (same < before.length && before[same] === after[same]) same += 1
  return places.filter(({ to }) => to <= same)
}
