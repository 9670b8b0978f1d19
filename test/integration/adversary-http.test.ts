/** Calls no client makes, and calls that race: the server answers each with a problem it names, and one wins. */

import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  call,
  claimInvite,
  coupleBody,
  createCouple,
  moveEpoch,
  newDevice,
  offerInvite,
} from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

let server: ServerProcess
beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  await server?.dispose()
})

describe('races', () => {
  it('PAIR-2 twenty claims of one invite at once: exactly one wins', async () => {
    const robin = await createCouple(server.url)
    const invite = await offerInvite(robin, 'b')
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => claimInvite(newDevice(server.url, robin.coupleId), invite)),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, ...Array(19).fill(409)])
  })

  it('PAIR-2 twenty claims of two invites for the same person: exactly one wins', async () => {
    const robin = await createCouple(server.url)
    const invites = [await offerInvite(robin, 'b'), await offerInvite(robin, 'b')]
    const answers = await Promise.all(
      invites.flatMap((invite) =>
        Array.from({ length: 10 }, () => claimInvite(newDevice(server.url, robin.coupleId), invite)),
      ),
    )
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
  })

  it('EPOCH-3 six moves from the same epoch at once: exactly one wins, the others are told', async () => {
    const robin = await createCouple(server.url)
    const outer = new Y.Doc()
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => moveEpoch(robin, { from: 1, outer, to: [robin.deviceId] })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'epoch-moved')).toHaveLength(5)
  })

  it('PAIR-2 nobody claims as the creator: neither by its id nor by its token', async () => {
    const robin = await createCouple(server.url)
    const invite = await offerInvite(robin, 'b')
    const fresh = newDevice(server.url, robin.coupleId)
    expect((await claimInvite({ ...fresh, deviceId: robin.deviceId }, invite)).status).toBe(409)
    expect((await claimInvite({ ...fresh, token: robin.token }, invite)).status).toBe(409)
    expect((await claimInvite(fresh, invite)).status).toBe(202)
  })
})

describe('strange calls', () => {
  const json = (): string => JSON.stringify(coupleBody(newDevice(server.url)))
  const bodies: [string, () => string][] = [
    ['__proto__', () => json().replace('{', '{"__proto__":{"signupCode":"x"},')],
    ['constructor', () => json().replace('{', '{"constructor":{"prototype":{"a":1}},')],
    ['100,000 brackets', () => '['.repeat(100_000)],
    ['objects 20,000 deep', () => `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['null', () => 'null'],
    ['nothing', () => ''],
  ]
  for (const [name, body] of bodies) {
    it(`HTTP-1 a body of ${name} is refused by name`, async () => {
      const answer = await call(server.url, 'POST', '/v1/couples', { body: body() })
      expect([answer.status, answer.body.code]).toEqual([400, 'bad-request'])
    })
  }

  for (const path of [
    '/v1/invites/%2e%2e%2fcouple',
    '/v1/invites/%00',
    '/v1/invites/%ff',
    `/v1/invites/${'a'.repeat(5_000)}`,
    '/%',
  ]) {
    it(`HTTP-1 ${path.slice(0, 30)} is nothing here`, async () => {
      const answer = await call(server.url, 'GET', path)
      expect([answer.status, answer.body.code]).toEqual([404, 'not-found'])
    })
  }

  const requests: [string, string, string][] = [
    ['a header of 100 kB', `GET /v1/couple HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`, '431'],
    [
      'two lengths',
      'POST /v1/couples HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    [
      'a terabyte announced',
      'POST /v1/couples HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999999999999\r\n\r\n{',
      '413',
    ],
    ['a script for a host', 'GET /i HTTP/1.1\r\nHost: "><script>\r\n\r\n', '400'],
    [
      'a socket with no key',
      'GET /v1/sync/% HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      '404',
    ],
  ]
  for (const [name, request, status] of requests) {
    it(`HTTP-1 ${name} is answered with ${status}`, async () => {
      expect(await statusOf(request)).toBe(status)
    })
  }
})

/** What comes back for bytes written by hand. */
const statusOf = (request: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(request))
    socket.once('data', (bytes) => {
      resolve(bytes.toString().split(' ')[1] ?? '')
      socket.destroy()
    })
    socket.on('error', reject)
  })
