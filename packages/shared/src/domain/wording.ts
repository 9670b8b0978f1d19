/** The wording of an agreement: what the editor's fixed schema allows, read strictly, and its canonical form.
 *  A draft that the editor would repair has no canonical form: nobody can say yes to what they do not see.
 *  Rules: AGREE-1, AGREE-3, AGREE-7 (who wrote what is dropped), DOC-7.
 *
 *    doc          block+
 *    block        paragraph · heading {level: 2|3} · bulletList · orderedList {start, type}
 *    lists        listItem+          listItem   paragraph block*
 *    inline       text · hardBreak   marks      bold · italic · author {by: 'a'|'b'} (in the draft only)
 *
 *  How the binding stores it (y-tiptap 3.0.9, createTypeFromElementNode, marksToAttributes): a node is a Y.XmlElement of its
 *  name with its attributes but null ones; neighbouring texts are one Y.XmlText; a mark is a formatting attribute named
 *  after it whose value is the mark's attributes; our marks exclude themselves, so no name carries a hash. */

import * as Y from 'yjs'
import canonicalize from 'canonicalize'
import { encodeUtf8 } from 'lib0/string'
import { fitsIn, limits, unitsPerCharacter } from './text-limit.ts'

export interface Text {
  type: 'text'
  text: string
  marks?: { type: 'bold' | 'italic' }[]
}
export type Inline = Text | { type: 'hardBreak' }
export type Block =
  | { type: 'paragraph'; content?: Inline[] }
  | { type: 'heading'; attrs: { level: 2 | 3 }; content?: Inline[] }
  | { type: 'bulletList'; content: ListItem[] }
  | { type: 'orderedList'; attrs: { start: number; type: string | null }; content: ListItem[] }
export interface ListItem {
  type: 'listItem'
  content: Block[]
}
/** ProseMirror JSON in canonical form: NFC, equal-mark texts joined, marks sorted, nobody's name on it. */
export interface Wording {
  type: 'doc'
  content: Block[]
}

export type WordingRead =
  | { ok: true; wording: Wording }
  | { ok: false; reason: 'empty' | 'too-long' | 'would-be-repaired' }

/** Deeper nesting than anyone writes by hand; a hostile draft must not exhaust the stack. */
const maxDepth = 40
const maxNodes = 8_000
const maxUnits = limits.wording * unitsPerCharacter

/** No language writes more than 30 marks on one character (UAX #15, Stream-Safe Text Format). Composing sorts such a run,
 *  and the engines' sort is quadratic: 200,000 marks keep one busy for 13 s. */
const tooManyMarks = /\p{M}{31}/u

/** AGREE-3  Reads the draft as it stands. */
export function readWording(draft: Y.XmlFragment): WordingRead {
  const budget = { nodes: maxNodes, units: maxUnits }
  const content = childrenOf(draft, budget, maxDepth)
  return content === undefined ? { ok: false, reason: 'too-long' } : canonicalWording({ type: 'doc', content })
}

/** AGREE-3  The canonical form of ProseMirror JSON, wherever it comes from. What is too long or has marks without end is refused
 *  before anything is composed.
 *  @param json at most `maxDepth` deep, or it is refused */
export function canonicalWording(json: unknown): WordingRead {
  if (isNode(json) && json.type === 'doc' && (json.content ?? []).length === 0) return { ok: false, reason: 'empty' }
  const blocks = isNode(json) && json.type === 'doc' ? blocksFrom(json.content, maxDepth) : undefined
  if (blocks === undefined) return { ok: false, reason: 'would-be-repaired' }
  const wording: Wording = { type: 'doc', content: blocks }
  const texts = textsOf(blocks)
  if (texts.reduce((units, { text }) => units + text.length, 0) > maxUnits) return { ok: false, reason: 'too-long' }
  if (texts.some(({ text }) => tooManyMarks.test(text))) return { ok: false, reason: 'would-be-repaired' }
  for (const text of texts) text.text = text.text.normalize('NFC')
  const text = plainLines(wording).join('\n')
  if (text.trim() === '') return { ok: false, reason: 'empty' }
  if (!fitsIn(limits.wording, text)) return { ok: false, reason: 'too-long' }
  if (encodeUtf8(canonicalize(wording) ?? '').length > limits.wordingBytes) return { ok: false, reason: 'too-long' }
  return { ok: true, wording }
}

/** AGREE-7  One line for each paragraph, heading and list item: what a plain diff compares. */
export function plainLines({ content }: { content: readonly (Block | ListItem)[] }): string[] {
  return content.flatMap((node) => {
    switch (node.type) {
      case 'paragraph':
      case 'heading':
        return (node.content ?? [])
          .map((inline) => (inline.type === 'text' ? inline.text : '\n'))
          .join('')
          .split('\n')
      case 'bulletList':
      case 'orderedList':
      case 'listItem':
        return plainLines(node)
    }
    return node satisfies never
  })
}

interface Json {
  type: string
  attrs?: Record<string, unknown>
  content?: unknown[]
  marks?: unknown[]
  text?: unknown
}

function childrenOf(
  parent: Y.XmlFragment | Y.XmlElement,
  budget: { nodes: number; units: number },
  depth: number,
): unknown[] | undefined {
  if (depth === 0) return undefined
  const nodes: unknown[] = []
  for (const child of parent.toArray()) {
    budget.nodes -= 1
    if (budget.nodes < 0 || budget.units < 0) return undefined
    if (child instanceof Y.XmlText) {
      for (const { insert, attributes } of child.toDelta() as {
        insert: unknown
        attributes?: Record<string, unknown>
      }[]) {
        budget.nodes -= 1
        budget.units -= typeof insert === 'string' ? insert.length : 0
        if (budget.nodes < 0 || budget.units < 0) return undefined
        nodes.push({ type: 'text', text: insert, marks: marksFrom(attributes ?? {}) })
      }
    } else if (child instanceof Y.XmlElement) {
      const content = childrenOf(child, budget, depth - 1)
      if (content === undefined) return undefined
      nodes.push({ type: child.nodeName, attrs: child.getAttributes(), content })
    } else {
      nodes.push({ type: 'hook' })
    }
  }
  return nodes
}

function marksFrom(attributes: Record<string, unknown>): unknown[] {
  return Object.entries(attributes).map(([type, attrs]) => ({ type, attrs }))
}

function blocksFrom(content: unknown, depth: number): Block[] | undefined {
  return everyFrom(content, (node) => blockFrom(node, depth))
}

function blockFrom(node: unknown, depth: number): Block | undefined {
  if (!isNode(node) || depth === 0) return undefined
  const attrs = node.attrs ?? {}
  switch (node.type) {
    case 'paragraph': {
      const content = inlineFrom(node.content ?? [])
      return content === undefined || !hasOnly(attrs) ? undefined : { type: 'paragraph', ...filled(content) }
    }
    case 'heading': {
      const content = inlineFrom(node.content ?? [])
      const level = attrs['level']
      if (content === undefined || !hasOnly(attrs, 'level') || (level !== 2 && level !== 3)) return undefined
      return { type: 'heading', attrs: { level }, ...filled(content) }
    }
    case 'bulletList': {
      const content = everyFrom(node.content, (item) => itemFrom(item, depth - 1))
      return content === undefined || !hasOnly(attrs) ? undefined : { type: 'bulletList', content }
    }
    case 'orderedList': {
      const content = everyFrom(node.content, (item) => itemFrom(item, depth - 1))
      const { start = 1, type = null } = attrs
      if (content === undefined || !hasOnly(attrs, 'start', 'type')) return undefined
      if (typeof start !== 'number' || !Number.isSafeInteger(start)) return undefined
      if (type !== null && !(typeof type === 'string' && /^[\w-]{1,16}$/u.test(type))) return undefined
      return { type: 'orderedList', attrs: { start, type }, content }
    }
    default:
      return undefined
  }
}

function itemFrom(node: unknown, depth: number): ListItem | undefined {
  if (!isNode(node) || node.type !== 'listItem' || !hasOnly(node.attrs ?? {})) return undefined
  const content = blocksFrom(node.content, depth - 1)
  return content?.[0]?.type === 'paragraph' ? { type: 'listItem', content } : undefined
}

/** Texts whose marks are equal once nobody's name is on them become one; only then may they be composed. */
function inlineFrom(content: unknown): Inline[] | undefined {
  if (!Array.isArray(content)) return undefined
  const joined: Inline[] = []
  for (const node of content) {
    const inline = isNode(node) ? inlineNode(node) : undefined
    if (inline === undefined) return undefined
    const last = joined.at(-1)
    if (last?.type === 'text' && inline.type === 'text' && sameMarks(last, inline)) last.text += inline.text
    else joined.push(inline)
  }
  return joined
}

function textsOf(nodes: readonly (Block | ListItem | Inline)[]): Text[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text') return [node]
    return node.type === 'hardBreak' ? [] : textsOf(node.content ?? [])
  })
}

function inlineNode({ type, attrs = {}, content = [], marks = [], text }: Json): Inline | undefined {
  if (!hasOnly(attrs) || content.length > 0) return undefined
  if (type === 'hardBreak') return marks.length === 0 ? { type: 'hardBreak' } : undefined
  if (type !== 'text' || typeof text !== 'string' || text === '' || !text.isWellFormed()) return undefined
  const names: ('bold' | 'italic')[] = []
  for (const mark of marks) {
    if (!isNode(mark)) return undefined
    const { type: name, attrs: of = {} } = mark
    if (name === 'author' && hasOnly(of, 'by') && (of['by'] === 'a' || of['by'] === 'b')) continue
    if ((name !== 'bold' && name !== 'italic') || !hasOnly(of) || names.includes(name)) return undefined
    names.push(name)
  }
  return { type: 'text', text, ...(names.length === 0 ? {} : { marks: names.sort().map((name) => ({ type: name })) }) }
}

function sameMarks(left: Text, right: Text): boolean {
  return (left.marks ?? []).map(({ type }) => type).join() === (right.marks ?? []).map(({ type }) => type).join()
}

/** At least one node, each as it should be; undefined otherwise. */
function everyFrom<T>(content: unknown, from: (node: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(content) || content.length === 0) return undefined
  const nodes: T[] = []
  for (const node of content) {
    const read = from(node)
    if (read === undefined) return undefined
    nodes.push(read)
  }
  return nodes
}

function filled(content: Inline[]): { content?: Inline[] } {
  return content.length === 0 ? {} : { content }
}

function isNode(value: unknown): value is Json {
  if (!isRecord(value) || typeof value['type'] !== 'string') return false
  const { attrs, content, marks } = value
  return (
    (attrs === undefined || isRecord(attrs)) &&
    (content === undefined || Array.isArray(content)) &&
    (marks === undefined || Array.isArray(marks))
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasOnly(attrs: Record<string, unknown>, ...names: string[]): boolean {
  return Object.keys(attrs).every((name) => names.includes(name))
}
