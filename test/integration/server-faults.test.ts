/** What goes wrong around a server: its disk, its clock, its network, its backups. Real processes, real faults. */
import { cp, rm } from 'node:fs/promises'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { temporaryFolder } from '../support/leftovers.ts'
import { eventually } from '../support/eventually.ts'
import { fillDisk, freeDisk } from '../support/full-disk.ts'
import { openSocket, readRoom, step1Frame, step2Frame, updateFrame, writer } from '../support/raw-socket.ts'
import { addDevice, call, coupleBody, createCouple, newDevice, ticketFor } from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

let server: ServerProcess
afterEach(() => server.dispose())

const metric = async (line: string): Promise<number> => {
  const metrics = await (await fetch(server.metricsUrl)).text()
  const value = metrics.split('\n').find((row) => row.startsWith(`${line} `))
  return Number(value?.slice(line.length + 1) ?? 0)
}

describe('a disk that fills up and is freed while the server runs', () => {
  test('SYNC-5c senders close 1013, everybody reads, /readyz and the metrics say so; freed, it goes on by itself', async () => {
    server = await startServer()
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const pen = writer(1)
    const [a, reader] = [await openSocket(ada, { saved: true }), await openSocket(ben)]
    a.send(step2Frame(pen.push(1)))
    await Promise.all([a.next('saved'), reader.next('update')])

    await fillDisk(server.pid())
    const refused = pen.push(2)
    a.send(updateFrame(refused))
    expect(await a.closed()).toBe(1013)
    expect(a.heard.filter((one) => one.kind === 'saved')).toHaveLength(1)
    expect(reader.heard.filter((one) => one.kind === 'update')).toHaveLength(1)
    expect(reader.ws.readyState).toBe(reader.ws.OPEN)
    expect((await readRoom(ben)).getArray('e').length).toBe(1)
    expect((await ticketFor(ada)).room).toContain(ada.coupleId)
    const stranger = await call(server.url, 'POST', '/v1/couples', { body: coupleBody(newDevice(server.url)) })
    expect([stranger.status, stranger.body.code]).toEqual([503, 'busy'])
    const notReady = await call(server.url, 'GET', '/readyz')
    expect([notReady.status, notReady.body.code]).toEqual([503, 'busy'])
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    expect(await metric('porchlight_commit_failures_total')).toBeGreaterThanOrEqual(1)
    expect(await metric('porchlight_commit_failing')).toBe(1)

    await freeDisk(server.pid())
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    const again = await openSocket(ada, { saved: true })
    again.send(step2Frame(refused))
    expect((await again.next('saved')).clocks.get(1)).toBe(2)
    expect((await reader.next('update', reader.heard.length - 1)).update).toEqual(refused)
    expect(await metric('porchlight_commit_failing')).toBe(0)
    await Promise.all([again.close(), reader.close()])
  })

  test('SYNC-5c stopped or killed while the disk is full, it has everything that was acknowledged', async () => {
    server = await startServer()
    const ada = await createCouple(server.url)
    const pen = writer(1)
    const acknowledged = async (): Promise<number> => (await readRoom(ada)).getArray('e').length
    for (const [round, end] of [server.interrupt, server.kill].entries()) {
      const socket = await openSocket(ada, { saved: true })
      socket.send(step2Frame(pen.push(round)))
      await eventually(
        () => socket.heard.some((one) => one.kind === 'saved' && one.clocks.get(1) === round + 1),
        Boolean,
      )
      await fillDisk(server.pid())
      await end()
      await server.restart()
      expect(await acknowledged()).toBe(round + 1)
    }
  })
})

describe('a database that went back to an older backup of the same epoch', () => {
  test('SYNC-5c, SYNC-8a the server asks who comes for what it lacks, and everybody has everything again', async () => {
    server = await startServer()
    const ada = await createCouple(server.url)
    const ben = await addDevice(ada)
    const pens = [writer(1), writer(2)] as const
    /** As a client does: says what it has, answers what it is asked, takes what comes. */
    const sync = async (): Promise<void> => {
      const sockets = [await openSocket(ada, { saved: true }), await openSocket(ben, { saved: true })]
      for (const [index, socket] of sockets.entries()) {
        const { doc } = pens[index] ?? pens[0]
        const { stateVector } = await socket.next('step1')
        socket.send(step1Frame(doc))
        socket.send(step2Frame(Y.encodeStateAsUpdate(doc, stateVector)))
        await socket.next('saved')
      }
      for (const [index, socket] of sockets.entries()) {
        const { doc } = pens[index] ?? pens[0]
        let taken = 0
        await eventually(() => {
          for (const one of socket.heard.slice(taken))
            if (one.kind === 'step2' || one.kind === 'update') Y.applyUpdate(doc, one.update, 'remote')
          taken = socket.heard.length
          return [1, 2].every((client) => Y.getState(doc.store, client) === written)
        }, Boolean)
        await socket.close()
      }
    }
    let written = 0
    const write = (count: number): void => {
      for (let n = 0; n < count; n++, written++) for (const pen of pens) pen.push(written)
    }
    const backup = temporaryFolder('backup')

    write(5)
    await sync()
    await server.interrupt()
    await cp(server.dataDir, backup, { recursive: true })
    await server.restart()
    write(400)
    await sync()
    await server.interrupt()
    await rm(server.dataDir, { recursive: true })
    await cp(backup, server.dataDir, { recursive: true })
    await server.restart()
    expect((await readRoom(ada)).getArray('e').length).toBe(10)
    await sync()
    const stored = await readRoom(ben)
    for (const { doc } of pens) expect(stored.getArray('e').toJSON()).toEqual(doc.getArray('e').toJSON())
    expect(stored.getArray('e').length).toBe(810)
    await rm(backup, { recursive: true })
  })
})
