import { describe, expect, test } from 'vitest'
import { nth } from '../../../../test/support/nth.ts'
import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import type { Row } from '../store/store.ts'
import { compact } from './compaction.ts'
import { answerFrom, emptyFold, fold } from './fold.ts'
import { decodeUpdate } from './update-clocks.ts'

const rowsFrom = (updates: readonly Uint8Array[]): Row[] => updates.map((update, index) => ({ seq: index + 1, update }))

/** A document of sealed-looking entries, and the update of each push. */
const honestWriter = (clientID: number, pushes: number) => {
  const doc = new Y.Doc()
  doc.clientID = clientID
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(new Uint8Array(update)))
  const entries = doc.getArray<Uint8Array>('e')
  for (let n = 0; n < pushes; n++) entries.push([new Uint8Array(40).fill(n)])
  return { doc, entries, updates }
}

const entriesOf = (update: Uint8Array): number[] =>
  load(update)
    .getArray<Uint8Array>('e')
    .toArray()
    .map((entry) => nth(entry, 0))

const sound = <Folded>(folded: Folded | undefined): Folded => {
  if (folded === undefined) throw new Error('this should be loadable')
  return folded
}

const load = (update: Uint8Array): Y.Doc => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc
}

describe('SYNC-5a folding', () => {
  test('SYNC-5a base and tail become one update with its state vector', async () => {
    const { doc, updates } = honestWriter(1, 20)
    const half = sound(await compact(emptyFold.update, rowsFrom(updates.slice(0, 10))))
    const whole = sound(await compact(half.update, rowsFrom(updates.slice(10))))
    expect(whole.poisonous).toEqual([])
    expect(whole.stateVector).toEqual(Y.encodeStateVector(doc))
    expect(load(whole.update).getArray('e').toJSON()).toEqual(doc.getArray('e').toJSON())
  })

  test('SYNC-6 deleted content is gone from what is stored', async () => {
    const { entries, updates } = honestWriter(1, 100)
    entries.delete(0, 100)
    entries.push([new Uint8Array([1])])
    const folded = sound(await compact(emptyFold.update, rowsFrom(updates)))
    expect(folded.update.byteLength).toBeLessThan(100)
    expect(Y.mergeUpdates(updates).byteLength).toBeGreaterThan(4000)
  })

  test('an update whose predecessor is missing is kept until the predecessor comes', async () => {
    const { doc, updates } = honestWriter(1, 3)
    const holed = sound(await compact(emptyFold.update, rowsFrom([nth(updates, 0), nth(updates, 2)])))
    expect(Y.decodeStateVector(holed.stateVector).get(1)).toBe(1)
    const healed = sound(await compact(holed.update, rowsFrom([nth(updates, 1)])))
    expect(load(healed.update).getArray('e').toJSON()).toEqual(doc.getArray('e').toJSON())
  })

  test('SYNC-5a a newcomer gets the stored bytes as they are, others what they lack', async () => {
    const { doc, updates } = honestWriter(1, 10)
    const folded = sound(fold(updates))
    expect(answerFrom(folded, new Uint8Array([0]))).toBe(folded.update)
    const behind = load(sound(fold(updates.slice(0, 4))).update)
    const answer = answerFrom(folded, Y.encodeStateVector(behind))
    expect(answer.byteLength).toBeLessThan(folded.update.byteLength)
    Y.applyUpdate(behind, answer)
    expect(behind.getArray('e').toJSON()).toEqual(doc.getArray('e').toJSON())
  })

  test('SYNC-6 a deletion reaches a client whose state vector says that it lacks nothing', async () => {
    const { entries, updates } = honestWriter(1, 4)
    const behind = load(sound(fold(updates)).update)
    entries.delete(0, 2)
    Y.applyUpdate(behind, answerFrom(sound(fold(updates)), Y.encodeStateVector(behind)))
    expect(behind.getArray('e').length).toBe(2)
  })
})

describe('SYNC-5b poison', () => {
  /** Updates that decode and that no document takes after the honest ones: mutations of what an attacker would push. An attacker
   *  who writes under another's client id needs no poison to be believed, so those are left out. */
  const poison = (honest: readonly Uint8Array[], wanted: number, seed: number): Uint8Array[] => {
    const random = prng.create(seed)
    const whole = sound(fold(honest)).update
    const attacker = load(whole)
    attacker.clientID = 2
    const pushed: Uint8Array[] = []
    attacker.on('update', (update: Uint8Array) => pushed.push(new Uint8Array(update)))
    for (let n = 0; n < 60; n++) attacker.getArray('e').insert(n, [new Uint8Array(40).fill(200)])
    const found: Uint8Array[] = []
    while (found.length < wanted) {
      const update = nth(pushed, prng.int32(random, 0, pushed.length - 1)).slice()
      for (let n = prng.int32(random, 1, 4); n > 0; n--) {
        update[prng.int32(random, 0, update.length - 1)] = prng.int32(random, 0, 255)
      }
      const decoded = decodeUpdate(update)
      if (decoded === undefined || decoded.runs.some((run) => run.client === 1)) continue
      if (fold([whole, ...pushed.slice(0, prng.int32(random, 0, 1) * 60), update]) === undefined) found.push(update)
    }
    return found
  }
  const honestEntries = (update: Uint8Array): number[] => entriesOf(update).filter((first) => first < 200)

  test.each([1, 2, 3, 4, 5])(
    'SYNC-5b the rows that throw are found, the others kept, wherever they stand (seed %i)',
    async (seed) => {
      const { updates } = honestWriter(1, 60)
      const bad = poison(updates, 5, seed)
      const mixed = rowsFrom([
        nth(bad, 0),
        ...updates.slice(0, 30),
        nth(bad, 1),
        nth(bad, 2),
        ...updates.slice(30),
        nth(bad, 3),
        nth(bad, 4),
      ])
      const folded = sound(await compact(emptyFold.update, mixed))
      expect(honestEntries(folded.update)).toEqual(Array.from({ length: 60 }, (_, n) => n))
      for (const seq of folded.poisonous) expect(bad).toContain(nth(mixed, seq - 1).update)
    },
  )

  test.each([1, 2, 3, 4, 5])(
    'SYNC-5b poison that lies in wait in the base does not take honest rows with it (seed %i)',
    async (seed) => {
      const { updates } = honestWriter(1, 60)
      let base = emptyFold.update
      for (const row of rowsFrom([...poison(updates, 5, seed), ...updates]))
        base = sound(await compact(base, [row])).update
      expect(honestEntries(base)).toEqual(Array.from({ length: 60 }, (_, n) => n))
    },
  )

  test('SYNC-5b ten thousand poisonous updates, folded as they come, leave the honest content whole', async () => {
    const { updates } = honestWriter(1, 40)
    const kinds = poison(updates, 40, 2)
    const rows = [...updates, ...Array.from({ length: 10_000 }, (_, n) => nth(kinds, n % kinds.length))]
    let base = emptyFold.update
    let put = 0
    for (let at = 0; at < rows.length; at += 256) {
      const folded = sound(await compact(base, rowsFrom(rows.slice(at, at + 256))))
      base = folded.update
      put += folded.poisonous.length
    }
    expect(put).toBeGreaterThan(0)
    expect(honestEntries(base)).toEqual(Array.from({ length: 40 }, (_, n) => n))
  })
})
