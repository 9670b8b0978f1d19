import * as fc from 'fast-check'
import { encodeUtf8 } from 'lib0/string'
import { describe, expect, test } from 'vitest'
import { flipBit } from '../../../../test/support/flip-bit.ts'
import { sealEntry } from '../crypto/entry.ts'
import { sealContextOf } from './outer-doc.ts'
import { openPendingRecord, sealPendingRecord } from './pending-record.ts'

const range = (from: number, length: number) => Uint8Array.from({ length }, (_, i) => from + i)
const room = { coupleId: range(0xa0, 16), epoch: 2, coupleKey: range(0, 32) }
const context = sealContextOf(room, 'porchlight/v1/pending')
const earlier = sealContextOf({ ...room, epoch: 1, coupleKey: range(9, 32) }, 'porchlight/v1/pending')
const nonce = range(0x40, 24)
const record = { gen: 1, updates: [range(0, 9)], held: [{ id: 'x', notBefore: 7, action: { kind: 'reach-out' } }] }

describe('pending record', () => {
  test('SEAL-6a what is sealed opens to the same record', () => {
    const held = fc.record({
      id: fc.string(),
      notBefore: fc.integer(),
      action: fc.jsonValue({ noNegativeZero: true } as object),
    })
    const records = fc.record({
      gen: fc.integer({ min: 1, max: 1e6 }),
      updates: fc.array(fc.uint8Array({ maxLength: 500 }), { maxLength: 5 }),
      held: fc.array(held, { maxLength: 3 }),
    })
    fc.assert(
      fc.property(records, (record) => {
        const opened = openPendingRecord([context], sealPendingRecord(context, nonce, record))
        expect(opened).toEqual({ state: 'opened', record: JSON.parse(JSON.stringify(record), revive(record)) })
      }),
    )
  })

  test('SEAL-6a a record of an earlier epoch opens where its key is still held', () => {
    const sealed = sealPendingRecord(earlier, nonce, record)
    expect(openPendingRecord([context, earlier], sealed)).toEqual({ state: 'opened', record })
    expect(openPendingRecord([context], sealed)).toEqual({ state: 'unreadable' })
  })

  test('SEAL-6a an entry of the outer document does not pass for a record', () => {
    const entry = sealEntry({ ...context, label: 'porchlight/v1/entry' }, nonce, 1, encodeUtf8('hello'))
    expect(openPendingRecord([context], entry)).toEqual({ state: 'unreadable' })
  })

  test('SEAL-6a it may be larger than an entry: it is never sent', () => {
    const large = { ...record, updates: [new Uint8Array(1_500_000)] }
    expect(openPendingRecord([context], sealPendingRecord(context, nonce, large))).toEqual({
      state: 'opened',
      record: large,
    })
  })

  test.each([
    ['not JSON', 'hello'],
    ['JSON of another shape', '{"gen":"1","updates":[],"held":[]}'],
    ['updates that are not bytes', '{"gen":1,"updates":["*"],"held":[]}'],
  ])('SEAL-6a %s, sealed with our key, is of a version we do not know', (_, body) => {
    const sealed = sealEntry(context, nonce, 3, encodeUtf8(body))
    expect(openPendingRecord([context], sealed)).toEqual({ state: 'unknown' })
  })

  test('SEAL-6a any flipped bit makes it unreadable, and random bytes never crash', () => {
    const sealed = sealPendingRecord(context, nonce, record)
    for (let bit = 0; bit < sealed.length * 8; bit += 3) {
      expect(openPendingRecord([context, earlier], flipBit(sealed, bit))).toEqual({ state: 'unreadable' })
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(openPendingRecord([context, earlier], bytes)).toEqual({ state: 'unreadable' })
      }),
    )
  })
})

/** JSON has no bytes: puts back those the record had. */
const revive = (record: { updates: Uint8Array[] }) => (key: string, value: unknown) =>
  key === 'updates' ? record.updates : value
