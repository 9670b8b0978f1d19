/** Who wrote what in a draft: a mark on the words, added to what is typed or pasted here and to nothing else. An agreed
 *  version carries none (AGREE-3, AGREE-7).
 *
 *  Changes that come from the shared document are left alone: their words were marked where they were written. */

import { Mark } from '@tiptap/core'
import type { MarkType, Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import type { PartnerId } from '@porchlight/shared/domain/roster'

export const AuthorMark = Mark.create<{ me: PartnerId }>({
  name: 'author',
  // One writer for each word: a mark of this kind replaces another one.
  excludes: 'author',
  inclusive: false,

  addOptions() {
    return { me: 'a' }
  },

  addAttributes() {
    return { by: { default: null, rendered: false } }
  },

  // What is pasted is written by who pastes it: no mark is read from the clipboard.
  parseHTML() {
    return []
  },

  renderHTML({ mark }) {
    return ['span', { 'data-by': String(mark.attrs['by']) }, 0]
  },

  addProseMirrorPlugins() {
    const { me } = this.options
    const author = this.type
    return [
      new Plugin({
        key: new PluginKey('author'),
        appendTransaction: (transactions, _before, after) => markTyped(transactions, after, author, me),
        props: {
          handleDOMEvents: {
            // Marking words while they are being composed would break the composition: they are born marked instead.
            compositionstart(view) {
              const { state } = view
              const marks = author.create({ by: me }).addToSet(state.storedMarks ?? state.selection.$from.marks())
              view.dispatch(state.tr.setStoredMarks(marks))
              return false
            },
          },
        },
      }),
    ]
  },
})

/** Marks the text that local transactions inserted as mine; undefined when there is none. */
export function markTyped(
  transactions: readonly Transaction[],
  after: EditorState,
  author: MarkType,
  me: PartnerId,
): Transaction | undefined {
  if (transactions.some((transaction) => transaction.getMeta(ySyncPluginKey) !== undefined)) return undefined
  const mark = author.create({ by: me })
  const tr = after.tr
  for (const { from, to } of insertedRanges(transactions)) {
    const end = Math.min(to, after.doc.content.size)
    after.doc.nodesBetween(from, end, (node: Node, at: number) => {
      if (node.isText && !mark.isInSet(node.marks)) {
        tr.addMark(Math.max(from, at), Math.min(end, at + node.nodeSize), mark)
      }
    })
  }
  return tr.docChanged ? tr : undefined
}

/** What the steps put in, in positions of the document after all of them. */
function insertedRanges(transactions: readonly Transaction[]): { from: number; to: number }[] {
  const maps = transactions.flatMap((transaction) => transaction.mapping.maps)
  return maps.flatMap((map, index) => {
    const ranges: { from: number; to: number }[] = []
    map.forEach((_oldFrom, _oldTo, newFrom, newTo) => {
      const later = maps.slice(index + 1)
      const from = later.reduce((at, next) => next.map(at, 1), newFrom)
      const to = later.reduce((at, next) => next.map(at, -1), newTo)
      if (to > from) ranges.push({ from, to })
    })
    return ranges
  })
}
