/** The background's part of the editor's talk: a document with words of both in it, and the other's caret; and what is private. */

import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { draftOf } from '@porchlight/shared/domain/document'
import { fromBase64UrlEncoded, toBase64UrlEncoded } from 'lib0/buffer'
import * as Y from 'yjs'
import { drawerOf } from './drawers.ts'

interface Line {
  node: 'heading' | 'paragraph'
  by: 'a' | 'b'
  text: string
  more?: { by: 'a' | 'b'; text: string }
}

const lines: Line[] = [
  { node: 'heading', by: 'a', text: 'Two days each' },
  {
    node: 'paragraph',
    by: 'a',
    text: 'We both want to be wanted, and to do the wanting. ',
    more: { by: 'b', text: 'So we take turns, and we laugh about it too.' },
  },
  { node: 'paragraph', by: 'b', text: 'Small counts: tea on the step, a hand on the way past.' },
]

export function createFarSide(
  channel: { tell(message: ToScreen): void; heard(listener: (message: FromScreen) => void): void },
  view: string,
): void {
  const doc = new Y.Doc()
  const empty = view === 'no-agreement'
  if (!empty) writeDraft(doc)
  channel.heard((message) => {
    if (message.t === 'drawer') channel.tell({ t: 'drawer', drawer: drawerOf(view) })
    else if (message.t === 'sv') {
      channel.tell({ t: 'update', u: toBase64UrlEncoded(Y.encodeStateAsUpdate(doc, fromBase64UrlEncoded(message.sv))) })
      channel.tell({ t: 'sv', sv: toBase64UrlEncoded(Y.encodeStateVector(doc)), gen: 1 })
      if (!empty) channel.tell({ t: 'carets', carets: [{ name: 'Sam', caret: caretIn(doc) }] })
    } else if (message.t === 'update') Y.applyUpdate(doc, fromBase64UrlEncoded(message.u))
  })
}

function writeDraft(doc: Y.Doc): void {
  for (const { node, by, text, more } of lines) {
    const element = new Y.XmlElement(node)
    if (node === 'heading') element.setAttribute('level', 2 as unknown as string)
    const words = new Y.XmlText()
    element.insert(0, [words])
    draftOf(doc).push([element])
    words.insert(0, text, { author: { by } })
    if (more !== undefined) words.insert(words.length, more.text, { author: { by: more.by } })
  }
}

function caretIn(doc: Y.Doc) {
  const last = draftOf(doc).get(2) as Y.XmlElement
  const words = last.get(0) as Y.XmlText
  const at = (index: number): string =>
    toBase64UrlEncoded(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(words, index)))
  return { r: doc.clientID, a: at(14), h: at(33) }
}
