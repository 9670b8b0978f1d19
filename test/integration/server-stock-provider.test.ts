/** An unmodified y-websocket provider, which knows nothing of Porchlight but its ticket, syncs a plain document. Rule: SYNC-1 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { addDevice, createCouple, type Device, ticketFor } from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { patience } from '../support/patience.ts'

let server: ServerProcess
let ada: Device
let ben: Device
const open: WebsocketProvider[] = []

beforeAll(async () => {
  server = await startServer()
  ada = await createCouple(server.url)
  ben = await addDevice(ada)
})
afterAll(async () => {
  for (const provider of open) provider.destroy()
  await server.dispose()
})

const connect = async (device: Device, doc: Y.Doc): Promise<WebsocketProvider> => {
  const { ticket, room } = await ticketFor(device)
  const provider = new WebsocketProvider(server.wsUrl, room, doc, {
    protocols: ['porchlight.v1', `porchlight.ticket.${ticket}`],
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  open.push(provider)
  return provider
}

const until = async (what: string, isSo: () => boolean): Promise<void> => {
  await expect.poll(isSo, { timeout: 10_000 * patience, interval: 10, message: what }).toBe(true)
}

describe('the stock provider', () => {
  test('SYNC-1 two of them sync a plain document, with presence', async () => {
    const [left, right] = [new Y.Doc(), new Y.Doc()]
    const [a, b] = [await connect(ada, left), await connect(ben, right)]
    await until('both synced', () => a.synced && b.synced)
    left.getText('t').insert(0, 'hello')
    await until('the text arrives', () => right.getText('t').toJSON() === 'hello')
    a.awareness.setLocalStateField('name', 'Ada')
    await until('her name arrives', () => b.awareness.getStates().get(left.clientID)?.['name'] === 'Ada')
    a.destroy()
    await until('she is gone', () => !b.awareness.getStates().has(left.clientID))
    expect(right.getText('t').toJSON()).toBe('hello')
    b.destroy()
  })

  test('SYNC-8a what was written offline on both sides is merged', async () => {
    const [left, right] = [new Y.Doc(), new Y.Doc()]
    const first = [await connect(ada, left), await connect(ben, right)]
    await until('both synced', () => first.every((provider) => provider.synced))
    for (const provider of first) provider.destroy()
    left.getMap('m').set('left', 1)
    right.getMap('m').set('right', 2)
    const again = [await connect(ada, left), await connect(ben, right)]
    await until('both have both', () => [left, right].every((doc) => doc.getMap('m').size === 2))
    for (const provider of again) provider.destroy()
    const fresh = new Y.Doc()
    const late = await connect(ben, fresh)
    await until('a newcomer gets all of it', () => late.synced)
    expect(fresh.getMap('m').toJSON()).toEqual({ left: 1, right: 2 })
    expect(fresh.getText('t').toJSON()).toBe('hello')
    late.destroy()
  })
})
