/** How the server starts, refuses to start, stops, and meets a full disk. */
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { temporaryFolder } from '../support/leftovers.ts'
import { eventually } from '../support/eventually.ts'
import { openSocket, readRoom, step2Frame, updateFrame, writer } from '../support/raw-socket.ts'
import { addDevice, call, createCouple, offerInvite } from '../support/server-client.ts'
import { freePort, runServerToExit, startServer } from '../support/server-process.ts'

let dir: string
beforeEach(async () => {
  dir = temporaryFolder('start')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('starting', () => {
  test('one calm line says where it is; the log is elsewhere', async () => {
    const server = await startServer()
    expect(server.stdout()).toBe(`Porchlight is on at http://localhost:${server.port}\n`)
    expect(server.stderr()).toContain('"msg":"listening"')
    await server.dispose()
  })

  test('wrong settings are one message that names every problem, and no secret', async () => {
    const { code, stdout, stderr } = await runServerToExit({
      DATA_DIR: dir,
      PORT: 'eighty',
      SIGNUP: 'code',
      LIMITS: 'perhaps',
      LIMITS_JSON: '{"socketsPerToken": 0, "unheardOf": 1}',
      EXTENSION_ORIGINS: 'https://evil.example',
      TRUSTED_PROXIES: '10.0.0.0/99',
      SERVER_SECRET: 'much-too-short-a-secret',
      LOG_LEVEL: 'chatty',
      PUBLIC_URL: 'porch.example',
    })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^Porchlight cannot start:\n/)
    for (const name of [
      'PORT',
      'SIGNUP_CODE',
      'LIMITS',
      'LIMITS_JSON',
      'EXTENSION_ORIGINS',
      'TRUSTED_PROXIES',
      'SERVER_SECRET',
      'LOG_LEVEL',
      'PUBLIC_URL',
    ]) {
      expect(stderr).toMatch(new RegExp(`^  ${name} `, 'm'))
    }
    expect(stderr).toContain('unheardOf')
    expect(stderr).not.toContain('much-too-short')
  })

  test('HTTP-2 an https address on loopback without a named proxy is refused: all the world would share one limit', async () => {
    const env = {
      DATA_DIR: dir,
      PORT: String(await freePort()),
      METRICS_PORT: String(await freePort()),
      PUBLIC_URL: 'https://porch.example',
    }
    const { code, stderr } = await runServerToExit(env)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^ {2}TRUSTED_PROXIES .*LIMITS=off/m)
  })

  test('a port that is taken is named', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, stderr } = await runServerToExit({
      DATA_DIR: dir,
      PORT: String(port),
      METRICS_PORT: String(await freePort()),
    })
    other.close()
    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`PORT: nothing can listen on 127.0.0.1:${port}`))
  })

  test('a broken database file is a clear message, and nothing is overwritten', async () => {
    await mkdir(dir, { recursive: true })
    const path = join(dir, 'porchlight.sqlite')
    const letter = 'Dear future me, this was never a database.\n'.repeat(200)
    await writeFile(path, letter)
    const { code, stderr } = await runServerToExit({
      DATA_DIR: dir,
      PORT: String(await freePort()),
      METRICS_PORT: String(await freePort()),
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/porchlight\.sqlite is not a readable database\. Nothing was changed\./)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(await readFile(path, 'utf8')).toBe(letter)
  })

  test('a second server on the same data is refused while the first runs', async () => {
    const server = await startServer()
    const { code, stderr } = await runServerToExit({
      DATA_DIR: server.dataDir,
      PORT: String(await freePort()),
      METRICS_PORT: String(await freePort()),
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/another Porchlight server is running/)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    await server.dispose()
  })
})

describe('stopping', () => {
  test('SYNC-9 it commits what it received, closes its sockets 1012, answers who waits, and ends with 0', async () => {
    const server = await startServer()
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const [a, b] = [await openSocket(ada), await openSocket(ben)]
    await Promise.all([a.next('step1'), b.next('step1')])
    const { inviteId } = await offerInvite(ada, 'a')
    const waiting = call(server.url, 'GET', `/v1/invites/${inviteId}?wait=25&known=waiting`, { token: ada.token })
    const { doc, push } = writer(1)
    for (let n = 0; n < 100; n++) a.send(updateFrame(push(n)))
    await b.next('update')
    const ended = server.interrupt()
    expect(await Promise.all([a.closed(), b.closed()])).toEqual([1012, 1012])
    expect((await waiting).status).toBe(200)
    expect(await ended).toBe(0)
    expect(server.stdout()).toContain('Porchlight is going out')
    await server.restart()
    const stored = await readRoom(ada)
    const relayed = new Y.Doc()
    for (const one of b.heard) if (one.kind === 'update') Y.applyUpdate(relayed, one.update)
    expect(stored.getArray('e').length).toBeGreaterThanOrEqual(relayed.getArray('e').length)
    expect(doc.getArray('e').toJSON().slice(0, stored.getArray('e').length)).toEqual(stored.getArray('e').toJSON())
    await server.dispose()
  })

  test('SYNC-2 a ticket survives a restart: the secret is kept', async () => {
    const server = await startServer()
    const ada = await createCouple(server.url)
    const { body } = await call<{ ticket: string; room: string }>(server.url, 'POST', '/v1/tickets', {
      token: ada.token,
    })
    await server.interrupt()
    await server.restart()
    const socket = await openSocket(ada, body)
    expect((await socket.next('step1')).kind).toBe('step1')
    await socket.close()
    await server.dispose()
  })
})

describe('a full disk', () => {
  test('SYNC-5c nothing is acknowledged, the sender closes 1013, others go on; when there is room again, so does the sender', async () => {
    const server = await startServer({ env: { SQLITE_MAX_PAGES: '400' } })
    const [ada, filler] = [await createCouple(server.url), await createCouple(server.url)]
    const ben = await addDevice(ada)
    const kept = writer(1)
    const a = await openSocket(ada, { saved: true })
    a.send(step2Frame(kept.push(1)))
    await a.next('saved')
    const reader = await openSocket(ben)
    await reader.next('step1')

    const fill = writer(2)
    let f = await openSocket(filler, { saved: true })
    await eventually(
      async () => {
        f.send(updateFrame(fill.push(7, 60_000)))
        return f.ws.readyState
      },
      (state) => state !== f.ws.OPEN,
    )
    expect(await f.closed()).toBe(1013)

    const refused = kept.push(2, 90_000)
    a.send(updateFrame(refused))
    expect(await a.closed()).toBe(1013)
    expect(a.heard.filter((one) => one.kind === 'saved')).toHaveLength(1)
    expect(reader.heard.map((one) => one.kind)).toEqual(['step1'])
    expect(reader.ws.readyState).toBe(reader.ws.OPEN)
    expect((await readRoom(ada)).getArray('e').length).toBe(1)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    const full = await call(server.url, 'POST', '/v1/invites', { token: 'x' })
    expect(full.status).toBe(401)

    expect((await call(server.url, 'DELETE', '/v1/couple', { token: filler.token })).status).toBe(204)
    f = await openSocket(ada, { saved: true })
    f.send(step2Frame(refused))
    expect((await f.next('saved')).clocks.get(1)).toBe(2)
    expect((await reader.next('update')).update).toEqual(refused)
    await Promise.all([f.close(), reader.close()])
    await server.dispose()
  })
})
