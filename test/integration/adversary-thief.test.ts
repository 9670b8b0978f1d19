/** A thief with a device's token and without the key, and a server that went back to an old backup: what two people wrote
 *  comes through. */

import { randomBytes } from 'node:crypto'
import { describe, expect } from 'vitest'
import * as Y from 'yjs'
import { type Couple, coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { breakIn } from '../support/hostile-thief.ts'
import { updateOfNestedArrays } from '../support/hostile-update.ts'
import { syncFrame, syncStep } from '@porchlight/server/room/frame'
import { openSocket } from '../support/raw-socket.ts'
import { base64url } from '../support/server-client.ts'
import { asked } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

const junk = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
const it = coupleTest()

const notesAt = (one: WorldDevice): string[] => {
  const view = one.view()
  return view?.state === 'couple' ? view.couple.signals.map(({ text }) => text ?? '') : []
}
const pausedBy = (one: WorldDevice): boolean => {
  const view = one.view()
  return view?.state === 'couple' && view.couple.pause.theirs
}
async function stillTalk({ robin, sam }: Couple): Promise<void> {
  await asked(sam, { kind: 'pause' })
  await eventually(() => pausedBy(robin), Boolean, 40_000)
  await asked(robin, { kind: 'pause' })
  await eventually(() => pausedBy(sam), Boolean, 40_000)
  await asked(sam, { kind: 'come-back' })
  await asked(robin, { kind: 'come-back' })
  await eventually(
    () => pausedBy(robin),
    (is) => !is,
  )
  await eventually(
    () => pausedBy(sam),
    (is) => !is,
  )
}

/** How many entries the server holds, asked as somebody who has none. */
async function entriesAt(member: WorldDevice): Promise<number> {
  const visitor = await breakIn(member)
  const { length } = visitor.entries
  visitor.leave()
  return length
}

async function keysOf(member: WorldDevice) {
  const record = await member.record()
  if (record.state !== 'couple') throw new Error('not a couple')
  const { token, deviceId, epoch } = record.keyring
  return { token: base64url(token), deviceId: base64url(deviceId), coupleId: base64url(epoch.coupleId) }
}

describe('a thief with a token', () => {
  it('SEAL-8 deletes everything once: the entries stand again, and both talk on', async ({ robin, sam }) => {
    await asked(sam, { kind: 'send-note', text: 'Keep this.' })
    await eventually(
      () => notesAt(robin),
      (notes) => notes.length === 1,
    )
    const thief = await breakIn(sam)
    thief.entries.delete(0, thief.entries.length)
    await eventually(
      () => thief.entries.length,
      (n) => n > 0,
      20_000,
    )
    await stillTalk({ robin, sam })
    thief.leave()
    await robin.kill()
    await eventually(
      () => notesAt(robin),
      (notes) => notes.join() === 'Keep this.',
    )
  })

  it('SEAL-8 deletes each of the first three repairs: there is no storm, and at the end all is there', async ({
    robin,
    sam,
  }) => {
    await asked(sam, { kind: 'send-note', text: 'Keep this.' })
    await eventually(
      () => notesAt(robin),
      (notes) => notes.length === 1,
    )
    const thief = await breakIn(sam)
    let repairs = 0
    const clear = (): void => thief.entries.delete(0, thief.entries.length)
    thief.entries.observe(({ transaction, changes }) => {
      if (transaction.local || changes.added.size === 0) return
      repairs += 1
      if (repairs <= 3) queueMicrotask(clear)
    })
    clear()
    await eventually(
      () => repairs,
      (count) => count >= 4,
      60_000,
    )
    thief.leave()
    await robin.kill()
    await sam.kill()
    await eventually(
      () => notesAt(robin),
      (notes) => notes.join() === 'Keep this.',
    )
    await stillTalk({ robin, sam })
    expect(repairs).toBeLessThan(10)
  })

  it('SEAL-4 fills the room with junk: what the two write comes through, and is saved', async ({ robin, sam }) => {
    const thief = await breakIn(sam)
    for (let i = 0; i < 3; i += 1) thief.entries.push([junk(640_000)])
    for (let i = 0; i < 20; i += 1) thief.entries.push([junk(5_000)])
    await eventually(
      () => thief.entries.length,
      (length) => length >= 23,
    )
    await stillTalk({ robin, sam })
    await eventually(
      () => [robin, sam].map((one) => one.couple().saving),
      (states) => states.every((state) => state === 'saved'),
      30_000,
    )
    thief.leave()
  })

  it('SYNC-5 puts in arrays in arrays, 4,000 and 100,000 deep: the devices go on, also after a restart', async ({
    server,
    robin,
    sam,
  }) => {
    for (const depth of [4_000, 100_000]) {
      const outer = new Y.Doc()
      const thief = await breakIn(sam, outer)
      const socket = await openSocket({ ...(await keysOf(sam)), url: server.url })
      socket.send(syncFrame(syncStep.update, updateOfNestedArrays(depth, depth)))
      await asked(sam, { kind: 'set-name', name: `Sam ${depth}` })
      await eventually(
        () => robin.couple().couple.otherName,
        (name) => name === `Sam ${depth}`,
      )
      await socket.close()
      thief.leave()
    }
    await robin.kill()
    await sam.kill()
    await stillTalk({ robin, sam })
  })
})

describe('a server that went back', () => {
  it('SEAL-8 to an older backup: both heal it', async ({ backup, robin, sam }) => {
    await backup.make()
    await asked(sam, { kind: 'send-note', text: 'After the backup.' })
    await asked(robin, { kind: 'set-name', name: 'Robin Redbreast' })
    await eventually(
      () => notesAt(robin),
      (notes) => notes.length === 1,
    )
    await eventually(
      () => [sam.couple().saving, robin.couple().saving],
      (s) => s.every((x) => x === 'saved'),
    )
    const before = await entriesAt(sam)
    await backup.putBack()
    await eventually(
      () => sam.couple().saving,
      (s) => s === 'saved',
      30_000,
    )
    await eventually(
      () => entriesAt(sam),
      (entries) => entries >= before,
    )
    await robin.kill()
    await sam.kill()
    await stillTalk({ robin, sam })
    expect(notesAt(robin)).toEqual(['After the backup.'])
    expect(sam.couple().couple.otherName).toBe('Robin Redbreast')
  })
})
