/** What a language brings along to be read: data and nothing else, so another language is another file. Patterns are written in
 *  the small notation of `pattern.ts`.  Rules: WORD-1, WORD-2 */

export interface Language {
  /** BCP 47; sentences are found by its rules. */
  locale: string
  /** Whole words as people type them, and the words they stand for: `dont` is *do not*. Without accents and capitals. */
  spellings: Record<string, string>
  /** Ends of words and what stands for them: `'re` is *are*. The first that fits counts. */
  endings: readonly (readonly [ending: string, words: string])[]
  /** Said without meaning much; they are read over. */
  fillers: readonly string[]
  /** Words that join two clauses: what comes after one begins anew. */
  joins: readonly string[]
  /** What is left out at the end of the words a way takes along. */
  tails: readonly string[]
  /** Lists that patterns name as `<list>`. */
  lists: Record<string, readonly string[]>
  /** Places that are safe whatever else is found in them: thanks, what one loves about the other, what one takes back. */
  safe: readonly string[]
  /** Whatever is found beside one of these is meant kindly: the sentence is left alone. */
  warm: readonly string[]
  rules: readonly Rule[]
}

/** One manner of saying things that lands hard. */
export interface Rule {
  name: string
  /** What it looks like. The place that is found is underlined. */
  marks: readonly string[]
  /** What takes it back, where the two touch. */
  excuses?: readonly string[]
  /** Why it might land hard: one line, an offer and never a verdict. */
  why: string
  /** One or two other ways to say it, from the clause it stands in to the end of the sentence. `{rest}` is what followed. */
  ways: readonly [string] | readonly [string, string]
}
