/** The engine as a whole, over the small world of `test/support/sealed-world`. Its parts have tests of their own beside them; the
 *  fuzz is in `test/fuzz/sealed-doc.test.ts`. */

import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { act, declare, draftOf, freshDevice, set, twoDevices, write } from '../../../../test/support/sealed-pens.ts'
import { createSealedWorld } from '../../../../test/support/sealed-world.ts'

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
