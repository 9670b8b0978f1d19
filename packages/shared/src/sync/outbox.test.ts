import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { act, draftOf, entryCount, set, twoDevices, write } from '../../../../test/support/sealed-pens.ts'
import { smallestEntryBytes } from '../crypto/entry.ts'
import { entriesOf } from './outer-doc.ts'

describe('sealed doc, its outbox', () => {
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

  // SEAL-4

  test('SEAL-4 a change too large for an entry waits and says so, until it is made smaller', async () => {
    const { world, a, b } = await twoDevices()
    act(a, write('before'))
    act(a, set('large', 'x'.repeat(1_100_000)))
    act(a, write(' and after'))
    await world.clock.settle(500)
    expect(a.life().engine.status()).toMatchObject({ tooLarge: 'change', pendingUpdates: true })
    expect(draftOf(b)).toBe('before')
    act(a, set('large', 'small'))
    await world.clock.settle(500)
    expect(a.life().engine.status()).toMatchObject({ tooLarge: 'no', pendingUpdates: false })
    expect([draftOf(b), b.life().inner.getMap('r').get('large')]).toEqual(['before and after', 'small'])
  })

  test('SEAL-4 many changes too large together go in several entries', async () => {
    const { world, a, b } = await twoDevices()
    for (let i = 0; i < 3; i++) a.edit(set(`k${i}`, 'x'.repeat(400_000)))
    const before = entryCount(world)
    a.life().engine.flush()
    await world.clock.settle(500)
    expect(entryCount(world)).toBe(before + 2)
    expect(Object.keys(b.life().inner.getMap('r').toJSON())).toEqual(['k0', 'k1', 'k2'])
  })

  test('SEAL-4 a room filled by somebody else is emptied by compaction, and what waited goes with it', async () => {
    const { world, a, b } = await twoDevices()
    world.server.attack((entries) => entries.push([world.random.bytes(1_050_000), world.random.bytes(1_046_800)]))
    await world.clock.settle(200)
    act(a, write('hello'))
    expect(a.life().engine.status().tooLarge).toBe('room')
    await world.clock.settle(30_000)
    expect(a.life().engine.status()).toMatchObject({ tooLarge: 'no', pendingUpdates: false })
    expect(Y.encodeStateAsUpdate(world.server.doc()).length).toBeLessThan(10_000)
    expect(draftOf(b)).toBe('hello')
  })
})
