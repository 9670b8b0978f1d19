/** A screen's copy of what is private (PRIV-1): asked for when a room first shows it, kept alike with the background's, and gone when it
 *  locks. */

import { type ReadonlySignal, signal } from '@preact/signals'
import type { DeviceCommand, Result } from '@porchlight/client/port/device-command'
import type { DrawerChange, DrawerEntry, DrawerView } from '@porchlight/client/port/drawer-view'
import type { Channel } from './channel.ts'

export interface OwnDrawer {
  view: ReadonlySignal<DrawerView>
  /** A room shows it, from now on. */
  open(): void
  /** The background is there, or there again after its worker was lost. */
  greet(): void
  put(entries: DrawerEntry[]): Promise<Result>
  remove(ids: string[]): Promise<Result>
}

/** @param ask a screen's own, `link.ask` */
export function createOwnDrawer(channel: Channel, ask: (command: DeviceCommand) => Promise<Result>): OwnDrawer {
  const view = signal<DrawerView>({ state: 'reading' })
  let isOpen = false
  const greet = (): void => {
    if (isOpen) channel.send({ t: 'drawer' })
  }
  channel.onMessage((message) => {
    if (message.t === 'drawer') view.value = message.drawer
    else if (message.t === 'drawer-change') view.value = changed(view.peek(), message.change)
  })
  return {
    view,
    open() {
      if (isOpen) return
      isOpen = true
      greet()
    },
    greet,
    put: (entries) => ask({ kind: 'put-in-drawer', entries }),
    remove: (ids) => ask({ kind: 'take-from-drawer', ids }),
  }
}

function changed(view: DrawerView, { state, put, removed }: DrawerChange): DrawerView {
  if (view.state !== 'ready' && view.state !== 'full') return view
  const isGone = new Set(removed)
  const now = new Map(view.records.map((record) => [record.id, record]))
  for (const record of put) now.set(record.id, record)
  return { state, records: [...now.values()].filter(({ id }) => !isGone.has(id)) }
}
