/** The editor of the agreement: the fixed schema of AGREE-3, nothing more, on the panel's copy of the draft.
 *  Undo is the collaboration's own: it takes back my words, never the other's. */

import { Editor } from '@tiptap/core'
import { Bold } from '@tiptap/extension-bold'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { Document } from '@tiptap/extension-document'
import { HardBreak } from '@tiptap/extension-hard-break'
import { Heading } from '@tiptap/extension-heading'
import { Italic } from '@tiptap/extension-italic'
import { BulletList, ListItem, ListKeymap, OrderedList } from '@tiptap/extension-list'
import { Paragraph } from '@tiptap/extension-paragraph'
import { Text } from '@tiptap/extension-text'
import type { PartnerId } from '@porchlight/shared/domain/roster'
import { AuthorMark } from './author-mark.ts'
import { KeepCaret } from './keep-caret.ts'
import { type EditorAdviceOptions, WordingAdvice } from '../wording-help/editor-advice.ts'
import { withoutLooks } from './pasted-html.ts'
import type { Replica } from './replica.ts'

/** The schema alone: what may be in a wording, and who wrote it. */
export const wordingExtensions = (me: PartnerId) => [
  Document,
  Paragraph,
  Text,
  Heading.configure({ levels: [2, 3] }),
  BulletList,
  OrderedList,
  ListItem,
  ListKeymap,
  HardBreak,
  Bold,
  Italic,
  AuthorMark.configure({ me }),
]

export function createAgreementEditor(options: {
  element: HTMLElement
  replica: Replica
  me: PartnerId
  /** The accessible name. */
  label: string
  advice: Omit<EditorAdviceOptions, 'me'>
}): Editor {
  const { replica } = options
  return new Editor({
    element: options.element,
    extensions: [
      ...wordingExtensions(options.me),
      KeepCaret.configure({ replica }),
      WordingAdvice.configure({ ...options.advice, me: options.me }),
      Collaboration.configure({ document: replica.doc, field: 'draft' }),
      CollaborationCaret.configure({
        provider: { awareness: replica.awareness },
        user: {},
        render: renderCaret,
        selectionRender: () => ({ nodeName: 'span', class: 'their-selection' }),
      }),
    ],
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': options.label, class: 'wording' },
      transformPastedHTML: withoutLooks,
    },
    // Styles come from agreement.css.
    injectCSS: false,
    // Nothing, said as a node: from a string it would be parsed as HTML, which the policy of our pages refuses.
    content: { type: 'doc', content: [{ type: 'paragraph' }] },
  })
}

function renderCaret(user: Record<string, unknown>): HTMLElement {
  const caret = document.createElement('span')
  caret.className = 'their-caret'
  const name = document.createElement('span')
  name.className = 'their-name'
  name.textContent = typeof user['name'] === 'string' ? user['name'] : ''
  caret.append(name)
  return caret
}
