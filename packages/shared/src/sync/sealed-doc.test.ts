/** The engine over the small world of `test/support/sealed-world`, and, where a disk must be held still, over stores made
 *  here. Parts have tests of their own; the fuzz is in `test/fuzz/sealed-doc.test.ts`. */

import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createFakeClock, type FakeClock } from '../../../../test/support/fake-clock.ts'
import { createSealedWorld, type Device, type SealedWorld } from '../../../../test/support/sealed-world.ts'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { bytesFromU32 } from '../bytes.ts'
import { labelled, seal } from '../crypto/aead.ts'
import { openEntry, sealEntry, smallestEntryBytes } from '../crypto/entry.ts'
import { hasPending } from './document-cover.ts'
import { entriesOf, firstOuterState, type Room, sealContextOf } from './outer-doc.ts'
import { openPendingRecord, sealPendingRecord } from './pending-record.ts'
import { createSealedDoc, type SealedDoc, type SealedDocOptions, sealedDocOrigin } from './sealed-doc.ts'

const declare = (inner: Y.Doc): void => {
  inner.getMap('r')
  inner.getText('draft')
}
const draftOf = (device: Device): string => device.life().inner.getText('draft').toJSON()
const write = (text: string) => (inner: Y.Doc) => {
  const draft = inner.getText('draft')
  draft.insert(draft.length, text)
}
const erase = (inner: Y.Doc): void => inner.getText('draft').delete(0, 1)
const set = (key: string, value: unknown) => (inner: Y.Doc) => void inner.getMap('r').set(key, value)
const entryCount = (world: SealedWorld): number => entriesOf(world.server.doc()).length
const minutes = (count: number): number => count * 60_000
const hours = (count: number): number => count * 3_600_000

/** Writes, and seals at once. */
const act = (device: Device, edit: (inner: Y.Doc) => void): void => {
  device.edit(edit)
  device.life().engine.flush()
}

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

/** A device that knows only what the server holds. */
async function freshDevice(world: SealedWorld): Promise<Device> {
  const fresh = world.createDevice('fresh')
  fresh.start()
  fresh.connect()
  await world.clock.settle(1_000)
  return fresh
}

/** An entry sealed with the right key by a version to come. */
function sealLater(room: Room, plaintext: Uint8Array, version = 2): Uint8Array {
  const context = sealContextOf(room)
  const nonce = new Uint8Array(24)
  const head = Uint8Array.of(version, ...bytesFromU32(room.epoch))
  const aad = labelled(context.label, room.coupleId, head)
  return Uint8Array.of(...head, ...nonce, ...seal(context.entryKey, nonce, aad, plaintext))
}

describe('sealed doc', () => {
  test('SEAL-1 what is synced is one array of sealed bytes: none of the document’s own names is in it, no word, no client', async () => {
    const { world, a } = await twoDevices()
    act(a, write('a word of ours'))
    act(a, set('turn', 1))
    await world.clock.settle(200)
    const synced = new Y.Doc()
    Y.applyUpdate(synced, Y.encodeStateAsUpdate(world.server.doc()))
    expect([...synced.share.keys()]).toEqual(['e'])
    const entries = synced.getArray('e').toArray()
    expect(entries.length).toBeGreaterThan(0)
    expect(entries.filter((entry) => !(entry instanceof Uint8Array))).toEqual([])
    expect(Buffer.from(Y.encodeStateAsUpdate(synced)).includes('a word of ours')).toBe(false)
    expect(synced.store.clients.has(a.life().inner.clientID)).toBe(false)
    expect(draftOf(await freshDevice(world))).toBe('a word of ours')
  })

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

  test('SEAL-6a killed between the record and the flush, the text is there after it wakes, offline too', async () => {
    const { world, a } = await twoDevices()
    a.edit(write('half a thought'))
    await world.clock.settle(200)
    expect(a.disk.pending).toBeDefined()
    a.kill()
    a.start()
    await world.clock.settle(200)
    expect(draftOf(a)).toBe('half a thought')
    expect(a.disk.pending).toBeUndefined()
    expect(a.life().outer.getArray('e').length).toBe(2)
  })

  test('SEAL-6a an edit before the outer copy is loaded is held, recorded, and sealed once it is', async () => {
    const world = createSealedWorld({ seed: 2, declare })
    world.createDevice('creator')
    const b = world.createDevice('b')
    b.start()
    b.edit(write('early'))
    await world.clock.settle(200)
    expect(b.disk.pending).toBeDefined()
    b.kill()
    b.start()
    b.edit(write(' and late'))
    await world.clock.settle(200)
    expect(b.life().engine.status()).toMatchObject({ state: 'loading', pendingUpdates: true })
    expect(b.life().outer.getArray('e').length).toBe(0)
    b.connect()
    await world.clock.settle(500)
    const fresh = await freshDevice(world)
    expect(draftOf(fresh)).toMatch(/^( and late)?early( and late)?$/)
    expect(b.life().engine.status()).toMatchObject({ state: 'open', pendingUpdates: false })
  })

  test('SEAL-11 every life has client ids of its own, and no outer write comes before the outer copy is loaded', async () => {
    const { world, a } = await twoDevices()
    const first = [a.life().inner.clientID, a.life().outer.clientID]
    a.kill()
    a.start()
    expect(first).not.toContain(a.life().inner.clientID)
    expect(first).not.toContain(a.life().outer.clientID)
    act(a, write('x'))
    expect(Y.getState(a.life().outer.store, a.life().outer.clientID)).toBe(0)
    await world.clock.settle(100)
    expect(Y.getState(a.life().outer.store, a.life().outer.clientID)).toBe(1)
  })

  // SEAL-7

  test('SEAL-7 junk of every sort does not disturb, and goes with the next compaction', async () => {
    const { world, a, b } = await twoDevices()
    const junk = [
      'text',
      7,
      null,
      { x: 1 },
      new Y.Map(),
      new Uint8Array(),
      world.random.bytes(301),
      new Uint8Array(4_000),
    ]
    world.server.attack((entries) => {
      entries.insert(0, junk)
      entries.push(Array.from({ length: 100 }, () => Uint8Array.of(1, 0, 0, 0, 1, ...world.random.bytes(296))))
    })
    await world.clock.settle(200)
    act(a, write('hello'))
    await world.clock.settle(30_000)
    expect(draftOf(b)).toBe('hello')
    expect(a.life().engine.status().unknownVersion).toBe(false)
    expect(entryCount(world)).toBe(1)
  })

  test('SEAL-7 10,000 junk entries: the room opens', async () => {
    const { world } = await twoDevices()
    const junk = Uint8Array.of(1, 0, 0, 0, 1, ...world.random.bytes(296))
    world.server.attack((entries) => entries.push(Array.from({ length: 10_000 }, (_, i) => junk.with(29, i & 0xff))))
    const fresh = await freshDevice(world)
    expect(fresh.life().engine.status()).toMatchObject({ state: 'open', unknownVersion: false })
    expect(fresh.life().inner.getMap('meta').get('v')).toBe(1)
  })

  test.each([
    ['version', (room: Room) => sealLater(room, new Uint8Array(256))],
    ['kind', (room: Room) => sealLater(room, new Uint8Array(256).with(0, 9), 1)],
    ['format', (room: Room) => sealLater(room, new Uint8Array(256).with(0, 1).with(255, 1), 1)],
    [
      'update within',
      (room: Room) => sealEntry(sealContextOf(room), new Uint8Array(24), 1, Uint8Array.of(1, 1, 200, 1, 0)),
    ],
  ])(
    'SEAL-7 an entry of a later %s is shown, never deleted, and holds up compaction and rotation',
    async (_, later) => {
      const { world, a, b } = await twoDevices()
      const entry = later(world.room)
      world.server.attack((entries) => entries.push([entry]))
      await world.clock.settle(200)
      for (let i = 0; i < 70; i++) act(a, write('x'))
      await world.clock.settle(minutes(2))
      expect(a.life().engine.status().unknownVersion).toBe(true)
      expect(a.life().engine.rotation()).toEqual({ ok: false, reason: 'unknown-version' })
      expect(entryCount(world)).toBe(72)
      expect(entriesOf(world.server.doc()).toArray()).toContainEqual(entry)
      expect(draftOf(b)).toBe('x'.repeat(70))

      world.server.attack((entries) => entries.delete(entries.toArray().findIndex((e) => isSame(e, entry))))
      await world.clock.settle(minutes(1))
      expect(a.life().engine.status().unknownVersion).toBe(false)
      expect(entryCount(world)).toBe(1)
    },
  )

  test('SEAL-7 an observer of the document that throws does not wedge the room', async () => {
    const { world, a, b } = await twoDevices()
    const stop = () => {
      throw new Error('a rule stumbled')
    }
    b.life().inner.getText('draft').observe(stop)
    act(a, write('x'))
    await world.clock.settle(200)
    expect(b.life().logged).toEqual(['An observer of the document failed.'])
    b.life().inner.getText('draft').unobserve(stop)
    act(a, write('y'))
    await world.clock.settle(200)
    expect(draftOf(b)).toBe('xy')
  })

  // SEAL-8

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

  test('EPOCH-5 a rotation waits until the room is open, synced, sealed and reconciled', async () => {
    const world = createSealedWorld({ seed: 3, declare })
    const a = world.createDevice('a')
    a.start()
    expect(a.life().engine.rotation()).toEqual({ ok: false, reason: 'not-open' })
    await world.clock.settle(100)
    expect(a.life().engine.rotation()).toEqual({ ok: false, reason: 'not-synced' })
    a.connect()
    await world.clock.settle(500)
    expect(a.life().engine.rotation()).toEqual({ ok: true })
    a.edit(write('x'))
    expect(a.life().engine.rotation()).toEqual({ ok: false, reason: 'pending' })
    a.life().engine.flush()
    expect(a.life().engine.rotation()).toEqual({ ok: true })
    world.server.attack((entries) => entries.delete(0, 1))
    await world.clock.settle(50)
    expect(a.life().engine.rotation()).toEqual({ ok: false, reason: 'unreconciled' })
    await world.clock.settle(5_000)
    expect(a.life().engine.rotation()).toEqual({ ok: true })
    act(a, set('large', 'x'.repeat(1_100_000)))
    expect(a.life().engine.rotation()).toEqual({ ok: true })
  })

  test('HTTP-2 EPOCH-5 where the server takes nothing more, what waits here does not stand in the way of a rotation', async () => {
    const world = createSealedWorld({ seed: 4, declare })
    const a = world.createDevice('a')
    a.start()
    expect(a.life().engine.rotation('ahead')).toEqual({ ok: false, reason: 'not-open' })
    await world.clock.settle(100)
    a.edit(write('x'))
    expect(a.life().engine.rotation('ahead')).toEqual({ ok: true })
    a.life().engine.flush()
    expect(a.life().engine.rotation()).toEqual({ ok: false, reason: 'not-synced' })
    expect(a.life().engine.rotation('ahead')).toEqual({ ok: true })
  })
})

const isSame = (element: unknown, entry: Uint8Array): boolean =>
  element instanceof Uint8Array && element.length === entry.length && element.every((byte, i) => byte === entry[i])

/** An engine alone, its disk in the test's hands. */
interface Bench {
  clock: FakeClock
  room: Room
  inner: Y.Doc
  outer: Y.Doc
  engine: SealedDoc
  disk: { pending?: Uint8Array; aside: Uint8Array[]; failing: boolean; writes: number }
  /** what `persisted()` waits for */
  persist(): void
  recorded(): string | undefined
}

const room: Room = { coupleId: new Uint8Array(16).fill(7), epoch: 2, coupleKey: new Uint8Array(32).fill(9) }
const earlier: Room = { ...room, epoch: 1, coupleKey: new Uint8Array(32).fill(8) }
const nonce = new Uint8Array(24)

function createBench(pending?: Uint8Array, options: Partial<SealedDocOptions> = {}): Bench {
  const clock = createFakeClock()
  const inner = new Y.Doc()
  const outer = new Y.Doc()
  const random = createSeededRandom(1)
  Y.applyUpdate(outer, firstOuterState(random, room, new Y.Doc()))
  const disk: Bench['disk'] = { aside: [], failing: false, writes: 0, ...(pending && { pending }) }
  const waiting: (() => void)[] = []
  const engine = createSealedDoc(
    {
      clock,
      random,
      persisted: () => new Promise((resolve) => waiting.push(resolve)),
      pending: {
        read: async () => disk.pending,
        async write(record) {
          disk.writes++
          if (disk.failing) throw new Error('disk full')
          disk.pending = record
        },
        async remove() {
          delete disk.pending
        },
        async setAside(record) {
          disk.aside.push(record)
        },
      },
      firstSeen: { read: async () => undefined, write: async () => undefined },
    },
    { ...room, gen: 1, outer, inner, ...options },
  )
  return {
    clock,
    room,
    inner,
    outer,
    engine,
    disk,
    persist: () => {
      for (const resolve of waiting.splice(0)) resolve()
    },
    recorded() {
      if (disk.pending === undefined) return undefined
      const opened = openPendingRecord([sealContextOf(room, 'porchlight/v1/pending')], disk.pending)
      if (opened.state !== 'opened') return opened.state
      const doc = new Y.Doc()
      for (const update of opened.record.updates) Y.applyUpdate(doc, update)
      return doc.getText('draft').toJSON()
    },
  }
}

const recordOf = (text: string, from = room, gen = 1): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('draft').insert(0, text)
  const held = [{ id: 'h', notBefore: 5, action: { kind: 'reach-out' } }]
  const record = { gen, updates: [Y.encodeStateAsUpdate(doc)], held }
  return sealPendingRecord(sealContextOf(from, 'porchlight/v1/pending'), nonce, record)
}

describe('sealed doc, its pending record', () => {
  test('SEAL-6a it is written at most 150 ms after an edit, once for all edits within them', async () => {
    const bench = createBench()
    await bench.engine.open()
    for (let i = 0; i < 10; i++) {
      bench.inner.getText('draft').insert(i, 'x')
      await bench.clock.settle(14)
    }
    expect(bench.disk.writes).toBe(0)
    await bench.clock.settle(11)
    expect(bench.disk.writes).toBe(1)
    expect(bench.recorded()).toBe('x'.repeat(10))
  })

  test('SEAL-6a it stays until the flush is on disk, holding what was flushed and what came after', async () => {
    const bench = createBench()
    await bench.engine.open()
    bench.inner.getText('draft').insert(0, 'one')
    await bench.clock.settle(200)
    bench.engine.flush()
    await bench.clock.settle(200)
    expect(bench.recorded()).toBe('one')
    bench.inner.getText('draft').insert(3, ' two')
    await bench.clock.settle(200)
    expect(bench.recorded()).toBe('one two')
    bench.persist()
    await bench.clock.settle(1)
    // The first is safe in the outer copy now; the second alone waits for something the record no longer holds.
    expect(bench.recorded()).toBe('')
    expect(bench.disk.pending).toBeDefined()
    bench.engine.flush()
    bench.persist()
    await bench.clock.settle(200)
    expect(bench.disk.pending).toBeUndefined()
  })

  test('SEAL-8 what is deleted while the record is still being read was opened before, and is repaired', async () => {
    const bench = createBench()
    const doc = new Y.Doc()
    doc.getText('draft').insert(0, 'dear')
    const body = Y.encodeStateAsUpdate(doc)
    entriesOf(bench.outer).push([sealEntry(sealContextOf(room), nonce, 1, body)])
    const opening = bench.engine.open()
    entriesOf(bench.outer).delete(0, 2)
    await opening
    bench.engine.synced()
    await bench.clock.settle(4_000)
    expect(bench.inner.getText('draft').toJSON()).toBe('dear')
    expect(entriesOf(bench.outer).length).toBe(1)
  })

  test('SEAL-9 nobody compacts while something waits to be sealed, however many entries there are', async () => {
    const bench = createBench()
    await bench.engine.open()
    bench.engine.synced()
    entriesOf(bench.outer).push(Array.from({ length: 600 }, () => 'junk'))
    for (let i = 0; i < 100; i++) {
      bench.inner.getText('draft').insert(i, 'x')
      await bench.clock.settle(100)
    }
    expect(entriesOf(bench.outer).length).toBeGreaterThan(600)
    await bench.clock.settle(10_000)
    expect(entriesOf(bench.outer).length).toBe(1)
  })

  test('SEAL-11 opening twice opens once', async () => {
    const bench = createBench(recordOf('from before'))
    expect(await Promise.all([bench.engine.open(), bench.engine.open()])).toEqual([{}, {}])
    bench.inner.getText('draft').insert(0, 'x')
    bench.engine.flush()
    expect(entriesOf(bench.outer).length).toBe(3)
    await bench.engine.open()
    expect(entriesOf(bench.outer).length).toBe(3)
  })

  test('SEAL-6a a discrete action that is on disk in time leaves no record at all', async () => {
    const bench = createBench()
    await bench.engine.open()
    bench.inner.getText('draft').insert(0, 'x')
    bench.engine.flush()
    bench.persist()
    await bench.clock.settle(1_000)
    expect(bench.disk.writes).toBe(0)
  })

  test('SEAL-6a a disk that refuses is tried again, and nothing is forgotten meanwhile', async () => {
    const bench = createBench()
    await bench.engine.open()
    bench.disk.failing = true
    bench.inner.getText('draft').insert(0, 'x')
    await bench.clock.settle(200)
    expect(bench.disk.writes).toBe(1)
    bench.disk.failing = false
    await bench.clock.settle(2_000)
    expect(bench.recorded()).toBe('x')
  })

  test('SEAL-6a a starting worker seals the record first, and keeps it until that is on disk', async () => {
    const bench = createBench(recordOf('from before'))
    expect(await bench.engine.open()).toEqual({})
    expect(bench.inner.getText('draft').toJSON()).toBe('from before')
    expect(entriesOf(bench.outer).length).toBe(2)
    await bench.clock.settle(1_000)
    expect(bench.recorded()).toBe('from before')
    expect(bench.engine.held.list()).toEqual([{ id: 'h', notBefore: 5, action: { kind: 'reach-out' } }])
    await bench.engine.held.remove('h')
    bench.persist()
    await bench.clock.settle(1_000)
    expect(bench.disk.pending).toBeUndefined()
  })

  test('SEAL-6a an edit made while the record is still being read is written together with it', async () => {
    const bench = createBench(recordOf('before '))
    bench.inner.getText('draft').insert(0, 'now ')
    await bench.clock.settle(200)
    expect(bench.recorded()).toMatch(/^(now before |before now )$/)
  })

  test('SEAL-6a EPOCH-4 a record of the epoch before opens where its key is given', async () => {
    const bench = createBench(recordOf('from epoch 1', earlier), { earlierRooms: [earlier] })
    expect(await bench.engine.open()).toEqual({})
    expect(bench.inner.getText('draft').toJSON()).toBe('from epoch 1')
    const entry = entriesOf(bench.outer).get(1)
    expect(openEntry(sealContextOf(room), entry).state).toBe('opened')
  })

  test('EPOCH-4 a record of another inner document is set aside, never applied; its held actions are kept', async () => {
    const record = recordOf('of generation 1')
    const bench = createBench(record, { gen: 2 })
    expect(await bench.engine.open()).toMatchObject({ setAside: { reason: 'other-gen', record: { gen: 1 } } })
    expect(bench.inner.getText('draft').toJSON()).toBe('')
    expect(bench.disk.aside).toEqual([record])
    expect(bench.engine.held.list().length).toBe(1)
  })

  test.each([
    ['unreadable', recordOf('x').with(40, 0).with(41, 0)],
    ['unreadable', recordOf('x', earlier)],
    ['unreadable', new Uint8Array(3)],
    ['unknown-version', sealEntry(sealContextOf(room, 'porchlight/v1/pending'), nonce, 3, Uint8Array.of(123))],
  ])('SEAL-6a a record that is %s is set aside, not lost', async (reason, record) => {
    const bench = createBench(record)
    expect(await bench.engine.open()).toEqual({ setAside: { reason } })
    expect(bench.disk.aside).toEqual([record])
    await bench.clock.settle(0)
    expect(bench.disk.pending).toBeUndefined()
    bench.inner.getText('draft').insert(0, 'x')
    await bench.clock.settle(200)
    expect(bench.recorded()).toBe('x')
  })

  test('TURN-10 a held action is on disk when put, with what else waits, and gone when removed', async () => {
    const bench = createBench()
    await bench.engine.open()
    await bench.engine.held.put({ id: 'h', notBefore: 7, action: { kind: 'pass' } })
    expect(bench.recorded()).toBe('')
    await bench.engine.held.put({ id: 'h', notBefore: 9, action: { kind: 'pass' } })
    expect(bench.engine.held.list()).toEqual([{ id: 'h', notBefore: 9, action: { kind: 'pass' } }])

    // Carried out: the write and the removal reach the disk in one record.
    bench.inner.getText('draft').insert(0, 'done')
    await bench.engine.held.remove('h')
    expect(bench.recorded()).toBe('done')
    expect(bench.engine.held.list()).toEqual([])
  })

  test('TURN-10 putting fails where the disk does', async () => {
    const bench = createBench()
    await bench.engine.open()
    bench.disk.failing = true
    await expect(bench.engine.held.put({ id: 'h', notBefore: 7, action: null })).rejects.toThrow('disk full')
  })

  test('EPOCH-4 what one engine had not got through is carried over to the next', async () => {
    const old = createBench()
    await old.engine.open()
    old.inner.getText('draft').insert(0, 'unsent')
    const carriedOver = old.engine.unsaved()
    old.engine.stop()
    const next = createBench(undefined, { inner: old.inner, carriedOver })
    await next.clock.settle(200)
    expect(next.recorded()).toBe('unsent')
    await next.engine.open()
    expect(entriesOf(next.outer).length).toBe(2)
  })

  test('EPOCH-4 what another engine opened into the same document is left to reconcile', async () => {
    const bench = createBench()
    await bench.engine.open()
    bench.inner.transact(() => bench.inner.getText('draft').insert(0, 'of the old room'), sealedDocOrigin)
    bench.engine.flush()
    expect(entriesOf(bench.outer).length).toBe(1)
    bench.engine.synced()
    await bench.clock.settle(4_000)
    expect(entriesOf(bench.outer).length).toBe(2)
  })

  test('SEAL-6 the status is told when it changes, and only then', async () => {
    const bench = createBench()
    const told: boolean[] = []
    await bench.engine.open()
    bench.engine.onStatus(({ pendingUpdates }) => told.push(pendingUpdates))
    for (let i = 0; i < 3; i++) bench.inner.getText('draft').insert(0, 'x')
    bench.engine.flush()
    bench.engine.stop()
    bench.inner.getText('draft').insert(0, 'unheard')
    expect(told).toEqual([true, false, false])
    expect(bench.engine.status()).toMatchObject({ state: 'stopped', pendingUpdates: false })
  })

  test('SEAL-6a settle resolves once everything is on disk', async () => {
    const bench = createBench()
    await bench.engine.open()
    bench.inner.getText('draft').insert(0, 'x')
    let settled = false
    const settling = bench.engine.settle().then(() => (settled = true))
    await bench.clock.settle(10)
    expect(settled).toBe(false)
    bench.persist()
    await settling
    expect(bench.disk.pending).toBeUndefined()
    expect(bench.engine.unsaved()).toEqual([])
  })
})
