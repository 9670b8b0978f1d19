/** A lone stock provider, nobody to talk to, for longer than twice its patience. In a file of its own: it takes real time. */
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { openSocket } from '../support/raw-socket.ts'
import { addDevice, createCouple, ticketFor } from '../support/server-client.ts'
import { startServer } from '../support/server-process.ts'

test('SYNC-8 alone in a room for 75 s the stock provider never reconnects, and a silent socket hears a heartbeat each 20 s', async () => {
  const server = await startServer()
  const [ada, cem] = [await createCouple(server.url), await createCouple(server.url)]
  await addDevice(cem)
  const { ticket, room } = await ticketFor(ada)
  let opened = 0
  class CountingSocket extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args)
      opened++
    }
  }
  const provider = new WebsocketProvider(server.wsUrl, room, new Y.Doc(), {
    protocols: ['porchlight.v1', `porchlight.ticket.${ticket}`],
    WebSocketPolyfill: CountingSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  // Without presence of its own it says nothing for 75 s: whatever keeps it connected is the server's.
  provider.awareness.setLocalState(null)
  const statuses: string[] = []
  provider.on('status', ({ status }) => statuses.push(status))
  const silent = await openSocket(cem)
  await new Promise((resume) => setTimeout(resume, 75_000))
  expect(opened).toBe(1)
  expect(statuses).toEqual(['connected'])
  expect(provider.synced).toBe(true)
  const heartbeats = silent.frames.filter((frame) => frame.join() === '1,1,0').length
  expect([2, 3]).toContain(heartbeats)
  expect(silent.ws.readyState).toBe(WebSocket.OPEN)
  provider.destroy()
  await silent.close()
  await server.dispose()
})
