/** What an operator can see: every promise as a number, one room through the log by a name of its own, and nothing else. Rule: HTTP-3 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { fillDisk, freeDisk } from '../support/full-disk.ts'
import { openSocket, presenceFrameOf, readRoom, step2Frame, updateFrame, writer } from '../support/raw-socket.ts'
import {
  addDevice,
  base64url,
  call,
  createCouple,
  type Device,
  hashOf,
  offerInvite,
  randomId,
  randomSecret,
  ticketFor,
} from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const started: ServerProcess[] = []
const start = async (env: Record<string, string> = {}): Promise<ServerProcess> => {
  const server = await startServer({ env })
  started.push(server)
  return server
}
afterEach(async () => {
  for (const server of started.splice(0)) await server.dispose()
})

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const metricsOf = async (server: ServerProcess): Promise<string> => (await fetch(server.metricsUrl)).text()

/** Everything a server does to a couple, so that every metric has been touched and every secret has been sent. */
const live = async (server: ServerProcess): Promise<{ ada: Device; ben: Device; sent: Record<string, string> }> => {
  const sent: Record<string, string> = {}
  const ada = await createCouple(server.url)
  const ben = await addDevice(ada)
  const invite = await offerInvite(ada, 'a')
  const words = { id: randomId(), authHash: hashOf(randomSecret()), base: base64url(randomBytes(64)), epoch: 2 }
  await call(server.url, 'PUT', '/v1/recovery', { token: ada.token, body: words })
  const opened = { id: words.id, auth: randomSecret(), deviceId: randomId(), tokenHash: hashOf(randomSecret()) }
  await call(server.url, 'POST', '/v1/recovery/open', { body: opened })
  const { ticket, room } = await ticketFor(ada)
  const [a, b] = [await openSocket(ada, { ticket, room, saved: true }), await openSocket(ben)]
  const update = writer(1).push(81, 64)
  a.send(presenceFrameOf(3, 1, '"Quincunx presence"'))
  a.send(step2Frame(update))
  await Promise.all([a.next('saved'), b.next('update'), b.next('presence')])
  a.send('Quincunx text')
  await a.closed()
  await b.close()
  await (await openSocket(ada, { ticket, room })).closed()
  const headers = {
    'User-Agent': 'Quincunx-agent',
    'X-Forwarded-For': '203.0.113.77',
    Cookie: 'Quincunx=cookie',
    Origin: 'chrome-extension://quincunxorigin',
    'Porchlight-Claim': invite.claimAuth,
  }
  await call(server.url, 'GET', `/v1/invites/${invite.inviteId}?known=Quincunxquery`, { headers })
  await call(server.url, 'POST', '/v1/couples', { headers, body: { field: 'Quincunx body' } })
  await call(server.url, 'GET', '/Quincunxpath', { headers })
  Object.assign(sent, { ...words, epoch: 'Quincunx', ...opened, ...invite, ticket, update: base64url(update) })
  for (const [name, device] of Object.entries({ ada, ben })) {
    for (const key of ['coupleId', 'deviceId', 'token'] as const) sent[`${name} ${key}`] = device[key]
    sent[`${name} tokenHash`] = hashOf(device.token)
  }
  Object.assign(sent, { address: '203.0.113.77', origin: 'quincunxorigin', bytes: 'Q'.repeat(12) })
  return { ada, ben, sent }
}

describe('metrics', () => {
  test('every query of the dashboard names metrics there are, and every metric of ours is in the dashboard and explained', async () => {
    const server = await start()
    await live(server)
    const metrics = await metricsOf(server)
    const exported = new Set([...metrics.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name ?? ''))
    const dashboard = JSON.parse(read('deploy/grafana-dashboard.json')) as {
      panels: { targets?: { expr: string }[] }[]
    }
    const queries = dashboard.panels.flatMap(({ targets }) => targets?.map(({ expr }) => expr) ?? [])
    expect(queries.length).toBeGreaterThan(10)
    const named = new Set(
      queries.flatMap((query) =>
        [...query.matchAll(/\b(?:porchlight|process|nodejs)_\w+/g)].map(([name]) =>
          exported.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, ''),
        ),
      ),
    )
    expect([...named].filter((name) => !exported.has(name))).toEqual([])
    const ours = [...exported].filter((name) => name.startsWith('porchlight_'))
    expect(ours.filter((name) => !named.has(name))).toEqual([])
    const operating = read('docs/operating.md')
    expect(ours.filter((name) => !operating.includes(`\`${name}\``))).toEqual([])
    expect(
      [...operating.matchAll(/`(porchlight_\w+)`/g)]
        .map(([, name]) => name)
        .filter((name) => !exported.has(name ?? '')),
    ).toEqual([])
  })

  test('what was done is counted: commits, relays, openings, refusals by reason and place, closes by code', async () => {
    const server = await start()
    const { ada } = await live(server)
    await fetch(`${server.url}/v1/sync/nothing`, { headers: { Connection: 'Upgrade', Upgrade: 'websocket' } }).catch(
      () => null,
    )
    const value = async (line: string): Promise<number> =>
      Number(
        (await metricsOf(server))
          .split('\n')
          .find((row) => row.startsWith(`${line} `))
          ?.slice(line.length + 1),
      )
    expect(await value('porchlight_updates_total')).toBe(1)
    expect(await value('porchlight_commit_seconds_count')).toBe(1)
    expect(await value('porchlight_relay_seconds_count')).toBe(1)
    expect(await value('porchlight_open_seconds_count')).toBe(2)
    expect(await value('porchlight_malformed_frames_total')).toBe(1)
    expect(await value('porchlight_refusals_total{at="socket",reason="malformed"}')).toBe(1)
    expect(await value('porchlight_refusals_total{at="socket",reason="ticket-invalid"}')).toBe(1)
    expect(await value('porchlight_refusals_total{at="http",reason="bad-request"}')).toBeGreaterThanOrEqual(1)
    expect(await value('porchlight_closes_total{code="4422"}')).toBe(1)
    expect(await value('porchlight_closes_total{code="4401"}')).toBe(1)
    const socket = await openSocket(ada)
    await socket.next('step1')
    expect([await value('porchlight_sockets'), await value('porchlight_rooms')]).toEqual([1, 1])
    expect(await value('porchlight_unsent_bytes')).toBe(0)
    expect(await value('porchlight_frames_total')).toBeGreaterThanOrEqual(3)
  })
})

describe('the log', () => {
  test('one room can be followed through everything that happens to it, by one name that says nothing', async () => {
    const server = await start({ LOG_LEVEL: 'debug' })
    const { ada } = await live(server)
    const other = await createCouple(server.url)
    await readRoom(other)
    // When nobody may come back any more, five seconds later.
    await eventually(() => server.stderr().includes('a room was folded'), Boolean)
    await fillDisk(server.pid())
    const a = await openSocket(ada)
    a.send(updateFrame(writer(2).push(1)))
    expect(await a.closed()).toBe(1013)
    await freeDisk(server.pid())
    await call(server.url, 'DELETE', '/v1/couple', { token: ada.token })
    const lines = await eventually(
      () =>
        server
          .stderr()
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { room?: string; msg: string; code?: number; note?: string }),
      (all) => all.some((line) => line.note === 'erased'),
    )
    const named = lines.find((line) => line.note === 'erased')?.room ?? ''
    expect(named).toMatch(/^[0-9a-f]{12}\.2$/)
    const story = lines.filter((line) => line.room === named).map((line) => line.msg)
    for (const part of [
      'a socket opened',
      'a socket closed',
      'a room was folded',
      'a commit failed; its sender is told to try again',
      'who may use a room has changed',
    ]) {
      expect(story).toContain(part)
    }
    const others = lines.filter((line) => line.room !== undefined && !line.room.startsWith(named.slice(0, 12)))
    expect(others.length).toBeGreaterThan(0)
  })

  test('a room has the same name after a restart, and another one on another server', async () => {
    const nameOn = async (server: ServerProcess, device: Device): Promise<string> => {
      const before = server.stderr().length
      await readRoom(device)
      const found = await eventually(
        () => /"room":"([^"]+)"/.exec(server.stderr().slice(before))?.[1],
        (name) => name !== undefined,
      )
      return found ?? ''
    }
    const [server, elsewhere] = [await start({ LOG_LEVEL: 'debug' }), await start({ LOG_LEVEL: 'debug' })]
    const ada = await createCouple(server.url)
    const name = await nameOn(server, ada)
    await server.interrupt()
    await server.restart()
    expect(await nameOn(server, ada)).toBe(name)
    const twin = { ...ada, url: elsewhere.url }
    await call(elsewhere.url, 'POST', '/v1/couples', {
      body: { coupleId: ada.coupleId, deviceId: ada.deviceId, tokenHash: hashOf(ada.token), state: 'AAA' },
    })
    expect(await nameOn(elsewhere, twin)).not.toBe(name)
  })

  test('HTTP-3 no id, token, ticket, secret, address, header or body is in the log at its most talkative, or in the metrics', async () => {
    const server = await start({ LOG_LEVEL: 'trace', TRUSTED_PROXIES: '127.0.0.0/8' })
    const { sent } = await live(server)
    const metrics = await metricsOf(server)
    await server.interrupt()
    const log = server.stderr() + server.stdout()
    expect(log).toContain('"route":"/v1/recovery/open"')
    for (const [place, text] of Object.entries({ log, metrics })) {
      const found = Object.entries({ ...sent, mark: 'Quincunx', loopback: '127.0.0.1' }).filter(([, secret]) =>
        text.includes(secret),
      )
      const hex = Object.entries(sent).filter(([, secret]) =>
        text.includes(Buffer.from(secret, 'base64url').toString('hex') || 'nothing'),
      )
      expect(
        [...found, ...hex].map(([name]) => name),
        place,
      ).toEqual([])
    }
  })
})
