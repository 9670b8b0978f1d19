import { fromBase64UrlEncoded, toBase64UrlEncoded } from 'lib0/buffer'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { createReplicas } from './replica.ts'

/** The background's end, as docs/ports.md tells it, over a plain document. */
function farEnd() {
  let doc = new Y.Doc()
  let listener: (message: ToScreen) => void = () => {}
  const heard: FromScreen[] = []
  const channel = {
    send(message: FromScreen) {
      heard.push(message)
      if (message.t === 'sv') {
        tell({ t: 'update', u: toBase64UrlEncoded(Y.encodeStateAsUpdate(doc, fromBase64UrlEncoded(message.sv))) })
        tell({ t: 'sv', sv: toBase64UrlEncoded(Y.encodeStateVector(doc)), gen: 1 })
      } else if (message.t === 'update') Y.applyUpdate(doc, fromBase64UrlEncoded(message.u), 'screen')
    },
    onMessage(next: (message: ToScreen) => void) {
      listener = next
      return () => {}
    },
  }
  function tell(message: ToScreen): void {
    listener(message)
  }
  return {
    channel,
    heard,
    tell,
    text: () => doc.getText('t').toJSON(),
    write: (words: string) => {
      const before = Y.encodeStateVector(doc)
      doc.getText('t').insert(0, words)
      tell({ t: 'update', u: toBase64UrlEncoded(Y.encodeStateAsUpdate(doc, before)) })
    },
    startAfresh: (words: string) => {
      doc = new Y.Doc()
      doc.getText('t').insert(0, words)
      tell({ t: 'fresh' })
    },
  }
}

function opened() {
  const far = farEnd()
  const replicas = createReplicas(far.channel)
  const text = (): Y.Text => {
    const replica = replicas.current.value
    if (replica === undefined) throw new Error('no copy yet')
    return replica.doc.getText('t')
  }
  return { far, replicas, text }
}

describe('the panel’s copy', () => {
  it('SEAL-6a nothing can be typed before the first answer', () => {
    const { replicas } = opened()
    expect(replicas.current.value).toBeUndefined()
    replicas.greet()
    expect(replicas.current.value).toBeDefined()
    replicas.stop()
  })

  it('both ends have both words, and what came is not sent back', () => {
    const { far, replicas, text } = opened()
    replicas.greet()
    text().insert(0, 'mine ')
    far.heard.length = 0
    far.write('theirs ')
    expect(far.heard).toEqual([])
    expect(text().toJSON()).toBe(far.text())
    expect(far.text()).toContain('mine')
    expect(far.text()).toContain('theirs')
    replicas.stop()
  })

  it('SEAL-6a what was typed while nobody listened goes out at the next connection', () => {
    const { far, replicas, text } = opened()
    replicas.greet()
    const { send } = far.channel
    far.channel.send = () => {}
    text().insert(0, 'in the gap')
    far.channel.send = send
    expect(far.text()).toBe('')
    replicas.greet()
    expect(far.text()).toBe('in the gap')
    replicas.stop()
  })

  it('DOC-4 a fresh document replaces the copy: nothing of the old one flows into it', () => {
    const { far, replicas, text } = opened()
    replicas.greet()
    text().insert(0, 'old words')
    far.startAfresh('new words')
    expect(text().toJSON()).toBe('new words')
    expect(far.text()).toBe('new words')
    replicas.stop()
  })

  it('SEAL-13 the local caret is told when it moves, once, and taken back on leaving', () => {
    const { far, replicas, text } = opened()
    replicas.greet()
    text().insert(0, 'hello')
    const replica = replicas.current.value
    const at = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text(), 2)) as unknown
    far.heard.length = 0
    replica?.awareness.setLocalStateField('cursor', { anchor: at, head: at })
    replica?.awareness.setLocalStateField('cursor', { anchor: at, head: at })
    const carets = far.heard.filter((message) => message.t === 'caret')
    expect(carets).toHaveLength(1)
    const [first] = carets
    const position = Y.decodeRelativePosition(fromBase64UrlEncoded(first?.caret?.a ?? ''))
    expect(Y.createAbsolutePositionFromRelativePosition(position, text().doc as Y.Doc)?.index).toBe(2)
    replicas.leave()
    expect(far.heard.at(-1)).toEqual({ t: 'caret', caret: null })
    replicas.stop()
  })

  it('shows carets only as given: who is not named any more is gone', () => {
    const { far, replicas, text } = opened()
    replicas.greet()
    text().insert(0, 'hello')
    const a = toBase64UrlEncoded(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text(), 1)))
    far.tell({ t: 'carets', carets: [{ name: 'Sam', caret: { r: 7, a, h: a } }] })
    expect(replicas.others.value).toEqual(['Sam'])
    expect(replicas.current.value?.awareness.getStates().get(7)?.['user']).toMatchObject({ name: 'Sam' })
    far.tell({ t: 'carets', carets: [] })
    expect(replicas.others.value).toEqual([])
    expect(replicas.current.value?.awareness.getStates().has(7)).toBe(false)
    replicas.stop()
  })
})
