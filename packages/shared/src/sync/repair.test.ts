import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  act,
  draftOf,
  entryCount,
  erase,
  freshDevice,
  hours,
  minutes,
  set,
  twoDevices,
  write,
} from '../../../../test/support/sealed-pens.ts'
import { hasPending } from './document-cover.ts'
import { entriesOf } from './outer-doc.ts'

describe('sealed doc, its repair', () => {
  test('SEAL-9 where the server says at every attempt that the room is full, what was opened is compacted without a sync', async () => {
    const { world, a, b } = await twoDevices()
    act(a, write('hello'))
    world.server.attack((entries) => entries.push([world.random.bytes(1_000_000), world.random.bytes(1_000_000)]))
    await world.clock.settle(200)
    a.disconnect()
    act(a, write(', you'))
    a.life().engine.roomFull()
    expect(a.life().engine.status().tooLarge).toBe('room')
    for (let attempts = 0; attempts < 10; attempts++) {
      a.life().engine.offline()
      await world.clock.settle(1_000)
    }
    expect(a.life().engine.status().tooLarge).toBe('no')
    expect(a.life().outer.getArray('e').length).toBe(1)
    a.connect()
    await world.clock.settle(1_000)
    expect(Y.encodeStateAsUpdate(world.server.doc()).length).toBeLessThan(10_000)
    expect(draftOf(b)).toBe('hello, you')
  })

  test('SEAL-9 where somebody else has made room, the server no longer counts as full', async () => {
    const { world, a } = await twoDevices()
    world.server.attack((entries) => entries.push([world.random.bytes(1_000)]))
    await world.clock.settle(200)
    a.life().engine.roomFull()
    world.server.attack((entries) => entries.delete(entries.length - 1, 1))
    await world.clock.settle(100)
    expect(a.life().engine.status().tooLarge).toBe('no')
  })

  // SEAL-6a

  test('SEAL-8 what somebody with a token deletes is pushed again, by those who have it', async () => {
    const { world, a, b } = await twoDevices()
    act(a, write('hello'))
    await world.clock.settle(500)
    const before = a.pushes() + b.pushes()
    world.server.attack((entries) => entries.delete(0, entries.length))
    await world.clock.settle(10_000)
    expect(draftOf(await freshDevice(world))).toBe('hello')
    expect(a.pushes() + b.pushes() - before).toBeLessThanOrEqual(2)
  })

  test('SEAL-8 a deletion that was deleted is pushed again, though no state vector tells', async () => {
    const { world, a } = await twoDevices()
    act(a, write('secret'))
    act(a, erase)
    await world.clock.settle(500)
    world.server.attack((entries) => entries.delete(entries.length - 1))
    await world.clock.settle(10_000)
    expect(draftOf(await freshDevice(world))).toBe('ecret')
  })

  test('SEAL-8 a server gone back to an older backup gets everything again', async () => {
    const { world, a, b } = await twoDevices()
    act(a, write('one '))
    await world.clock.settle(500)
    world.server.backUp()
    act(a, write('two '))
    act(b, write('three'))
    await world.clock.settle(500)
    world.server.restore()
    for (const device of [a, b]) device.connect()
    await world.clock.settle(10_000)
    expect(draftOf(await freshDevice(world))).toBe(draftOf(a))
    expect(draftOf(a)).toContain('two ')
  })

  test('SEAL-8 SEAL-6a deleting in a loop makes no storm, and nothing is lost though workers die between', async () => {
    const { world, a, b } = await twoDevices({ hostile: true })
    act(a, write('dear'))
    await world.clock.settle(500)
    const pushedBefore = a.pushes() + b.pushes()
    for (let second = 0; second < 3_600; second++) {
      world.server.attack((entries) => entries.delete(0, entries.length))
      await world.clock.settle(1_000)
    }
    expect(a.pushes() + b.pushes() - pushedBefore).toBeLessThanOrEqual(28)
    expect(draftOf(a)).toBe('dear')

    // Both workers die while the room is empty and the next repair is minutes away.
    world.server.attack((entries) => entries.delete(0, entries.length))
    await world.clock.settle(500)
    expect(entryCount(world)).toBe(0)
    for (const device of [a, b]) {
      device.kill()
      device.start()
      device.connect()
    }
    await world.clock.settle(10_000)
    expect([draftOf(a), draftOf(b), draftOf(await freshDevice(world))]).toEqual(['dear', 'dear', 'dear'])
  })

  test('SEAL-8 text that only waits for its flush is not pushed twice', async () => {
    const { world, a } = await twoDevices()
    await world.clock.settle(10_000)
    const before = a.pushes()
    a.edit(write('x'))
    a.life().engine.synced()
    await world.clock.settle(10_000)
    expect(a.pushes()).toBe(before + 1)
  })

  // SEAL-9

  test('SEAL-9 64 entries become one snapshot after quiet, and a fresh device reads the same', async () => {
    const { world, a, b } = await twoDevices()
    for (let i = 0; i < 63; i++) act(a, i % 5 === 4 ? erase : write(`${i} `))
    await world.clock.settle(4_000)
    expect(entryCount(world)).toBe(64)
    await world.clock.settle(20_000)
    expect(entryCount(world)).toBe(1)
    const fresh = await freshDevice(world)
    expect(draftOf(fresh)).toBe(draftOf(a))
    expect(fresh.life().inner.getMap('meta').toJSON()).toEqual({ v: 1 })
    act(b, write('!'))
    await world.clock.settle(500)
    expect(draftOf(fresh)).toBe(draftOf(a))
  })

  test('SEAL-9 nobody compacts while offline, nor while something waits', async () => {
    const { world, a, b } = await twoDevices()
    b.disconnect()
    a.disconnect()
    for (let i = 0; i < 70; i++) act(a, write('x'))
    await world.clock.settle(minutes(1))
    expect(a.life().outer.getArray('e').length).toBe(71)
    a.connect()
    await world.clock.settle(minutes(1))
    expect(entryCount(world)).toBe(1)
  })

  test('SEAL-9 an entry this client has not seen survives its compaction', async () => {
    const { world, a, b } = await twoDevices()
    b.disconnect()
    act(b, write('from b'))
    for (let i = 0; i < 70; i++) act(a, write('x'))
    await world.clock.settle(minutes(1))
    expect(entryCount(world)).toBe(1)
    b.connect()
    await world.clock.settle(10_000)
    const fresh = await freshDevice(world)
    expect(draftOf(fresh)).toBe(draftOf(a))
    expect(draftOf(fresh)).toContain('from b')
    expect(draftOf(fresh).length).toBe(76)
  })

  test('SEAL-9 what waits for a lost cause is kept by a compaction, and falls into place when the cause comes back', async () => {
    const { world, a, b } = await twoDevices({ hostile: true })
    b.kill()
    act(a, write('cause '))
    act(a, write('effect '))
    await world.clock.settle(500)
    a.kill()
    world.server.attack((entries) => entries.delete(1))
    b.start()
    b.connect()
    await world.clock.settle(1_000)
    expect(draftOf(b)).toBe('')
    expect(hasPending(b.life().inner)).toBe(true)
    expect(b.life().engine.rotation()).toEqual({ ok: false, reason: 'incomplete' })
    for (let i = 0; i < 70; i++) act(b, set('r', i))
    await world.clock.settle(minutes(1))
    expect(entryCount(world)).toBe(1)
    const fresh = await freshDevice(world)
    expect(hasPending(fresh.life().inner)).toBe(true)

    // Only the first of a's two entries comes back, from a copy nobody had looked at.
    const doc = new Y.Doc()
    for (const update of a.disk.outer) Y.applyUpdate(doc, update)
    const cause = entriesOf(doc).get(1) as Uint8Array
    world.server.attack((entries) => entries.push([cause]))
    await world.clock.settle(1_000)
    expect([draftOf(b), draftOf(fresh)]).toEqual(['cause effect ', 'cause effect '])
    expect(b.life().engine.rotation()).toEqual({ ok: true })
  })

  test('SEAL-9 what was erased leaves the entries a day later, counted over restarts', async () => {
    const { world, a, b } = await twoDevices()
    b.kill()
    act(a, write('unsaid'))
    act(a, erase)
    await world.clock.settle(hours(23))
    expect(entryCount(world)).toBe(3)
    a.kill()
    a.start()
    a.connect()
    await world.clock.settle(minutes(55))
    expect(entryCount(world)).toBe(3)
    await world.clock.settle(minutes(10))
    expect(entryCount(world)).toBe(1)
  })

  test('SEAL-9 compaction gets rid of a deleted word in the stored document too', async () => {
    const { world, a } = await twoDevices()
    for (let i = 0; i < 40; i++) {
      act(a, write('x'.repeat(500)))
      act(a, (inner) => inner.getText('draft').delete(0, 500))
    }
    await world.clock.settle(minutes(1))
    expect(entryCount(world)).toBe(1)
    expect(Y.encodeStateAsUpdate(world.server.doc()).length).toBeLessThan(2_000)
  })

  // EPOCH-5
})
