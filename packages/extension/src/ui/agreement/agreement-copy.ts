/** A copy of the agreement for oneself, to read or for another program. Nothing else of the couple's is in it. Rule: COPY-1. */

import { toMarkdown } from 'mdast-util-to-markdown'
import type { Terms } from '@porchlight/shared/domain/agreement'
import type { Block, Inline, ListItem, Wording } from '@porchlight/shared/domain/wording'

/** The nodes of mdast, by what writes them. */
type Node = Parameters<typeof toMarkdown>[0]
type NodeOf<T extends Node['type']> = Extract<Node, { type: T }>
type MarkdownBlock = NodeOf<'listItem'>['children'][number]
type MarkdownInline = NodeOf<'paragraph'>['children'][number]

/** @returns CommonMark, ending with a line break */
export function agreementAsMarkdown(title: string, wording: Wording): string {
  const heading: NodeOf<'heading'> = { type: 'heading', depth: 1, children: [{ type: 'text', value: title }] }
  const root: NodeOf<'root'> = {
    type: 'root',
    children: [heading, ...wording.content.filter(saysSomething).map(blockOf)],
  }
  return toMarkdown(root, { bullet: '-', emphasis: '_', resourceLink: true })
}

/** @returns JSON text; the wording as ProseMirror JSON (docs/document.md, *wording*), the terms as AGREE-8 names them */
export function agreementAsJson(wording: Wording, terms: Terms): string {
  return `${JSON.stringify({ format: 'porchlight-agreement', version: 1, terms, wording }, undefined, 2)}\n`
}

/** Markdown has no empty paragraph. */
function saysSomething(block: Block): boolean {
  return block.type !== 'paragraph' || (block.content ?? []).length > 0
}

function blockOf(block: Block): MarkdownBlock {
  switch (block.type) {
    case 'paragraph':
      return { type: 'paragraph', children: inlines(block.content) }
    case 'heading':
      return { type: 'heading', depth: block.attrs.level, children: inlines(block.content) }
    case 'bulletList':
      return { type: 'list', ordered: false, spread: false, children: block.content.map(itemOf) }
    case 'orderedList':
      return {
        type: 'list',
        ordered: true,
        start: block.attrs.start,
        spread: false,
        children: block.content.map(itemOf),
      }
  }
  return block satisfies never
}

function itemOf({ content }: ListItem): NodeOf<'listItem'> {
  return { type: 'listItem', spread: false, children: content.map(blockOf) }
}

function inlines(content: readonly Inline[] = []): MarkdownInline[] {
  return content.map((inline) => {
    if (inline.type === 'hardBreak') return { type: 'break' }
    const { text, marks = [] } = inline
    return marks.reduce<MarkdownInline>(
      (inner, { type }) => ({ type: type === 'bold' ? 'strong' : 'emphasis', children: [inner] }),
      { type: 'text', value: text },
    )
  })
}
