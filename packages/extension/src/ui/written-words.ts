/** Words as people read and write them, and their places in the BIP-39 English list. The list is large, so the screens bring it
 *  and the background knows places only (docs/adr/0007).  Rules: PAIR, RECOVER-1 */

import { wordlist } from '@scure/bip39/wordlists/english.js'
import type { WordPlace } from '@porchlight/client/port/port'

export type ReadWords =
  | { ok: true; places: WordPlace[] }
  /** `unknown`: the first that is not in the list, as it was typed but for its case */
  | { ok: false; unknown: string }

export const wordAt = (place: WordPlace): string | undefined => wordlist[place]

/** Reads words as people write them down: any case, spaces, line ends, commas and numbers between them; of a longer word
 *  its first four letters are enough, as the list is made for. */
export function readWords(text: string): ReadWords {
  const places: WordPlace[] = []
  for (const word of wordsOf(text)) {
    const place = placeOf(word)
    if (place === undefined) return { ok: false, unknown: word }
    places.push(place)
  }
  return { ok: true, places }
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')

/** Four letters name one word of the English list. */
const shortestPart = 4

function placeOf(typed: string): WordPlace | undefined {
  const whole = wordlist.indexOf(typed)
  if (whole !== -1) return whole
  const begun = typed.length < shortestPart ? -1 : wordlist.findIndex((word) => word.startsWith(typed))
  return begun === -1 ? undefined : begun
}
