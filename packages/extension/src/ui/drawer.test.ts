import { describe, expect, it } from 'vitest'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { createDrawer } from './drawer.ts'

const plan = (id: string, value: string) => ({ id, kind: 'plan', rev: value, value })

function opened() {
  const sent: FromScreen[] = []
  let hear = (_message: ToScreen): void => {}
  const drawer = createDrawer({
    send: (message) => void sent.push(message),
    onMessage(listener) {
      hear = listener
      return () => {}
    },
  })
  return { drawer, sent, say: (message: ToScreen) => hear(message) }
}

describe('what is private, on a screen', () => {
  it('PRIV-1 is asked for when it is to be shown, once, and again by a worker that was lost', () => {
    const { drawer, sent } = opened()
    drawer.greet()
    expect(sent).toEqual([])
    drawer.open()
    drawer.open()
    expect(sent).toEqual([{ t: 'drawer' }])
    drawer.greet()
    expect(sent).toHaveLength(2)
  })

  it('PRIV-1 comes whole, and then what changes', () => {
    const { drawer, say } = opened()
    say({ t: 'drawer-change', change: { state: 'ready', put: [plan('a', 'early')], removed: [] } })
    expect(drawer.view.value).toBeUndefined()
    say({ t: 'drawer', drawer: { state: 'ready', records: [plan('a', 'soup'), plan('b', 'bath')] } })
    say({ t: 'drawer-change', change: { state: 'full', put: [plan('a', 'soup, then a walk')], removed: ['b'] } })
    expect(drawer.view.value).toEqual({ state: 'full', records: [plan('a', 'soup, then a walk')] })
  })

  it('LOCK-1 is taken away with the lock', () => {
    const { drawer, say } = opened()
    say({ t: 'drawer', drawer: { state: 'ready', records: [plan('a', 'soup')] } })
    say({ t: 'drawer', drawer: { state: 'locked' } })
    say({ t: 'drawer-change', change: { state: 'ready', put: [plan('a', 'soup')], removed: [] } })
    expect(drawer.view.value).toEqual({ state: 'locked' })
  })
})
