/** The socket, spoken by hand against the real server. Rule: SYNC-1 … SYNC-11 */
import { randomBytes, randomInt } from 'node:crypto'
import { connect } from 'node:net'
import { sizeLimits } from '@porchlight/shared/wire/limits'
import * as decoding from 'lib0/decoding'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { eventually } from '../support/eventually.ts'
import {
  frameOf,
  openSocket,
  presenceFrameOf,
  readRoom,
  step1Frame,
  step2Frame,
  updateFrame,
  writer,
} from '../support/raw-socket.ts'
import { addDevice, call, createCouple, type Device, moveEpoch, ticketFor } from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

let server: ServerProcess
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.dispose())

const couple = async (): Promise<{ ada: Device; ben: Device }> => {
  const ada = await createCouple(server.url)
  return { ada, ben: await addDevice(ada) }
}
const emptyUpdate = new Uint8Array([0, 0])

describe('tickets', () => {
  const closeCodeWith = async (device: Device, options: Parameters<typeof openSocket>[1]): Promise<number> =>
    (await openSocket(device, options)).closed()

  test('SYNC-2 only porchlight.v1 is answered, never the ticket', async () => {
    const socket = await openSocket(await createCouple(server.url), { saved: true })
    expect(socket.ws.protocol).toBe('porchlight.v1')
    await socket.close()
  })

  test('SYNC-2 a ticket opens one socket; spent, it closes 4401', async () => {
    const ada = await createCouple(server.url)
    const { ticket, room } = await ticketFor(ada)
    const first = await openSocket(ada, { ticket, room })
    await first.next('step1')
    expect(await closeCodeWith(ada, { ticket, room })).toBe(4401)
    expect(first.ws.readyState).toBe(WebSocket.OPEN)
    await first.close()
  })

  test('SYNC-2 a ticket for another room closes 4401', async () => {
    const [ada, eve] = [await createCouple(server.url), await createCouple(server.url)]
    const { room } = await ticketFor(ada)
    const { ticket } = await ticketFor(eve)
    expect(await closeCodeWith(ada, { room, ticket })).toBe(4401)
  })

  test.each<[string, (ticket: string) => string[]]>([
    ['without a ticket', () => ['porchlight.v1']],
    ['with half a ticket', (ticket) => ['porchlight.v1', `porchlight.ticket.${ticket.slice(0, 60)}`]],
    [
      'with a ticket changed in one letter',
      (ticket) => [
        'porchlight.v1',
        `porchlight.ticket.${ticket.slice(0, 30)}${ticket[30] === 'A' ? 'B' : 'A'}${ticket.slice(31)}`,
      ],
    ],
  ])('SYNC-2 %s it closes 4401, and says nothing before', async (_, protocols) => {
    const ada = await createCouple(server.url)
    const { ticket, room } = await ticketFor(ada)
    const socket = await openSocket(ada, { room, ticket, protocols: protocols(ticket) })
    expect(await socket.closed()).toBe(4401)
    expect(socket.frames).toEqual([])
  })

  test('SYNC-9 a ticket from before the epoch moved closes 4409, from before a revocation 4403, from before an erasure 4410', async () => {
    const { ada, ben } = await couple()
    const moved = await ticketFor(ada)
    expect((await moveEpoch(ada, { from: 2, outer: new Y.Doc() })).status).toBe(201)
    expect(await closeCodeWith(ada, moved)).toBe(4409)
    const revoked = await ticketFor(ben)
    expect((await moveEpoch(ada, { from: 3, outer: new Y.Doc(), revoke: [ben.deviceId] })).status).toBe(201)
    expect(await closeCodeWith(ben, revoked)).toBe(4403)
    const erased = await ticketFor(ada)
    expect((await call(server.url, 'DELETE', '/v1/couple', { token: ada.token })).status).toBe(204)
    expect(await closeCodeWith(ada, erased)).toBe(4410)
  })
})

describe('sync', () => {
  test('SYNC-8a the server asks first: its sync step 1 comes unasked', async () => {
    const socket = await openSocket(await createCouple(server.url))
    expect((await socket.next('step1')).stateVector).toEqual(new Uint8Array([0]))
    await socket.close()
  })

  test('SYNC-3 an update reaches the partner as it was sent, and never comes back to its sender', async () => {
    const { ada, ben } = await couple()
    const [a, b] = [await openSocket(ada), await openSocket(ben)]
    await Promise.all([a.next('step1'), b.next('step1')])
    const update = writer(1).push(1)
    a.send(updateFrame(update))
    expect((await b.next('update')).update).toEqual(update)
    expect(b.frames.at(-1)).toEqual(updateFrame(update))
    expect(a.heard.map((one) => one.kind)).toEqual(['step1'])
    await Promise.all([a.close(), b.close()])
  })

  test('SYNC-1 a sync step 2 with news reaches the partner as an update', async () => {
    const { ada, ben } = await couple()
    const [a, b] = [await openSocket(ada), await openSocket(ben)]
    await Promise.all([a.next('step1'), b.next('step1')])
    const update = writer(1).push(1)
    a.send(step2Frame(update))
    expect((await b.next('update')).update).toEqual(update)
    await Promise.all([a.close(), b.close()])
  })

  test('SYNC-6 what was deleted is not stored once the room is folded', async () => {
    const ada = await createCouple(server.url)
    const { doc, updates, push } = writer(1)
    for (let n = 0; n < 100; n++) push(n)
    const socket = await openSocket(ada, { saved: true })
    doc.getArray('e').delete(0, 100)
    push(7)
    for (const update of updates) socket.send(updateFrame(update))
    await eventually(() => socket.heard.some((one) => one.kind === 'saved' && one.clocks.get(1) === 101), Boolean)
    await socket.close()
    const { body } = await eventually(
      () => call<{ bytes: number }>(server.url, 'GET', '/v1/couple', { token: ada.token }),
      ({ body }) => body.bytes < 1000,
    )
    expect(body.bytes).toBeLessThan(1000)
    expect((await readRoom(ada)).getArray<Uint8Array>('e').toArray()).toEqual([new Uint8Array(200).fill(7)])
  })

  test('SYNC-5a a room folded at 256 rows answers a newcomer with everything', async () => {
    const ada = await createCouple(server.url)
    const { doc, push } = writer(1)
    const socket = await openSocket(ada, { saved: true })
    for (let n = 0; n < 700; n++) socket.send(updateFrame(push(n)))
    await eventually(() => socket.heard.some((one) => one.kind === 'saved' && one.clocks.get(1) === 700), Boolean)
    expect((await readRoom(ada)).getArray('e').toJSON()).toEqual(doc.getArray('e').toJSON())
    await socket.close()
    expect((await readRoom(ada)).getArray('e').toJSON()).toEqual(doc.getArray('e').toJSON())
  })
})

describe('saved marks', () => {
  test('SYNC-4 a client that did not offer them gets none', async () => {
    const ada = await createCouple(server.url)
    const socket = await openSocket(ada)
    socket.send(step2Frame(writer(1).push(1)))
    socket.send(step1Frame(new Y.Doc()))
    await socket.next('step2')
    expect(socket.heard.map((one) => one.kind)).toEqual(['step1', 'step2'])
    await socket.close()
  })

  test('SYNC-4 after each sync step 2 a mark, the first naming everything that is stored', async () => {
    const { ada, ben } = await couple()
    const before = await openSocket(ben, { saved: true })
    before.send(step2Frame(writer(8).push(1)))
    await before.next('saved')
    const socket = await openSocket(ada, { saved: true })
    socket.send(step2Frame(emptyUpdate))
    expect((await socket.next('saved')).clocks).toEqual(new Map([[8, 1]]))
    const from = socket.heard.length
    socket.send(step2Frame(writer(9).push(1)))
    expect((await socket.next('saved', from)).clocks).toEqual(new Map([[9, 1]]))
    await Promise.all([before.close(), socket.close()])
  })

  test('SYNC-4 a reader gets no mark for what others write', async () => {
    const { ada, ben } = await couple()
    const [a, b] = [await openSocket(ada, { saved: true }), await openSocket(ben, { saved: true })]
    await b.next('step1')
    a.send(updateFrame(writer(1).push(1)))
    await Promise.all([a.next('saved'), b.next('update')])
    expect(b.heard.map((one) => one.kind)).toEqual(['step1', 'update'])
    await Promise.all([a.close(), b.close()])
  })

  test('SYNC-4 marks follow the writing, at most every 250 ms, and end up covering all of it', async () => {
    const socket = await openSocket(await createCouple(server.url), { saved: true })
    const { push } = writer(1)
    for (let n = 0; n < 200; n++) socket.send(updateFrame(push(n)))
    await eventually(() => socket.heard.some((one) => one.kind === 'saved' && one.clocks.get(1) === 200), Boolean)
    expect(socket.heard.filter((one) => one.kind === 'saved').length).toBeLessThan(20)
    await socket.close()
  })

  test('SYNC-4 an update after a hole raises no clock', async () => {
    const socket = await openSocket(await createCouple(server.url), { saved: true })
    const { push } = writer(1)
    const [first, , third] = [push(1), push(2), push(3)]
    socket.send(step2Frame(first))
    expect((await socket.next('saved')).clocks).toEqual(new Map([[1, 1]]))
    const from = socket.heard.length
    socket.send(step2Frame(third))
    expect((await socket.next('saved', from)).clocks).toEqual(new Map())
    await socket.close()
  })
})

describe('what no client should send', () => {
  const bad: [string, () => Uint8Array | string][] = [
    ['a text frame', () => 'hello'],
    ['an empty frame', () => new Uint8Array()],
    ['an unknown message type', () => frameOf(9)],
    ['an unknown sync subtype', () => frameOf(0, 7, emptyUpdate)],
    ['an update that is none', () => updateFrame(new Uint8Array([5, 5, 5]))],
    ['a truncated update', () => updateFrame(writer(3).push(1).slice(0, 40))],
    ['presence that is no JSON', () => presenceFrameOf(1, 1, '{')],
  ]
  test.each(bad)('SYNC-5 %s closes 4422; nothing is stored or relayed, nobody else notices', async (_, frame) => {
    const { ada, ben } = await couple()
    const [a, b] = [await openSocket(ada), await openSocket(ben)]
    await Promise.all([a.next('step1'), b.next('step1')])
    a.send(frame())
    a.send(updateFrame(writer(4).push(9)))
    expect(await a.closed()).toBe(4422)
    const honest = writer(5)
    b.send(updateFrame(honest.push(1)))
    expect((await readRoom(ben)).getArray('e').toJSON()).toEqual(honest.doc.getArray('e').toJSON())
    expect(b.heard.map((one) => one.kind)).toEqual(['step1'])
    expect(b.ws.readyState).toBe(WebSocket.OPEN)
    await b.close()
  })

  test('SYNC-10 a frame over 4 MiB closes 1009, also on a socket that was refused; the server lives on', async () => {
    const ada = await createCouple(server.url)
    const socket = await openSocket(ada)
    await socket.next('step1')
    socket.send(new Uint8Array(sizeLimits.maxFrameBytes + 1))
    expect([1006, 1009]).toContain(await socket.closed())
    const { room } = await ticketFor(ada)
    const refused = await openSocket(ada, { room, protocols: ['porchlight.v1'] })
    refused.ws.send(new Uint8Array(sizeLimits.maxFrameBytes + 1))
    await refused.closed()
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })

  test('SEAL-4 a room over 2 MiB closes 4413 and keeps what it has; an update that makes room is taken', async () => {
    const ada = await createCouple(server.url)
    const { doc, push, updates } = writer(1)
    const socket = await openSocket(ada, { saved: true })
    for (let n = 0; n < 2; n++) socket.send(updateFrame(push(n, 900 * 1024)))
    await eventually(() => socket.heard.some((one) => one.kind === 'saved' && one.clocks.get(1) === 2), Boolean)
    socket.send(updateFrame(writer(2).push(3, 900 * 1024)))
    expect(await socket.closed()).toBe(4413)
    expect((await readRoom(ada)).getArray('e').toJSON()).toEqual(doc.getArray('e').toJSON())
    doc.transact(() => {
      doc.getArray('e').delete(0, 2)
      push(9, 900 * 1024)
    })
    const again = await openSocket(ada, { saved: true })
    again.send(updateFrame(updates.at(-1) ?? emptyUpdate))
    expect((await again.next('saved')).clocks.get(1)).toBe(3)
    await again.close()
    expect((await readRoom(ada)).getArray('e').length).toBe(1)
  })

  test('SYNC-10 a reader that does not read is closed, and its partner goes on', async () => {
    const { ada, ben } = await couple()
    const slow = await openSocket(ada)
    await slow.next('step1')
    slow.ws.pause()
    const b = await openSocket(ben, { saved: true })
    const { doc, push, updates } = writer(1)
    const closes = async (): Promise<number> =>
      Number(
        /porchlight_closes_total\{code="1006"\} (\d+)/.exec(await (await fetch(server.metricsUrl)).text())?.[1] ?? 0,
      )
    const closesBefore = await closes()
    let clock = 0
    await eventually(
      async () => {
        for (let n = 0; n < 8; n++) {
          push(n, 256 * 1024)
          doc.getArray('e').delete(0, 1)
          clock++
        }
        for (const update of updates.splice(0)) b.send(updateFrame(update))
        await eventually(() => b.heard.some((one) => one.kind === 'saved' && one.clocks.get(1) === clock), Boolean)
        return closes()
      },
      (count) => count > closesBefore,
    )
    slow.ws.resume()
    expect([1006, 1013]).toContain(await slow.closed())
    expect(b.ws.readyState).toBe(WebSocket.OPEN)
    await b.close()
  })
})

describe('presence', () => {
  test('SYNC-7 presence is relayed to the others and told to newcomers; a drop is announced after five seconds', async () => {
    const { ada, ben } = await couple()
    const [a, b] = [await openSocket(ada), await openSocket(ben)]
    await Promise.all([a.next('step1'), b.next('step1')])
    const here = presenceFrameOf(11, 1, '{"x":"here"}')
    a.send(here)
    await b.next('presence')
    expect(b.frames.at(-1)).toEqual(here)
    const late = await openSocket(ben)
    await late.next('presence')
    expect(late.frames.at(-1)).toEqual(here)
    const from = b.heard.length
    a.ws.terminate()
    const { update } = await b.next('presence', from)
    const decoder = decoding.createDecoder(update)
    expect([
      decoding.readVarUint(decoder),
      decoding.readVarUint(decoder),
      decoding.readVarUint(decoder),
      decoding.readVarString(decoder),
    ]).toEqual([1, 11, 1, 'null'])
    await Promise.all([b.close(), late.close()])
  })

  test('SYNC-7 an echo of what was heard is not relayed', async () => {
    const { ada, ben } = await couple()
    const [a, b] = [await openSocket(ada), await openSocket(ben)]
    await Promise.all([a.next('step1'), b.next('step1')])
    a.send(presenceFrameOf(11, 1, '{"x":"here"}'))
    await b.next('presence')
    b.send(presenceFrameOf(11, 1, '{"x":"here"}'))
    b.send(updateFrame(writer(1).push(1)))
    await a.next('update')
    expect(a.heard.map((one) => one.kind)).toEqual(['step1', 'update'])
    await Promise.all([a.close(), b.close()])
  })

  test('SYNC-7 a caret never overtakes the letters it stands in', async () => {
    const { ada, ben } = await couple()
    const [a, b] = [await openSocket(ada), await openSocket(ben)]
    await Promise.all([a.next('step1'), b.next('step1')])
    const { push } = writer(1)
    for (let n = 1; n <= 50; n++) {
      a.send(updateFrame(push(n)))
      a.send(presenceFrameOf(11, n, `{"at":${n}}`))
    }
    await eventually(
      () => b.heard.length,
      (count) => count === 101,
    )
    expect(b.heard.slice(1).map((one) => one.kind)).toEqual(
      Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? 'update' : 'presence')),
    )
    await Promise.all([a.close(), b.close()])
  })
})

describe('poison', () => {
  /** Decodes, holds something, and does not pretend to be the honest writer. */
  const isDecodable = (update: Uint8Array): boolean => {
    try {
      const { structs } = Y.decodeUpdate(update)
      return (
        structs.length > 0 &&
        structs.every(({ id, length }) => id.client !== 1 && id.clock + length < 1e9 && length > 0)
      )
    } catch {
      return false
    }
  }

  test('SYNC-5b after poison the room still opens, with all honest content', async () => {
    const { ada, ben } = await couple()
    const honest = writer(1)
    const b = await openSocket(ben, { saved: true })
    for (let n = 0; n < 20; n++) b.send(updateFrame(honest.push(n)))
    const attacker = writer(2)
    Y.applyUpdate(attacker.doc, Y.encodeStateAsUpdate(honest.doc), 'remote')
    const a = await openSocket(ada)
    let sent = 0
    while (sent < 600) {
      const mutated = attacker.push(200).slice()
      for (let m = 0; m < 3; m++) mutated[randomInt(mutated.length)] = randomInt(256)
      if (!isDecodable(mutated)) continue
      a.send(updateFrame(mutated))
      sent++
    }
    b.send(updateFrame(honest.push(99)))
    await eventually(() => b.heard.some((one) => one.kind === 'saved' && one.clocks.get(1) === 21), Boolean)
    await Promise.all([a.close(), b.close()])
    const entries = (await readRoom(ben)).getArray<Uint8Array>('e').toArray()
    const own = entries.filter(
      (entry) =>
        entry instanceof Uint8Array && entry.length === 200 && (entry[0] ?? 0) < 100 && new Set(entry).size === 1,
    )
    expect(new Set(own.map((entry) => entry[0]))).toEqual(new Set([...Array.from({ length: 20 }, (_, n) => n), 99]))
  })
})

describe('who is let in', () => {
  const upgradeStatus = (origin: string | null, path: string, env = server): Promise<string> =>
    new Promise((resolve, reject) => {
      const stream = connect(env.port, '127.0.0.1', () => {
        const lines = [
          `GET ${path} HTTP/1.1`,
          `Host: 127.0.0.1:${env.port}`,
          'Upgrade: websocket',
          'Connection: Upgrade',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          'Sec-WebSocket-Protocol: porchlight.v1',
        ]
        stream.write([...lines, ...(origin === null ? [] : [`Origin: ${origin}`]), '', ''].join('\r\n'))
      })
      stream.once('data', (chunk: Buffer) => {
        resolve(chunk.toString().split(' ')[1] ?? '')
        stream.destroy()
      })
      stream.once('error', reject)
    })
  const anyRoom = `/v1/sync/${randomBytes(16).toString('base64url')}.1`

  test.each<[string, () => string | null, string]>([
    ['a Chrome extension', () => 'chrome-extension://abcdefghijklmnop', '101'],
    ['a Firefox extension', () => 'moz-extension://0b3c1d2e-1111-2222-3333-444455556666', '101'],
    ['the server’s own page', () => `http://127.0.0.1:${server.port}`, '101'],
    ['a tool without an origin, on loopback', () => null, '101'],
    ['another site', () => 'https://evil.example', '403'],
    ['another port of this machine', () => 'http://127.0.0.1:1', '403'],
    ['a page without an origin of its own', () => 'null', '403'],
  ])('SYNC-11 %s', async (_, origin, expected) => {
    expect(await upgradeStatus(origin(), anyRoom)).toBe(expected)
  })

  test('SYNC-1 what is no room is not found', async () => {
    expect(await upgradeStatus(null, '/v1/sync/abc.1')).toBe('404')
    expect(await upgradeStatus(null, '/')).toBe('404')
  })

  test('SYNC-11 a configured server lets only its own in', async () => {
    const pinned = await startServer({
      env: { PUBLIC_URL: 'https://porch.example', EXTENSION_ORIGINS: 'chrome-extension://mine' },
    })
    const statuses = []
    for (const origin of [
      'chrome-extension://mine',
      'https://porch.example',
      'chrome-extension://other',
      `http://127.0.0.1:${pinned.port}`,
      null,
    ]) {
      statuses.push(await upgradeStatus(origin, anyRoom, pinned))
    }
    await pinned.dispose()
    expect(statuses).toEqual(['101', '101', '403', '403', '403'])
  })
})
