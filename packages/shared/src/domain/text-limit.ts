/** How long a text may be, and in what shape it is written. Characters are what a reader calls one: grapheme clusters.
 *  Rules: SIG-6, DOC-7. */

export const limits = {
  name: 40,
  invitation: 1_000,
  answer: 500,
  when: 140,
  checkIn: 140,
  note: 140,
  term: 80,
  wording: 20_000,
  /** Canonical JSON, bytes. */
  wordingBytes: 65_536,
} as const

/** A character may be built of many code units, but not of endlessly many: a note of one letter and a thousand accents
 *  is no note. */
export const unitsPerCharacter = 16

/** Whether a text has at most `limit` characters (grapheme clusters). */
export function fitsIn(limit: number, text: string): boolean {
  if (text.length <= limit) return true
  if (text.length > limit * unitsPerCharacter) return false
  let count = 0
  for (const _ of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
    count += 1
    if (count > limit) return false
  }
  return true
}

/** One line as it is stored: composed, without control characters, trimmed. Yjs writes a lone surrogate as U+FFFD on
 *  one side only, so none may get in. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/gu, ' ')
}

/** Text of several lines as it is stored. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/gu, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim()
}

/** The first character as a reader sees it, '' for an empty text. */
export function firstCharacter(text: string): string {
  const [first] = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)
  return first?.segment ?? ''
}
