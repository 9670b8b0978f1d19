/** A server that lies. It may keep two people apart for as long as it likes; it must not end a device, move it to a key of
 *  its own, or leave it wedged once it tells the truth again. */

import { randomBytes } from 'node:crypto'
import { describe, expect } from 'vitest'
import { type Couple, storyTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { type HostileServer, html, json } from '../support/hostile-server.ts'
import { asked } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

const it = storyTest({ throughLiar: ['sam'] })

const nameOfSam = (robin: WorldDevice): string => {
  const view = robin.view()
  return view?.state === 'couple' ? view.couple.otherName : ''
}
let names = 0
/** Sam's next word reaches Robin. */
async function comesThrough({ robin, sam }: Couple, withinMs = 20_000): Promise<string> {
  names += 1
  const name = `Sam ${names}`
  await asked(sam, { kind: 'set-name', name })
  return eventually(
    () => nameOfSam(robin),
    (shown) => shown === name,
    withinMs,
  )
}
const drop = (liar: HostileServer): void => {
  for (const socket of liar.sockets) socket.terminate()
}

describe('sockets', () => {
  for (const code of [1000, 1009, 1013, 4401, 4413, 4422, 4499, 4529]) {
    it(`SYNC-9 closed with ${code}: it comes back by itself`, async ({ liar, couple }) => {
      let closed = 0
      liar.lies.socket = (socket) => {
        closed += 1
        delete liar.lies.socket
        socket.close(code)
      }
      drop(liar)
      await eventually(
        () => closed,
        (times) => times > 0,
      )
      await comesThrough(couple)
    })
  }

  it('SYNC-8a garbage frames, text and a frame of 5 MB: nothing is lost', async ({ liar, couple }) => {
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
    expect(await comesThrough(couple, 45_000)).toBe(`Sam ${names}`)
    process.off('uncaughtException', note)
  })
})

describe('answers', () => {
  it('HTTP-1 pages instead of answers: the device waits and comes back', async ({ liar, couple }) => {
    let pages = 0
    liar.lies.answer = async () => {
      pages += 1
      return html()
    }
    drop(liar)
    await eventually(
      () => pages,
      (n) => n >= 2,
      20_000,
    )
    delete liar.lies.answer
    await comesThrough(couple)
  })

  for (const lie of ['from a member, and not theirs', 'with nothing in it', 'from an id that is none'] as const) {
    it(`EPOCH-4 a record ${lie} is not believed: this device says that it cannot follow, and goes on once the truth is told`, async ({
      liar,
      couple,
    }) => {
      const { sam } = couple
      await sam.restart()
      await comesThrough(couple)
      const before = await sam.record()
      const callsBefore = liar.calls.length
      const member =
        before.state === 'couple'
          ? Buffer.from(before.keyring.epoch.roster.devices[0]?.id ?? []).toString('base64url')
          : ''
      const record = {
        epoch: 3,
        from: lie === 'from an id that is none' ? '!!' : member,
        enc: lie === 'with nothing in it' ? '' : randomBytes(65).toString('base64url'),
        ct: randomBytes(lie === 'with nothing in it' ? 0 : 528).toString('base64url'),
      }
      liar.lies.answer = async (call) => (call === 'GET /v1/epochs' ? json({ epoch: 3, records: [record] }) : undefined)
      liar.lies.socket = (socket) => socket.close(4409)
      drop(liar)
      await eventually(() => liar.calls.slice(callsBefore).includes('GET /v1/epochs'), Boolean, 20_000)
      if (lie !== 'from an id that is none')
        await eventually(
          () => sam.view(),
          (view) => view?.state === 'couple' && view.cannotFollow === true,
          20_000,
        )
      expect(await sam.record()).toEqual(before)
      delete liar.lies.answer
      delete liar.lies.socket
      await sam.restart()
      await comesThrough(couple)
    })
  }

  it('SYNC-3 old answers played again and updates withheld: both heal when it stops', async ({ liar, couple }) => {
    const { robin, sam } = couple
    const heard: Buffer[] = []
    liar.lies.frame = (frame) => {
      heard.push(frame)
      return undefined
    }
    drop(liar)
    await asked(robin, { kind: 'set-name', name: 'Robin R.' })
    await eventually(
      () => heard.length,
      (frames) => frames >= 2,
    )
    liar.lies.frame = (frame, socket) => {
      for (const old of heard) socket.send(old)
      return frame
    }
    drop(liar)
    await comesThrough(couple)
    delete liar.lies.frame
    drop(liar)
    await eventually(
      () => (sam.view()?.state === 'couple' ? sam.couple().couple.otherName : ''),
      (n) => n === 'Robin R.',
    )
  })

  it('EPOCH-3 a server that says it is behind, whatever it is given: no storm, and all is well once it stops', async ({
    liar,
    couple,
  }) => {
    const { sam } = couple
    await sam.restart()
    await comesThrough(couple)
    let posts = 0
    liar.lies.answer = async (path, real) => {
      if (path === 'POST /v1/epochs') {
        posts += 1
        return json({ epoch: 2 }, 201)
      }
      if (path !== 'GET /v1/couple' && path !== 'POST /v1/tickets') return undefined
      const answer = (await (await real()).json()) as object
      const room = 'room' in answer ? { room: String(answer.room).replace(/\d+$/, '1') } : {}
      return json({ ...answer, ...room, ...('epoch' in answer ? { epoch: 1 } : {}) })
    }
    liar.lies.socket = (socket) => {
      // As an empty room answers: its step 1, and a step 2 with nothing.
      socket.send(Buffer.from([0, 0, 1, 0]))
      socket.send(Buffer.from([0, 1, 2, 0, 0]))
    }
    drop(liar)
    await eventually(
      () => posts,
      (n) => n >= 3,
      60_000,
    )
    const before = posts
    await new Promise((resume) => setTimeout(resume, 3_000))
    // Each is behind a longer wait than the one before; a hot loop would make hundreds.
    expect(posts - before).toBeLessThan(10)
    delete liar.lies.answer
    delete liar.lies.socket
    await sam.restart()
    await comesThrough(couple)
  })
})
