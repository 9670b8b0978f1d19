/** The server behind a real nginx, as `deploy/nginx.conf` has it. Caddy, and sockets idle for long: `check:deploy`. */
import { expect, test } from 'vitest'
import { openSocket } from '../support/raw-socket.ts'
import { createCouple } from '../support/server-client.ts'
import { describeProxy, extensionOrigin } from '../support/proxy-suite.ts'

describeProxy('nginx', (open) => {
  test('HTTP-2 nor where nginx passes on what a visitor claims, and adds what it sees', async () => {
    const porch = await open({ LIMITS_JSON: '{"couplesPerHourPerAddress":1}' }, (configuration) =>
      configuration.replace('X-Forwarded-For $remote_addr', 'X-Forwarded-For $proxy_add_x_forwarded_for'),
    )
    expect([
      await porch.createFrom('127.0.2.1', '198.51.100.1'),
      await porch.createFrom('127.0.2.1', '203.0.113.1'),
    ]).toEqual([201, 429])
    expect(await porch.createFrom('127.0.3.1', '127.0.0.1')).toBe(201)
  })

  test('HTTP-4 under a path that nginx takes off itself', async () => {
    const { url } = await open(
      {},
      (text) =>
        text.replace(
          /location \/ \{(\s+)proxy_pass http:\/\/porchlight;/,
          'location /porch/ {$1proxy_pass http://porchlight/;',
        ),
      '/porch',
    )
    const ada = await createCouple(url)
    const socket = await openSocket(ada, { origin: extensionOrigin })
    expect((await socket.next('step1')).kind).toBe('step1')
    await socket.close()
    expect((await fetch(`${url}/i`)).status).toBe(200)
  })
})
