/** The server behind a real nginx, as `deploy/nginx.conf` has it. Caddy, and sockets idle for long: `check:deploy`. */
import { expect, test } from 'vitest'
import { describeProxy } from '../support/proxy-suite.ts'

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
})
