/** What one device changed in a draft, brought into another copy that has no common history with it: as text, not as Yjs
 *  items. Block by block; where both changed one block, word by word, and where both changed the same words, both stand. What
 *  one took out and the other changed stays.
 *  Rules: DOC-4, EPOCH-4.
 *
 *  Diffing is `diff`; words are put together by Yjs itself: two forks of a list. */

import { diffArrays } from 'diff/lib/diff/array.js'
import * as Y from 'yjs'
import { draftOf } from './document.ts'

type Attributes = Record<string, unknown>
type Element = { name: string; attributes: Attributes; children: Node[] }
type Node = { text: [string, Attributes][] } | Element

/** A block that holds text, and the way to it from the top; of each step, whether it begins with this block. Any list of them is
 *  a draft. */
interface TextBlock {
  way: { name: string; attributes: Attributes; begins: boolean }[]
  /** words with their marks, and what else stands in a line, as JSON */
  words: string[]
}

/** Writes into `doc` what `mine` has changed since `base`. In the caller's transaction.
 *  @returns whether anything was written */
export function mergeDraft(doc: Y.Doc, base: Y.Doc, mine: Y.Doc): boolean {
  const [from, to, theirs] = [base, mine, doc].map((one) => nodesOf(draftOf(one))) as [Node[], Node[], Node[]]
  if (jsonOf(from) === jsonOf(to) || jsonOf(to) === jsonOf(theirs)) return false
  const merged = nodesFromBlocks(mergeBlocks(blocksOf(from), blocksOf(to), blocksOf(theirs)))
  return replaceNodes(draftOf(doc), theirs, merged)
}

function mergeBlocks(base: TextBlock[], mine: TextBlock[], theirs: TextBlock[]): TextBlock[] {
  const ours = { mine: fatesOf(base, mine), theirs: fatesOf(base, theirs) }
  const merged: TextBlock[] = []
  for (let index = 0; index <= base.length; index += 1) {
    const inserted = [...(ours.theirs.before[index] ?? []), ...(ours.mine.before[index] ?? [])]
    merged.push(...inserted.filter((block, at) => inserted.findIndex((one) => jsonOf(one) === jsonOf(block)) === at))
    const before = base[index]
    if (before !== undefined) merged.push(...mergeBlock(before, ours.mine.now[index], ours.theirs.now[index]))
  }
  return merged
}

/** @param mine undefined: taken out */
function mergeBlock(base: TextBlock, mine: TextBlock | undefined, theirs: TextBlock | undefined): TextBlock[] {
  const isChanged = (block: TextBlock | undefined): boolean => block !== undefined && jsonOf(block) !== jsonOf(base)
  if (mine === undefined || theirs === undefined) return [mine, theirs].filter(isChanged) as TextBlock[]
  const way = isChanged({ ...base, way: mine.way }) ? mine.way : theirs.way
  return [{ way, words: mergeWords(base.words, mine.words, theirs.words) }]
}

interface Fates {
  /** what became of each block of the base; undefined: taken out */
  now: (TextBlock | undefined)[]
  /** new blocks before each block of the base, and at the end */
  before: TextBlock[][]
}

function fatesOf(base: TextBlock[], later: TextBlock[]): Fates {
  const now: Fates['now'] = []
  const before: TextBlock[][] = Array.from({ length: base.length + 1 }, () => [])
  let from = 0
  let to = 0
  let gone: number[] = []
  for (const { added, removed, value } of changesBetween(base.map(jsonOf), later.map(jsonOf))) {
    if (removed) gone = value.map(() => from++)
    else if (added) {
      for (const _ of value) {
        const block = later[to++] as TextBlock
        const likenesses = gone.map((index) => likeness((base[index] as TextBlock).words, block.words))
        const changed = likenesses.indexOf(Math.max(leastLikeness, ...likenesses))
        if (changed < 0) before[gone[0] ?? from]?.push(block)
        else {
          now[gone[changed] as number] = block
          gone = gone.slice(changed + 1)
        }
      }
      gone = []
    } else {
      for (const _ of value) now[from++] = later[to++]
      gone = []
    }
  }
  return { now, before }
}

/** From here on it is the same block with other words. */
const leastLikeness = 1 / 3

/** Which part of the words of the shorter are in both, 0 … 1. */
function likeness(one: string[], other: string[]): number {
  const [left, right] = [one, other].map((words) => words.filter((json) => !blank.test(json))) as [string[], string[]]
  const [short, long] = left.length <= right.length ? [left, right] : [right, left]
  if (short.length === 0) return long.length === 0 ? 1 : 0
  return short.filter((each) => long.includes(each)).length / short.length
}

const blank = /^\{"word":"(?:\s|\\[nrt])+"/

/** Three-way: what was changed on both ways, put together. */
function mergeWords(base: string[], mine: string[], theirs: string[]): string[] {
  if (jsonOf(mine) === jsonOf(theirs)) return theirs
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

/** Changes what differs and nothing else: somebody may be writing in the very same block, and what they write there must not go
 *  with it. */
function replaceNodes(parent: Y.XmlFragment, from: Node[], to: Node[]): boolean {
  let at = 0
  let wrote = false
  let [old, next] = [0, 0]
  let gone: Node[] = []
  const dropGone = (): void => {
    parent.delete(at, gone.length)
    wrote ||= gone.length > 0
    gone = []
  }
  for (const { added, removed, value } of changesBetween(from.map(jsonOf), to.map(jsonOf))) {
    if (removed) {
      dropGone()
      gone = from.slice(old, old + value.length)
      old += value.length
    } else if (added) {
      for (const node of to.slice(next, next + value.length)) {
        const same = gone.findIndex((one) => isSameNode(one, node))
        if (same >= 0) {
          parent.delete(at, same)
          patchNode(parent.get(at), gone[same] as Node, node)
          gone = gone.slice(same + 1)
        } else parent.insert(at, [typeFromNode(node)])
        at += 1
      }
      wrote = true
      next += value.length
      dropGone()
    } else {
      dropGone()
      at += value.length
      old += value.length
      next += value.length
    }
  }
  dropGone()
  return wrote
}

function isSameNode(one: Node, other: Node): boolean {
  if ('text' in one || 'text' in other) return 'text' in one && 'text' in other
  const isSameKind = one.name === other.name && jsonOf(one.attributes) === jsonOf(other.attributes)
  return isSameKind && likeness(allWordsOf(one), allWordsOf(other)) >= leastLikeness
}

const allWordsOf = (node: Node): string[] => ('text' in node ? wordsOf(node) : node.children.flatMap(allWordsOf))

function patchNode(type: Y.XmlElement | Y.XmlText | Y.XmlHook, from: Node, to: Node): void {
  if (type instanceof Y.XmlText && 'text' in from && 'text' in to) patchText(type, from, to)
  else if (type instanceof Y.XmlElement && 'children' in from && 'children' in to)
    replaceNodes(type, from.children, to.children)
}

function patchText(type: Y.XmlText, from: Node, to: Node): void {
  const delta = changesBetween(wordsOf(from), wordsOf(to)).flatMap(({ added, removed, value }): unknown[] => {
    const words = value.map((json) => JSON.parse(json) as { word: string; marks: Attributes })
    const length = words.reduce((sum, each) => sum + each.word.length, 0)
    if (removed) return [{ delete: length }]
    return added ? words.map((each) => ({ insert: each.word, attributes: each.marks })) : [{ retain: length }]
  })
  type.applyDelta(delta)
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

// From Yjs types to blocks, and back

function nodesOf(fragment: Y.XmlFragment): Node[] {
  return fragment.toArray().flatMap((child): Node[] => {
    if (child instanceof Y.XmlText) {
      const delta = child.toDelta() as { insert: unknown; attributes?: Attributes }[]
      const text = delta.flatMap(({ insert, attributes }): [string, Attributes][] =>
        typeof insert === 'string' ? [[insert, sorted(attributes ?? {})]] : [],
      )
      return [{ text }]
    }
    if (!(child instanceof Y.XmlElement)) return []
    return [{ name: child.nodeName, attributes: sorted(child.getAttributes()), children: nodesOf(child) }]
  })
}

function blocksOf(nodes: readonly Node[], outer: TextBlock['way'] = []): TextBlock[] {
  return nodes.flatMap((node, index) => {
    if ('text' in node) return []
    const step = { name: node.name, attributes: node.attributes, begins: true }
    const way = [...outer.map((above) => ({ ...above, begins: above.begins && index === 0 })), step]
    return isTextBlock(node) ? [{ way, words: node.children.flatMap(wordsOf) }] : blocksOf(node.children, way)
  })
}

const word = /\s+|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu

const wordsOf = (node: Node): string[] =>
  'text' in node
    ? node.text.flatMap(([run, marks]) => (run.match(word) ?? []).map((one) => jsonOf({ word: one, marks })))
    : [jsonOf({ leaf: node })]

const isTextBlock = ({ children }: Element): boolean =>
  children.every((child) => 'text' in child || child.children.length === 0) &&
  (children.length === 0 || children.some((child) => 'text' in child || child.name === 'hardBreak'))

function nodesFromBlocks(blocks: readonly TextBlock[]): Node[] {
  const root: Node[] = []
  let open: Element[] = []
  for (const { way, words } of blocks) {
    open = openWay(root, open, way)
    const children = open.at(-1)?.children ?? []
    for (const json of words) {
      const read = JSON.parse(json) as { word: string; marks: Attributes } | { leaf: Node }
      if ('leaf' in read) children.push(read.leaf)
      else addWord(children, read.word, read.marks)
    }
  }
  return root
}

function openWay(root: Node[], open: readonly Element[], way: TextBlock['way']): Element[] {
  const now: Element[] = []
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
