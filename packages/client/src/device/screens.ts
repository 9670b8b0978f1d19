/** The background's side of every open screen: commands in, views out; for the editor its replica and carets too.
 *  Written down in docs/ports.md. */

import { base64UrlFromBytes, bytesFromBase64Url } from '@porchlight/shared/bytes'
import type { Stop } from '@porchlight/shared/capabilities'
import * as Y from 'yjs'
import type { Drawer } from '../private/drawer.ts'
import type { DrawerView } from '../port/drawer-view.ts'
import type { Device } from './device.ts'
import type { Caret, FromScreen, ToScreen } from '../port/port.ts'

/** One end of a Port; `platform/port-channel` makes the real one. */
export interface ScreenChannel {
  send(message: ToScreen): void
  onMessage(listener: (message: FromScreen) => void): Stop
}

/** What the ports use of the device. */
export type PortsDevice = Pick<
  Device,
  'view' | 'onChange' | 'onCarets' | 'inner' | 'gen' | 'takeLate' | 'carets' | 'setCaret' | 'run' | 'attend'
> & { drawer: Pick<Drawer, 'view' | 'onChange'> }

export interface UiPorts {
  /** A screen connected. Returns what to call when it went. */
  accept(channel: ScreenChannel): Stop
}

export function createUiPorts(device: PortsDevice): UiPorts {
  const editors = new Map<ScreenChannel, Caret>()
  // Of several panels the one that moved its caret last speaks (SEAL-13): Map keeps the order of insertion.
  const speak = (): void => device.setCaret([...editors.values()].at(-1) ?? null)

  return {
    accept(channel) {
      const replica = createReplicaLink(device, channel)
      const showView = (): void => {
        const view = device.view()
        if (view !== undefined) channel.send({ t: 'view', view })
      }
      const drawer = createDrawerLink(device.drawer, channel)
      const stops = [
        device.onChange(() => {
          showView()
          drawer.follow()
          replica.follow()
        }),
        device.onCarets((carets) => replica.showCarets(carets)),
        channel.onMessage((message) => {
          switch (message.t) {
            case 'command':
              void device
                .run(message.command)
                .then((result) => channel.send({ t: 'result', id: message.id, ...result }))
              return
            case 'sv':
              return replica.exchange(message.sv, message.gen)
            case 'update':
              return replica.receive(message.u)
            case 'look':
              return showView()
            case 'drawer':
              return drawer.open()
            case 'caret':
              editors.delete(channel)
              if (message.caret !== null) editors.set(channel, message.caret)
              return speak()
          }
          message satisfies never
        }),
      ]
      showView()
      device.attend()
      return () => {
        for (const stop of stops) stop()
        replica.stop()
        drawer.stop()
        if (editors.delete(channel)) speak()
      }
    },
  }
}

/** Tells one screen of what is private, once it has asked: whole where the state is another, else what changed. */
function createDrawerLink(drawer: PortsDevice['drawer'], channel: ScreenChannel): DrawerLink {
  let shown: DrawerView['state'] | undefined
  const showWhole = (): void => {
    const view = drawer.view()
    shown = view.state
    channel.send({ t: 'drawer', drawer: view })
  }
  const stop = drawer.onChange((change) => {
    if (shown === undefined) return
    if (change === undefined || (shown !== 'ready' && shown !== 'full')) return showWhole()
    shown = change.state
    channel.send({ t: 'drawer-change', change })
  })
  return {
    open: showWhole,
    follow() {
      // Shut at once with the rest, before anything is put away.
      if (shown !== undefined && (shown === 'locked') !== (drawer.view().state === 'locked')) showWhole()
    },
    stop,
  }
}

interface DrawerLink {
  open(): void
  follow(): void
  stop: Stop
}

interface ReplicaLink {
  /** The editor's state vector: answers, once the document is read, with what it lacks and with our own. */
  exchange(stateVector: string, gen: number | undefined): void
  receive(update: string): void
  showCarets(carets: { name: string; caret: Caret }[]): void
  /** Notices when the inner document was read or replaced. */
  follow(): void
  stop: Stop
}

/** Keeps one editor's replica and the inner document alike, once the editor has asked. */
function createReplicaLink(device: PortsDevice, channel: ScreenChannel): ReplicaLink {
  let inner: Y.Doc | undefined
  /** The document before a fresh one, until the editor has let go of it: what it sends meanwhile belongs there. */
  let replaced: Y.Doc | undefined
  /** The state vector of an editor that asked before the document was read: a worker that was just woken. */
  let asked: { vector: Uint8Array; gen: number | undefined } | undefined
  const link = {}

  const forward = (update: Uint8Array, origin: unknown): void => {
    if (origin !== link) channel.send({ t: 'update', u: base64UrlFromBytes(update) })
  }
  const detach = (): void => {
    inner?.off('update', forward)
    inner = undefined
  }

  const answer = (): void => {
    const view = device.view()
    const doc = view === undefined || view.state === 'locked' ? undefined : device.inner()
    if (doc === undefined || asked === undefined) return
    const { vector, gen } = asked
    asked = undefined
    replaced = undefined
    detach()
    // A copy of another document must not be put together with this one: everything would stand twice.
    if (gen !== undefined && gen !== device.gen()) return channel.send({ t: 'fresh' })
    inner = doc
    doc.on('update', forward)
    channel.send({ t: 'update', u: base64UrlFromBytes(Y.encodeStateAsUpdate(doc, vector)) })
    channel.send({ t: 'sv', sv: base64UrlFromBytes(Y.encodeStateVector(doc)), gen: device.gen() ?? 1 })
    channel.send({ t: 'carets', carets: device.carets() })
  }

  return {
    exchange(stateVector, gen) {
      const vector = bytesFromBase64Url(stateVector)
      asked = vector === undefined ? undefined : { vector, gen }
      answer()
    },
    receive(update) {
      const bytes = bytesFromBase64Url(update)
      if (bytes === undefined) return
      if (inner !== undefined) Y.applyUpdate(inner, bytes, link)
      else if (replaced !== undefined) device.takeLate(replaced, bytes)
    },
    showCarets(carets) {
      if (inner !== undefined) channel.send({ t: 'carets', carets })
    },
    follow() {
      answer()
      if (inner === undefined || inner === device.inner()) return
      replaced = inner
      detach()
      channel.send({ t: 'fresh' })
    },
    stop: detach,
  }
}
