/** The pending record as an engine keeps it: over the small world, and over a disk in the test's hands. */

import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createFakeClock, type FakeClock } from '../../../../test/support/fake-clock.ts'
import { declare, draftOf, freshDevice, twoDevices, write } from '../../../../test/support/sealed-pens.ts'
import { createSealedWorld } from '../../../../test/support/sealed-world.ts'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { openEntry, sealEntry } from '../crypto/entry.ts'
import { entriesOf, firstOuterState, type Room, sealContextOf } from './outer-doc.ts'
import { openPendingRecord, sealPendingRecord } from './pending-record.ts'
import { createSealedDoc, type SealedDoc, type SealedDocOptions, sealedDocOrigin } from './sealed-doc.ts'

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
