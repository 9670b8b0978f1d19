/** Answers that are lost, late, lied or of somebody else: no ending that a better answer could not undo. */

import { PorchlightError } from '@porchlight/shared/errors'
import { describe, expect } from 'vitest'
import { type Start, coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { json } from '../support/hostile-server.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { asked, stepOf } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

const it = coupleTest({ throughLiar: ['sam'] })
const unreachable = () => new PorchlightError('unreachable', 'The server did not answer.')
const paused = (one: WorldDevice): boolean => {
  const view = one.view()
  return view?.state === 'couple' && view.couple.pause.theirs
}
/** Both see the words, and nobody has confirmed them. */
async function untilWords(server: ServerProcess, start: Start): Promise<[WorldDevice, WorldDevice]> {
  const [robin, sam] = [await start({ name: 'robin' }), await start({ name: 'sam' })]
  await asked(robin, { kind: 'light-porch', name: 'Robin', server: server.url })
  const { link } = await stepOf(robin, 'invited')
  await asked(sam, { kind: 'join', name: 'Sam', link })
  await Promise.all([stepOf(robin, 'words'), stepOf(sam, 'words')])
  return [robin, sam]
}

describe('answers that are not what they should be', () => {
  it('EPOCH-4 the end of the invite does not write the old keyring over the new one', async ({ server, start }) => {
    const [robin, sam] = await untilWords(server, start)
    let newKeyIsWritten = () => {}
    const written = new Promise<void>((resolve) => (newKeyIsWritten = resolve))
    robin.bends.keyringWrite = async (next, pass) => {
      // The disk finishes two writes under way at once in the other order.
      if (next.state === 'couple' && next.keyring.epoch.epoch === 1) await written
      await pass()
      if (next.state === 'couple' && next.keyring.epoch.epoch === 2) newKeyIsWritten()
    }
    robin.bends.api = async (made, pass) => {
      const answer = await pass()
      // The server tells the long poll before it answers the call.
      if (made === 'postEpoch') await new Promise((resume) => setTimeout(resume, 50))
      return answer
    }
    setTimeout(newKeyIsWritten, 5_000)
    await asked(robin, { kind: 'confirm-words' })
    await asked(sam, { kind: 'confirm-words' })
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'couple',
    )
    await new Promise((resume) => setTimeout(resume, 500))
    const record = await robin.record()
    expect(record.state === 'couple' && record.keyring.epoch.epoch).toBe(2)
  })

  it('EPOCH-4 an acknowledgement that is lost does not delete the copy of the new room', async ({ server, start }) => {
    const [robin, sam] = await untilWords(server, start)
    let acksLost = 0
    robin.bends.api = async (made, pass) => {
      if (made === 'ackEpochs' && acksLost++ === 0) throw unreachable()
      const answer = await pass()
      if (made === 'postEpoch') throw unreachable()
      return answer
    }
    await robin.device.run({ kind: 'confirm-words' })
    await asked(sam, { kind: 'confirm-words' })
    await eventually(
      () => acksLost,
      (n) => n >= 2,
    )
    await eventually(async () => {
      const record = await robin.record()
      return record.state === 'couple' && record.keyring.epoch.epoch === 2 && record.keyring.previous === undefined
    }, Boolean)
    await asked(sam, { kind: 'pause' })
    await eventually(() => paused(robin), Boolean)
    await new Promise((r) => setTimeout(r, 500))
    robin.bends.api = () => Promise.reject(unreachable())
    await robin.kill()
    await eventually(() => paused(robin), Boolean, 5_000)
  })

  it('EPOCH-4 a ticket for another room, once: the device comes back without a restart', async ({
    liar,
    robin,
    sam,
  }) => {
    let lies = 0
    liar.lies.answer = async (made, real) => {
      if (made !== 'POST /v1/tickets' || lies > 0) return undefined
      lies += 1
      const body = (await (await real()).json()) as { room: string }
      return json({ ...body, room: body.room.replace(/\.\d+$/, '.7') })
    }
    for (const socket of liar.sockets) socket.terminate()
    await eventually(
      () => lies,
      (n) => n === 1,
    )
    await asked(sam, { kind: 'pause' })
    await eventually(() => paused(robin), Boolean, 15_000)
  })

  it('PAIR a page of a proxy does not end the pairing of the one who waits for the key', async ({ server, start }) => {
    const [robin, sam] = await untilWords(server, start)
    let pages = 0
    sam.bends.api = async (made, pass) => {
      const answer = await pass()
      if (made !== 'invite' || (answer as { state: string }).state !== 'done' || pages > 0) return answer
      pages += 1
      throw new PorchlightError('not-a-porchlight', 'A page of a proxy.')
    }
    await sam.kill()
    await stepOf(sam, 'words')
    await asked(robin, { kind: 'confirm-words' })
    await asked(sam, { kind: 'confirm-words' })
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'couple',
      8_000,
    )
    expect(pages).toBe(1)
  })

  it('SYNC-9 a server that was started without its data, and then with it: the devices come back', async ({
    liar,
    sam,
  }) => {
    sam.bends.api = () => Promise.reject(new PorchlightError('unknown-device', 'No such device.'))
    for (const socket of liar.sockets) socket.terminate()
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'ended',
    )
    sam.bends.api = undefined
    sam.device.attend()
    await sam.kill()
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'couple',
      8_000,
    )
  })
})
