import { wordlist } from '@scure/bip39/wordlists/english.js'
import { entropyToMnemonic } from '@scure/bip39'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { encodeUtf8 } from 'lib0/string'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flipBit } from '../../../../test/support/flip-bit.ts'
import { safetyWordPlaces } from './sas.ts'

const range = (from: number, length: number) => Uint8Array.from({ length }, (_, i) => (from + i) & 0xff)
const input = {
  secret: range(0x20, 32),
  nA: range(0x60, 32),
  nB: range(0x80, 32),
  coupleId: range(0xa0, 16),
  pubA: range(0, 65),
  pubB: range(100, 65),
}

describe('safety words', () => {
  test('PAIR four words of the list, the first 44 bits of the derived bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (nA) => {
        const words = safetyWordPlaces({ ...input, nA }).map((place) => wordlist[place])
        const salt = sha256(concatBytes(input.coupleId, input.pubA, input.pubB))
        const bytes = hkdf(sha256, concatBytes(input.secret, nA, input.nB), salt, encodeUtf8('porchlight/v1/sas'), 32)
        // BIP-39 itself cuts entropy into 11-bit words from the front: its first four words are ours.
        expect(words).toEqual(entropyToMnemonic(bytes, wordlist).split(' ').slice(0, 4))
      }),
    )
  })

  test.each(Object.keys(input) as (keyof typeof input)[])('PAIR-1 another %s gives other words', (field) => {
    const other = flipBit(input[field], 0)
    expect(safetyWordPlaces({ ...input, [field]: other })).not.toEqual(safetyWordPlaces(input))
  })
})
