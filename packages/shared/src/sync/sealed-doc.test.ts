import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createSealedWorld, type Device, type SealedWorld } from '../../../../test/support/sealed-world.ts'
import { smallestEntryBytes } from '../crypto/entry.ts'
import { entriesOf } from './outer-doc.ts'

const declare = (inner: Y.Doc): void => {
  inner.getMap('r')
  inner.getText('draft')
}
const draftOf = (device: Device): string => device.life().inner.getText('draft').toJSON()
const write = (text: string) => (inner: Y.Doc) => {
  const draft = inner.getText('draft')
  draft.insert(draft.length, text)
}
const set = (key: string, value: unknown) => (inner: Y.Doc) => void inner.getMap('r').set(key, value)
const entryCount = (world: SealedWorld): number => entriesOf(world.server.doc()).length

/** Two devices, connected and in sync. */
async function twoDevices(options: Partial<Parameters<typeof createSealedWorld>[0]> = {}) {
  const world = createSealedWorld({ seed: 1, declare, ...options })
  const a = world.createDevice('a')
  const b = world.createDevice('b')
  for (const device of [a, b]) {
    device.start()
    device.connect()
  }
  await world.clock.settle(1_000)
  return { world, a, b }
}

describe('sealed doc', () => {
  test('SEAL-6 a discrete action goes at once, in one entry of 301 bytes, with whatever waited', async () => {
    const { world, a, b } = await twoDevices()
    const before = entryCount(world)
    a.edit(write('x'))
    a.edit(set('turn', 1))
    a.life().engine.flush()
    await world.clock.settle(200)
    expect(entryCount(world)).toBe(before + 1)
    expect((entriesOf(world.server.doc()).get(before) as Uint8Array).length).toBe(smallestEntryBytes)
    expect(draftOf(b)).toBe('x')
    expect(b.life().inner.getMap('r').get('turn')).toBe(1)
  })

  test.each([
    { company: false, sealedAtMs: [1_000], typedAtMs: [0] },
    { company: false, sealedAtMs: [1_500], typedAtMs: [0, 500] },
    { company: false, sealedAtMs: [2_000], typedAtMs: [0, 500, 1_000, 1_500] },
    { company: true, sealedAtMs: [150], typedAtMs: [0] },
    { company: true, sealedAtMs: [300], typedAtMs: [0, 100, 200, 290] },
  ])('SEAL-6 text typed at $typedAtMs ms is sealed at $sealedAtMs ms (company: $company)', async (row) => {
    const { world, a } = await twoDevices()
    a.life().engine.setCompanyInEditor(row.company)
    const outer = entriesOf(a.life().outer)
    const before = outer.length
    const sealedAtMs: number[] = []
    for (let ms = 0; ms <= 3_000; ms += 10) {
      if (row.typedAtMs.includes(ms)) a.edit(write('x'))
      if (outer.length > before + sealedAtMs.length) sealedAtMs.push(ms)
      world.clock.advance(10)
    }
    expect(sealedAtMs.map((ms) => Math.floor(ms / 50) * 50)).toEqual(row.sealedAtMs)
  })

  test('SEAL-6 whoever listens hears of a flush in the same tick', async () => {
    const { a } = await twoDevices()
    const heard: string[] = []
    a.life().engine.onFlush(() => heard.push('flush'))
    a.edit(write('x'))
    a.life().engine.flush()
    heard.push('after')
    expect(heard).toEqual(['flush', 'after'])
  })
})
