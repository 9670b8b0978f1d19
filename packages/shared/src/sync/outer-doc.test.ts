import { bytesToHex } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { openEntry } from '../crypto/entry.ts'
import { entriesOf, firstOuterState, outerStateVectorHash, sealContextOf } from './outer-doc.ts'

const random = createSeededRandom(3)
const room = { coupleId: random.bytes(16), epoch: 2, coupleKey: random.bytes(32) }

const docOf = (...updates: Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

describe('outer doc', () => {
  test('EPOCH-2 the first state is one snapshot, sealed for that epoch, of that inner document', () => {
    const inner = new Y.Doc()
    inner.getText('draft').insert(0, 'hello')
    const entries = entriesOf(docOf(firstOuterState(random, room, inner))).toArray()
    expect(entries.length).toBe(1)
    const opened = openEntry(sealContextOf(room), entries[0])
    expect(opened).toMatchObject({ state: 'opened', kind: 2 })
    const again = new Y.Doc()
    if (opened.state === 'opened') Y.applyUpdateV2(again, opened.body)
    expect(again.getText('draft').toJSON()).toBe('hello')
    expect(openEntry(sealContextOf({ ...room, epoch: 1 }), entries[0])).toEqual({ state: 'junk' })
  })

  test('EPOCH-3 the hash is the same for the same entries, in whatever order they came, and another with one more', () => {
    const writers = [5, 900, 70_000, 4_000_000_000].map((clientID) => {
      const doc = new Y.Doc()
      doc.clientID = clientID
      entriesOf(doc).push([Uint8Array.of(1)])
      return Y.encodeStateAsUpdate(doc)
    })
    const hash = outerStateVectorHash(docOf(...writers))
    expect(outerStateVectorHash(docOf(...writers.toReversed()))).toEqual(hash)
    expect(outerStateVectorHash(docOf(...writers.slice(1)))).not.toEqual(hash)
    expect(hash.length).toBe(32)
  })

  test('EPOCH-3 the vector: client ids descending, whatever the order in memory', () => {
    const doc = new Y.Doc()
    for (const clientID of [5, 4_000_000_000, 900]) {
      doc.clientID = clientID
      entriesOf(doc).push([Uint8Array.of(1)])
    }
    // 03 • 4,000,000,000 → 1 • 900 → 1 • 5 → 1, as variable-length integers
    expect(bytesToHex(Y.encodeStateVector(doc))).toBe('0380d0acf30e018407010501')
  })
})
