/** What has to hold behind a proxy with TLS, whichever it is: not a test file itself, a proxy's test file calls it.
 *  Rule: HTTP-2, SYNC-1, SYNC-11 */
import { request } from 'node:https'
import { connect } from 'node:net'
import { connect as secured, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { sizeLimits } from '@porchlight/shared/wire/limits'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from './eventually.ts'
import { asked, pairDevices } from './world.ts'
import { openSocket, step2Frame, updateFrame, writer } from './raw-socket.ts'
import { addDevice, call, coupleBody, createCouple, newDevice, offerInvite } from './server-client.ts'
import type { Proxy } from '../../scripts/find-proxy.ts'
import { startProxy } from './proxy.ts'
import { freePort, startServer } from './server-process.ts'
import { startDevice } from './world-device.ts'

export const extensionOrigin = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop'
const known = getCACertificates('default')

export interface Porch {
  url: string
  /** Asks for a couple from one of the addresses of this machine, claiming another one; resolves to the status. */
  createFrom(address: string, claimed?: string): Promise<number>
  /** The proxy's ports, with TLS and without. */
  port: number
  plainPort: number
  stopServer(): Promise<void>
  /** All that the server and the proxy wrote, but for the database. */
  written(): Promise<string>
}

/** The server as the unit runs it, behind a proxy: on loopback, with an https address, believing nobody but the proxy on this
 *  machine. `describeProxy` closes it after each test. */
export type OpenPorch = (
  env: Record<string, string>,
  edit?: (configuration: string) => string,
  path?: string,
) => Promise<Porch>

/** What an operator changes in the file where the server shares its host with others. */
const underPath: Record<Proxy, (path: string) => (configuration: string) => string> = {
  nginx: (path) => (text) => text.replace(/location \/ \{(\s+proxy_pass)/, `location ${path}/ {$1`),
  caddy: (path) => (text) => text.replace(/^\treverse_proxy /m, `\treverse_proxy ${path}/* `),
}

/** @param more further tests, where the proxy has something of its own */
export const describeProxy = (proxy: Proxy, more: (open: OpenPorch) => void = () => undefined): void => {
  describe(`behind ${proxy}`, () => {
    const stops: (() => Promise<void>)[] = []
    afterEach(async () => {
      for (const stop of stops.splice(0).reverse()) await stop()
      setDefaultCACertificates(known)
    })

    const open: OpenPorch = async (env, edit, path = '') => {
      const port = await freePort()
      const url = `https://127.0.0.1:${port}${path}`
      const server = await startServer({
        env: { PUBLIC_URL: url, TRUSTED_PROXIES: '127.0.0.1/32,::1/128', LIMITS: 'on', ...env },
      })
      stops.push(() => server.dispose())
      const running = await startProxy(proxy, {
        port,
        serverPort: server.port,
        ...(edit === undefined ? {} : { edit }),
      })
      stops.push(() => running.stop())
      setDefaultCACertificates([...known, running.certificate])
      return {
        url,
        createFrom: (address, claimed) => createFrom(url, address, claimed),
        port,
        plainPort: running.plainPort,
        stopServer: async () => void (await server.interrupt()),
        written: async () => [server.stdout(), server.stderr(), await running.written()].join('\n'),
      }
    }

    test.each(['', '/porch'])(
      'SYNC-1 at %j two devices sync over wss, and a long poll and a large body pass',
      async (path) => {
        const porch = await open({}, underPath[proxy](path), path)
        const ada = await createCouple(porch.url)
        const ben = await addDevice(ada)
        const [a, b] = [
          await openSocket(ada, { origin: extensionOrigin, saved: true }),
          await openSocket(ben, { origin: extensionOrigin }),
        ]
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
        // Each time: an answer before the body is read to its end would be lost on the way, now and then.
        for (let time = 0; time < 10; time += 1) {
          const body = ' '.repeat(sizeLimits.maxBodyBytes + 1)
          const tooLarge = await call(porch.url, 'POST', '/v1/couples', { body })
          expect([tooLarge.status, tooLarge.body.code]).toEqual([413, 'too-large'])
        }
      },
    )

    test('HTTP-4 under a path two people pair by its link, and what one says reaches the other', async () => {
      // A program in place of a browser: its sockets name no origin.
      const { url } = await open({ ALLOW_MISSING_ORIGIN: 'on' }, underPath[proxy]('/our/porch'), '/our/porch')
      const devices = [await startDevice({ name: 'robin' }), await startDevice({ name: 'sam' })] as const
      const [robin, sam] = devices
      stops.push(async () => void (await Promise.all(devices.map((one) => one.device.stop()))))
      expect(await robin.device.run({ kind: 'check-server', server: `${url}/` })).toEqual({ ok: true, value: url })
      await pairDevices(url, robin, sam)
      expect(robin.couple().settings.server).toBe(url)
      await asked(robin, { kind: 'pause' })
      await eventually(
        () => sam.couple().couple.pause.theirs,
        (paused) => paused,
      )
    })

    test('HTTP-4 under a path the pages are there, lead to each other, and nothing of the host beside them is ours', async () => {
      const { url } = await open({}, underPath[proxy]('/porch'), '/porch')
      for (const page of ['/', '/i']) {
        const text = await (await fetch(`${url}${page}`)).text()
        const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => new URL(link, `${url}${page}`).href)
        expect(links).not.toEqual([])
        for (const link of links) expect([link, (await fetch(link)).status]).toEqual([link, 200])
      }
      expect(await (await fetch(new URL('/v1/info', url))).text()).not.toContain('porchlight.v1')
      const pre = await fetch(`${url}/v1/tickets`, {
        method: 'OPTIONS',
        headers: { Origin: extensionOrigin, 'Access-Control-Request-Method': 'POST' },
      })
      expect([pre.status, pre.headers.get('Access-Control-Allow-Origin')]).toEqual([204, extensionOrigin])
    })

    test('HTTP-2 each visitor has a limit of their own, whatever they claim to be', async () => {
      const porch = await open({ LIMITS_JSON: '{"couplesPerHourPerAddress":2}' })
      const statuses: number[] = []
      for (const claimed of ['198.51.100.1', '203.0.113.1', '192.0.2.1']) {
        statuses.push(await porch.createFrom('127.0.2.1', claimed))
      }
      expect(statuses).toEqual([201, 201, 429])
      expect(await porch.createFrom('127.0.2.9')).toBe(429)
      expect([await porch.createFrom('127.0.3.1'), await porch.createFrom('127.0.3.1')]).toEqual([201, 201])
      expect(await porch.createFrom('127.0.3.1', '127.0.0.1, 10.0.0.1')).toBe(429)
    })

    test('HTTP-2 a server that trusts another proxy than the one before it counts that one', async () => {
      const porch = await open({ LIMITS_JSON: '{"couplesPerHourPerAddress":1}', TRUSTED_PROXIES: '10.0.0.0/8' })
      expect([await porch.createFrom('127.0.2.1'), await porch.createFrom('127.0.3.1')]).toEqual([201, 429])
    })

    test('HTTP-3 no address of a visitor is written anywhere, whatever goes wrong, on either port', async () => {
      expect(await addressesWrittenBy(proxy)).toEqual([])
    })

    test('HTTP-3 and one that is written would be found', async () => {
      const withLogs = (text: string): string =>
        text
          .replaceAll(/access_log off;/g, '')
          .replaceAll(/error_log \/dev\/null emerg;/g, '')
          .replace(/\tlog \{\n\t\texclude http\n\t\}\n/, '')
      expect(await addressesWrittenBy(proxy, withLogs)).toContain(visitor)
    })

    /** Visits as people and machines come by: in order, by mistake, with too much, and while the server is away. */
    const addressesWrittenBy = async (proxy: Proxy, edit?: (configuration: string) => string): Promise<string[]> => {
      const porch = await open({}, edit)
      const secure = (text: string): Promise<string> => say(porch.port, text, true)
      const plain = (text: string): Promise<string> => say(porch.plainPort, text, false)
      const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`
      expect(await secure(get('/v1/info'))).toContain('200')
      expect(await secure(get('/nothing-here'))).toContain('404')
      expect(await plain(get('/v1/info'))).toMatch(/30[128]/)
      await plain(get('/.well-known/acme-challenge/none'))
      for (const send of [secure, plain]) {
        await send('not HTTP at all\r\n\r\n')
        await send(get('/%zz'))
        await send('GET / HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n')
        await send('POST /v1/couples HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999999999\r\n\r\n')
        await send('POST /v1/couples HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf')
      }
      await say(porch.port, get('/v1/info'), false)
      await say(porch.plainPort, '\u0016\u0003\u0001\u0002', false)
      await porch.stopServer()
      expect(await secure(get('/v1/info'))).toContain('502')
      return [...new Set((await porch.written()).match(new RegExp(visitor.replaceAll('.', '\\.'), 'g')))]
    }

    test('SYNC-11 a page of another site is refused, the server’s own and an extension are not', async () => {
      const porch = await open({})
      const statusFor = async (from: string): Promise<number> =>
        (await fetch(`${porch.url}/v1/info`, { headers: { Origin: from } })).status
      expect(await Promise.all(['https://evil.example', porch.url, extensionOrigin].map(statusFor))).toEqual([
        403, 200, 200,
      ])
    })

    more(open)
  })
}

const visitor = '127.0.2.77'

/** Says one thing from the visitor's address and hears the answer out. */
const say = (port: number, text: string, isSecure: boolean): Promise<string> =>
  new Promise((resolve) => {
    const plain = connect({ host: '127.0.0.1', port, localAddress: visitor })
    const socket = isSecure ? secured({ socket: plain, rejectUnauthorized: false }) : plain
    let heard = ''
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
    socket.on('error', () => resolve(heard))
    socket.on('close', () => resolve(heard))
    socket.setTimeout(1_000, () => socket.destroy())
    socket.write(text, 'latin1')
  })

const createFrom = (url: string, address: string, claimed?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const asking = request(
      `${url}/v1/couples`,
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
    asking.end(JSON.stringify(coupleBody(newDevice(url))))
  })
