/** The Port between a screen and the background, both ends. The only file that knows a Port.
 *  An MV3 worker may be killed between a command and its answer: the screen's end connects again and repeats what was
 *  not answered. That is safe: turn, consent and invitation commands name what was seen (DOM-8), signals are spaced
 *  (SIG-3). Bytes travel as base64url strings, since Chrome before 148 serialises ports as JSON. */

import type { Stop } from '@porchlight/shared/capabilities'
import { browser } from 'wxt/browser'

/** One end of a Port: `In` comes, `Out` goes. */
export interface Channel<In, Out> {
  send(message: Out): void
  onMessage(listener: (message: In) => void): Stop
  close(): void
}

type Port = ReturnType<typeof browser.runtime.connect>
type Numbered = { t: string; id?: number }

/** The screen's end. Reconnects when the worker comes back; `onConnect` runs at each connection, the first included. */
export function connectToBackground<In extends Numbered, Out extends Numbered>(
  name: string,
  onConnect: () => void = () => {},
): Channel<In, Out> {
  const listeners = new Set<(message: In) => void>()
  const unanswered = new Map<number, Out>()
  let port: Port | undefined
  let closed = false

  const open = (): void => {
    if (closed) return
    const opened = browser.runtime.connect({ name })
    port = opened
    opened.onMessage.addListener((message: In) => {
      if (message.t === 'result' && message.id !== undefined) unanswered.delete(message.id)
      for (const listener of listeners) listener(message)
    })
    opened.onDisconnect.addListener(() => {
      if (port === opened) port = undefined
      // Connecting starts the worker again; the pause keeps a worker that dies at once from being started in a loop.
      setTimeout(open, 250)
    })
    onConnect()
    for (const message of unanswered.values()) opened.postMessage(message)
  }
  // Listeners are added in the caller's turn, so the first view finds them.
  queueMicrotask(open)

  return {
    send(message) {
      if (message.id !== undefined) unanswered.set(message.id, message)
      port?.postMessage(message)
    },
    onMessage(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      closed = true
      port?.disconnect()
    },
  }
}

/** The background's end: calls `accept` for every screen of this extension that connects, and for nobody else. */
export function acceptScreens<In, Out>(accept: (name: string, channel: Channel<In, Out>) => Stop): Stop {
  const onConnect = (port: Port): void => {
    if (!isOwnScreen(port.sender, port.name, { id: browser.runtime.id, url: browser.runtime.getURL('/') })) {
      port.disconnect()
      return
    }
    const gone = accept(port.name, {
      send: (message) => port.postMessage(message),
      onMessage(listener) {
        port.onMessage.addListener(listener)
        return () => port.onMessage.removeListener(listener)
      },
      close: () => port.disconnect(),
    })
    port.onDisconnect.addListener(gone)
  }
  browser.runtime.onConnect.addListener(onConnect)
  return () => browser.runtime.onConnect.removeListener(onConnect)
}

/** Whether the page of that name in this package is what connects: no content script, no page of the web, no other extension,
 *  and none of our pages under the name of another.
 *  @param own this extension's id, and the address its files begin with, slash included */
export function isOwnScreen(
  sender: { id?: string; url?: string } | undefined,
  name: string,
  own: { id: string; url: string },
): boolean {
  const page = sender?.url?.split(/[?#]/, 1)[0]
  return sender?.id === own.id && page === `${own.url}${name}.html`
}
