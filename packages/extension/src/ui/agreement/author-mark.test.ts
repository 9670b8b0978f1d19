import { getMarkType, getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { EditorState, Plugin, TextSelection, type Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { describe, expect, it } from 'vitest'
import { markTyped } from './author-mark.ts'
import { wordingExtensions } from './editor.ts'

const schema = getSchema(wordingExtensions('a'))
const author = getMarkType('author', schema)
const bold = getMarkType('bold', schema)

const by = (who: 'a' | 'b', text: string): Node => schema.text(text, [author.create({ by: who })])
const paragraph = (...content: Node[]): Node => schema.node('paragraph', null, content)
const line = schema.node('hardBreak')

/** An editor of partner `a`. */
function editorWith(...blocks: Node[]): EditorState {
  return EditorState.create({
    doc: schema.node('doc', null, blocks),
    plugins: [
      new Plugin({ appendTransaction: (transactions, _before, after) => markTyped(transactions, after, author, 'a') }),
    ],
  })
}

const does = (state: EditorState, act: (tr: Transaction) => Transaction): EditorState => state.apply(act(state.tr))

/** Each run of text with its writer: `a:Hello b: there`. */
function writers(state: EditorState): string[] {
  const runs: string[] = []
  state.doc.descendants((node) => {
    if (node.isText)
      runs.push(`${String(node.marks.find(({ type }) => type === author)?.attrs['by'] ?? '?')}:${node.text ?? ''}`)
  })
  return runs
}

describe('who wrote what', () => {
  it('AGREE-7 what is typed here is mine', () => {
    const typed = does(editorWith(paragraph()), (tr) => tr.insertText('Hello', 1))
    expect(writers(typed)).toEqual(['a:Hello'])
  })

  it('AGREE-7 typing inside the other’s words leaves theirs on both sides', () => {
    const typed = does(editorWith(paragraph(by('b', 'take turns'))), (tr) => tr.insertText(' gentle', 5))
    expect(writers(typed)).toEqual(['b:take', 'a: gentle', 'b: turns'])
  })

  it('AGREE-7 what comes from the shared document keeps its writer', () => {
    const synced = does(editorWith(paragraph()), (tr) =>
      tr.insert(1, by('b', 'from afar')).setMeta(ySyncPluginKey, { isChangeOrigin: true }),
    )
    expect(writers(synced)).toEqual(['b:from afar'])
  })

  it('AGREE-7 making the other’s words bold does not make them mine', () => {
    const bolder = does(editorWith(paragraph(by('b', 'take turns'))), (tr) => tr.addMark(1, 5, bold.create()))
    expect(writers(bolder)).toEqual(['b:take', 'b: turns'])
  })

  it('AGREE-7 splitting the other’s paragraph leaves both halves theirs', () => {
    const split = does(editorWith(paragraph(by('b', 'take turns'))), (tr) => tr.split(5))
    expect(split.doc.childCount).toBe(2)
    expect(writers(split)).toEqual(['b:take', 'b: turns'])
  })

  it('AGREE-7 words put in the place of theirs are mine', () => {
    const state = editorWith(paragraph(by('b', 'take turns')))
    const replaced = does(state, (tr) => tr.setSelection(TextSelection.create(tr.doc, 1, 5)).insertText('find'))
    expect(writers(replaced)).toEqual(['a:find', 'b: turns'])
  })

  it('AGREE-7 several changes at once: each range is found where it ended up', () => {
    const typed = does(editorWith(paragraph(by('b', 'one two'))), (tr) =>
      tr.insertText('X', 8).insertText('YY', 1).delete(3, 6),
    )
    expect(writers(typed)).toEqual(['a:YY', 'b: two', 'a:X'])
  })

  it('AGREE-3 a line break carries no mark, or the wording could not be agreed to', () => {
    const broken = does(editorWith(paragraph(by('a', 'one'))), (tr) => tr.insert(4, [line, schema.text('two')]))
    const marks: number[] = []
    broken.doc.descendants((node) => {
      if (node.type === line.type) marks.push(node.marks.length)
    })
    expect(marks).toEqual([0])
    expect(writers(broken)).toEqual(['a:one', 'a:two'])
  })
})
