/** A sentence as the rules read it: its words in small letters, written out (*don’t* is *do not*), with a space around each, and
 *  where in the text each of them stands.  */

import type { Language } from './language.ts'

export interface WordLine {
  /** ` you never listen . ` */
  line: string
  words: ReadonlySet<string>
  /** Where in the sentence the words between two places of the line stand. */
  placeOf(start: number, end: number): { from: number; to: number }
}

/** What stands for a text in quotation marks: somebody else's words, or an example. */
export const quoted = '"'

const parts =
  /[\p{L}\p{M}\p{N}]+(?:['’‘´`][\p{L}\p{M}]+)*|[,;:()/—–]|(?<=\s)-+(?=\s)|[.!?…‥]+|"|\p{Extended_Pictographic}/gu

export function wordLineOf(sentence: string, language: Language): WordLine {
  const starts: number[] = []
  const places: { from: number; to: number }[] = []
  let line = ' '
  for (const { 0: part, index } of sentence.matchAll(parts)) {
    for (const word of wordsOf(part, language)) {
      starts.push(line.length)
      places.push({ from: index, to: index + part.length })
      line += `${word} `
    }
  }
  return {
    line,
    words: new Set(line.split(' ')),
    placeOf(start, end) {
      const within = places.filter((_, i) => (starts[i] ?? 0) >= start && (starts[i] ?? 0) < end)
      return { from: within[0]?.from ?? 0, to: within.at(-1)?.to ?? 0 }
    },
  }
}

function wordsOf(part: string, language: Language): string[] {
  if (/^[,;:()/—–-]/u.test(part)) return [',']
  if (/^[.!?…‥]/u.test(part)) return [part.includes('?') ? '?' : '.']
  // A smile or a heart is a word, and a stop on both sides.
  if (/^\p{Extended_Pictographic}/u.test(part)) return ['.', part, '.']
  const word = plain(part)
  if (language.fillers.includes(word)) return []
  const written = Object.hasOwn(language.spellings, word) ? language.spellings[word] : withEnding(word, language)
  return (written ?? word).split(' ')
}

/** Small, without accents, with one kind of apostrophe; of letters drawn out (*sooo*) one. */
const plain = (word: string): string =>
  word
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[’‘´`]/g, "'")
    .replaceAll(/(\p{L})\1{2,}/gu, '$1')

function withEnding(word: string, { endings }: Language): string {
  const found = endings.find(([ending]) => word.endsWith(ending) && word.length > ending.length)
  return found === undefined ? word : `${word.slice(0, -found[0].length)} ${found[1]}`
}
