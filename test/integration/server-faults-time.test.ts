/** Clocks that are set while a server runs, and connections that die without a word. What waits here waits side by side. */
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startNetwork } from '../support/network.ts'
import { openSocket, presenceFrameOf, step2Frame, updateFrame, writer } from '../support/raw-socket.ts'
import {
  addDevice,
  call,
  claimInvite,
  createCouple,
  newDevice,
  offerInvite,
  ticketFor,
} from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { clockedEnv, setClock } from '../support/shifted-clock.ts'

const day = 86_400_000

const startClocked = async (): Promise<{ server: ServerProcess; jump: (offsetMs: number) => Promise<void> }> => {
  const { env, file } = await clockedEnv()
  const server = await startServer({ env })
  return {
    server,
    jump: async (offsetMs) => {
      setClock(file, offsetMs)
      await eventually(
        async () => (await call<{ now: number }>(server.url, 'GET', '/v1/info')).body.now - Date.now(),
        (ahead) => Math.abs(ahead - offsetMs) < 60_000,
      )
    },
  }
}

test.concurrent('SYNC-4, SYNC-7, SYNC-8 a clock set back by a day: marks, heartbeats and departures come as before', async () => {
  const { server, jump } = await startClocked()
  const ada = await createCouple(server.url)
  const ben = await addDevice(ada)
  const [a, b] = [await openSocket(ada, { saved: true }), await openSocket(ben)]
  const leaving = await openSocket(ben)
  const pen = writer(1)
  a.send(step2Frame(pen.push(1)))
  leaving.send(presenceFrameOf(7, 1, '{"here":true}'))
  await Promise.all([a.next('saved'), a.next('presence')])

  await jump(-day)
  for (let n = 2; n <= 4; n++) {
    a.send(updateFrame(pen.push(n)))
    await eventually(() => a.heard.some((one) => one.kind === 'saved' && one.clocks.get(1) === n), Boolean)
  }
  const heardBefore = a.heard.length
  await leaving.close()
  // The goodbye after five seconds, then, after twenty quiet ones, a heartbeat.
  await eventually(
    () => a.heard.slice(heardBefore).filter((one) => one.kind === 'presence').length,
    (count) => count >= 2,
    45_000,
  )
  expect([a.ws.readyState, b.ws.readyState]).toEqual([a.ws.OPEN, b.ws.OPEN])
  await server.dispose()
})

test.concurrent('SYNC-2, SYNC-8, PAIR a clock set forward by two days: sockets stay, tickets and invites are over their time', async () => {
  const { server, jump } = await startClocked()
  const ada = await createCouple(server.url)
  const ben = await addDevice(ada)
  const [a, b] = [await openSocket(ada, { saved: true }), await openSocket(ben)]
  await Promise.all([a.next('step1'), b.next('step1')])
  const old = await ticketFor(ada)
  const invite = await offerInvite(ada, 'b')

  await jump(2 * day)
  // Two sweeps, one a second: a server that goes by the wall takes everybody for dead.
  const sweeps = performance.now()
  await eventually(() => performance.now() - sweeps > 2_500, Boolean)
  a.send(updateFrame(writer(1).push(1)))
  await Promise.all([a.next('saved'), b.next('update')])
  expect([a.ws.readyState, b.ws.readyState]).toEqual([a.ws.OPEN, b.ws.OPEN])
  expect(await (await openSocket(ada, old)).closed()).toBe(4401)
  await (await openSocket(ada)).next('step1')
  const late = await claimInvite(newDevice(server.url, ada.coupleId), invite)
  expect([late.status, late.body.code]).toEqual([410, 'invite-expired'])

  await jump(0)
  const again = await openSocket(ada)
  expect((await again.next('step1')).kind).toBe('step1')
  expect((await offerInvite(ada, 'b')).inviteId).toHaveLength(22)
  await server.dispose()
})

test.concurrent('SYNC-8 a connection that dies without a word is closed after a minute; the other partner is not', async () => {
  const server = await startServer()
  const network = await startNetwork(server.url)
  const ada = await createCouple(server.url)
  const ben = await addDevice(ada)
  const lost = await openSocket({ ...ada, url: network.url })
  const b = await openSocket(ben, { saved: true })
  await Promise.all([lost.next('step1'), b.next('step1')])
  const sockets = async (): Promise<number> =>
    Number(/^porchlight_sockets (\d+)$/m.exec(await (await fetch(server.metricsUrl)).text())?.[1])
  expect(await sockets()).toBe(2)
  network.freeze()
  const pen = writer(1)
  b.send(updateFrame(pen.push(1)))
  await b.next('saved')
  expect(await eventually(sockets, (count) => count === 1, 90_000)).toBe(1)
  expect(b.ws.readyState).toBe(b.ws.OPEN)
  expect(lost.heard.map((one) => one.kind)).toEqual(['step1'])
  await network.close()
  await server.dispose()
})
