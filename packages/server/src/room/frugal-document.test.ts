import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { updateOfRivals } from '../../../../test/support/hostile-update.ts'
import { compact } from './compaction.ts'
import { emptyFold, foldOnce } from './fold.ts'
import { createFrugalDocument } from './frugal-document.ts'

const written = (write: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc()
  write(doc)
  return Y.encodeStateAsUpdate(doc)
}

/** So many who wrote so much each while none heard of the others, at the same place. */
const apart = (writers: number, entries: number): Uint8Array =>
  Y.mergeUpdates(
    Array.from({ length: writers }, (_, index) => {
      const doc = new Y.Doc()
      doc.clientID = index + 1
      for (let n = 0; n < entries; n++) doc.getArray('e').push([new Uint8Array(8)])
      return Y.encodeStateAsUpdate(doc)
    }),
  )

/** A chain of `length` items, then one item behind each of them that claims to have known no right neighbour:
 *  no two name the same left one, and yet each has to pass half the chain. */
const lateComers = (length: number): Uint8Array => {
  const chain = new Y.Doc()
  chain.clientID = 1
  const updates: Uint8Array[] = []
  const late: Uint8Array[] = []
  chain.on('update', (update: Uint8Array) => updates.push(update))
  for (let n = 0; n < length; n++) {
    chain.getArray('e').push([n])
    const other = new Y.Doc()
    other.clientID = 2 + n
    Y.applyUpdate(other, Y.encodeStateAsUpdate(chain))
    const before = Y.encodeStateVector(other)
    other.getArray('e').push(['late'])
    late.push(Y.encodeStateAsUpdate(other, before))
  }
  return Y.mergeUpdates([...updates, ...late])
}

describe('SYNC-5 what people write is never too dear', () => {
  test.each([
    ['20,000 entries pushed', written((doc) => pushMany(doc, 20_000))],
    ['20,000 entries put in front', written((doc) => unshiftMany(doc, 20_000))],
    ['two who pushed 3,000 each, apart', apart(2, 3_000)],
    ['32 devices that pushed 100 each, apart', apart(32, 100)],
    ['20,000 keys of a map', written((doc) => setMany(doc, 20_000))],
  ])('SYNC-5 %s', (_, update) => {
    const doc = createFrugalDocument()
    Y.applyUpdate(doc, update)
    expect(Y.encodeStateAsUpdate(doc)).toEqual(update)
  })

  test('SYNC-5 5,000 updates of 50 devices, one at a time, and every other one deleted', () => {
    const writer = new Y.Doc()
    const doc = createFrugalDocument()
    writer.on('update', (update: Uint8Array) => Y.applyUpdate(doc, update))
    for (let n = 0; n < 5_000; n++) {
      writer.clientID = 1 + (n % 50)
      writer.getArray('e').push([new Uint8Array(8)])
    }
    for (let n = 0; n < 2_500; n++) writer.getArray('e').delete(n)
    expect(doc.getArray('e').length).toBe(2_500)
  })
})

describe('SYNC-5 what is made to be dear is given up', () => {
  test.each([
    ['1,000 rivals for one place', updateOfRivals(1_000)],
    ['5,000 rivals for one place', updateOfRivals(5_000)],
    ['1,000 who come late', lateComers(1_000)],
  ])('SYNC-5 %s', (_, update) => {
    expect(foldOnce([update]) === undefined).toBe(true)
  })

  test('SYNC-5b rows that are cheap as they come and dear once joined do not lock the room', async () => {
    const writer = new Y.Doc()
    const pushes: Uint8Array[] = []
    writer.on('update', (update: Uint8Array) => pushes.push(update))
    for (let n = 0; n < 3_000; n++) writer.getArray('n').push([n])
    const rows = [Y.mergeUpdates(pushes), updateOfRivals(230)].map((update, index) => ({ seq: index + 1, update }))
    expect(foldOnce(rows.map(({ update }) => update)) === undefined).toBe(false)
    const compacted = await compact(emptyFold.update, rows)
    expect(compacted?.poisonous).toEqual([2])
    expect(foldOnce([compacted?.update ?? emptyFold.update])?.stateVector).toEqual(Y.encodeStateVector(writer))
  })

  test('SYNC-5b such rows do not lock the room either where others among them wait for what never comes', async () => {
    const writer = new Y.Doc()
    const pushes: Uint8Array[] = []
    writer.on('update', (update: Uint8Array) => pushes.push(update))
    for (let n = 0; n < 3_000; n++) writer.getArray('n').push([n])
    const withoutTheFirst = (clientID: number): Uint8Array => {
      const doc = new Y.Doc()
      doc.clientID = clientID
      doc.getArray('w').push([1])
      const before = Y.encodeStateVector(doc)
      doc.getArray('w').push([2])
      return Y.encodeStateAsUpdate(doc, before)
    }
    const updates = [Y.mergeUpdates(pushes), updateOfRivals(230), withoutTheFirst(9_001), withoutTheFirst(9_002)]
    const rows = updates.map((update, index) => ({ seq: index + 1, update }))
    const compacted = await compact(emptyFold.update, rows)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, compacted?.update ?? emptyFold.update)
    expect(doc.getArray('n').length).toBe(3_000)
    expect(compacted?.poisonous).toContain(2)
  })

  test('SYNC-5b the row that makes a room too dear goes, the honest ones stay', async () => {
    const honest = written((doc) => pushMany(doc, 3))
    const rows = [honest, updateOfRivals(5_000)].map((update, index) => ({ seq: index + 1, update }))
    const compacted = await compact(emptyFold.update, rows)
    expect(compacted?.poisonous).toEqual([2])
    const doc = new Y.Doc()
    Y.applyUpdate(doc, compacted?.update ?? emptyFold.update)
    expect(doc.getArray('e').length).toBe(3)
  })
})

function pushMany(doc: Y.Doc, count: number): void {
  for (let n = 0; n < count; n++) doc.getArray('e').push([new Uint8Array(8)])
}

function unshiftMany(doc: Y.Doc, count: number): void {
  for (let n = 0; n < count; n++) doc.getArray('e').unshift([new Uint8Array(8)])
}

function setMany(doc: Y.Doc, count: number): void {
  for (let n = 0; n < count; n++) doc.getMap('m').set(`k${n}`, n)
}
