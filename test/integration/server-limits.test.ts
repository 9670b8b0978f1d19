/** Each limit of HTTP-2 by its name: it holds, it says when to come again, and whoever keeps to it notices nothing. */
import { type RateLimitName, rateLimits } from '@porchlight/shared/wire/limits'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openSocket, presenceFrameOf, step1Frame, step2Frame, updateFrame, writer } from '../support/raw-socket.ts'
import {
  type Answer,
  addDevice,
  base64url,
  call,
  claimInvite,
  coupleBody,
  createCouple,
  hashOf,
  moveEpoch,
  newDevice,
  offerInvite,
  randomId,
  randomSecret,
} from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import * as Y from 'yjs'

let server: ServerProcess
const started: ServerProcess[] = []
afterEach(async () => {
  for (const one of started.splice(0)) await one.dispose()
})

const limitedTo = async (limits: Partial<Record<RateLimitName, number>>): Promise<void> => {
  server = await startServer({ env: { LIMITS: 'on', LIMITS_JSON: JSON.stringify(limits) } })
  started.push(server)
}

/** `kind` where a call may be made `allowed` times and then is refused as it should be, until at most `span` seconds are over. */
const refusalAfter = async (
  allowed: number,
  span: number,
  act: () => Promise<Answer<{ code?: string }>>,
): Promise<string> => {
  for (let n = 0; n < allowed; n++) if ((await act()).status === 429) return `refused after ${n}`
  const { status, body, headers } = await act()
  const wait = Number(headers.get('Retry-After'))
  const isKind =
    status === 429 &&
    body.code === 'rate-limited' &&
    headers.get('Content-Type') === 'application/problem+json' &&
    wait >= 1 &&
    wait <= span
  return isKind ? 'kind' : `${status} ${body.code}, ${headers.get('Content-Type')}, Retry-After ${wait}`
}

/** Which of the tests below shows which limit. Every limit there is has to stand here. */
const shown: Record<RateLimitName, string> = {
  couplesPerHourPerAddress: 'HTTP-2 calls',
  claimsPerHourPerAddress: 'HTTP-2 calls',
  opensPerHourPerAddress: 'HTTP-2 calls',
  recoveriesPerHourPerAddress: 'HTTP-2 calls',
  ticketsPerMinutePerAddress: 'HTTP-2 calls',
  ticketsPerMinutePerToken: 'HTTP-2 calls',
  movesPerHourPerToken: 'HTTP-2 moves',
  socketsPerToken: 'HTTP-2 sockets',
  socketsPerAddress: 'HTTP-2 sockets',
  updatesPerSecondPerCouple: 'HTTP-2 updates',
  updatesBurstPerCouple: 'HTTP-2 updates',
  updateBytesPerHourPerCouple: 'HTTP-2 updates',
  awarenessPerSecondPerSocket: 'HTTP-2 presence',
  devicesPerCouple: 'HTTP-2 devices and invites',
  invitesPerCouple: 'HTTP-2 devices and invites',
}

test('HTTP-2 every limit has a test here', () => {
  expect(Object.keys(shown).sort()).toEqual(Object.keys(rateLimits).sort())
})

describe('HTTP-2 calls', () => {
  const post = (path: string, body?: unknown, token?: string) =>
    call(server.url, 'POST', path, {
      ...(body === undefined ? {} : { body }),
      ...(token === undefined ? {} : { token }),
    })

  test('HTTP-2 couples, per network and hour', async () => {
    await limitedTo({ couplesPerHourPerAddress: 2 })
    expect(await refusalAfter(2, 3600, () => post('/v1/couples', coupleBody(newDevice(server.url))))).toBe('kind')
  })

  test('HTTP-2 claims, opens and recoveries, per network and hour, each by itself', async () => {
    await limitedTo({ claimsPerHourPerAddress: 2, opensPerHourPerAddress: 3, recoveriesPerHourPerAddress: 2 })
    const invite = { inviteId: randomId(), claimAuth: randomSecret() }
    expect(await refusalAfter(2, 3600, () => claimInvite(newDevice(server.url), invite))).toBe('kind')
    expect(
      await refusalAfter(3, 3600, () => post(`/v1/invites/${randomId()}/open`, { claimAuth: randomSecret() })),
    ).toBe('kind')
    const words = { id: randomId(), auth: randomSecret(), deviceId: randomId(), tokenHash: hashOf(randomSecret()) }
    expect(await refusalAfter(2, 3600, () => post('/v1/recovery/open', words))).toBe('kind')
  })

  test('HTTP-2 tickets, per token and minute; the partner has their own', async () => {
    await limitedTo({ ticketsPerMinutePerToken: 3 })
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    expect(await refusalAfter(3, 60, () => post('/v1/tickets', undefined, ada.token))).toBe('kind')
    expect((await post('/v1/tickets', undefined, ben.token)).status).toBe(200)
  })

  test('HTTP-2 tickets, per network and minute, whatever the token', async () => {
    await limitedTo({ ticketsPerMinutePerAddress: 3 })
    expect(await refusalAfter(3, 60, () => post('/v1/tickets', undefined, randomSecret()))).toBe('kind')
  })

  test('HTTP-2 moves, per token and hour: only those that went through count, and the partner has their own', async () => {
    await limitedTo({ movesPerHourPerToken: 2 })
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const move = (device: typeof ada, from: number) =>
      moveEpoch(device, { from, outer: new Y.Doc(), to: [ada.deviceId, ben.deviceId] })
    for (let n = 0; n < 3; n++) expect((await move(ada, 1)).status).toBe(409)
    expect((await move(ada, 2)).status).toBe(201)
    const refused = await move(ada, 3)
    expect([refused.status, refused.body.code]).toEqual([429, 'rate-limited'])
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect((await move(ben, 3)).status).toBe(201)
  })

  test('HTTP-2 a page of the extension may read when to come again', async () => {
    await limitedTo({ ticketsPerMinutePerAddress: 1 })
    const headers = { Origin: 'chrome-extension://abcdefghijklmnop' }
    await call(server.url, 'POST', '/v1/tickets', { headers })
    const refused = await call(server.url, 'POST', '/v1/tickets', { headers })
    expect(refused.status).toBe(429)
    expect(refused.headers.get('Access-Control-Expose-Headers')).toBe('Retry-After')
  })
})

describe('HTTP-2 sockets', () => {
  test('HTTP-2 over its number a device loses its oldest; the partner loses none', async () => {
    await limitedTo({ socketsPerToken: 2 })
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const b = await openSocket(ben)
    const sockets = [await openSocket(ada), await openSocket(ada), await openSocket(ada)]
    expect(await sockets[0]?.closed()).toBe(4529)
    await sockets[2]?.next('step1')
    expect([sockets[1], sockets[2], b].map((one) => one?.ws.readyState)).toEqual([1, 1, 1])
  })

  test('HTTP-2 over the number of a network the newest is refused, and may come when another has gone', async () => {
    await limitedTo({ socketsPerAddress: 2 })
    const [ada, eve] = [await createCouple(server.url), await createCouple(server.url)]
    const open = [await openSocket(ada), await openSocket(ada)]
    expect(await (await openSocket(eve)).closed()).toBe(4529)
    await open[0]?.close()
    const again = await eventually(
      async () => {
        const socket = await openSocket(eve)
        await eventually(() => socket.heard.length > 0 || socket.ws.readyState !== socket.ws.OPEN, Boolean)
        return socket.ws.readyState
      },
      (state) => state === 1,
    )
    expect(again).toBe(1)
  })
})

describe('HTTP-2 updates', () => {
  test('HTTP-2 a burst is taken, beyond it the sender is closed; what was marked saved is there, another couple notices nothing', async () => {
    await limitedTo({ updatesPerSecondPerCouple: 5, updatesBurstPerCouple: 20 })
    const [ada, eve] = [await createCouple(server.url), await createCouple(server.url)]
    const [a, e] = [await openSocket(ada, { saved: true }), await openSocket(eve, { saved: true })]
    const pen = writer(1)
    for (let n = 0; n < 20; n++) a.send(updateFrame(pen.push(n, 8)))
    await eventually(() => a.heard.some((one) => one.kind === 'saved' && one.clocks.get(1) === 20), Boolean)
    for (let n = 0; n < 60; n++) a.send(updateFrame(pen.push(n, 8)))
    expect(await a.closed()).toBe(4529)
    e.send(step2Frame(writer(2).push(1)))
    expect((await e.next('saved')).clocks.get(2)).toBe(1)
    // In the next second there is room again, and a reconnecting device brings all of it as one.
    const comeBack = async (): Promise<boolean> => {
      const again = await openSocket(ada, { saved: true })
      again.send(step2Frame(Y.encodeStateAsUpdate(pen.doc)))
      const isSaved = (): boolean => again.heard.some((one) => one.kind === 'saved' && one.clocks.get(1) === 80)
      await eventually(() => isSaved() || again.ws.readyState !== again.ws.OPEN, Boolean)
      return isSaved()
    }
    expect(await eventually(comeBack, Boolean)).toBe(true)
  })

  test('HTTP-2 whoever writes too much keeps no other device of the couple from reading', async () => {
    await limitedTo({ updatesPerSecondPerCouple: 1, updatesBurstPerCouple: 2 })
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const [a, b] = [await openSocket(ada), await openSocket(ben)]
    const pen = writer(1)
    for (let n = 0; n < 60; n++) a.send(updateFrame(pen.push(n, 8)))
    expect(await a.closed()).toBe(4529)
    b.send(step1Frame(new Y.Doc()))
    expect((await b.next('step2')).update.length).toBeGreaterThan(0)
  })

  test('HTTP-2 bytes, per couple and hour', async () => {
    await limitedTo({ updateBytesPerHourPerCouple: 100_000 })
    const ada = await createCouple(server.url)
    const a = await openSocket(ada, { saved: true })
    const pen = writer(1)
    a.send(updateFrame(pen.push(1, 60_000)))
    await eventually(() => a.heard.some((one) => one.kind === 'saved' && one.clocks.get(1) === 1), Boolean)
    a.send(updateFrame(pen.push(2, 60_000)))
    expect(await a.closed()).toBe(4529)
  })
})

describe('HTTP-2 presence', () => {
  test('HTTP-2 the excess is dropped silently and counted; the socket stays, and so does what is stored', async () => {
    await limitedTo({ awarenessPerSecondPerSocket: 4 })
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const [a, b] = [await openSocket(ada, { saved: true }), await openSocket(ben)]
    await Promise.all([a.next('step1'), b.next('step1')])
    for (let clock = 1; clock <= 60; clock++) a.send(presenceFrameOf(7, clock, `{"at":${clock}}`))
    a.send(step2Frame(writer(1).push(1)))
    await Promise.all([a.next('saved'), b.next('update')])
    const relayed = b.heard.filter((one) => one.kind === 'presence').length
    expect(relayed).toBeGreaterThan(0)
    expect(relayed).toBeLessThan(60)
    const metrics = await (await fetch(server.metricsUrl)).text()
    expect(Number(/^porchlight_presence_dropped_total (\d+)$/m.exec(metrics)?.[1])).toBe(60 - relayed)
    expect(a.ws.readyState).toBe(1)
  })
})

describe('HTTP-2 devices and invites', () => {
  test('HTTP-2 a couple has so many of each at once', async () => {
    await limitedTo({ invitesPerCouple: 2, devicesPerCouple: 2 })
    const ada = await createCouple(server.url)
    await addDevice(ada)
    const [mine, other] = [await offerInvite(ada, 'a'), await offerInvite(ada, 'a')]
    const third = await call(server.url, 'POST', '/v1/invites', {
      token: ada.token,
      body: {
        inviteId: randomId(),
        person: 'a',
        claimAuthHash: hashOf(randomSecret()),
        offer: base64url(new Uint8Array(8)),
        expiresInSeconds: 60,
      },
    })
    expect([third.status, third.body.code]).toEqual([409, 'too-many'])
    const claim = await claimInvite(newDevice(server.url, ada.coupleId), mine)
    expect([claim.status, claim.body.code]).toEqual([409, 'too-many'])
    expect((await call(server.url, 'DELETE', `/v1/invites/${other.inviteId}`, { token: ada.token })).status).toBe(204)
    expect((await offerInvite(ada, 'a')).inviteId).toHaveLength(22)
  })
})
