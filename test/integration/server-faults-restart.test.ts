/** A server that restarts under load, by the book and not, with the clients people have: the stock provider and our own devices. */
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { eventually } from '../support/eventually.ts'
import { addDevice, createCouple, type Device, ticketFor } from '../support/server-client.ts'
import { startServer } from '../support/server-process.ts'
import { asked, pairDevices } from '../support/world.ts'
import { startDevice } from '../support/world-device.ts'

/** The stock provider with a ticket of its own for each connection, as any client needs. */
const connect = async (device: Device, url: string, doc: Y.Doc): Promise<WebsocketProvider> => {
  const { ticket, room } = await ticketFor(device)
  const offer = (fresh: string): string[] => ['porchlight.v1', `porchlight.ticket.${fresh}`]
  const provider = new WebsocketProvider(url, room, doc, {
    protocols: offer(ticket),
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    maxBackoffTime: 500,
  })
  provider.on('connection-close', () => {
    // Without the server there is no ticket either; the next close asks again.
    ticketFor(device).then(
      (fresh) => {
        provider.protocols = offer(fresh.ticket)
        provider.connect()
      },
      () => undefined,
    )
  })
  return provider
}

test('SYNC-9 three restarts under load: the stock provider and our devices come back by themselves, nobody has lost a word', async () => {
  const server = await startServer()
  const [robin, sam] = [await startDevice({ name: 'robin' }), await startDevice({ name: 'sam' })]
  await pairDevices(server.url, robin, sam)
  const ada = await createCouple(server.url)
  const ben = await addDevice(ada)
  const docs = [new Y.Doc(), new Y.Doc()] as const
  const providers = [await connect(ada, server.wsUrl, docs[0]), await connect(ben, server.wsUrl, docs[1])]
  await eventually(() => providers.every((provider) => provider.synced), Boolean)

  let written = 0
  const writing = setInterval(() => {
    for (const doc of docs) doc.getArray('e').push([written++])
  }, 5)
  await asked(robin, { kind: 'send-note', text: 'Before all this.' })
  for (const [round, end] of [server.kill, server.interrupt, server.kill].entries()) {
    const before = written
    await asked(robin, { kind: 'set-name', name: `Robin ${round}` })
    await eventually(() => written > before + 20, Boolean)
    await end()
    // What is written now has nobody to go to.
    const away = written
    await asked(sam, { kind: 'set-name', name: `Sam ${round}` })
    await eventually(() => written > away + 20, Boolean)
    await server.restart()
    await eventually(() => providers.every((provider) => provider.synced), Boolean, 60_000)
  }
  clearInterval(writing)

  const all = Array.from({ length: written }, (_, n) => n)
  const had = (doc: Y.Doc): number[] =>
    doc
      .getArray<number>('e')
      .toArray()
      .toSorted((x, y) => x - y)
  await eventually(() => docs.every((doc) => doc.getArray('e').length === written), Boolean, 60_000)
  expect(docs.map(had)).toEqual([all, all])
  const names = await eventually(
    () => [sam.couple().couple.otherName, robin.couple().couple.otherName],
    ([robins, sams]) => robins === 'Robin 2' && sams === 'Sam 2',
    120_000,
  )
  expect(names).toEqual(['Robin 2', 'Sam 2'])
  expect(sam.couple().couple.signals.map((signal) => signal.text)).toEqual(['Before all this.'])
  await eventually(
    () => [robin.couple().saving, sam.couple().saving],
    (states) => states.every((state) => state === 'saved'),
    60_000,
  )
  for (const provider of providers) provider.destroy()
  await Promise.all([robin.device.stop(), sam.device.stop()])
  await server.dispose()
})
