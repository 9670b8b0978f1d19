import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { FromScreen, ScreenView, ToScreen } from '../port/port.ts'
import { firstSettings } from '../port/settings.ts'
import { type PortsDevice, createUiPorts } from './screens.ts'

/** A device whose document is read when the test says so; the ports under test are the real ones. */
function deviceOf(inner: Y.Doc) {
  const listeners = new Set<() => void>()
  const state: { view: ScreenView | undefined } = { view: undefined }
  const late: { old: Y.Doc; update: Uint8Array }[] = []
  let current = { inner, gen: 1 }
  const device: PortsDevice = {
    view: () => state.view,
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onCarets: () => () => {},
    inner: () => current.inner,
    gen: () => current.gen,
    takeLate: (old, update) => void late.push({ old, update }),
    carets: () => [],
    setCaret: () => {},
    run: () => Promise.resolve({ ok: true }),
    attend: () => {},
  }
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  return {
    device,
    late,
    startAfresh(fresh: Y.Doc) {
      current = { inner: fresh, gen: current.gen + 1 }
      tell()
    },
    becomeRead() {
      const { name, ...settings } = firstSettings
      state.view = { state: 'unpaired', pairing: { step: 'idle' }, settings, name }
      tell()
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

  it('DOC-4 what was typed into a document while a fresh one replaced it is not lost, and not put into the fresh one as it is', () => {
    const old = new Y.Doc()
    const fresh = new Y.Doc()
    const { device, becomeRead, startAfresh, late } = deviceOf(old)
    const { channel, sent, say } = screen()
    createUiPorts(device).accept(channel)
    becomeRead()
    say({ t: 'sv', sv: emptyVector })
    sent.length = 0
    startAfresh(fresh)
    expect(sent.map(({ t }) => t)).toEqual(['view', 'fresh'])
    const typed = new Y.Doc()
    typed.getText('words').insert(0, 'typed')
    say({ t: 'update', u: base64UrlFromBytes(Y.encodeStateAsUpdate(typed)) })
    expect(late.map(({ old: of }) => of)).toEqual([old])
    expect(fresh.getText('words').length).toBe(0)
    say({ t: 'sv', sv: emptyVector })
    say({ t: 'update', u: base64UrlFromBytes(Y.encodeStateAsUpdate(typed)) })
    expect(late).toHaveLength(1)
    expect(fresh.getText('words').toJSON()).toBe('typed')
  })

  it('DOC-4 an editor that comes back with a copy of the document before is told to start afresh', () => {
    const { device, becomeRead, startAfresh } = deviceOf(new Y.Doc())
    const fresh = new Y.Doc()
    startAfresh(fresh)
    const { channel, sent, say } = screen()
    createUiPorts(device).accept(channel)
    becomeRead()
    sent.length = 0
    say({ t: 'sv', sv: emptyVector, gen: 1 })
    expect(sent).toEqual([{ t: 'fresh' }])
    say({ t: 'sv', sv: emptyVector })
    expect(sent.map(({ t }) => t)).toEqual(['fresh', 'update', 'sv', 'carets'])
    expect(sent[2]).toMatchObject({ gen: 2 })
  })
})
