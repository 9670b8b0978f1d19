/** Recovery words over HTTP, against the real server: kept, opened, used once to move the epoch. Rule: RECOVER-1, HTTP-1, HTTP-2, EPOCH-2, LEAVE */
import { randomBytes } from 'node:crypto'
import type { CoupleInfo, EpochRecords, RecoveryOpened } from '@porchlight/shared/wire/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openSocket, readRoom, step2Frame, writer } from '../support/raw-socket.ts'
import {
  type Answer,
  addDevice,
  base64url,
  call,
  claimInvite,
  createCouple,
  type Device,
  hashOf,
  moveEpoch,
  newDevice,
  offerInvite,
  type ProblemBody,
  randomId,
  randomSecret,
} from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

interface Words {
  id: string
  auth: string
  base: string
}

let server: ServerProcess
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.dispose())

const newWords = (): Words => ({ id: randomId(), auth: randomSecret(), base: base64url(randomBytes(553)) })

const put = (device: Device, words: Words, epoch: number): Promise<Answer<ProblemBody>> =>
  call(device.url, 'PUT', '/v1/recovery', {
    token: device.token,
    body: { id: words.id, authHash: hashOf(words.auth), base: words.base, epoch },
  })

const open = (words: Pick<Words, 'id' | 'auth'>, device: Device) =>
  call<RecoveryOpened & ProblemBody>(device.url, 'POST', '/v1/recovery/open', {
    body: { id: words.id, auth: words.auth, deviceId: device.deviceId, tokenHash: hashOf(device.token) },
  })

/** A couple of two whose first partner has words that the epoch in force knows of. */
const coupleWithWords = async () => {
  const ada = await createCouple(server.url)
  const ben = await addDevice(ada)
  const words = newWords()
  expect((await put(ada, words, 2)).status).toBe(204)
  const to = [ada.deviceId, ben.deviceId, words.id]
  expect((await moveEpoch(ada, { from: 2, outer: new Y.Doc(), to })).status).toBe(201)
  return { ada, ben, words, found: newDevice(server.url, ada.coupleId) }
}

const codes = (answer: Answer<ProblemBody>): [number, string] => [answer.status, answer.body.code]

describe('recovering', () => {
  test('RECOVER-1 words bring back what was sealed, also what was written a moment ago, and the new device is in', async () => {
    const { ada, ben, words, found } = await coupleWithWords()
    const b = await openSocket(ben, { saved: true })
    const written = writer(1)
    b.send(step2Frame(written.push(7)))
    await b.next('saved')

    const { status, body } = await open(words, found)
    expect(status).toBe(200)
    expect(body).toMatchObject({ coupleId: ada.coupleId, person: 'a', epoch: 3, base: words.base })
    expect(body.records.map(({ epoch, from }) => [epoch, from])).toEqual([[3, ada.deviceId]])
    const outer = new Y.Doc()
    Y.applyUpdate(outer, Buffer.from(body.state, 'base64url'))
    expect(outer.getArray('e').toJSON()).toEqual(written.doc.getArray('e').toJSON())

    const moved = await moveEpoch(found, {
      from: 3,
      outer,
      to: [found.deviceId, ben.deviceId, words.id],
      revoke: [ada.deviceId],
      activate: [found.deviceId],
    })
    expect([moved.status, moved.body.epoch]).toEqual([201, 4])
    expect(await b.closed()).toBe(4409)
    const theirs = await call<EpochRecords>(server.url, 'GET', '/v1/epochs?after=3', { token: ben.token })
    expect(theirs.body.records.map(({ epoch, from }) => [epoch, from])).toEqual([[4, words.id]])
    const mine = await call<EpochRecords>(server.url, 'GET', '/v1/epochs?after=0', { token: found.token })
    expect(mine.body.records.map(({ from }) => from)).toEqual([words.id])
    const couple = await call<CoupleInfo>(server.url, 'GET', '/v1/couple', { token: found.token })
    expect(couple.body.devices.map((device) => [device.deviceId, device.current, device.revoked]).sort()).toEqual(
      [
        [ada.deviceId, false, true],
        [found.deviceId, true, false],
      ].sort(),
    )
    expect(couple.body.recovery).toEqual([words.id])
    expect((await readRoom(found)).getArray('e').length).toBe(0)
    expect(codes(await call(server.url, 'POST', '/v1/tickets', { token: ada.token }))).toEqual([401, 'unknown-device'])
  })

  test('RECOVER-1 an answer that was lost can be asked for again, before and after the epoch has moved', async () => {
    const { words, found } = await coupleWithWords()
    const first = await open(words, found)
    const again = await open(words, found)
    expect([again.status, again.body]).toEqual([200, first.body])
    const move = {
      from: 3,
      outer: new Y.Doc(),
      to: [found.deviceId, words.id],
      activate: [found.deviceId],
    }
    expect((await moveEpoch(found, move)).status).toBe(201)
    expect(codes(await moveEpoch(found, move))).toEqual([409, 'epoch-moved'])
    const after = await open(words, found)
    expect([after.status, after.body.epoch, after.body.records.length]).toEqual([200, 4, 2])
    expect((await call(server.url, 'POST', '/v1/tickets', { token: found.token })).status).toBe(200)
  })

  test('RECOVER-1 until it has moved the epoch its token opens nothing else', async () => {
    const { ada, words, found } = await coupleWithWords()
    expect((await open(words, found)).status).toBe(200)
    const invite = {
      inviteId: randomId(),
      person: 'a',
      claimAuthHash: hashOf(randomSecret()),
      offer: 'AAAA',
      expiresInSeconds: 60,
    }
    for (const [method, path, body] of [
      ['POST', '/v1/tickets', undefined],
      ['GET', '/v1/couple', undefined],
      ['DELETE', '/v1/couple', undefined],
      ['POST', '/v1/couple/leave', undefined],
      ['GET', '/v1/epochs?after=0', undefined],
      ['POST', '/v1/epochs/ack', { epoch: 3 }],
      ['POST', '/v1/invites', invite],
      ['PUT', '/v1/recovery', { id: words.id, authHash: hashOf(randomSecret()), base: words.base, epoch: 3 }],
    ] as const) {
      const answer = await call(server.url, method, path, { token: found.token, body })
      expect([path, ...codes(answer)]).toEqual([path, 401, 'unknown-device'])
    }
    expect((await call(server.url, 'GET', '/v1/couple', { token: ada.token })).status).toBe(200)
  })

  test('RECOVER-1 what it moves is compared like any other move', async () => {
    const { ada, ben, words, found } = await coupleWithWords()
    await open(words, found)
    const b = await openSocket(ben, { saved: true })
    const written = writer(1)
    b.send(step2Frame(written.push(1)))
    await b.next('saved')
    const to = [found.deviceId, words.id]
    const move = { from: 3, outer: new Y.Doc(), to, activate: [found.deviceId] }
    expect(codes(await moveEpoch(found, move))).toEqual([409, 'outer-moved'])
    expect((await moveEpoch(ada, { from: 3, outer: written.doc, to: [ada.deviceId, words.id] })).status).toBe(201)
    expect(codes(await moveEpoch(found, { ...move, outer: written.doc }))).toEqual([409, 'epoch-moved'])
    const { body } = await open(words, found)
    expect([body.epoch, body.records.length]).toEqual([4, 2])
    expect((await moveEpoch(found, { ...move, from: 4 })).status).toBe(201)
    await b.closed()
  })

  test('RECOVER-1 it lets in itself alone: nobody who waits, not by the other partner’s words, and not as them', async () => {
    const { ada, ben, words, found } = await coupleWithWords()
    const theirs = newWords()
    expect((await put(ben, theirs, 3)).status).toBe(204)
    const other = newDevice(server.url, ada.coupleId)
    expect((await open(words, found)).body.person).toBe('a')
    expect((await open(theirs, other)).body.person).toBe('b')
    const claimant = newDevice(server.url, ada.coupleId)
    expect((await claimInvite(claimant, await offerInvite(ada, 'a'))).status).toBe(202)
    const move = (by: Device, activate: string[]) => moveEpoch(by, { from: 3, outer: new Y.Doc(), activate })
    expect(codes(await move(found, []))).toEqual([400, 'bad-request'])
    expect(codes(await move(found, [other.deviceId]))).toEqual([400, 'bad-request'])
    expect(codes(await move(found, [found.deviceId, claimant.deviceId]))).toEqual([400, 'bad-request'])
    expect(codes(await move(ada, [found.deviceId]))).toEqual([400, 'bad-request'])
    expect(codes(await move(claimant, [claimant.deviceId]))).toEqual([401, 'unknown-device'])
    const mixed = { ...theirs, auth: words.auth }
    expect(codes(await open(mixed, newDevice(server.url)))).toEqual([404, 'not-found'])
    const stolen = await put(ben, { ...newWords(), id: words.id }, 3)
    expect(codes(stolen)).toEqual([409, 'already-exists'])
    expect((await open(words, found)).status).toBe(200)
  })
})

describe('words', () => {
  test('HTTP-1 wrong words, words nobody has and words of a couple that is gone answer alike', async () => {
    const { ada, ben, words, found } = await coupleWithWords()
    const answers = [
      await open({ ...words, auth: randomSecret() }, found),
      await open({ ...words, id: randomId() }, found),
    ]
    const theirs = newWords()
    await put(ben, theirs, 3)
    expect((await call(server.url, 'POST', '/v1/couple/leave', { token: ada.token })).status).toBe(204)
    answers.push(await open(words, found))
    expect((await open(theirs, found)).status).toBe(200)
    expect((await call(server.url, 'DELETE', '/v1/couple', { token: ben.token })).status).toBe(204)
    answers.push(await open(theirs, found))
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([404, answers[0]?.body])
    expect(answers[0]?.body.code).toBe('not-found')
    expect(codes(await moveEpoch(found, { from: 3, outer: new Y.Doc(), activate: [found.deviceId] }))).toEqual([
      401,
      'unknown-device',
    ])
  })

  test('RECOVER-1 a base of another epoch is refused; new words end the old ones', async () => {
    const { ada, words, found } = await coupleWithWords()
    expect(codes(await put(ada, words, 2))).toEqual([409, 'epoch-moved'])
    const renewed = newWords()
    expect((await put(ada, renewed, 3)).status).toBe(204)
    expect(codes(await open(words, found))).toEqual([404, 'not-found'])
    const { body } = await open(renewed, found)
    expect([body.base, body.records]).toEqual([renewed.base, []])
  })

  test('RECOVER-1 words that get no record end with the epoch, and the couple can see it', async () => {
    const { ada, ben, words, found } = await coupleWithWords()
    const known = async () =>
      (await call<CoupleInfo>(server.url, 'GET', '/v1/couple', { token: ben.token })).body.recovery
    expect(await known()).toEqual([words.id])
    expect((await moveEpoch(ben, { from: 3, outer: new Y.Doc(), to: [ada.deviceId, ben.deviceId] })).status).toBe(201)
    expect(await known()).toEqual([])
    expect(codes(await open(words, found))).toEqual([404, 'not-found'])
  })

  test('HTTP-2 five tries an hour from one network', async () => {
    const limited = await startServer({ env: { LIMITS: 'on' } })
    const device = newDevice(limited.url)
    const statuses: number[] = []
    for (let n = 0; n < 6; n++) statuses.push((await open(newWords(), device)).status)
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429])
    await limited.dispose()
  })
})
