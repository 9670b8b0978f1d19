/** Wording help: where something somebody writes might land hard, why, and how else it could be said. It reads, and that is all:
 *  no model, no network, no memory; the same text has the same advice everywhere.
 *  Rules: WORD-1, WORD-2, WORD-4, WORD-5 */

import type { Language, Rule } from './language.ts'
import { type Pattern, type Span, createPattern } from './pattern.ts'
import { type Sentence, sentencesOf } from './sentences.ts'
import { type WordLine, wordLineOf } from './word-line.ts'

export interface Advice {
  /** Name of the rule. */
  rule: string
  /** The place that is marked, in UTF-16 units of the text. */
  from: number
  to: number
  /** The sentence it stands in: whoever leaves it leaves it for this text. */
  sentence: string
  why: string
  ways: Way[]
}

/** Words to put in the place of others. */
export interface Way {
  from: number
  to: number
  text: string
}

export interface Adviser {
  /** At most one place of a sentence, in the order of the text. */
  advise(text: string): Advice[]
}

interface ReadRule {
  rule: Rule
  marks: Pattern[]
  excuses: Pattern[]
}

interface Hit extends Span {
  rule: Rule
}

/** Reads the rules of a language once. */
export function createAdviser(language: Language): Adviser {
  const read = (patterns: readonly string[] = []): Pattern[] =>
    patterns.map((pattern) => createPattern(pattern, language))
  const safe = read(language.safe)
  const warm = read(language.warm)
  const rules = language.rules.map(
    (rule): ReadRule => ({
      rule,
      marks: read(rule.marks),
      excuses: read(rule.excuses),
    }),
  )
  return {
    advise: (text) =>
      sentencesOf(text, language.locale).flatMap((sentence) => {
        const words = wordLineOf(sentence.text, language)
        const hit = spansOf(words, warm).length > 0 ? undefined : firstHit(words, rules, safe)
        return hit === undefined ? [] : [adviceOn(text, sentence, words, hit, language)]
      }),
  }
}

function firstHit(line: WordLine, rules: ReadRule[], safe: Pattern[]): Hit | undefined {
  const safePlaces = once(() => spansOf(line, safe))
  const hits = rules.flatMap(({ rule, marks, excuses }) => {
    const excused = once(() => [...safePlaces(), ...spansOf(line, excuses)])
    return spansOf(line, marks)
      .filter((span) => !excused().some((excuse) => excuse.start < span.end && span.start < excuse.end))
      .map((span): Hit => ({ ...span, rule }))
  })
  // Of two at the same place, the rule that stands first.
  return hits.reduce<Hit | undefined>(
    (first, hit) => (first === undefined || hit.start < first.start ? hit : first),
    undefined,
  )
}

const spansOf = ({ line, words }: WordLine, patterns: Pattern[]): Span[] =>
  patterns.flatMap((pattern) => pattern.find(line, words))

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

function adviceOn(text: string, sentence: Sentence, words: WordLine, hit: Hit, language: Language): Advice {
  const { start, ends } = clauseOf(words, hit, language, sentence.text)
  const inText = (at: number): number => sentence.from + at
  const [from, to] = [inText(words.placeOf(hit.start, hit.end).from), inText(words.placeOf(hit.start, hit.end).to)]
  const end = inText(sentence.text.trimEnd().length)
  const isFirst = sentence.text.slice(0, start).trim() === ''
  const wayFrom = (way: string): Way => {
    if (!way.includes('{rest}')) return { from: inText(start), to: end, text: cased(way, isFirst) }
    // What follows is said on as it was; what stands in a further clause stays.
    const until = ends === undefined ? end : inText(ends)
    const said = way.replace('{rest}', () => restOf(text.slice(to, until), language))
    return { from: inText(start), to: until, text: cased(ends === undefined ? said : said.replace(/\.$/, ''), isFirst) }
  }
  return {
    rule: hit.rule.name,
    from,
    to,
    sentence: text.slice(sentence.from, end).trim(),
    why: hit.rule.why,
    ways: hit.rule.ways.map(wayFrom),
  }
}

/** Where in the sentence the clause begins that holds a place, and where it ends; undefined where it ends with the sentence. */
function clauseOf(words: WordLine, hit: Span, { joins }: Language, sentence: string) {
  const edge = new RegExp(`(?<= )(?:[,.?]|${joins.join('|')}) `, 'gu')
  const before = Array.from(words.line.slice(0, hit.start).matchAll(edge)).at(-1)
  const start =
    before === undefined
      ? sentence.length - sentence.trimStart().length
      : words.placeOf(before.index + before[0].length, words.line.length).from
  const after = Array.from(words.line.slice(hit.end - 1).matchAll(edge), ({ index }) => index + hit.end - 1)[0]
  const at = after === undefined ? sentence.length : words.placeOf(after, words.line.length).from
  const isLast = !/\p{L}/u.test(sentence.slice(at))
  return { start, ends: isLast ? undefined : sentence.slice(0, at).trimEnd().length }
}

/** What followed, to be said on: without its end, and without what only made it harder. */
function restOf(followed: string, { tails }: Language): string {
  const bare = followed.replace(/[\s.!?…,;:\p{Extended_Pictographic}]+$/u, '').trim()
  const tail = tails.find((words) => bare.toLowerCase().endsWith(` ${words}`))
  return tail === undefined ? bare : bare.slice(0, -tail.length).trimEnd()
}

/** In the middle of a sentence a way begins small, unless its first word is always large. */
const cased = (way: string, isFirst: boolean): string =>
  isFirst || /^I\b/u.test(way) ? way : way.charAt(0).toLowerCase() + way.slice(1)
