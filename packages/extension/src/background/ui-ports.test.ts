import { base64UrlFromBytes } from '@porchlight/shared/crypto/bytes'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { FromScreen, ScreenView, ToScreen } from './port.ts'
import { firstSettings } from './settings.ts'
import { type PortsDevice, createUiPorts } from './ui-ports.ts'

/** A device whose document is read when the test says so; the ports under test are the real ones. */
function deviceOf(inner: Y.Doc) {
  const listeners = new Set<() => void>()
  const state: { view: ScreenView | undefined } = { view: undefined }
  const device: PortsDevice = {
    view: () => state.view,
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onCarets: () => () => {},
    inner: () => inner,
    carets: () => [],
    setCaret: () => {},
    run: () => Promise.resolve({ ok: true }),
    attend: () => {},
  }
  return {
    device,
    becomeRead() {
      const { name, ...settings } = firstSettings
      state.view = { state: 'unpaired', pairing: { step: 'idle' }, settings, name }
      for (const listener of listeners) listener()
    },
  }
}

function screen() {
  const sent: ToScreen[] = []
  let listener: (message: FromScreen) => void = () => {}
  return {
    sent,
    say: (message: FromScreen) => listener(message),
    channel: {
      send: (message: ToScreen) => void sent.push(message),
      onMessage(heard: (message: FromScreen) => void) {
        listener = heard
        return () => {}
      },
    },
  }
}

const emptyVector = base64UrlFromBytes(Y.encodeStateVector(new Y.Doc()))

describe('the editor’s side of a port', () => {
  it('an editor that asks a worker which has not read the document yet is answered once it has', () => {
    const inner = new Y.Doc()
    inner.getText('words').insert(0, 'hello')
    const { device, becomeRead } = deviceOf(inner)
    const { channel, sent, say } = screen()
    createUiPorts(device).accept(channel)
    say({ t: 'sv', sv: emptyVector })
    expect(sent).toEqual([])
    becomeRead()
    expect(sent.map(({ t }) => t)).toEqual(['view', 'update', 'sv', 'carets'])
  })

  it('what the editor sends is not sent back to it, what others write is', () => {
    const inner = new Y.Doc()
    const { device, becomeRead } = deviceOf(inner)
    const { channel, sent, say } = screen()
    createUiPorts(device).accept(channel)
    becomeRead()
    say({ t: 'sv', sv: emptyVector })
    sent.length = 0
    const replica = new Y.Doc()
    replica.getText('words').insert(0, 'typed')
    say({ t: 'update', u: base64UrlFromBytes(Y.encodeStateAsUpdate(replica)) })
    expect(inner.getText('words').toJSON()).toBe('typed')
    expect(sent).toEqual([])
    inner.getText('words').insert(5, ', and theirs')
    expect(sent.map(({ t }) => t)).toEqual(['update'])
  })
})
