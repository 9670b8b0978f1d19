import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { encodeUtf8 } from 'lib0/string'
import { describe, expect, test } from 'vitest'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { createCoupleKey, createDeviceKeyPair, deriveEpochKeys, deriveKey, hashOfToken } from './keys.ts'

const range = (from: number, length: number) => Uint8Array.from({ length }, (_, i) => from + i)

describe('keys', () => {
  test('SEAL-2 the three keys of an epoch differ, and each from those of another couple or epoch', () => {
    const random = createSeededRandom(1)
    const key = createCoupleKey(random)
    const all = [
      deriveEpochKeys(key, range(0, 16)),
      deriveEpochKeys(key, range(1, 16)),
      deriveEpochKeys(createCoupleKey(random), range(0, 16)),
    ].flatMap((keys) => [keys.entry, keys.awareness, keys.psk])
    expect(all.every((bytes) => bytes.length === 32)).toBe(true)
    expect(new Set(all.map(bytesToHex)).size).toBe(9)
  })

  test('SEAL-2 it is HKDF-SHA-256: the vector of RFC 5869 A.3, without salt and info', () => {
    const okm = deriveKey(new Uint8Array(22).fill(0x0b), new Uint8Array(), '', 42)
    expect(bytesToHex(okm)).toBe('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8')
  })

  test('HTTP-0 what the server holds of a token is its SHA-256', () => {
    expect(bytesToHex(hashOfToken(encodeUtf8('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    expect(hashOfToken(range(0, 32))).toEqual(new Uint8Array(sha256(range(0, 32))))
  })

  test('PAIR a device key pair is P-256, its private half cannot be read out', async () => {
    const pair = await createDeviceKeyPair()
    expect([pair.privateKey.type, pair.privateKey.extractable, pair.publicKey.type]).toEqual([
      'private',
      false,
      'public',
    ])
    await expect(globalThis.crypto.subtle.exportKey('jwk', pair.privateKey)).rejects.toThrow(/extractable/)
    await expect(globalThis.crypto.subtle.exportKey('pkcs8', pair.privateKey)).rejects.toThrow(/extractable/)
  })
})
