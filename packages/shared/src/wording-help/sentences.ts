/** The sentences of a text, by the rules of its language. What stands in quotation marks is masked: it is somebody else's, or an
 *  example, and never what the writer says.  Rule: WORD-2 */

import { quoted } from './word-line.ts'

export interface Sentence {
  /** As long as it is in the text, with every quotation blanked. */
  text: string
  from: number
}

const quotations = [
  /["“”„«][^"“”„«»\n]{1,400}["“”»]/gu,
  // Single marks are apostrophes too: only around words, and not between letters.
  /(?<![\p{L}\p{N}])['‘](?:[^'‘’\n]|(?<=\p{L})['’](?=\p{L})){1,400}['’](?![\p{L}\p{N}])/gu,
]

export function sentencesOf(text: string, locale: string): Sentence[] {
  const masked = quotations.reduce((before, quotation) => before.replaceAll(quotation, blank), text)
  const found: Sentence[] = []
  for (const { segment, index } of new Intl.Segmenter(locale, { granularity: 'sentence' }).segment(masked)) {
    const last = found.at(-1)
    // What has no word of its own, a smile or a heart, belongs to what it follows.
    if (last !== undefined && !/[\p{L}\p{N}]/u.test(segment)) last.text += segment
    else found.push({ text: segment, from: index })
  }
  return found
}

const blank = (quotation: string): string => quoted.padEnd(quotation.length)
