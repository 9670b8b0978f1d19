/** Answers to a question on the table: each waits on the device it was written on, and comes out only when both are ready. Real
 *  background code over a real server. Rules: ASK-2, ASK-3, PRIV-1. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { answerEntry, answerKind, answerRecordId } from '@porchlight/client/port/answer-record'
import { asksOf } from '@porchlight/shared/domain/document'
import type { Question } from '@porchlight/shared/domain/view'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { addDevice, asked, pairDevices } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

const card = { card: 'dreams-1' }
let server: ServerProcess
const running: WorldDevice[] = []
const device = async (name: string): Promise<WorldDevice> => {
  const started = await startDevice({ name })
  running.push(started)
  return started
}
const pair = async (): Promise<{ robin: WorldDevice; sam: WorldDevice }> => {
  const [robin, sam] = [await device('robin'), await device('sam')]
  await pairDevices(server.url, robin, sam)
  return { robin, sam }
}
const question = (world: WorldDevice): Promise<Question> =>
  eventually(
    () => world.couple().couple.questions[0],
    (one) => one !== undefined,
  ) as Promise<Question>
const becomes = (world: WorldDevice, state: Question['state'] | undefined) =>
  eventually(
    () => (world.view()?.state === 'couple' ? world.couple().couple.questions[0] : undefined),
    (one) => one?.state === state,
    20_000,
  )
const write = (world: WorldDevice, id: string, text: string) =>
  asked(world, { kind: 'put-in-drawer', entries: [answerEntry(id, text, card)] })
const isReady = (world: WorldDevice, id: string) => asked(world, { kind: 'be-ready', question: id })
const stored = (world: WorldDevice): string => {
  const inner = world.device.inner()
  return inner === undefined ? '' : JSON.stringify(asksOf(inner).toJSON())
}

/** Robin puts a question on the table. @returns its id, once Sam sees it */
const put = async (robin: WorldDevice, sam: WorldDevice): Promise<string> => {
  await asked(robin, { kind: 'ask', asked: card })
  return (await question(sam)).id
}

beforeAll(async () => {
  server = await startServer()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((world) => world.device.stop()))
})
afterAll(async () => {
  await server?.dispose()
})

describe('an answer', () => {
  it('ASK-2 waits on its device until both are ready; then both are read side by side, and it waits nowhere any more', async () => {
    const { robin, sam } = await pair()
    const id = await put(robin, sam)
    expect(await sam.device.run({ kind: 'be-ready', question: id })).toEqual({ ok: false, reason: 'empty' })
    await write(sam, id, 'Nowhere. Pancakes.')
    await isReady(sam, id)
    await becomes(sam, 'ready')
    await write(robin, id, 'The lake.')
    expect(robin.couple().couple.questions).toMatchObject([{ state: 'open' }])
    expect(stored(sam) + stored(robin)).not.toMatch(/Pancakes|lake/)
    await isReady(robin, id)
    expect(await becomes(robin, 'shown')).toMatchObject({ mine: 'The lake.', theirs: 'Nowhere. Pancakes.' })
    expect(await becomes(sam, 'shown')).toMatchObject({ mine: 'Nowhere. Pancakes.', theirs: 'The lake.' })
    for (const world of [robin, sam]) {
      await eventually(
        () => world.device.drawer.list(answerKind),
        (waiting) => waiting.length === 0,
      )
    }
    await asked(sam, { kind: 'put-away', question: id })
    await becomes(robin, undefined)
    expect(stored(robin)).not.toContain('Pancakes')
  })

  it('ASK-3 is brought by a device that was away when the other became ready, also after its browser was ended', async () => {
    const { robin, sam } = await pair()
    const id = await put(robin, sam)
    await write(sam, id, 'Nowhere. Pancakes.')
    await isReady(sam, id)
    await eventually(
      () => sam.couple().saving,
      (saving) => saving === 'saved',
    )
    await sam.device.stop()
    await write(robin, id, 'The lake.')
    await isReady(robin, id)
    await becomes(robin, 'on-its-way')
    await eventually(
      () => stored(robin),
      (entries) => entries.includes('The lake.') && !entries.includes('Pancakes'),
    )
    await sam.restart()
    expect(await becomes(robin, 'shown')).toMatchObject({ theirs: 'Nowhere. Pancakes.' })
  })

  it('ASK-3 is not lost by a worker that is killed as it brings it', async () => {
    const { robin, sam } = await pair()
    const id = await put(robin, sam)
    await write(sam, id, 'Nowhere. Pancakes.')
    await isReady(sam, id)
    await write(robin, id, 'The lake.')
    await isReady(robin, id)
    await sam.kill()
    expect(await becomes(robin, 'shown')).toMatchObject({ theirs: 'Nowhere. Pancakes.' })
    await becomes(sam, 'shown')
  })

  it('ASK-3 not yet takes it back, and it is still there to be written on', async () => {
    const { robin, sam } = await pair()
    const id = await put(robin, sam)
    await write(sam, id, 'Nowhere.')
    await isReady(sam, id)
    await becomes(sam, 'ready')
    await asked(sam, { kind: 'not-yet', question: id })
    await becomes(sam, 'open')
    expect((await sam.device.drawer.read(answerRecordId(id)))?.value).toMatchObject({ text: 'Nowhere.' })
    await write(sam, id, 'Nowhere. Pancakes.')
    await isReady(sam, id)
    await write(robin, id, 'The lake.')
    await isReady(robin, id)
    expect(await becomes(robin, 'shown')).toMatchObject({ theirs: 'Nowhere. Pancakes.' })
  })

  it('ASK-3 goes with a device that is removed, and the question can be answered again', async () => {
    const { robin, sam } = await pair()
    const laptop = await device('laptop')
    await addDevice(sam, laptop)
    const id = await put(robin, sam)
    await becomes(laptop, 'open')
    await write(laptop, id, 'written on the laptop')
    await isReady(laptop, id)
    await becomes(sam, 'ready')
    const removed = sam.couple().devices.find(({ isThis }) => !isThis)
    await asked(sam, { kind: 'remove-device', id: removed?.id ?? '' })
    await becomes(sam, 'open')
    await write(sam, id, 'Pancakes.')
    await isReady(sam, id)
    await write(robin, id, 'The lake.')
    await isReady(robin, id)
    expect(await becomes(robin, 'shown')).toMatchObject({ theirs: 'Pancakes.' })
  })

  it('LOCK-1 waits under the passcode, and is brought once it is unlocked', async () => {
    const { robin, sam } = await pair()
    const id = await put(robin, sam)
    await write(sam, id, 'Nowhere. Pancakes.')
    await asked(sam, { kind: 'set-passcode', passcode: 'a long passcode' })
    await isReady(sam, id)
    await becomes(sam, 'ready')
    await asked(sam, { kind: 'lock' })
    await write(robin, id, 'The lake.')
    await isReady(robin, id)
    await becomes(robin, 'on-its-way')
    await asked(sam, { kind: 'unlock', passcode: 'a long passcode' })
    expect(await becomes(robin, 'shown')).toMatchObject({ theirs: 'Nowhere. Pancakes.' })
  })

  it('ASK-2 that was never said goes with the couple, and no other thing that is private', async () => {
    const { robin, sam } = await pair()
    const id = await put(robin, sam)
    await write(sam, id, 'Nowhere.')
    await asked(sam, { kind: 'put-in-drawer', entries: [{ id: 'plan/1', kind: 'plan', value: 'soup' }] })
    await asked(sam, { kind: 'leave' })
    expect(await sam.device.drawer.list(answerKind)).toEqual([])
    expect(await sam.device.drawer.list('plan')).toHaveLength(1)
  })
})
