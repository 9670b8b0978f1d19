/** The editor of the agreement on its own, as the panel has it, and another writer at the far end of its channel. What a
 *  driver (`hand.ts`) does with it is a person's: real clicks, keys and touches. */

import '../../packages/extension/src/ui/theme/theme.css'
import '../../packages/extension/src/ui/agreement/agreement.css'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { createAgreementEditor } from '@porchlight/extension/ui/agreement/editor'
import { adviceOf } from '@porchlight/extension/ui/wording-help/editor-advice'
import { createReplicas } from '@porchlight/extension/ui/agreement/replica'
import { fromBase64UrlEncoded, toBase64UrlEncoded } from 'lib0/buffer'
import * as Y from 'yjs'

/** Nobody but the other types it. */
const theirLetter = 'z'

interface Running {
  far: Y.Doc
  stop(): void
}
let running: Running | undefined
let writing: { stop(): void; written: number } | undefined

/** A task of its own for each message, as a Port has it. */
function createPipe(far: Y.Doc) {
  const { port1, port2 } = new MessageChannel()
  const ears = new Set<(message: ToScreen) => void>()
  port2.addEventListener('message', ({ data }: MessageEvent<ToScreen>) => {
    for (const ear of ears) ear(data)
  })
  port2.start()
  const tell = (message: ToScreen): void => port1.postMessage(message)
  const forward = (u: Uint8Array, origin: unknown): void => {
    if (origin !== 'panel') tell({ t: 'update', u: toBase64UrlEncoded(u) })
  }
  far.on('update', forward)
  return {
    tell,
    send(message: FromScreen) {
      if (message.t === 'sv') {
        tell({ t: 'update', u: toBase64UrlEncoded(Y.encodeStateAsUpdate(far, fromBase64UrlEncoded(message.sv))) })
        tell({ t: 'sv', sv: toBase64UrlEncoded(Y.encodeStateVector(far)), gen: 1 })
      } else if (message.t === 'update') Y.applyUpdate(far, fromBase64UrlEncoded(message.u), 'panel')
    },
    onMessage(listener: (message: ToScreen) => void) {
      ears.add(listener)
      return () => ears.delete(listener)
    },
    close() {
      far.off('update', forward)
      port1.close()
    },
  }
}

const fragmentOf = (doc: Y.Doc) => doc.getXmlFragment('draft')
const textIn = (block: unknown): Y.XmlText => (block as Y.XmlElement).get(0) as Y.XmlText

function fill(doc: Y.Doc, blocks: string[]): void {
  doc.transact(() => {
    for (const [at, text] of blocks.entries()) {
      const block = new Y.XmlElement('paragraph')
      const words = new Y.XmlText()
      // Half of it is mine, so that a block has seams.
      const half = Math.floor(text.length / 2)
      words.insert(0, text.slice(0, half), { author: { by: at % 2 === 0 ? 'a' : 'b' } })
      words.insert(half, text.slice(half), { author: { by: at % 2 === 0 ? 'b' : 'a' } })
      block.insert(0, [words])
      fragmentOf(doc).push([block])
    }
  })
}

function nodeAt(block: number, offset: number): { node: Text; at: number } | undefined {
  const element = document.querySelectorAll('#place p')[block]
  if (element === undefined) return undefined
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  let left = offset
  let last: Text | undefined
  while (walker.nextNode()) {
    const node = walker.currentNode as Text
    if (node.parentElement?.closest('.their-caret') !== null) continue
    for (let at = 0; at <= node.length; at += 1) {
      if (left === 0 && (at < node.length || offset === 0)) return { node, at }
      if (at < node.length && node.data[at] !== theirLetter) left -= 1
    }
    last = node
  }
  return last === undefined ? undefined : { node: last, at: last.length }
}

const caret = {
  async setUp(blocks: string[]): Promise<void> {
    caret.tearDown()
    const far = new Y.Doc()
    fill(far, blocks)
    const pipe = createPipe(far)
    const replicas = createReplicas(pipe)
    replicas.greet()
    while (replicas.current.peek() === undefined) await new Promise((resume) => setTimeout(resume, 1))
    const replica = replicas.current.peek()
    const element = document.getElementById('place')
    if (replica === undefined || element === null) throw new Error('no place')
    const advice = { describedBy: 'why', onTold: () => undefined, focusCard: () => undefined }
    const editor = createAgreementEditor({ element, replica, me: 'a', label: 'Our agreement', advice })
    adviceOf(editor)?.turn(true)
    running = {
      far,
      stop() {
        editor.destroy()
        replicas.stop()
        pipe.close()
        element.replaceChildren()
      },
    }
    const mine = far.clientID + 1
    caret.showTheirs = (block: number, at: number) => {
      const position = Y.createRelativePositionFromTypeIndex(textIn(fragmentOf(far).get(block)), at)
      const encoded = toBase64UrlEncoded(Y.encodeRelativePosition(position))
      pipe.tell({ t: 'carets', carets: [{ name: 'Sam', caret: { r: mine, a: encoded, h: encoded } }] })
    }
  },
  showTheirs: (_block: number, _at: number): void => undefined,
  tearDown(): void {
    caret.stop()
    running?.stop()
    running = undefined
  },
  /** Where a person would point to be before that letter. Written with the other's letters left out. */
  point(block: number, offset: number): { x: number; y: number } {
    const place = nodeAt(block, offset)
    if (place === undefined) throw new Error('no such place')
    const range = document.createRange()
    const isEnd = place.at === place.node.length
    range.setStart(place.node, isEnd ? Math.max(0, place.at - 1) : place.at)
    range.setEnd(place.node, isEnd ? place.at : place.at + 1)
    const box = range.getBoundingClientRect()
    return { x: isEnd ? box.right + 1 : box.left + 1, y: box.top + box.height / 2 }
  },
  /** The other types there, letter by letter. */
  write(block: number, at: number, minMs: number, maxMs: number): void {
    const far = running?.far
    if (far === undefined) return
    const words = textIn(fragmentOf(far).get(block))
    const place = Y.createRelativePositionFromTypeIndex(words, at, -1)
    const mine = { stop: (): void => clearTimeout(timer), written: 0 }
    let timer: ReturnType<typeof setTimeout>
    const next = (): void => {
      const now = Y.createAbsolutePositionFromRelativePosition(place, far)
      if (now !== null && now.type instanceof Y.XmlText && now.type._item?.deleted !== true) {
        now.type.insert(now.index, theirLetter, { author: { by: 'b' } })
        mine.written += 1
        const index = fragmentOf(far)
          .toArray()
          .findIndex((one) => textIn(one) === now.type)
        if (index >= 0) caret.showTheirs(index, now.index)
      }
      timer = setTimeout(next, minMs + Math.random() * (maxMs - minMs))
    }
    timer = setTimeout(next, 0)
    writing = mine
  },
  stop(): void {
    writing?.stop()
    writing = undefined
  },
  /** The other presses Enter there, as their editor writes it: what comes after moves into a block of its own. */
  split(block: number, at: number): void {
    const far = running?.far
    if (far === undefined) return
    far.transact(() => {
      const words = textIn(fragmentOf(far).get(block))
      const rest = words.toDelta() as { insert: string; attributes?: object }[]
      const made = new Y.XmlElement('paragraph')
      const moved = new Y.XmlText()
      fragmentOf(far).insert(block + 1, [made])
      made.insert(0, [moved])
      let passed = 0
      for (const { insert, attributes } of rest) {
        const from = Math.max(0, at - passed)
        if (from < insert.length) moved.insert(moved.length, insert.slice(from), attributes)
        passed += insert.length
      }
      words.delete(at, words.length - at)
    })
  },
  /** The other presses Backspace at the block's start: it goes on in the one before. */
  join(block: number): void {
    const far = running?.far
    if (far === undefined) return
    far.transact(() => {
      const before = textIn(fragmentOf(far).get(block - 1))
      for (const { insert, attributes } of textIn(fragmentOf(far).get(block)).toDelta() as {
        insert: string
        attributes?: object
      }[])
        before.insert(before.length, insert, attributes)
      fragmentOf(far).delete(block, 1)
    })
  },
  /** As a person pastes. */
  paste(html: string): void {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', html)
    // Firefox knows an older form alone.
    const init = { clipboardData, dataType: 'text/html', data: html, bubbles: true, cancelable: true }
    const paste = new ClipboardEvent('paste', init)
    document.querySelector('#place [contenteditable]')?.dispatchEvent(paste)
  },
  /** What the policy refuses. */
  style(): void {
    document.body.setAttribute('style', 'color: red')
  },
  /** Whether the last split or join stands in the editor. */
  shown: (): boolean =>
    running !== undefined && fragmentOf(running.far).length === document.querySelectorAll('#place p').length,
  /** What both have now, the other's letters left out; undefined while they differ. */
  texts(): string[] | undefined {
    const shown = [...document.querySelectorAll('#place p')].map((block) => {
      const copy = block.cloneNode(true) as Element
      for (const one of copy.querySelectorAll('.their-caret')) one.remove()
      return copy.textContent ?? ''
    })
    const far =
      running === undefined
        ? []
        : fragmentOf(running.far)
            .toArray()
            .map((block) => textIn(block).toDelta() as { insert: string }[])
    const kept = far.map((delta) => delta.map(({ insert }) => insert).join(''))
    return kept.join('\n') === shown.join('\n') ? shown.map((text) => text.replaceAll(theirLetter, '')) : undefined
  },
}

Object.assign(globalThis, { caret })
export type CaretPage = typeof caret
