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

import * as v from 'valibot'
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
  const doc = read(docSchema, json)
  if (doc?.content.length === 0) return { ok: false, reason: 'empty' }
  const blocks = doc === undefined ? undefined : blocksFrom(doc.content, maxDepth)
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

const noAttributes = v.optional(v.strictObject({}), {})
const nodes = v.optional(v.array(v.unknown()), [])
const noNodes = v.optional(v.pipe(v.array(v.unknown()), v.maxLength(0)), [])

const docSchema = v.object({ type: v.literal('doc'), content: nodes })
/** What a node is, but for its content: that is read one floor at a time, so that nobody can nest it without end. */
const blockSchema = v.variant('type', [
  v.object({ type: v.literal('paragraph'), attrs: noAttributes, content: nodes }),
  v.object({ type: v.literal('heading'), attrs: v.strictObject({ level: v.picklist([2, 3]) }), content: nodes }),
  v.object({ type: v.literal('bulletList'), attrs: noAttributes, content: nodes }),
  v.object({
    type: v.literal('orderedList'),
    attrs: v.optional(
      v.strictObject({
        start: v.optional(v.pipe(v.number(), v.safeInteger()), 1),
        type: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[\w-]{1,16}$/u))), null),
      }),
      {},
    ),
    content: nodes,
  }),
])
const itemSchema = v.object({ type: v.literal('listItem'), attrs: noAttributes, content: nodes })
const markSchema = v.variant('type', [
  v.object({ type: v.literal('bold'), attrs: noAttributes }),
  v.object({ type: v.literal('italic'), attrs: noAttributes }),
  v.object({ type: v.literal('author'), attrs: v.strictObject({ by: v.picklist(['a', 'b']) }) }),
])
const inlineSchema = v.variant('type', [
  v.object({ type: v.literal('hardBreak'), attrs: noAttributes, content: noNodes, marks: noNodes }),
  v.object({
    type: v.literal('text'),
    attrs: noAttributes,
    content: noNodes,
    marks: v.optional(v.array(markSchema), []),
    text: v.pipe(
      v.string(),
      v.nonEmpty(),
      v.check((text) => text.isWellFormed()),
    ),
  }),
])

function read<S extends v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>>(
  schema: S,
  node: unknown,
): v.InferOutput<S> | undefined {
  const parsed = v.safeParse(schema, node, { abortEarly: true })
  return parsed.success ? parsed.output : undefined
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

function blocksFrom(content: readonly unknown[], depth: number): Block[] | undefined {
  return everyFrom(content, (node) => blockFrom(node, depth))
}

function blockFrom(node: unknown, depth: number): Block | undefined {
  const block = depth === 0 ? undefined : read(blockSchema, node)
  switch (block?.type) {
    case undefined:
      return undefined
    case 'paragraph': {
      const content = inlineFrom(block.content)
      return content && { type: 'paragraph', ...filled(content) }
    }
    case 'heading': {
      const content = inlineFrom(block.content)
      return content && { type: 'heading', attrs: block.attrs, ...filled(content) }
    }
    case 'bulletList': {
      const content = everyFrom(block.content, (item) => itemFrom(item, depth - 1))
      return content && { type: 'bulletList', content }
    }
    case 'orderedList': {
      const content = everyFrom(block.content, (item) => itemFrom(item, depth - 1))
      const { start, type } = block.attrs
      return content && { type: 'orderedList', attrs: { start, type }, content }
    }
  }
}

function itemFrom(node: unknown, depth: number): ListItem | undefined {
  const item = read(itemSchema, node)
  const content = item && blocksFrom(item.content, depth - 1)
  return content?.[0]?.type === 'paragraph' ? { type: 'listItem', content } : undefined
}

/** Texts whose marks are equal once nobody's name is on them become one; only then may they be composed. */
function inlineFrom(content: readonly unknown[]): Inline[] | undefined {
  const joined: Inline[] = []
  for (const node of content) {
    const inline = inlineNode(node)
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

function inlineNode(node: unknown): Inline | undefined {
  const inline = read(inlineSchema, node)
  if (inline?.type !== 'text') return inline && { type: 'hardBreak' }
  const names = inline.marks.flatMap(({ type }) => (type === 'author' ? [] : [type]))
  if (new Set(names).size < names.length) return undefined
  return {
    type: 'text',
    text: inline.text,
    ...(names.length === 0 ? {} : { marks: names.sort().map((type) => ({ type })) }),
  }
}

function sameMarks(left: Text, right: Text): boolean {
  return (left.marks ?? []).map(({ type }) => type).join() === (right.marks ?? []).map(({ type }) => type).join()
}

/** At least one node, each as it should be; undefined otherwise. */
function everyFrom<T>(content: readonly unknown[], from: (node: unknown) => T | undefined): T[] | undefined {
  if (content.length === 0) return undefined
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
