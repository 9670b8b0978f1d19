/** How long a text may be, and in what shape it is written. Characters are what a reader calls one: grapheme clusters.
 *  Rules: SIG-6, DOC-7. */

export const limits = {
  name: 40,
  invitation: 1_000,
  answer: 500,
  when: 140,
  checkIn: 140,
  near: 280,
  question: 200,
  questionAnswer: 2_000,
  note: 140,
  term: 80,
  thanks: 280,
  ritual: 80,
  plan: 280,
  reflection: 1_000,
  intention: 2_000,
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

/** What a line of a person's may be, when it is written and when it is read: a name, a label, a way to reach out. Composed,
 *  on one line, without what nobody sees but for the joiners and variation signs that letters and emoji are built with.
 *  @returns '' where nothing in it can be seen: such a line would be a stranger's without a name (DOC-7) */
export function cleanLine(text: string): string {
  return cleanText(text.replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ').replace(unseen, ''))
    .replace(/ {2,}/gu, ' ')
    .replace(/^[\p{Join_Control} ]+|[\p{Join_Control} ]+$/gu, '')
}

/** The same for a text of several lines. Marks of direction stay, which people who write in two directions need; what turns
 *  the direction of everything around it does not (UAX #9 §2). */
export function cleanText(text: string): string {
  const clean = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/gu, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(turning, '')
    .trim()
  return isSeen(clean) ? clean : ''
}

/** Embeddings, overrides and isolates, the deprecated ones with them, and what marks a text as annotation. */
const turning = /[\u202A-\u202E\u2066-\u206F\uFFF9-\uFFFB]/gu
/** Has a width of nothing, or looks like nothing, in a line. U+200C and U+200D join letters and emoji; a tag after U+1F3F4 makes a
 *  flag. */
const unseen =
  /(?![\p{Join_Control}\p{Variation_Selector}])(?<!\u{1F3F4}[\u{E0020}-\u{E007F}]*)[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\u{13441}\u{13442}\u{1D159}]/gu

/** Whether a reader would see anything: a letter, a number, a sign. */
function isSeen(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}\p{Co}]/u.test(
    text.replace(unseen, '').replace(/[\p{Join_Control}\p{Variation_Selector}]/gu, ''),
  )
}

/** The first character as a reader sees it, '' for an empty text. */
export function firstCharacter(text: string): string {
  const [first] = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)
  return first?.segment ?? ''
}
