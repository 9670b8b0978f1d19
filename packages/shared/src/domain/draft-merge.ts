/** What one device changed in a draft, brought into another copy that has no common history with it: as text, not as Yjs
 *  items. Word by word; where both changed the same words, both stand.
 *  Rules: DOC-4, EPOCH-4.
 *
 *  Diffing is `diff`; merging is Yjs itself: two forks of a list of words, put together. */

import { diffArrays } from 'diff'
import * as Y from 'yjs'
import { draftOf } from './document.ts'

type Node = { text: [string, Record<string, unknown>][] } | { name: string; attributes: Attributes; children: Node[] }
type Attributes = Record<string, unknown>

/** Writes into `doc` what `mine` has changed since `base`. In the caller's transaction.
 *  @returns whether anything was written */
export function mergeDraft(doc: Y.Doc, base: Y.Doc, mine: Y.Doc): boolean {
  const [from, to, theirs] = [base, mine, doc].map((one) => blocksOf(draftOf(one))) as [Node[], Node[], Node[]]
  if (jsonOf(from) === jsonOf(to) || jsonOf(to) === jsonOf(theirs)) return false
  const merged = blocksFromTokens(mergeLists(tokensOf(from), tokensOf(to), tokensOf(theirs)))
  return replaceBlocks(draftOf(doc), theirs.map(jsonOf), merged)
}

/** Three-way: what was changed on both ways, put together; where both put something in one place, both stand. */
function mergeLists(base: string[], mine: string[], theirs: string[]): string[] {
  const root = forkOf(undefined, 1)
  root.getArray('l').push(base)
  const [left, right] = [forkOf(root, 2), forkOf(root, 3)]
  edit(left.getArray<string>('l'), base, theirs)
  edit(right.getArray<string>('l'), base, mine)
  Y.applyUpdate(left, Y.encodeStateAsUpdate(right))
  return left.getArray<string>('l').toArray()
}

function forkOf(root: Y.Doc | undefined, clientId: number): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = clientId
  if (root !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(root))
  return doc
}

function edit(list: Y.Array<string>, from: string[], to: string[]): void {
  let at = 0
  for (const { added, removed, value } of changesBetween(from, to)) {
    if (removed) list.delete(at, value.length)
    else {
      if (added) list.insert(at, value)
      at += value.length
    }
  }
}

function replaceBlocks(draft: Y.XmlFragment, from: string[], to: Node[]): boolean {
  let at = 0
  let wrote = false
  let next = 0
  for (const { added, removed, value } of changesBetween(from, to.map(jsonOf))) {
    if (removed) draft.delete(at, value.length)
    else {
      if (added) draft.insert(at, to.slice(next, next + value.length).map(typeFromNode))
      at += value.length
      next += value.length
    }
    wrote ||= added || removed
  }
  return wrote
}

/** Two texts that have next to nothing in common are not worth a long search. */
const mostEdits = 4_000

function changesBetween(from: string[], to: string[]): { added: boolean; removed: boolean; value: string[] }[] {
  return (
    diffArrays(from, to, { maxEditLength: mostEdits }) ?? [
      { added: false, removed: true, value: from },
      { added: true, removed: false, value: to },
    ]
  )
}

// Blocks and words

function blocksOf(fragment: Y.XmlFragment): Node[] {
  return fragment.toArray().flatMap((child): Node[] => {
    if (child instanceof Y.XmlText) {
      const delta = child.toDelta() as { insert: unknown; attributes?: Attributes }[]
      const text = delta.flatMap(({ insert, attributes }): [string, Attributes][] =>
        typeof insert === 'string' ? [[insert, sorted(attributes ?? {})]] : [],
      )
      return [{ text }]
    }
    if (!(child instanceof Y.XmlElement)) return []
    return [{ name: child.nodeName, attributes: sorted(child.getAttributes()), children: blocksOf(child) }]
  })
}

const word = /\s+|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu

/** A block that holds text begins with the way to it from the top; of each step, whether it begins with this block. */
type Way = { name: string; attributes: Attributes; begins: boolean }[]
type Token = { way: Way } | { word: string; marks: Attributes } | { leaf: Node }

/** One token for each beginning of a text block and each word with its marks. Any list of such tokens is a draft: whatever a
 *  merge makes of them, no beginning lacks its end. */
function tokensOf(nodes: readonly Node[], outer: Way = []): string[] {
  return nodes.flatMap((node, index) => {
    if ('text' in node) return wordsOf(node)
    const step = { name: node.name, attributes: node.attributes, begins: true }
    const way = [...outer.map((above) => ({ ...above, begins: above.begins && index === 0 })), step]
    if (!isTextBlock(node)) return tokensOf(node.children, way)
    return [
      jsonOf({ way }),
      ...node.children.flatMap((child) => ('text' in child ? wordsOf(child) : [jsonOf({ leaf: child })])),
    ]
  })
}

const wordsOf = ({ text }: Extract<Node, { text: unknown }>): string[] =>
  text.flatMap(([run, marks]) => (run.match(word) ?? []).map((one) => jsonOf({ word: one, marks })))

const isTextBlock = ({ children }: Extract<Node, { name: string }>): boolean =>
  children.every((child) => 'text' in child || child.children.length === 0) &&
  (children.length === 0 || children.some((child) => 'text' in child || child.name === 'hardBreak'))

function blocksFromTokens(tokens: readonly string[]): Node[] {
  const root: Node[] = []
  let open: Extract<Node, { name: string }>[] = []
  for (const json of tokens) {
    const token = JSON.parse(json) as Token
    if ('way' in token) open = openWay(root, open, token.way)
    // Words before the first beginning: theirs was taken out, and what was added to it stays.
    else if (open.length === 0) open = openWay(root, open, [{ name: 'paragraph', attributes: {}, begins: true }])
    const children = open.at(-1)?.children
    if (children === undefined || 'way' in token) continue
    if ('leaf' in token) children.push(token.leaf)
    else addWord(children, token.word, token.marks)
  }
  return root
}

function openWay(root: Node[], open: Extract<Node, { name: string }>[], way: Way): Extract<Node, { name: string }>[] {
  const now: Extract<Node, { name: string }>[] = []
  for (const [depth, { name, attributes, begins }] of way.entries()) {
    const before = open[depth]
    const isInBefore = depth === 0 || now[depth - 1] === open[depth - 1]
    const goesOn = !begins && isInBefore && depth < way.length - 1 && before?.name === name
    const node = goesOn ? before : { name, attributes, children: [] }
    if (!goesOn) (now[depth - 1]?.children ?? root).push(node)
    now.push(node)
  }
  return now
}

function addWord(children: Node[], text: string, marks: Attributes): void {
  const last = children.at(-1)
  if (last === undefined || !('text' in last)) children.push({ text: [[text, marks]] })
  else {
    const run = last.text.at(-1)
    if (run !== undefined && jsonOf(run[1]) === jsonOf(marks)) run[0] += text
    else last.text.push([text, marks])
  }
}

function typeFromNode(node: Node): Y.XmlElement | Y.XmlText {
  if ('text' in node) {
    const text = new Y.XmlText()
    text.applyDelta(node.text.map(([insert, attributes]) => ({ insert, attributes })))
    return text
  }
  const element = new Y.XmlElement(node.name)
  for (const [key, value] of Object.entries(node.attributes)) element.setAttribute(key, value as string)
  element.insert(0, node.children.map(typeFromNode))
  return element
}

const sorted = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).toSorted(([left], [right]) => (left < right ? -1 : 1)))

const jsonOf = (value: unknown): string => JSON.stringify(value)
