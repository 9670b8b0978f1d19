/** Small requests that are dear to take in, and requests that contradict themselves: refused, and nobody else waits. */

import { describe, expect } from 'vitest'
import * as Y from 'yjs'
import { coupleTest } from '../support/couple-test.ts'
import { updateOfRivals } from '../support/hostile-update.ts'
import { openSocket, readRoom, step2Frame, updateFrame, writer } from '../support/raw-socket.ts'
import { base64url, call, coupleBody, createCouple, moveEpoch, newDevice } from '../support/server-client.ts'

const it = coupleTest()

describe('HTTP', () => {
  it.for([65, 1_500, 4_500])(
    'HTTP-1 a first state of %i rivals for one place is refused',
    async (rivals, { server }) => {
      const body = { ...coupleBody(newDevice(server.url)), state: base64url(updateOfRivals(rivals)) }
      expect(await call(server.url, 'POST', '/v1/couples', { body })).toMatchObject({ status: 422 })
    },
  )

  it('EPOCH-3 a state of 4,500 rivals for the next epoch is refused, and the epoch stays', async ({ server }) => {
    const robin = await createCouple(server.url)
    const state = base64url(updateOfRivals(4_500))
    expect(await moveEpoch(robin, { from: 1, outer: new Y.Doc(), state })).toMatchObject({ status: 422 })
    expect((await moveEpoch(robin, { from: 1, outer: new Y.Doc() })).status).toBe(201)
  })

  it('EPOCH-3 two records for one device are a bad request, not a busy server', async ({ server }) => {
    const robin = await createCouple(server.url)
    const answer = await moveEpoch(robin, { from: 1, outer: new Y.Doc(), to: [robin.deviceId, robin.deviceId] })
    expect(answer.status).toBe(400)
  })
})

describe('the socket', () => {
  it('SYNC-5 5,000 rivals in one update close 4422, and what was there is there', async ({ server }) => {
    const robin = await createCouple(server.url)
    const honest = await openSocket(robin, { saved: true })
    honest.send(updateFrame(writer(900_001).push(1, 64)))
    await honest.next('saved')
    const hostile = await openSocket(robin)
    hostile.send(step2Frame(updateOfRivals(5_000)))
    expect(await hostile.closed()).toBe(4422)
    expect((await readRoom(robin)).getArray('e').length).toBe(1)
    await honest.close()
  })
})
