/** The server behind a real nginx with TLS, as `deploy/nginx.conf` has it. Rule: HTTP-2, SYNC-1, SYNC-8, SYNC-11 */
import { request } from 'node:https'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { sizeLimits } from '@porchlight/shared/wire/limits'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Nginx, startNginx } from '../support/nginx.ts'
import { openSocket, step2Frame, updateFrame, writer } from '../support/raw-socket.ts'
import { addDevice, call, coupleBody, createCouple, newDevice, offerInvite } from '../support/server-client.ts'
import { freePort, type ServerProcess, startServer } from '../support/server-process.ts'

const origin = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop'
const known = getCACertificates('default')

interface Porch {
  server: ServerProcess
  nginx: Nginx
  url: string
}

let porch: Porch
afterEach(async () => {
  await porch.nginx.stop()
  await porch.server.dispose()
  setDefaultCACertificates(known)
})

/** The server as the unit runs it: on loopback, with an https address, believing nobody but the proxy on this machine. */
const open = async (env: Record<string, string>, edit?: (configuration: string) => string): Promise<Porch> => {
  const port = await freePort()
  const url = `https://127.0.0.1:${port}`
  const server = await startServer({
    env: { PUBLIC_URL: url, TRUSTED_PROXIES: '127.0.0.1/32,::1/128', LIMITS: 'on', ...env },
  })
  const nginx = await startNginx({ port, serverPort: server.port, ...(edit === undefined ? {} : { edit }) })
  setDefaultCACertificates([...known, nginx.certificate])
  return { server, nginx, url }
}

/** Asks for a couple from one of the addresses of this machine, claiming another one. */
const createFrom = (address: string, claimed?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const asking = request(
      `${porch.url}/v1/couples`,
      {
        method: 'POST',
        localAddress: address,
        headers: {
          'Content-Type': 'application/json',
          ...(claimed === undefined
            ? {}
            : { 'X-Forwarded-For': claimed, 'X-Real-IP': claimed, Forwarded: `for=${claimed}` }),
        },
      },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      },
    )
    asking.on('error', reject)
    asking.end(JSON.stringify(coupleBody(newDevice(porch.url))))
  })

describe('behind nginx', () => {
  beforeAll(() => setDefaultCACertificates(known))

  test('SYNC-1 two devices pair and sync over wss, and a long poll and a large body pass', async () => {
    porch = await open({})
    const ada = await createCouple(porch.url)
    const ben = await addDevice(ada)
    const [a, b] = [await openSocket(ada, { origin, saved: true }), await openSocket(ben, { origin })]
    await b.next('step1')
    const { push } = writer(1)
    a.send(step2Frame(push(1)))
    expect((await a.next('saved')).clocks.get(1)).toBe(1)
    await b.next('update')
    const large = push(2, sizeLimits.maxEntryBytes)
    a.send(updateFrame(large))
    expect((await b.next('update', b.heard.findIndex((one) => one.kind === 'update') + 1)).update).toEqual(large)
    await Promise.all([a.close(), b.close()])

    const { inviteId } = await offerInvite(ada, 'a')
    const poll = call<{ state: string }>(porch.url, 'GET', `/v1/invites/${inviteId}?wait=25&known=waiting`, {
      token: ada.token,
    })
    await call(porch.url, 'DELETE', `/v1/invites/${inviteId}`, { token: ada.token })
    expect((await poll).body.state).toBe('burned')
    const tooLarge = await call(porch.url, 'POST', '/v1/couples', { body: ' '.repeat(sizeLimits.maxBodyBytes + 1) })
    expect([tooLarge.status, tooLarge.body.code]).toEqual([413, 'too-large'])
  })

  test('HTTP-2 each visitor has a limit of their own, whatever they claim to be', async () => {
    porch = await open({ LIMITS_JSON: '{"couplesPerHourPerAddress":2}' })
    const statuses: number[] = []
    for (const claimed of ['198.51.100.1', '203.0.113.1', '192.0.2.1']) {
      statuses.push(await createFrom('127.0.2.1', claimed))
    }
    expect(statuses).toEqual([201, 201, 429])
    expect(await createFrom('127.0.2.9')).toBe(429)
    expect([await createFrom('127.0.3.1'), await createFrom('127.0.3.1')]).toEqual([201, 201])
    expect(await createFrom('127.0.3.1', '127.0.0.1, 10.0.0.1')).toBe(429)
  })

  test('HTTP-2 nor where nginx passes on what a visitor claims, and adds what it sees', async () => {
    porch = await open({ LIMITS_JSON: '{"couplesPerHourPerAddress":1}' }, (configuration) =>
      configuration.replace('X-Forwarded-For $remote_addr', 'X-Forwarded-For $proxy_add_x_forwarded_for'),
    )
    expect([await createFrom('127.0.2.1', '198.51.100.1'), await createFrom('127.0.2.1', '203.0.113.1')]).toEqual([
      201, 429,
    ])
    expect(await createFrom('127.0.3.1', '127.0.0.1')).toBe(201)
  })

  test('HTTP-2 a server that trusts another proxy than the one before it counts that one', async () => {
    porch = await open({ LIMITS_JSON: '{"couplesPerHourPerAddress":1}', TRUSTED_PROXIES: '10.0.0.0/8' })
    expect([await createFrom('127.0.2.1'), await createFrom('127.0.3.1')]).toEqual([201, 429])
  })

  test('SYNC-11 a page of another site is refused, the server’s own and an extension are not', async () => {
    porch = await open({})
    const statusFor = async (from: string): Promise<number> =>
      (await fetch(`${porch.url}/v1/info`, { headers: { Origin: from } })).status
    expect(await Promise.all(['https://evil.example', porch.url, origin].map(statusFor))).toEqual([403, 200, 200])
  })
})
