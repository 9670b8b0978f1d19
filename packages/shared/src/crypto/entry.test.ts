import { bytesToHex } from '@noble/hashes/utils.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeUtf8 } from 'lib0/string'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flipBit } from '../../../../test/support/flip-bit.ts'
import { bytesFromU32 } from '../bytes.ts'
import { labelled, seal } from './aead.ts'
import { entryKinds, maxEntryBytes, openEntry, sealedEntryBytes, sealEntry, type SealContext } from './entry.ts'
import { deriveEpochKeys } from './keys.ts'

const range = (from: number, length: number) => Uint8Array.from({ length }, (_, i) => from + i)
const coupleId = range(0xa0, 16)
const keys = deriveEpochKeys(range(0, 32), coupleId)
const context: SealContext = { entryKey: keys.entry, coupleId, epoch: 1, label: 'porchlight/v1/entry' }
const nonce = range(0x40, 24)

/** An entry whose inside says what no current writer would say. */
const sealRaw = (plaintext: Uint8Array, version = 1, label: SealContext['label'] = context.label): Uint8Array => {
  const head = Uint8Array.of(version, ...bytesFromU32(context.epoch))
  const aad = labelled(label, coupleId, head)
  return Uint8Array.of(...head, ...nonce, ...seal(context.entryKey, nonce, aad, plaintext))
}
const framed = (kind: number, n: number, length = 256) => {
  const plaintext = new Uint8Array(length)
  plaintext.set([kind, ...bytesFromU32(n)])
  return plaintext
}

describe('entry', () => {
  test('SEAL-5 the vector: keys, length, ciphertext, tag and hash', () => {
    const entry = sealEntry(context, nonce, entryKinds.update, encodeUtf8('hello'))
    expect(bytesToHex(keys.entry)).toBe('6ef70f607a461af8f675022b8ac46eb61523d59ba2258ff94dae4fc2d6e04a40')
    expect(bytesToHex(keys.awareness)).toBe('74f2de80a62e0751283f76e6548bae585bc43e4ee75d0defbee7d419fb20a04a')
    expect(entry.length).toBe(301)
    expect(bytesToHex(entry.subarray(29, 45))).toBe('c10c3a1b67673078c7b3c7077e5b1deb')
    expect(bytesToHex(entry.subarray(-16))).toBe('3a7c778ff2baa4bd4a69cff334cf52c4')
    expect(bytesToHex(sha256(entry))).toBe('1ccb83952f45a1bb18adc5450cd6254e43280787b2cb1565ae67c26c6b194882')
  })

  test('SEAL-3 the additional data is 41 bytes', () => {
    expect(labelled('porchlight/v1/entry', coupleId, new Uint8Array(5)).length).toBe(41)
  })

  test('SEAL-3 every body up to 251 bytes gives the same 301', () => {
    for (const n of [0, 1, 5, 77, 162, 251]) expect(sealedEntryBytes(n)).toBe(301)
    expect(sealedEntryBytes(252)).toBe(29 + 272 + 16)
  })

  test('SEAL-3 what is sealed opens to the same kind and bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.constantFrom<1 | 2>(1, 2), (body, kind) => {
        const entry = sealEntry(context, nonce, kind, body)
        expect(entry.length).toBe(sealedEntryBytes(body.length))
        expect(openEntry(context, entry)).toEqual({ state: 'opened', kind, body })
      }),
    )
  })

  test('SEAL-3 any flipped bit makes it junk', () => {
    const entry = sealEntry(context, nonce, entryKinds.update, encodeUtf8('hello'))
    for (let bit = 0; bit < entry.length * 8; bit++) {
      const flipped = flipBit(entry, bit)
      expect(openEntry(context, flipped)).toEqual({ state: 'junk' })
    }
  })

  test('SEAL-7 opening random bytes or other values never throws and never opens', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 600 }), fc.anything()), (value) => {
        expect(openEntry(context, value)).toEqual({ state: 'junk' })
      }),
    )
    const withHeader = fc
      .uint8Array({ minLength: 300, maxLength: 400 })
      .map((rest) => Uint8Array.of(1, 0, 0, 0, 1, ...rest))
    fc.assert(
      fc.property(withHeader, (bytes) => {
        expect(openEntry(context, bytes)).toEqual({ state: 'junk' })
      }),
    )
  })

  test.each([
    ['another key', { ...context, entryKey: keys.awareness }],
    ['another couple', { ...context, coupleId: range(0xa1, 16) }],
    ['another epoch', { ...context, epoch: 2 }],
    ['another label', { ...context, label: 'porchlight/v1/pending' }],
  ] as [string, SealContext][])('SEAL-7 sealed for %s it is junk', (_, other) => {
    const entry = sealEntry(context, nonce, entryKinds.update, encodeUtf8('hello'))
    expect(openEntry(other, entry)).toEqual({ state: 'junk' })
  })

  test.each([
    ['a later version', sealRaw(framed(1, 5), 2), 'version'],
    ['a later version, shorter than ours may be', sealRaw(new Uint8Array(3), 9), 'version'],
    ['a kind of its own', sealRaw(framed(4, 5)), 'kind'],
    ['the kind of the pending record', sealRaw(framed(3, 5)), 'kind'],
    ['an inside shorter than the smallest', sealRaw(framed(1, 5, 255)), 'format'],
    ['a length beyond the inside', sealRaw(framed(1, 252)), 'format'],
    ['padding that is not zero', sealRaw(framed(1, 5).with(255, 1)), 'format'],
  ])('SEAL-7 %s opens and is kept as unknown', (_, entry, what) => {
    expect(openEntry(context, entry)).toEqual({ state: 'unknown', what })
  })

  test('SEAL-4 an entry over 1 MiB is refused before it is sealed', () => {
    const most = 950_000
    expect(sealEntry(context, nonce, 1, new Uint8Array(most)).length).toBeLessThanOrEqual(maxEntryBytes)
    expect(() => sealEntry(context, nonce, 1, new Uint8Array(maxEntryBytes))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    )
  })
})
