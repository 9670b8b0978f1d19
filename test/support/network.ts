/** A network between one device and the server, which a test can cut: a plain TCP relay on loopback. Cutting ends every
 *  connection without a close frame and refuses new ones, as a train in a tunnel does. */

import { once } from 'node:events'
import { type Socket, connect, createServer } from 'node:net'

export interface Network {
  /** The server as this device reaches it. */
  url: string
  cut(): void
  restore(): void
  /** From now on nothing passes, either way, and nothing is closed: what a router does that has forgotten a connection. */
  freeze(): void
  /** Every byte that came from the server so far. */
  received(): Buffer
  close(): Promise<void>
}

/** @param target the server's own address, http://127.0.0.1:port */
export async function startNetwork(target: string): Promise<Network> {
  const port = Number(new URL(target).port)
  const open = new Set<Socket>()
  const fromServer: Buffer[] = []
  let isCut = false

  const relay = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connect(port, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
    far.on('data', (bytes: Buffer) => fromServer.push(bytes))
    near.pipe(far)
    far.pipe(near)
    return undefined
  })
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const address = relay.address()
  if (address === null || typeof address === 'string') throw new Error('no address')

  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      isCut = true
      for (const socket of open) socket.destroy()
    },
    restore() {
      isCut = false
    },
    freeze() {
      for (const socket of open) {
        socket.unpipe()
        socket.pause()
      }
    },
    received: () => Buffer.concat(fromServer),
    async close() {
      for (const socket of open) socket.destroy()
      relay.close()
      await once(relay, 'close')
    },
  }
}
