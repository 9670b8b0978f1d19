import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  act,
  draftOf,
  entryCount,
  freshDevice,
  minutes,
  twoDevices,
  write,
} from '../../../../test/support/sealed-pens.ts'
import { bytesFromU32 } from '../bytes.ts'
import { labelled, seal } from '../crypto/aead.ts'
import { sealEntry } from '../crypto/entry.ts'
import { entriesOf, type Room, sealContextOf } from './outer-doc.ts'

/** An entry sealed with the right key by a version to come. */
function sealLater(room: Room, plaintext: Uint8Array, version = 2): Uint8Array {
  const context = sealContextOf(room)
  const nonce = new Uint8Array(24)
  const head = Uint8Array.of(version, ...bytesFromU32(room.epoch))
  const aad = labelled(context.label, room.coupleId, head)
  return Uint8Array.of(...head, ...nonce, ...seal(context.entryKey, nonce, aad, plaintext))
}

describe('sealed doc, its inbox', () => {
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
})

const isSame = (element: unknown, entry: Uint8Array): boolean =>
  element instanceof Uint8Array && element.length === entry.length && element.every((byte, i) => byte === entry[i])
