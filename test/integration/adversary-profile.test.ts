/** A browser profile of before is put back, while the device it was copied from goes on: one device id, twice. Nobody meant that
 *  to happen, and no program can tell the two apart; so this shows what becomes of what either writes. */

import { draftOf } from '@porchlight/shared/domain/document'
import { describe, expect } from 'vitest'
import { openDeviceStore } from '@porchlight/extension/platform/device-store'
import { coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { keyringOf } from '../support/hostile-member.ts'
import { startNetwork } from '../support/network.ts'
import { copyProfile } from '../support/databases.ts'
import { paragraph } from '../support/two-partners.ts'
import { addDevice, asked, pairDevices } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

const it = coupleTest()
  // Between Sam's profile, both times, and the server.
  .extend('network', async ({ server }, { onCleanup }) => {
    const network = await startNetwork(server.url)
    onCleanup(() => network.close())
    return network
  })
  .override('couple', async ({ server, network, start }) => {
    const [robin, sam] = [await start({ name: 'robin' }), await start({ name: 'sam' })]
    await pairDevices(server.url, robin, sam, network.url)
    draft(robin, 'Before the copy.')
    await inStep(robin, sam)
    await copyProfile(sam, `${sam.profile}-before`)
    return { robin, sam }
  })
  .extend(
    'putBack',
    ({ sam, start }) =>
      () =>
        start({ name: 'sam', profile: `${sam.profile}-before` }),
  )

const innerOf = (one: WorldDevice) => {
  const inner = one.device.inner()
  if (inner === undefined) throw new Error('no document')
  return inner
}
const draft = (one: WorldDevice, text: string): void => draftOf(innerOf(one)).insert(0, [paragraph(text)])
const textOf = (one: WorldDevice): string => draftOf(innerOf(one)).toJSON()

/** What both partners see, in the words of the one or the other. */
const seen = (one: WorldDevice, isRobin = false): string | undefined => {
  const view = one.view()
  if (view?.state !== 'couple' || one.device.inner() === undefined) return undefined
  const { myName, otherName, agreement, light, pause, signals } = view.couple
  return JSON.stringify({
    names: isRobin ? [myName, otherName] : [otherName, myName],
    pauses: isRobin ? [pause.mine, pause.theirs] : [pause.theirs, pause.mine],
    draft: agreement.draft,
    text: textOf(one),
    light: light.state,
    ...(isRobin ? {} : { signals }),
  })
}

/** All is on the server, both partners see the same, and so do the two that are one device. */
async function inStep(robin: WorldDevice, ...sams: WorldDevice[]): Promise<void> {
  const all = [robin, ...sams]
  await eventually(
    () => all.map((one) => (one.view()?.state === 'couple' ? one.couple().saving : one.view()?.state)).join(),
    (saving) => new Set(saving.split(',')).size === 1 && saving.startsWith('saved'),
    40_000,
  )
  await eventually(
    () => all.map((one) => seen(one, one === robin) ?? '').map((text) => text.replace(/,"signals":.*$/, '}')),
    (views) => new Set(views).size === 1,
    40_000,
  )
  await eventually(
    () => sams.map((one) => seen(one)),
    (views) => new Set(views).size === 1,
    40_000,
  )
}

const idOf = async (one: WorldDevice) => (await keyringOf(one)).deviceId

const notesTo = (one: WorldDevice): string[] => one.couple().couple.signals.flatMap(({ text }) => text ?? [])

describe('a profile of before, put back while the device went on', () => {
  it('SEAL-11 both at once: each takes up where the couple is, and what either writes reaches everybody', async ({
    robin,
    sam,
    putBack,
  }) => {
    await asked(sam, { kind: 'set-name', name: 'Sam went on' })
    draft(sam, 'After the copy.')
    await inStep(robin, sam)
    const back = await putBack()
    await inStep(robin, sam, back)
    expect(back.couple().couple.myName).toBe('Sam went on')
    expect(await idOf(back)).toEqual(await idOf(sam))
    draft(back, 'From the one put back.')
    await asked(back, { kind: 'send-note', text: 'From the one put back.' })
    await inStep(robin, sam, back)
    draft(sam, 'From the one that went on.')
    await asked(sam, { kind: 'send-note', text: 'From the one that went on.' })
    await inStep(robin, sam, back)
    for (const text of ['Before the', 'After the', 'From the one put', 'From the one that'])
      expect(textOf(robin)).toContain(text)
    expect(notesTo(robin).sort()).toEqual(['From the one put back.', 'From the one that went on.'])
  })

  it('DOM-5 both write offline: no wording is lost; of one register everybody sees the same one of the two', async ({
    network,
    robin,
    sam,
    putBack,
  }) => {
    const back = await putBack()
    await inStep(robin, sam, back)
    network.cut()
    const two = [
      [sam, 'the one that went on'],
      [back, 'the one put back'],
    ] as const
    for (const [one, who] of two) {
      draft(one, `Wording of ${who}.`)
      await asked(one, { kind: 'set-name', name: `Sam, ${who}` })
      await asked(one, { kind: 'send-note', text: `A note of ${who}.` })
    }
    await asked(robin, { kind: 'pause' })
    network.restore()
    for (const [one] of two) one.device.attend()
    await inStep(robin, sam, back)
    for (const [, who] of two) expect(textOf(robin)).toContain(`Wording of ${who}.`)
    // One device, one writer (DOM-5): a key is replaced whole, so of two writings at once one stands. That is the one thing a
    // copied profile may lose, for a name and for the notes each; it is the same one for everybody, and both devices show it.
    expect(two.map(([, who]) => `Sam, ${who}`)).toContain(robin.couple().couple.otherName)
    expect(notesTo(robin)).toHaveLength(1)
    expect(two.map(([, who]) => `A note of ${who}.`)).toContain(notesTo(robin)[0])
    // After a restart of all three it is still the same.
    const before = seen(robin, true)
    for (const one of [robin, sam, back]) await one.restart()
    await inStep(robin, sam, back)
    expect(seen(robin, true)).toBe(before)
  })

  it('SEAL-8 later the one put back alone: it has what the other had sent, and both partners go on', async ({
    robin,
    sam,
    putBack,
  }) => {
    draft(sam, 'After the copy.')
    await asked(sam, { kind: 'send-note', text: 'After the copy.' })
    await inStep(robin, sam)
    await sam.device.stop()
    const back = await putBack()
    await inStep(robin, back)
    expect(textOf(back)).toContain('After the copy.')
    await asked(back, { kind: 'send-note', text: 'Later.' })
    await inStep(robin, back)
    expect(notesTo(robin).sort()).toEqual(['After the copy.', 'Later.'])
  })

  it('EPOCH-4 the key moved meanwhile, and the device that went on has fetched it: the one put back says that it cannot follow', async ({
    robin,
    sam,
    start,
    putBack,
  }) => {
    await addDevice(robin, await start({ name: 'tablet' }))
    await inStep(robin, sam)
    const back = await putBack()
    await eventually(
      () => back.view(),
      (view) => view?.state === 'couple' && view.cannotFollow === true,
      40_000,
    )
    // It shows what it had, and does not say that anything is saved.
    expect(textOf(back)).toContain('Before the copy.')
    draft(back, 'Nobody hears this.')
    expect(back.couple().saving).not.toBe('saved')
    // A worker that ends now has it all the same (SEAL-6a).
    await eventually(
      () => openDeviceStore(back.profile).record('pending').read(),
      (record) => record !== undefined,
    )
    await back.restart()
    await eventually(
      () => (back.device.inner() === undefined ? '' : textOf(back)),
      (text) => text.includes('Nobody hears this.'),
    )
    await asked(sam, { kind: 'set-name', name: 'Sam went on' })
    await inStep(robin, sam)
    expect(textOf(robin)).not.toContain('Nobody hears this.')
  })
})
