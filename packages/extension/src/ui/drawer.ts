/** What is private, as a screen sees it: whole at first, then what changes. Nothing of it comes to a screen that did not ask.
 *  Rule: PRIV-1. */

import { type ReadonlySignal, signal } from '@preact/signals'
import type { Stop } from '@porchlight/shared/capabilities'
import type { DrawerChange, DrawerView } from '@porchlight/client/port/drawer-view'
import type { Channel } from './channel.ts'

export interface Drawer {
  /** Undefined until the background has answered. */
  view: ReadonlySignal<DrawerView | undefined>
  /** This screen shows what is private, from now on. Asking twice is asking once. */
  open(): void
  /** To be called at each connection of the channel. */
  greet(): void
  stop: Stop
}

export function createDrawer(channel: Channel): Drawer {
  const view = signal<DrawerView | undefined>(undefined)
  let isOpen = false

  const stop = channel.onMessage((message) => {
    if (message.t === 'drawer') view.value = message.drawer
    else if (message.t === 'drawer-change') view.value = changed(view.peek(), message.change)
  })

  return {
    view,
    open() {
      if (isOpen) return
      isOpen = true
      channel.send({ t: 'drawer' })
    },
    greet() {
      if (isOpen) channel.send({ t: 'drawer' })
    },
    stop,
  }
}

function changed(before: DrawerView | undefined, { state, put, removed }: DrawerChange): DrawerView | undefined {
  if (before === undefined || !('records' in before)) return before
  const gone = new Set([...removed, ...put.map(({ id }) => id)])
  return { state, records: [...before.records.filter(({ id }) => !gone.has(id)), ...put] }
}
