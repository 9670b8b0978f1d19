import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { DrawerChange, DrawerView } from '../port/drawer-view.ts'
import type { FromScreen, ScreenView, ToScreen } from '../port/port.ts'
import { firstSettings } from '../port/settings.ts'
import { type PortsDevice, createUiPorts } from './screens.ts'

/** A device whose document is read when the test says so; the ports under test are the real ones. */
function deviceOf(inner: Y.Doc) {
  const listeners = new Set<() => void>()
  const state: { view: ScreenView | undefined } = { view: undefined }
  const late: { old: Y.Doc; update: Uint8Array }[] = []
  let current = { inner, gen: 1 }
  const drawer = {
    view: { state: 'reading' } as DrawerView,
    listeners: new Set<(change: DrawerChange | undefined) => void>(),
  }
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
    drawer: {
      view: () => drawer.view,
      onChange: (listener) => {
        drawer.listeners.add(listener)
        return () => void drawer.listeners.delete(listener)
      },
    },
  }
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  return {
    device,
    late,
    showDrawer(view: DrawerView, change?: DrawerChange) {
      drawer.view = view
      for (const listener of drawer.listeners) listener(change)
    },
    /** The lock shuts: told as a change of the view, before the drawer itself was put away. */
    lockDrawer() {
      drawer.view = { state: 'locked' }
      tell()
    },
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

describe('a screen that shows what is private', () => {
  const plan = { id: 'plan/1', kind: 'plan', rev: 'r1', value: 'soup' }
  const heard = (sent: ToScreen[]) => sent.filter(({ t }) => t === 'drawer' || t === 'drawer-change')

  it('PRIV-1 nothing of it goes to a screen that did not ask', () => {
    const { device, showDrawer } = deviceOf(new Y.Doc())
    const popup = screen()
    createUiPorts(device).accept(popup.channel)
    showDrawer({ state: 'ready', records: [plan] })
    showDrawer({ state: 'ready', records: [plan] }, { state: 'ready', put: [plan], removed: [] })
    expect(heard(popup.sent)).toEqual([])
  })

  it('PRIV-1 who asked has it whole once it was read, and then what changes', () => {
    const { device, showDrawer } = deviceOf(new Y.Doc())
    const panel = screen()
    createUiPorts(device).accept(panel.channel)
    panel.say({ t: 'drawer' })
    const change: DrawerChange = { state: 'full', put: [plan], removed: [] }
    showDrawer({ state: 'ready', records: [] })
    showDrawer({ state: 'full', records: [plan] }, change)
    expect(heard(panel.sent)).toEqual([
      { t: 'drawer', drawer: { state: 'reading' } },
      { t: 'drawer', drawer: { state: 'ready', records: [] } },
      { t: 'drawer-change', change },
    ])
  })

  it('LOCK-1 locked, it is taken away in the same turn as everything else', () => {
    const { device, showDrawer, lockDrawer } = deviceOf(new Y.Doc())
    const panel = screen()
    createUiPorts(device).accept(panel.channel)
    panel.say({ t: 'drawer' })
    showDrawer({ state: 'ready', records: [plan] })
    lockDrawer()
    expect(heard(panel.sent).at(-1)).toEqual({ t: 'drawer', drawer: { state: 'locked' } })
    showDrawer({ state: 'reading' })
    showDrawer({ state: 'ready', records: [plan] })
    expect(heard(panel.sent).at(-1)).toEqual({ t: 'drawer', drawer: { state: 'ready', records: [plan] } })
  })
})
