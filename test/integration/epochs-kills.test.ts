/** A background is killed, once, at every step at which the key or the document of a couple changes: adding a device, removing
 *  one, making the documents anew, following. Each call to the server, before it is sent and after it was answered, and each
 *  write of the keyring. Whatever the step, going on as a person would brings all to one key and one document, and what was
 *  written on the way is there once. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { draftOf } from '@porchlight/shared/domain/document'
import type * as Y from 'yjs'
import { eventually } from '../support/eventually.ts'
import { bothSides, killAt } from '../support/kill-at.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { paragraph } from '../support/two-partners.ts'
import { addDevice, pairDevices } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

let server: ServerProcess
beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  await server?.dispose()
})

const pair = async (): Promise<{ robin: WorldDevice; sam: WorldDevice }> => {
  const [robin, sam] = [await startDevice({ name: 'robin' }), await startDevice({ name: 'sam' })]
  await pairDevices(server.url, robin, sam)
  write(robin, 'from the beginning')
  await allSay([robin, sam], ['from the beginning'])
  return { robin, sam }
}
const write = (one: WorldDevice, line: string): void => {
  const inner = one.device.inner()
  if (inner === undefined) throw new Error('no document')
  draftOf(inner).insert(draftOf(inner).length, [paragraph(line)])
}
/** A worker that is killed in the same moment loses what its panel still holds, and would send again (SEAL-6a).
 *  @returns the line where it was certainly kept */
const writeForSure = async (one: WorldDevice, line: string): Promise<string[]> => {
  const { device } = one
  write(one, line)
  await new Promise((resolve) => setTimeout(resolve, 300))
  return one.device === device ? [line] : []
}
const linesOf = (one: WorldDevice): string => {
  const inner = one.view()?.state === 'couple' ? one.device.inner() : undefined
  if (inner === undefined) return ''
  const lines = draftOf(inner).toArray() as Y.XmlElement[]
  return lines
    .map((block) => (block.get(0) as Y.XmlText).toJSON())
    .toSorted()
    .join('|')
}
const allSay = async (all: WorldDevice[], lines: string[], maybe?: string): Promise<void> => {
  const [wanted, wantedToo] = [lines, [...new Set([...lines, maybe ?? []].flat())]].map((said) =>
    said.toSorted().join('|'),
  )
  await eventually(
    () => all.map(linesOf),
    (seen) => seen.every((text) => text === seen[0] && (text === wanted || text === wantedToo)),
    40_000,
  )
  await eventually(
    () => all.map((one) => one.view()),
    (views) => views.every((view) => view?.state === 'couple' && view.saving === 'saved'),
    40_000,
  )
}
const keyringOf = async (one: WorldDevice) => {
  const record = await one.record()
  if (record.state !== 'couple') throw new Error(record.state)
  return record.keyring
}
/** One key, one document, and nothing of before left over. */
const areAsOne = async (all: WorldDevice[], atLeastGen = 1): Promise<void> => {
  await eventually(
    async () => Promise.all(all.map(keyringOf)),
    ([first, ...rest]) =>
      first !== undefined &&
      first.epoch.gen >= atLeastGen &&
      [first, ...rest].every(({ epoch, previous, carry }) => {
        const isSame =
          epoch.epoch === first.epoch.epoch && base64UrlFromBytes(epoch.key) === base64UrlFromBytes(first.epoch.key)
        return isSame && previous === undefined && carry === undefined
      }),
    40_000,
  )
}
const straight = (one: WorldDevice): void => {
  one.bends.api = undefined
  one.bends.keyringWrite = undefined
}
const soon = (): Promise<{ ok: false }> => new Promise((resolve) => setTimeout(() => resolve({ ok: false }), 1_500))
/** A command of a killed worker is never answered. */
const press = (one: WorldDevice, command: Parameters<WorldDevice['device']['run']>[0]) =>
  Promise.race([one.device.run(command), soon()])

describe.concurrent('killed while adding a device', () => {
  const inviter = bothSides([
    ['createInvite', 1],
    ['revealInvite', 1],
    ['couple', 1],
    ['postEpoch', 1],
    ['ackEpochs', 1],
    ['write', 2],
    ['write', 3],
  ])
  const joiner = bothSides([
    ['openInvite', 1],
    ['claimInvite', 1],
    ['epochs', 1],
    ['ackEpochs', 1],
    ['write', 1],
    ['write', 2],
    ['write', 3],
    ['write', 4],
  ])
  const points = [
    ...inviter.map((point) => ({ who: 'robin' as const, ...point })),
    ...joiner.map((point) => ({ who: 'laptop' as const, ...point })),
  ]
  it.each(points)('PAIR $who is killed $when $step $nth', async ({ who, ...point }) => {
    const { robin, sam } = await pair()
    const laptop = await startDevice({ name: 'laptop' })
    const happened = killAt(who === 'robin' ? robin : laptop, point)
    let told = 0
    await eventually(
      async () => {
        const [mine, theirs] = [robin.view(), laptop.view()]
        if (mine?.state === 'couple' && theirs?.state === 'unpaired') {
          const { pairing } = mine
          const isIdle = pairing.step === 'idle' || pairing.step === 'failed' || pairing.step === 'connected'
          if (isIdle && theirs.pairing.step !== 'working' && Date.now() - told > 500) {
            told = Date.now()
            await press(robin, { kind: 'add-device' })
          }
          if (pairing.step === 'invited' && theirs.pairing.step !== 'working')
            await press(laptop, { kind: 'join', link: pairing.link })
          if (pairing.step === 'words' && theirs.pairing.step === 'words') {
            if (theirs.pairing.words.join() !== pairing.words.join()) throw new Error('the words differ')
            void press(robin, { kind: 'confirm-words' })
          }
        }
        const pairing = theirs?.state === 'unpaired' ? theirs.pairing : undefined
        if (pairing?.step === 'words' && pairing.role === 'joiner' && pairing.saidYes !== true) {
          void press(laptop, { kind: 'confirm-words' })
        }
        return [laptop.view()?.state, happened()]
      },
      ([state, killed]) => state === 'couple' && killed === true,
      40_000,
    )
    await eventually(
      () => robin.view()?.state,
      (state) => state === 'couple',
    )
    await eventually(
      () => linesOf(laptop),
      (lines) => lines !== '',
    )
    write(laptop, 'from the laptop')
    await allSay([robin, sam, laptop], ['from the beginning', 'from the laptop'])
    await areAsOne([robin, sam, laptop])
    for (const one of [robin, sam, laptop]) one.abandon()
  })
})

describe.concurrent('killed while removing a device', () => {
  it.each(
    bothSides([
      ['couple', 1],
      ['postEpoch', 1],
      ['ackEpochs', 1],
      ['write', 1],
      ['write', 2],
    ]),
  )('EPOCH-7 robin is killed $when $step $nth', async (point) => {
    const { robin, sam } = await pair()
    const laptop = await startDevice({ name: 'laptop' })
    await addDevice(robin, laptop)
    await allSay([robin, sam, laptop], ['from the beginning'])
    await areAsOne([robin, sam, laptop])
    await press(laptop, { kind: 'pause', note: 'away' })
    await eventually(() => sam.couple().couple.pause.theirs, Boolean)
    await eventually(() => robin.couple().couple.pause.mine, Boolean)
    const id = base64UrlFromBytes((await keyringOf(laptop)).deviceId)
    const happened = killAt(robin, point)
    await eventually(
      async () => {
        const view = robin.view()
        if (view?.state === 'couple' && view.devices.length > 1) await press(robin, { kind: 'remove-device', id })
        return [laptop.view()?.state, happened()]
      },
      ([state, killed]) => state === 'ended' && killed === true,
      40_000,
    )
    straight(robin)
    await eventually(
      () => robin.view()?.state,
      (state) => state === 'couple',
    )
    await areAsOne([robin, sam])
    // Taken over: what it said still counts, and its keys are gone.
    await eventually(
      () => [...(sam.device.inner()?.getMap('r').keys() ?? [])].filter((key) => key.startsWith(id)),
      (left) => left.length === 0,
      40_000,
    )
    expect(sam.couple().couple.pause).toMatchObject({ theirs: true, theirNote: 'away' })
    for (const one of [robin, sam, laptop]) one.abandon()
  })
})

describe.concurrent('killed while the documents are made anew', () => {
  const rotator = bothSides([
    ['couple', 1],
    ['postEpoch', 1],
    ['ackEpochs', 1],
    ['write', 1],
    ['write', 2],
  ])
  const follower = bothSides([
    ['epochs', 1],
    ['ticket', 1],
    ['ticket', 2],
    ['ackEpochs', 1],
    ['write', 1],
    ['write', 2],
  ])
  const points = [
    ...rotator.map((point) => ({ who: 'robin' as const, ...point })),
    ...follower.map((point) => ({ who: 'sam' as const, ...point })),
  ]
  it.each(points)('DOC-4 $who is killed $when $step $nth', async ({ who, ...point }) => {
    const { robin, sam } = await pair()
    await areAsOne([robin, sam])
    const happened = killAt(who === 'robin' ? robin : sam, point)
    // On disk, and not yet sent.
    await writeForSure(sam, 'right before')
    robin.housekeeping.tombstoneBytes = -1
    await eventually(
      async () => (await keyringOf(robin)).epoch.gen,
      (gen) => gen > 1,
      40_000,
    )
    delete robin.housekeeping.tombstoneBytes
    // What is typed while the one document takes the other's place.
    await eventually(
      () => linesOf(sam),
      (lines) => lines !== '',
    )
    const sure = await writeForSure(sam, 'meanwhile')
    await eventually(happened, Boolean, 40_000)
    straight(robin)
    straight(sam)
    await allSay([robin, sam], ['from the beginning', 'right before', ...sure], 'meanwhile')
    await areAsOne([robin, sam], 2)
    for (const one of [robin, sam]) one.abandon()
  })
})
