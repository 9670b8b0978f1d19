/** A server that lies. It may keep two people apart for as long as it likes; it must not end a device, move it to a key of
 *  its own, or leave it wedged once it tells the truth again. */

import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type HostileDevice, startHostileDevice } from '../support/hostile-device.ts'
import { type HostileServer, html, json, startHostileServer } from '../support/hostile-server.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { asked, pairDevices } from '../support/world.ts'

let server: ServerProcess
let liar: HostileServer
let robin: HostileDevice
let sam: HostileDevice

beforeAll(async () => {
  server = await startServer()
  liar = await startHostileServer(server.url)
  robin = await startHostileDevice('robin')
  sam = await startHostileDevice('sam')
  await pairDevices(server.url, robin, sam, liar.url)
})
afterAll(async () => {
  await robin?.device.stop()
  await sam?.device.stop()
  await liar?.close()
  await server?.dispose()
})

const nameOfSam = (): string => {
  const view = robin.view()
  return view?.state === 'couple' ? view.couple.otherName : ''
}
let names = 0
/** Sam's next word reaches Robin. */
async function comesThrough(withinMs = 20_000): Promise<string> {
  names += 1
  const name = `Sam ${names}`
  await asked(sam, { kind: 'set-name', name })
  return eventually(nameOfSam, (shown) => shown === name, withinMs)
}
const drop = (): void => {
  for (const socket of liar.sockets) socket.terminate()
}

describe('sockets', () => {
  for (const code of [1000, 1009, 1013, 4401, 4413, 4422, 4499, 4529]) {
    it(`SYNC-9 closed with ${code}: it comes back by itself`, async () => {
      let closed = 0
      liar.lies.socket = (socket) => {
        closed += 1
        delete liar.lies.socket
        socket.close(code)
      }
      drop()
      await eventually(
        () => closed,
        (times) => times > 0,
      )
      await comesThrough()
    })
  }

  it('SYNC-8a garbage frames, text and a frame of 5 MB: nothing is lost', async () => {
    const errors: unknown[] = []
    const note = (error: unknown): void => void errors.push(error)
    process.on('uncaughtException', note)
    for (const frame of [
      Buffer.from([]),
      Buffer.from([0]),
      Buffer.from([0, 0]),
      Buffer.from([0, 2, 255]),
      Buffer.from([0, 9, 1, 1]),
      Buffer.from([9]),
      Buffer.from([100]),
      Buffer.from([100, 255]),
      Buffer.from([1, 5, 1]),
      Buffer.from([0, 2, 5, 1, 1, 1, 1, 1]),
      Buffer.from([2, 0, 1, 65]),
      randomBytes(5_000_000),
      'text',
      '',
      ...Array.from({ length: 200 }, () => randomBytes(40)),
    ]) {
      for (const socket of liar.sockets) socket.send(frame)
      await new Promise((r) => setTimeout(r, 2))
    }
    expect(await comesThrough(45_000)).toBe(`Sam ${names}`)
    process.off('uncaughtException', note)
  })
})

describe('answers', () => {
  it('HTTP-1 pages instead of answers: the device waits and comes back', async () => {
    let pages = 0
    liar.lies.answer = async () => {
      pages += 1
      return html()
    }
    drop()
    await eventually(
      () => pages,
      (n) => n >= 2,
      20_000,
    )
    delete liar.lies.answer
    await comesThrough()
  })

  it('EPOCH-4 an epoch record of somebody else is not believed', async () => {
    await sam.restart()
    await comesThrough()
    const before = await sam.record()
    let asks = 0
    liar.lies.answer = async (call) => {
      if (call !== 'GET /v1/epochs') return undefined
      asks += 1
      const from =
        before.state === 'couple'
          ? Buffer.from(before.keyring.epoch.roster.devices[0]?.id ?? []).toString('base64url')
          : ''
      const record = (fromId: string, length: number) => ({
        epoch: 3,
        from: fromId,
        enc: randomBytes(65).toString('base64url'),
        ct: randomBytes(length).toString('base64url'),
      })
      return json({
        epoch: 3,
        records:
          asks % 3 === 0
            ? [record(from, 528)]
            : asks % 3 === 1
              ? [{ ...record(from, 0), enc: '' }]
              : [{ ...record('AAAA', 528), from: '!!' }],
      })
    }
    liar.lies.socket = (socket) => socket.close(4409)
    drop()
    await eventually(
      () => asks,
      (n) => n >= 3,
      20_000,
    )
    delete liar.lies.answer
    delete liar.lies.socket
    const after = await sam.record()
    expect(after).toEqual(before)
    await sam.restart()
    await comesThrough()
  })

  it('SYNC-3 old answers played again and updates withheld: both heal when it stops', async () => {
    const heard: Buffer[] = []
    liar.lies.frame = (frame) => {
      heard.push(frame)
      return undefined
    }
    drop()
    await asked(robin, { kind: 'set-name', name: 'Robin R.' })
    await eventually(
      () => heard.length,
      (frames) => frames >= 2,
    )
    liar.lies.frame = (frame, socket) => {
      for (const old of heard) socket.send(old)
      return frame
    }
    drop()
    await comesThrough()
    delete liar.lies.frame
    drop()
    await eventually(
      () => (sam.view()?.state === 'couple' ? sam.couple().couple.otherName : ''),
      (n) => n === 'Robin R.',
    )
  })
})
