/** Two real nodes on one real PostgreSQL: two partners, one on each. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { eventually } from '../support/eventually.ts'
import { ask, type Postgres, startPostgres } from '../support/postgres.ts'
import {
  openSocket,
  presenceFrameOf,
  type RawSocket,
  step1Frame,
  step2Frame,
  updateFrame,
  writer,
} from '../support/raw-socket.ts'
import { addDevice, call, createCouple, type Device, moveEpoch, ticketFor } from '../support/server-client.ts'
import { runServerToExit, nodesSecret, type ServerProcess, startServer } from '../support/server-process.ts'

let postgres: Postgres
let databaseUrl: string
let [here, there]: ServerProcess[] = []
let ada: Device
let ben: Device

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

const nodes = (): [ServerProcess, ServerProcess] => {
  if (here === undefined || there === undefined) throw new Error('no nodes')
  return [here, there]
}

beforeEach(async () => {
  databaseUrl = await postgres.createDatabase()
  ;[here, there] = await Promise.all([startServer({ databaseUrl }), startServer({ databaseUrl })])
  const [one, other] = nodes()
  ada = await createCouple(one.url)
  ben = { ...(await addDevice(ada)), url: other.url }
})
afterEach(() => Promise.all(nodes().map((node) => node.dispose())))

/** All that a socket has heard of the document, put together. */
const heardBy = (socket: RawSocket): Y.Doc => {
  const doc = new Y.Doc()
  for (const one of socket.heard) {
    if (one.kind === 'step2' || one.kind === 'update') Y.applyUpdate(doc, one.update)
  }
  return doc
}
const lengthOf = (doc: Y.Doc): number => doc.getArray('e').length
const savedOf = (socket: RawSocket, client: number): number =>
  Math.max(0, ...socket.heard.map((one) => (one.kind === 'saved' ? (one.clocks.get(client) ?? 0) : 0)))

test('NODE-3 what one writes on one node the other sees on the other, both ways, and the caret too', async () => {
  const [left, right] = [await openSocket(ada, { saved: true }), await openSocket(ben, { saved: true })]
  const [adas, bens] = [writer(1), writer(2)]
  left.send(step1Frame(adas.doc))
  right.send(step1Frame(bens.doc))
  for (let n = 0; n < 50; n += 1) {
    left.send(updateFrame(adas.push(n)))
    right.send(updateFrame(bens.push(n)))
  }
  left.send(presenceFrameOf(1, 1, '"here"'))
  const crossed = () => [Y.getState(heardBy(right).store, 1), Y.getState(heardBy(left).store, 2)]
  expect(await eventually(crossed, (clocks) => clocks.join() === '50,50')).toEqual([50, 50])
  await right.next('presence')
  const stored = await openSocket({ ...ben, url: nodes()[0].url })
  stored.send(step1Frame(new Y.Doc()))
  await stored.next('step2')
  expect(lengthOf(heardBy(stored))).toBe(100)
  await Promise.all([left, right, stored].map((socket) => socket.close()))
})

test('NODE-1 a node that is killed takes nothing with it that anybody saw, or that was called saved', async () => {
  const [one, other] = nodes()
  const right = await openSocket(ben, { saved: true })
  right.send(step1Frame(new Y.Doc()))
  const adas = writer(1)
  for (let round = 0; round < 5; round += 1) {
    // oxlint-disable no-await-in-loop
    const left = await openSocket({ ...ada, url: one.url }, { saved: true })
    left.send(step2Frame(Y.encodeStateAsUpdate(adas.doc)))
    const before = lengthOf(heardBy(right))
    const writing = setInterval(() => left.send(updateFrame(adas.push(round, 300))), 2)
    await eventually(() => lengthOf(heardBy(right)) > before + 40 && savedOf(left, 1) > before, Boolean)
    await one.kill()
    clearInterval(writing)
    const [seen, saved] = [lengthOf(heardBy(right)), savedOf(left, 1)]
    const newcomer = await openSocket({ ...ada, url: other.url })
    newcomer.send(step1Frame(new Y.Doc()))
    await newcomer.next('step2')
    const kept = lengthOf(heardBy(newcomer))
    expect(kept).toBeGreaterThanOrEqual(seen)
    expect(kept).toBeGreaterThanOrEqual(saved)
    await newcomer.close()
    await one.restart()
    // oxlint-enable no-await-in-loop
  }
  const back = await openSocket({ ...ada, url: other.url }, { saved: true })
  back.send(step2Frame(Y.encodeStateAsUpdate(adas.doc)))
  await eventually(
    () => lengthOf(heardBy(right)),
    (length) => length === lengthOf(adas.doc),
  )
  expect(lengthOf(heardBy(right))).toBe(lengthOf(adas.doc))
  await Promise.all([back, right].map((socket) => socket.close()))
})

test('NODE-2 the database that is killed and comes back has all that was called saved', async () => {
  const left = await openSocket(ada, { saved: true })
  const adas = writer(1)
  left.send(step2Frame(Y.encodeStateAsUpdate(adas.doc)))
  const writing = setInterval(() => left.send(updateFrame(adas.push(1, 300))), 2)
  await eventually(() => savedOf(left, 1) > 60, Boolean)
  await postgres.kill()
  expect(await left.closed()).toBe(1013)
  clearInterval(writing)
  const saved = savedOf(left, 1)
  await postgres.start()
  await eventually(() => fetch(`${nodes()[1].url}/readyz`).then(({ ok }) => ok), Boolean, 60_000)
  const newcomer = await openSocket(ben)
  newcomer.send(step1Frame(new Y.Doc()))
  await newcomer.next('step2')
  expect(lengthOf(heardBy(newcomer))).toBeGreaterThanOrEqual(saved)
  await newcomer.close()
})

test('NODE-3 who is put out, moved on or gone is so on every node', async () => {
  const right = await openSocket(ben)
  await right.next('step1')
  expect(
    (await moveEpoch(ada, { from: 2, outer: new Y.Doc(), to: [ada.deviceId], revoke: [ben.deviceId] })).status,
  ).toBe(201)
  expect(await right.closed()).toBe(4403)
  const left = await openSocket({ ...ada, url: nodes()[1].url })
  await left.next('step1')
  expect((await call(nodes()[0].url, 'DELETE', '/v1/couple', { token: ada.token })).status).toBe(204)
  expect(await left.closed()).toBe(4410)
})

test('NODE-4 with every note lost two partners on two nodes see each other’s words all the same, and who was put out is out', async () => {
  const carriers = await ask(
    databaseUrl,
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'porchlight-notes' AND datname = current_database()`,
  )
  expect(carriers).toHaveLength(2)
  const signal = (name: NodeJS.Signals): void => {
    for (const { pid } of carriers) process.kill(Number(pid), name)
  }
  const [left, right] = [await openSocket(ada), await openSocket(ben)]
  await Promise.all([left.next('step1'), right.next('step1')])
  // They hear nothing more, and nobody notices: their connections are open.
  signal('SIGSTOP')
  try {
    const [adas, bens] = [writer(1), writer(2)]
    left.send(updateFrame(adas.push(1)))
    right.send(updateFrame(bens.push(2)))
    const crossed = () => [Y.getState(heardBy(right).store, 1), Y.getState(heardBy(left).store, 2)]
    expect(await eventually(crossed, (clocks) => clocks.join() === '1,1', 60_000)).toEqual([1, 1])
    expect((await call(ada.url, 'POST', '/v1/couple/leave', { token: ada.token })).status).toBe(204)
    const other = await openSocket(ben)
    await other.next('step1')
    expect((await call(nodes()[0].url, 'DELETE', '/v1/couple', { token: ben.token })).status).toBe(204)
    expect(await other.closed()).toBe(4410)
  } finally {
    signal('SIGCONT')
  }
})

test('NODE-6 any node takes a ticket of any other', async () => {
  const { ticket, room } = await ticketFor(ada)
  const socket = await openSocket({ ...ada, url: nodes()[1].url }, { ticket, room })
  expect(await socket.next('step1')).toMatchObject({ kind: 'step1' })
  await socket.close()
})

test.each<[string, Record<string, string>, RegExp]>([
  [
    'that is not there',
    { DATABASE_URL: 'postgres://porchlight@127.0.0.1:1/nowhere' },
    /DATABASE_URL cannot be reached .*ECONNREFUSED/,
  ],
  ['that is none', { DATABASE_URL: 'porch' }, /DATABASE_URL is the address of a PostgreSQL/],
  [
    'beside a directory',
    { DATABASE_URL: 'postgres://x/y', DATA_DIR: '/tmp' },
    /DATA_DIR and DATABASE_URL name two places/,
  ],
])('a database %s is one clear sentence at start', async (_, env, sentence) => {
  const { code, stderr } = await runServerToExit({ PORT: '0', METRICS_PORT: '0', SERVER_SECRET: nodesSecret, ...env })
  expect(code).toBe(1)
  expect(stderr).toMatch(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(2)
})
