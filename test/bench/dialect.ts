/** How a peer wraps y-websocket messages. Everybody but Hocuspocus does not; Hocuspocus puts the document's name before each, and
 *  wants a token message first. */

import * as encoding from 'lib0/encoding'
import type { Hear, LoadSocket } from './load-socket.ts'

export interface Dialect {
  /** Opens a socket and speaks until messages may go both ways. */
  greet(room: string, open: (hear: Hear) => Promise<LoadSocket>, hear: Hear): Promise<LoadSocket>
}

export const yWebsocket: Dialect = { greet: (_room, open, hear) => open(hear) }

/** Who is here? Answered, and never an error. */
const queryAwareness = 3

export const hocuspocus: Dialect = {
  async greet(room, open, hear) {
    const name = encoding.encode((encoder) => encoding.writeVarString(encoder, room))
    const prefixed = (message: Uint8Array): Uint8Array => Buffer.concat([name, message])
    const { promise: accepted, resolve: onAccepted, reject: onRefused } = Promise.withResolvers<void>()
    const wrapped: LoadSocket = {
      send: (message) => socket.send(prefixed(message)),
      destroy: () => socket.destroy(),
      onLost: () => undefined,
    }
    const socket = await open((frame) => {
      const message = frame.subarray(name.length)
      // 2: auth, and its 2: authenticated. 4: a sync that wants no answer, otherwise a sync.
      if (message[0] === 2) onAccepted()
      if (message[0] === 4) message[0] = 0
      hear(message, wrapped)
    })
    socket.send(
      prefixed(
        encoding.encode((encoder) => {
          for (const part of [2, 0]) encoding.writeVarUint(encoder, part)
          encoding.writeVarString(encoder, 'no token')
          encoding.writeVarString(encoder, '4.7.0')
        }),
      ),
    )
    // Its own clients say something every half minute; whoever is silent for a minute is closed (4408).
    const timer = setInterval(() => socket.send(prefixed(new Uint8Array([queryAwareness]))), 25_000)
    socket.onLost = (reason) => {
      clearInterval(timer)
      onRefused(new Error(reason))
      wrapped.onLost(reason)
    }
    await accepted
    return wrapped
  },
}
