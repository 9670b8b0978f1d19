/** Every HTTP call against the real server. Rule: HTTP-0 … HTTP-3, PAIR-1 … PAIR-3, EPOCH-3, LEAVE-1, LEAVE-2, SYNC-11 */
import { randomBytes } from 'node:crypto'
import type { CoupleInfo, EpochRecords, InviteView, ServerInfo, TicketIssued } from '@porchlight/shared/wire/api'
import { sizeLimits } from '@porchlight/shared/wire/limits'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openSocket, step1Frame, step2Frame, updateFrame, writer } from '../support/raw-socket.ts'
import {
  addDevice,
  base64url,
  type CallOptions,
  call,
  claimInvite,
  coupleBody,
  createCouple,
  type Device,
  hashOf,
  moveEpoch,
  newDevice,
  offerInvite,
  randomId,
  randomSecret,
  ticketFor,
} from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

let server: ServerProcess
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.dispose())

const ask = <Body>(method: string, path: string, options?: CallOptions) => call<Body>(server.url, method, path, options)
const codeOf = async (method: string, path: string, options?: CallOptions): Promise<[number, string]> => {
  const { status, body, headers } = await call(server.url, method, path, options)
  expect(headers.get('Content-Type')).toBe('application/problem+json')
  expect(body.status).toBe(status)
  return [status, body.code]
}

describe('what the server is', () => {
  test('HTTP it says that it is a Porchlight, and what time it is', async () => {
    const { status, body } = await ask<ServerInfo>('GET', '/v1/info')
    expect(status).toBe(200)
    expect(body).toMatchObject({ name: 'porchlight', protocols: ['porchlight.v1'], signup: 'open' })
    expect(Math.abs(body.now - Date.now())).toBeLessThan(60_000)
  })

  test('HTTP it lives, is ready, and measures on a port of its own', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
    expect(await (await fetch(server.metricsUrl)).text()).toMatch(/^porchlight_sockets \d+$/m)
  })

  test('HTTP every call is in openapi.json', async () => {
    const { body } = await ask<{ paths: Record<string, Record<string, { requestBody?: unknown }>> }>(
      'GET',
      '/openapi.json',
    )
    const calls = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    expect(calls.filter((one) => one.includes('/v1/')).sort()).toEqual([
      'delete /v1/couple',
      'delete /v1/invites/{id}',
      'get /v1/couple',
      'get /v1/epochs',
      'get /v1/info',
      'get /v1/invites/{id}',
      'post /v1/couple/leave',
      'post /v1/couples',
      'post /v1/device/leave',
      'post /v1/epochs',
      'post /v1/epochs/ack',
      'post /v1/invites',
      'post /v1/invites/{id}/claim',
      'post /v1/invites/{id}/open',
      'post /v1/invites/{id}/reveal',
      'post /v1/recovery/open',
      'post /v1/tickets',
      'put /v1/recovery',
    ])
    expect(JSON.stringify(body.paths['/v1/couples']?.['post']?.requestBody)).toContain('"tokenHash"')
  })

  test.each(['/', '/i'])('PAIR-3 %s runs no script, fetches nothing, and cannot be framed', async (path) => {
    const response = await fetch(`${server.url}${path}`)
    const text = await response.text()
    expect(response.headers.get('Content-Security-Policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    )
    expect(response.headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(text).not.toMatch(/<script|<link|<img|\son\w+=|style="|javascript:|https?:\/\//i)
  })
})

describe('couples', () => {
  test('HTTP-0 a couple is made once', async () => {
    const ada = newDevice(server.url)
    const body = coupleBody(ada)
    expect(await ask('POST', '/v1/couples', { body })).toMatchObject({
      status: 201,
      body: { coupleId: ada.coupleId, epoch: 1 },
    })
    expect(await codeOf('POST', '/v1/couples', { body })).toEqual([409, 'already-exists'])
    expect(await codeOf('POST', '/v1/couples', { body: { ...body, coupleId: randomId() } })).toEqual([
      409,
      'already-exists',
    ])
  })

  test('HTTP-0 what it is made with is what a newcomer is sent', async () => {
    const { doc, push } = writer(1)
    push(1)
    const ada = await createCouple(server.url, base64url(Y.encodeStateAsUpdate(doc)))
    const socket = await openSocket(ada)
    socket.send(step1Frame(new Y.Doc()))
    expect((await socket.next('step1')).stateVector).toEqual(Y.encodeStateVector(doc))
    expect((await socket.next('step2')).update).toEqual(Y.encodeStateAsUpdate(doc))
    await socket.close()
  })

  test('HTTP-0 a state that is no update is refused', async () => {
    const body = { ...coupleBody(newDevice(server.url)), state: base64url(randomBytes(40)) }
    expect(await codeOf('POST', '/v1/couples', { body })).toEqual([422, 'malformed'])
  })

  test('HTTP a device sees its couple and its own devices', async () => {
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const { body } = await ask<CoupleInfo>('GET', '/v1/couple', { token: ben.token })
    expect(body).toMatchObject({
      coupleId: ada.coupleId,
      epoch: 2,
      limits: { maxOuterBytes: sizeLimits.maxOuterBytes },
    })
    const today = new Date().toISOString().slice(0, 10)
    expect(body.devices).toEqual([
      { deviceId: ben.deviceId, person: 'b', createdDay: today, revoked: false, current: true },
    ])
    expect(body.gone).toEqual([])
  })
})

describe('bad requests', () => {
  test('HTTP-1 all problems are named at once, and nothing that was sent is repeated', async () => {
    const secret = randomSecret()
    const { status, body } = await call(server.url, 'POST', '/v1/couples', {
      body: { coupleId: `${secret}!`, deviceId: 7, state: '%%%', extra: secret },
    })
    expect([status, body.code]).toEqual([400, 'bad-request'])
    expect(new Set(body.problems?.map((problem) => problem.path))).toEqual(
      new Set(['coupleId', 'deviceId', 'tokenHash', 'state', 'extra']),
    )
    expect(JSON.stringify(body)).not.toContain(secret)
    expect(JSON.stringify(body)).not.toContain('%%%')
  })

  test('HTTP-1 a body that is no JSON is a bad request; one over 3 MiB is too large', async () => {
    expect(await codeOf('POST', '/v1/couples', { body: '{"coupleId":' })).toEqual([400, 'bad-request'])
    expect(await codeOf('POST', '/v1/couples', { body: JSON.stringify('x'.repeat(sizeLimits.maxBodyBytes)) })).toEqual([
      413,
      'too-large',
    ])
  })

  test('HTTP-1 no answer is kept by a cache, given or refused', async () => {
    const { token } = await createCouple(server.url)
    const answers = [
      await ask('POST', '/v1/tickets', { token }),
      await ask('GET', '/v1/couple', { token }),
      await ask('POST', '/v1/tickets'),
      await ask('GET', '/v1/nothing'),
    ]
    expect(answers.map(({ status, headers }) => [status, headers.get('Cache-Control')])).toEqual([
      [200, 'no-store'],
      [200, 'no-store'],
      [401, 'no-store'],
      [404, 'no-store'],
    ])
  })

  test('HTTP-1 what is not there is not found', async () => {
    expect(await codeOf('GET', '/v1/nothing')).toEqual([404, 'not-found'])
    expect(await codeOf('GET', '/favicon.ico')).toEqual([404, 'not-found'])
  })

  test.each<[string, Record<string, string>, [number, string]]>([
    ['no token', {}, [401, 'unauthorized']],
    ['a token nobody has', { Authorization: `Bearer ${randomSecret()}` }, [401, 'unknown-device']],
    ['half a token', { Authorization: 'Bearer abc' }, [401, 'unknown-device']],
    ['another scheme', { Authorization: `Basic ${randomSecret()}` }, [401, 'unknown-device']],
  ])('HTTP-1 with %s a device is not known', async (_, headers, expected) => {
    expect(await codeOf('POST', '/v1/tickets', { headers })).toEqual(expected)
  })
})

describe('tickets', () => {
  test('SYNC-2 a ticket names the room of the epoch in force, and the time', async () => {
    const ada = await createCouple(server.url)
    const before = Date.now()
    const ticket = await ticketFor(ada)
    expect(ticket.room).toBe(`${ada.coupleId}.1`)
    expect(ticket.expiresAt - ticket.now).toBeLessThanOrEqual(60_000)
    expect(ticket.now).toBeGreaterThanOrEqual(before)
    expect((await ticketFor(ada)).ticket).not.toBe(ticket.ticket)
  })
})

describe('pairing', () => {
  test('PAIR-1 the whole way; the new token opens nothing before the creator lets it in', async () => {
    const ada = await createCouple(server.url)
    const ben = newDevice(server.url, ada.coupleId)
    const invite = await offerInvite(ada, 'b')
    const path = `/v1/invites/${invite.inviteId}`
    expect((await ask('POST', `${path}/open`, { body: { claimAuth: invite.claimAuth } })).status).toBe(200)
    expect((await claimInvite(ben, invite)).status).toBe(202)
    expect(await codeOf('POST', '/v1/tickets', { token: ben.token })).toEqual([401, 'unknown-device'])
    const asCreator = await ask<InviteView>('GET', path, { token: ada.token })
    expect(asCreator.body).toMatchObject({ state: 'claimed', claim: expect.any(String) })
    const reveal = base64url(randomBytes(64))
    expect((await ask('POST', `${path}/reveal`, { token: ada.token, body: { reveal } })).status).toBe(204)
    const asClaimant = await ask<InviteView>('GET', path, { headers: { 'Porchlight-Claim': invite.claimAuth } })
    expect(asClaimant.body).toMatchObject({ state: 'revealed', reveal })
    expect(await codeOf('POST', '/v1/tickets', { token: ben.token })).toEqual([401, 'unknown-device'])
    const moved = await moveEpoch(ada, {
      from: 1,
      outer: new Y.Doc(),
      to: [ada.deviceId, ben.deviceId],
      activate: [ben.deviceId],
    })
    expect(moved).toMatchObject({ status: 201, body: { epoch: 2 } })
    expect((await ask<InviteView>('GET', path, { headers: { 'Porchlight-Claim': invite.claimAuth } })).body).toEqual({
      state: 'done',
      expiresAt: expect.any(Number),
      // So that a joiner whose worker slept through the inviter's yes compares the words first (PAIR-6).
      reveal: expect.any(String),
    })
    const records = await ask<EpochRecords>('GET', '/v1/epochs?after=0', { token: ben.token })
    expect(records.body).toMatchObject({ epoch: 2, records: [{ epoch: 2, from: ada.deviceId }] })
    expect((await ask('POST', '/v1/epochs/ack', { token: ben.token, body: { epoch: 2 } })).status).toBe(204)
    expect((await ask<EpochRecords>('GET', '/v1/epochs', { token: ben.token })).body.records).toEqual([])
    expect((await ticketFor(ben)).room).toBe(`${ada.coupleId}.2`)
  })

  test('PAIR-2 a link used twice says so', async () => {
    const ada = await createCouple(server.url)
    const invite = await offerInvite(ada, 'b')
    const ben = newDevice(server.url, ada.coupleId)
    expect((await claimInvite(ben, invite)).status).toBe(202)
    const second = await claimInvite(newDevice(server.url, ada.coupleId), invite)
    expect([second.status, second.body.code]).toEqual([409, 'invite-claimed'])
    expect(
      await codeOf('POST', `/v1/invites/${invite.inviteId}/open`, { body: { claimAuth: invite.claimAuth } }),
    ).toEqual([409, 'invite-claimed'])
  })

  test('PAIR-2 a third person is refused', async () => {
    const ada = await createCouple(server.url)
    await addDevice(ada)
    const refused = await claimInvite(newDevice(server.url, ada.coupleId), await offerInvite(ada, 'b'))
    expect([refused.status, refused.body.code]).toEqual([409, 'couple-full'])
    await addDevice(ada, { person: 'a', from: 2 })
  })

  test('PAIR a link over its time says so, and one taken back too', async () => {
    const ada = await createCouple(server.url)
    const short = await offerInvite(ada, 'b', 1)
    const view = await ask<InviteView>('GET', `/v1/invites/${short.inviteId}?wait=5&known=waiting`, {
      token: ada.token,
    })
    expect(view.body.state).toBe('expired')
    expect(
      await codeOf('POST', `/v1/invites/${short.inviteId}/open`, { body: { claimAuth: short.claimAuth } }),
    ).toEqual([410, 'invite-expired'])
    const burned = await offerInvite(ada, 'b')
    expect((await ask('DELETE', `/v1/invites/${burned.inviteId}`, { token: ada.token })).status).toBe(204)
    expect(
      await codeOf('POST', `/v1/invites/${burned.inviteId}/open`, { body: { claimAuth: burned.claimAuth } }),
    ).toEqual([410, 'invite-burned'])
  })

  test('PAIR five wrong guesses burn a link; wrong and unknown read alike', async () => {
    const ada = await createCouple(server.url)
    const invite = await offerInvite(ada, 'b')
    const guess = (id: string) =>
      call(server.url, 'POST', `/v1/invites/${id}/open`, { body: { claimAuth: randomSecret() } })
    const [wrong, unknown] = [await guess(invite.inviteId), await guess(randomId())]
    expect(wrong.status).toBe(404)
    expect(wrong.body).toEqual(unknown.body)
    for (let n = 0; n < 4; n++) await guess(invite.inviteId)
    expect(
      await codeOf('POST', `/v1/invites/${invite.inviteId}/open`, { body: { claimAuth: invite.claimAuth } }),
    ).toEqual([410, 'invite-burned'])
  })

  test('HTTP-1 nobody else sees an invite', async () => {
    const [ada, eve] = [await createCouple(server.url), await createCouple(server.url)]
    const { inviteId } = await offerInvite(ada, 'b')
    for (const options of [{}, { token: eve.token }, { headers: { 'Porchlight-Claim': randomSecret() } }]) {
      expect(await codeOf('GET', `/v1/invites/${inviteId}`, options)).toEqual([404, 'not-found'])
    }
    expect(await codeOf('DELETE', `/v1/invites/${inviteId}`, { token: eve.token })).toEqual([404, 'not-found'])
    expect(await codeOf('GET', '/v1/invites/not-an-id', { token: ada.token })).toEqual([404, 'not-found'])
  })

  test('HTTP a long poll answers when the invite changes, and at once when it has', async () => {
    const ada = await createCouple(server.url)
    const ben = newDevice(server.url, ada.coupleId)
    const invite = await offerInvite(ada, 'b')
    const poll = ask<InviteView>('GET', `/v1/invites/${invite.inviteId}?wait=25&known=waiting`, { token: ada.token })
    await ask('GET', '/v1/info')
    await claimInvite(ben, invite)
    expect((await poll).body.state).toBe('claimed')
    expect(
      (await ask<InviteView>('GET', `/v1/invites/${invite.inviteId}?wait=25&known=waiting`, { token: ada.token })).body
        .state,
    ).toBe('claimed')
    expect(
      (await ask<InviteView>('GET', `/v1/invites/${invite.inviteId}?wait=0`, { token: ada.token })).body.state,
    ).toBe('claimed')
  })
})

describe('epochs', () => {
  const seated = async (device: Device) => {
    const socket = await openSocket(device, { saved: true })
    await socket.next('step1')
    return socket
  }

  test('EPOCH-3 the old room is gone, its sockets close 4409, those of revoked devices 4403', async () => {
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const [a, b] = [await seated(ada), await seated(ben)]
    expect(
      (await moveEpoch(ada, { from: 2, outer: new Y.Doc(), to: [ada.deviceId], revoke: [ben.deviceId] })).status,
    ).toBe(201)
    expect([await a.closed(), await b.closed()]).toEqual([4409, 4403])
    expect(await codeOf('POST', '/v1/tickets', { token: ben.token })).toEqual([401, 'unknown-device'])
  })

  test('EPOCH-3 what came after the rotator’s last pull is not lost: 409 outer-moved', async () => {
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const b = await seated(ben)
    const seen = writer(1)
    b.send(step2Frame(seen.push(1)))
    await b.next('saved')
    const outer = new Y.Doc()
    const behind = await moveEpoch(ada, { from: 2, outer })
    expect([behind.status, behind.body.code]).toEqual([409, 'outer-moved'])
    Y.applyUpdate(outer, Y.encodeStateAsUpdate(seen.doc))
    expect((await moveEpoch(ada, { from: 2, outer })).status).toBe(201)
    const late = await moveEpoch(ben, { from: 2, outer })
    expect([late.status, late.body.code]).toEqual([409, 'epoch-moved'])
    await b.closed()
  })

  test('EPOCH-3 an update on its way when the epoch moves is either in the old document or refused', async () => {
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const b = await seated(ben)
    const { push } = writer(1)
    for (let n = 0; n < 50; n++) b.send(updateFrame(push(n)))
    const moved = await moveEpoch(ada, { from: 2, outer: new Y.Doc() })
    const outcome =
      moved.status === 201
        ? { code: await b.closed(), saved: b.heard.some((one) => one.kind === 'saved') }
        : moved.body.code
    expect([{ code: 4409, saved: false }, 'outer-moved']).toContainEqual(outcome)
    await b.close()
  })

  test('EPOCH-3 who is named has to be a member', async () => {
    const [ada, eve] = [await createCouple(server.url), await createCouple(server.url)]
    for (const move of [{ to: [eve.deviceId] }, { activate: [eve.deviceId] }, { revoke: [ada.deviceId] }]) {
      const { status, body } = await moveEpoch(ada, { from: 1, outer: new Y.Doc(), ...move })
      expect([status, body.code]).toEqual([400, 'bad-request'])
    }
  })
})

describe('leaving', () => {
  test('LEAVE-1 leaving takes one person: their sockets close 4403, their tokens are gone, the other goes on', async () => {
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const [a, b] = [await openSocket(ada), await openSocket(ben)]
    await Promise.all([a.next('step1'), b.next('step1')])
    expect((await ask('POST', '/v1/couple/leave', { token: ada.token })).status).toBe(204)
    expect(await a.closed()).toBe(4403)
    expect(await codeOf('POST', '/v1/tickets', { token: ada.token })).toEqual([401, 'unknown-device'])
    expect((await ask<TicketIssued>('POST', '/v1/tickets', { token: ben.token })).status).toBe(200)
    const { body } = await ask<CoupleInfo>('GET', '/v1/couple', { token: ben.token })
    expect(body.gone).toEqual([ada.deviceId])
    const from = b.heard.length
    b.send(step1Frame(new Y.Doc()))
    await b.next('step2', from)
    await b.close()
  })

  test('LEAVE-2 erasing takes one person: everything is gone, every socket closes 4410', async () => {
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const [a, b] = [await openSocket(ada), await openSocket(ben)]
    await Promise.all([a.next('step1'), b.next('step1')])
    expect((await ask('DELETE', '/v1/couple', { token: ada.token })).status).toBe(204)
    expect([await a.closed(), await b.closed()]).toEqual([4410, 4410])
    for (const { token } of [ada, ben])
      expect(await codeOf('GET', '/v1/couple', { token })).toEqual([401, 'unknown-device'])
    expect(
      (await ask('POST', '/v1/couples', { body: coupleBody({ ...newDevice(server.url), coupleId: ada.coupleId }) }))
        .status,
    ).toBe(201)
  })
})

describe('who may call from a page', () => {
  const preflight = (origin: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/v1/tickets`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization',
        ...headers,
      },
    })

  test.each(['chrome-extension://abcdefghijklmnop', 'moz-extension://0b3c1d2e-1111-2222-3333-444455556666'])(
    'SYNC-11 %s may, remembered for two hours, without credentials',
    async (origin) => {
      const { status, headers } = await preflight(origin, { 'Access-Control-Request-Private-Network': 'true' })
      expect(status).toBe(204)
      expect(headers.get('Access-Control-Allow-Origin')).toBe(origin)
      expect(headers.get('Access-Control-Max-Age')).toBe('7200')
      expect(headers.get('Access-Control-Allow-Private-Network')).toBe('true')
      expect(headers.get('Access-Control-Allow-Credentials')).toBeNull()
      expect(headers.get('Access-Control-Allow-Headers')?.toLowerCase()).toBe(
        'authorization,content-type,porchlight-claim',
      )
      const answer = await fetch(`${server.url}/v1/info`, { headers: { Origin: origin } })
      expect([answer.status, answer.headers.get('Access-Control-Allow-Origin')]).toEqual([200, origin])
    },
  )

  test('SYNC-11 an error answer may be read by the extension too', async () => {
    const origin = 'chrome-extension://abcdefghijklmnop'
    const answer = await fetch(`${server.url}/v1/tickets`, { method: 'POST', headers: { Origin: origin } })
    expect([answer.status, answer.headers.get('Access-Control-Allow-Origin')]).toEqual([401, origin])
  })

  test('SYNC-11 another site may not', async () => {
    const { status, headers } = await preflight('https://evil.example')
    expect([status, headers.get('Access-Control-Allow-Origin')]).toEqual([403, null])
    expect(await codeOf('GET', '/v1/info', { headers: { Origin: 'https://evil.example' } })).toEqual([
      403,
      'forbidden-origin',
    ])
  })
})

describe('limits', () => {
  test('HTTP-2 they are on by default and count per network, per token and per couple', async () => {
    const limited = await startServer({
      env: {
        LIMITS: 'on',
        LIMITS_JSON:
          '{"couplesPerHourPerAddress":2,"ticketsPerMinutePerToken":4,"updatesPerSecondPerCouple":5,"updatesBurstPerCouple":10,"socketsPerToken":2}',
      },
    })
    const ada = await createCouple(limited.url)
    await createCouple(limited.url)
    const third = await call(limited.url, 'POST', '/v1/couples', { body: coupleBody(newDevice(limited.url)) })
    expect([third.status, third.body.code]).toEqual([429, 'rate-limited'])
    const sockets = [await openSocket(ada), await openSocket(ada), await openSocket(ada)]
    expect(await sockets[0]?.closed()).toBe(4529)
    await ticketFor(ada)
    const fifth = await call(limited.url, 'POST', '/v1/tickets', { token: ada.token })
    expect([fifth.status, fifth.body.code]).toEqual([429, 'rate-limited'])
    const { push } = writer(1)
    for (let n = 0; n < 60; n++) sockets[1]?.send(updateFrame(push(n)))
    expect(await sockets[1]?.closed()).toBe(4529)
    await sockets[2]?.close()
    await limited.dispose()
  })

  test('HTTP-2 forwarding headers count only from a trusted proxy', async () => {
    const start = (env: Record<string, string>) =>
      startServer({ env: { LIMITS: 'on', LIMITS_JSON: '{"couplesPerHourPerAddress":1}', ...env } })
    const create = (at: ServerProcess, from: string) =>
      call(at.url, 'POST', '/v1/couples', { body: coupleBody(newDevice(at.url)), headers: { 'X-Forwarded-For': from } })
    const open = await start({})
    expect([(await create(open, '192.0.2.1')).status, (await create(open, '198.51.100.1')).status]).toEqual([201, 429])
    await open.dispose()
    const behind = await start({ TRUSTED_PROXIES: '127.0.0.0/8' })
    const statuses = []
    for (const from of [
      '192.0.2.1',
      '198.51.100.1',
      '192.0.2.77',
      '203.0.113.9, 192.0.2.5',
      '203.0.113.9, 192.0.2.5, 127.0.0.9',
      '2001:db8:1:2300::1',
      '2001:db8:1:23ff::9',
      '2001:db8:1:2400::1',
      'unknown',
      '<script>',
    ])
      statuses.push((await create(behind, from)).status)
    expect(statuses).toEqual([201, 201, 429, 429, 429, 201, 429, 201, 201, 429])
    await behind.dispose()
  })

  test('HTTP sign-up can need a code, or be closed', async () => {
    const coded = await startServer({ env: { SIGNUP: 'code', SIGNUP_CODE: 'lantern' } })
    const withCode = (signupCode?: string) =>
      call(coded.url, 'POST', '/v1/couples', { body: { ...coupleBody(newDevice(coded.url)), signupCode } })
    expect([
      (await withCode()).body.code,
      (await withCode('lamp')).body.code,
      (await withCode('lantern')).status,
    ]).toEqual(['signup-closed', 'signup-closed', 201])
    await coded.dispose()
    const closed = await startServer({ env: { SIGNUP: 'closed' } })
    expect((await call(closed.url, 'POST', '/v1/couples', { body: coupleBody(newDevice(closed.url)) })).body.code).toBe(
      'signup-closed',
    )
    await closed.dispose()
  })
})

describe('the log', () => {
  test('HTTP-3 of a full run, at its most talkative, it holds no token, ticket, secret, id or body', async () => {
    const talkative = await startServer({ env: { LOG_LEVEL: 'trace' } })
    const ada = await createCouple(talkative.url)
    const ben = await addDevice(ada)
    const { ticket, room } = await ticketFor(ada)
    const socket = await openSocket(ada, { ticket, room, saved: true })
    const update = writer(1).push(65, 64)
    socket.send(step2Frame(update))
    await socket.next('saved')
    socket.send('text, which is malformed')
    await socket.closed()
    await (await openSocket(ada, { ticket, room })).closed()
    await call(talkative.url, 'POST', '/v1/couples', { body: { secretField: 'body-content' } })
    await fetch(`${talkative.url}/i?x=query-content`)
    await call(talkative.url, 'DELETE', '/v1/couple', { token: ben.token })
    await talkative.interrupt()
    const log = talkative.stderr() + talkative.stdout()
    expect(log).toContain('"route":"/v1/tickets"')
    const secrets = [
      ada.token,
      ben.token,
      hashOf(ada.token),
      ticket,
      ada.coupleId,
      ada.deviceId,
      ben.deviceId,
      base64url(update),
      'A'.repeat(20),
      'body-content',
      'query-content',
      'text, which',
    ]
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([])
    await talkative.dispose()
  })
})
