import { entropyToMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flipBit } from '../../../../test/support/flip-bit.ts'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { bytesFromPublicKey, type EpochPayload, openEpochRecord, sealEpochRecord } from './epoch.ts'
import { createDeviceKeyPair, hashOfToken } from './keys.ts'
import {
  deriveRecoveryKeys,
  entropyFromPlaces,
  openRecoveryBase,
  placesFromEntropy,
  recoveryKeyPair,
  sealRecoveryBase,
} from './recovery.ts'

const range = (from: number, length: number) => Uint8Array.from({ length }, (_, i) => from + i)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const random = createSeededRandom(12)

const entropy = range(0, 16)
const keys = deriveRecoveryKeys(entropy)
const words = 'abandon amount liar amount expire adjust cage candy arch gather drum buyer'
const places = words.split(' ').map((word) => wordlist.indexOf(word))

const epoch: EpochPayload = {
  coupleId: range(0xa0, 16),
  epoch: 3,
  gen: 1,
  key: range(7, 32),
  roster: {
    devices: [{ id: range(1, 16), pub: range(2, 65), person: 'b', label: 'this laptop', added: 1_795_262_400_000 }],
    recovery: [{ id: keys.id, pub: range(3, 65), person: 'b' }],
  },
  reason: 'housekeeping',
}

describe('twelve words', () => {
  it('RECOVER-1 sixteen bytes are twelve words, and the words are the bytes', () => {
    expect(placesFromEntropy(entropy)).toEqual(places)
    expect(entropyFromPlaces(places)).toEqual({ ok: true, entropy })
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const twelve = placesFromEntropy(bytes)
        // The words of BIP-39, spelled out.
        expect(twelve.map((place) => wordlist[place]).join(' ')).toBe(entropyToMnemonic(bytes, wordlist))
        expect(entropyFromPlaces(twelve)).toEqual({ ok: true, entropy: bytes })
      }),
    )
  })

  it('RECOVER-1 says when they are too few or too many, or do not belong together', () => {
    expect(entropyFromPlaces([])).toEqual({ ok: false, reason: 'word-count' })
    expect(entropyFromPlaces(places.slice(1))).toEqual({ ok: false, reason: 'word-count' })
    expect(entropyFromPlaces([...places, 540])).toEqual({ ok: false, reason: 'word-count' })
    expect(entropyFromPlaces([...places, ...places.slice(0, 3)])).toEqual({ ok: false, reason: 'word-count' })
    expect(entropyFromPlaces(places.with(2, 2047))).toEqual({ ok: false, reason: 'word-order' })
    expect(entropyFromPlaces([...places.slice(1), 0])).toEqual({ ok: false, reason: 'word-order' })
  })

  it('RECOVER-1 no number makes it throw, and none but a place is one', () => {
    fc.assert(
      fc.property(fc.nat(11), fc.oneof(fc.double(), fc.integer()), (at, number) => {
        const isPlace = Number.isInteger(number) && number >= 0 && number < 2048
        const read = entropyFromPlaces(places.with(at, number))
        expect(read.ok && !isPlace).toBe(false)
      }),
    )
    for (const number of [2048, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(entropyFromPlaces(places.with(0, number))).toEqual({ ok: false, reason: 'word-order' })
  })
})

describe('what comes from the words', () => {
  it('RECOVER-1 the vector: R = 00..0f', () => {
    expect(hex(keys.id)).toBe('b2b4ed9f3e8069d61253e11e86d2e56d')
    expect(hex(keys.auth)).toBe('8275bdb5e0798a9a29d275affaa71f150771123eacca19910ce2eae3f979fb06')
    expect(hashOfToken(keys.auth)).toHaveLength(32)
  })

  it('RECOVER-1 the key pair is DeriveKeyPair of RFC 9180 (A.3.1, ikmE and pkEm)', async () => {
    const ikm = Uint8Array.fromHex('4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e')
    const { publicKey } = await recoveryKeyPair(ikm)
    expect(hex(await bytesFromPublicKey(publicKey))).toBe(
      '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4',
    )
  })

  it('RECOVER-1 base opens for its words alone, and says what was put in', () => {
    const sealed = sealRecoveryBase(random, keys, epoch)
    expect((sealed.length - 1 - 24 - 16) % 512).toBe(0)
    expect(openRecoveryBase(keys, sealed)).toEqual(epoch)
    const others = deriveRecoveryKeys(range(1, 16))
    expect(openRecoveryBase(others, sealed)).toBeUndefined()
    expect(openRecoveryBase({ ...keys, id: others.id }, sealed)).toBeUndefined()
    expect(openRecoveryBase(keys, new Uint8Array())).toBeUndefined()
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        expect(openRecoveryBase(keys, flipBit(sealed, bit))).toBeUndefined()
      }),
    )
  })

  it('RECOVER-1 an epoch handed to the recovery key opens with the words, and one the words made opens for a device', async () => {
    const device = await createDeviceKeyPair()
    const pair = await recoveryKeyPair(keys.kem)
    const psk = { kind: 'epoch' as const, key: range(9, 32) }
    const [mine, theirs] = [
      { id: keys.id, keyPair: pair, publicKey: await bytesFromPublicKey(pair.publicKey) },
      { id: range(1, 16), keyPair: device, publicKey: await bytesFromPublicKey(device.publicKey) },
    ]
    for (const [from, to] of [
      [theirs, mine],
      [mine, theirs],
      [mine, mine],
    ] as const) {
      const record = await sealEpochRecord(from, to, psk, epoch)
      expect(await openEpochRecord(to, from, psk, epoch, record)).toEqual(epoch)
    }
  })
})
