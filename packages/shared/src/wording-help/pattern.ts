/** The notation of the rules, read once and looked for in a line of words (`word-line.ts`).
 *
 *      you never           these words, one after the other
 *      ignor*              a word that begins so
 *      (late|on time)      one of these
 *      [still]             perhaps this
 *      <label>             one of the language's list `label`
 *      _                   any word
 *      ..                  up to three words of the same clause
 *      ...                 up to twelve words and marks
 *      ^  $                where a clause begins, where one ends
 *      !(cease|fail)       not one of these next
 *      > to me             and then this, which is not underlined
 *      , ? .               these, as marks of their own
 *
 *  Every gap is bounded, so reading takes time in proportion to what there is to read. Most patterns can be told from the words a
 *  line has: a regular expression is made of one only when they are all there. */

export interface Notation {
  lists: Record<string, readonly string[]>
  joins: readonly string[]
}

export interface Pattern {
  /** Where it is in a line, given also which words that has. */
  find(line: string, words: ReadonlySet<string>): Span[]
}

export interface Span {
  start: number
  end: number
}

type Part =
  | { kind: 'word'; text: string }
  | { kind: 'one-of' | 'maybe' | 'not'; options: Part[][] }
  | { kind: 'then'; parts: Part[] }
  /** A gap or an edge. */
  | { kind: 'place'; source: string }

const word = String.raw`[^ ,.?]\S* `

/** @throws Error where a pattern names a list that is not there, or does not close what it opens */
export function createPattern(written: string, notation: Notation): Pattern {
  const left = symbolsOf(written)
  const options = readOptions(left, notation)
  if (left.length > 0) throw new Error(`A pattern that cannot be read: ${written}`)
  const needed = (options.length === 1 ? (options[0] ?? []) : [])
    .map(firstWords)
    .filter((words) => words !== undefined)
    .sort((a, b) => a.length - b.length)
  let expression: RegExp | undefined
  return {
    find(line, words) {
      if (!needed.every((oneOf) => oneOf.some((wanted) => words.has(wanted)))) return []
      expression ??= new RegExp(`(?<= )(?:${sourceOfOptions(options)})`, 'gu')
      return Array.from(line.matchAll(expression), ({ index, 0: found }) => ({
        start: index,
        end: index + found.length,
      }))
    },
  }
}

const symbolsOf = (written: string): string[] =>
  written.match(/\.{2,3}|!?\(|[)[\]|^$>_]|<[\w-]+>|[^\s()[\]|<>]+/g) ?? []

/** Reads up to what closes the options, and leaves the rest in `left`. */
function readOptions(left: string[], notation: Notation): Part[][] {
  const options = [readSequence(left, notation)]
  while (left[0] === '|') {
    left.shift()
    options.push(readSequence(left, notation))
  }
  return options
}

function readSequence(left: string[], notation: Notation): Part[] {
  const parts: Part[] = []
  for (let symbol = left[0]; symbol !== undefined && !'|)]'.includes(symbol); symbol = left[0]) {
    left.shift()
    if (symbol === '>') return [...parts, { kind: 'then', parts: readSequence(left, notation) }]
    parts.push(readPart(symbol, left, notation))
  }
  return parts
}

function readPart(symbol: string, left: string[], notation: Notation): Part {
  const enclosed = (kind: 'one-of' | 'maybe' | 'not'): Part => {
    const options = readOptions(left, notation)
    if (left.shift() === undefined) throw new Error('A pattern does not close what it opens.')
    return { kind, options }
  }
  switch (symbol) {
    case '(':
      return enclosed('one-of')
    case '[':
      return enclosed('maybe')
    case '!(':
      return enclosed('not')
    case '^':
      return { kind: 'place', source: `(?<=^ | [,.?] | (?:${notation.joins.join('|')}) )` }
    case '$':
      return { kind: 'place', source: '(?=[,.?] |$)' }
    case '_':
      return { kind: 'place', source: word }
    case '..':
      return { kind: 'place', source: `(?:${word}){0,3}?` }
    case '...':
      return { kind: 'place', source: String.raw`(?:\S+ ){0,12}?` }
    default:
      return symbol.startsWith('<') ? readList(symbol.slice(1, -1), notation) : { kind: 'word', text: symbol }
  }
}

function readList(name: string, notation: Notation): Part {
  const entries = notation.lists[name]
  if (entries === undefined) throw new Error(`A pattern names a list that is not there: ${name}`)
  return { kind: 'one-of', options: readOptions(symbolsOf(entries.join('|')), notation) }
}

const sourceOfOptions = (options: Part[][]): string => options.map((parts) => parts.map(sourceOf).join('')).join('|')

function sourceOf(part: Part): string {
  switch (part.kind) {
    case 'word':
      return `${part.text.replaceAll(/[.?+{}\\/]/g, String.raw`\$&`).replaceAll('*', String.raw`\S*`)} `
    case 'one-of':
      return `(?:${sourceOfOptions(part.options)})`
    case 'maybe':
      return `(?:${sourceOfOptions(part.options)})?`
    case 'not':
      return `(?!${sourceOfOptions(part.options)})`
    case 'then':
      return `(?=${part.parts.map(sourceOf).join('')})`
    case 'place':
      return part.source
  }
}

/** One of these words is there wherever this part is; undefined where nothing can be said. */
function firstWords(part: Part): string[] | undefined {
  switch (part.kind) {
    case 'word':
      return part.text.includes('*') ? undefined : [part.text]
    case 'one-of': {
      const each = part.options.map((parts) => parts.map(firstWords).find((words) => words !== undefined))
      return each.includes(undefined) ? undefined : each.flatMap((words) => words ?? [])
    }
    case 'then':
      return part.parts.map(firstWords).find((words) => words !== undefined)
    case 'maybe':
    case 'not':
    case 'place':
      return undefined
  }
}
