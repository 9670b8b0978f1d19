/** Twelve words on paper, by which a partner who lost every device comes back alone. Here they are places in the list: the list
 *  itself is large, and belongs to the screens that show words and read them.
 *
 *  The words are 128 random bits. From them come four things and nothing else: the id under which the server keeps a row, what
 *  opens that row, the key that seals the row's content (an epoch, as its members know it), and a key pair that the roster
 *  names, so that every later epoch is handed to it as to a device. The server learns the id and a hash, and no key.
 *  Rules: RECOVER-1, PAIR-5 (the form of `base`), EPOCH-2 (its content).  Source: BIP-39; RFC 9180 §7.1.3 */

import { DhkemP256HkdfSha256 } from '@hpke/core'
import { concatBytes } from '@noble/hashes/utils.js'
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import type { Random } from '../capabilities.ts'
import { labelled, nonceBytes, open, seal } from './aead.ts'
import { bytesFromEpochPayload, type EpochPayload, epochPayloadFromBytes } from './epoch.ts'
import { deriveKey } from './keys.ts'

export const recoveryEntropyBytes = 16
export const recoveryWordCount = 12

export interface RecoveryKeys {
  /** names the row on the server and the line in the roster, 16 bytes */
  id: Uint8Array<ArrayBuffer>
  /** opens the row, 32 bytes; the server holds only its SHA-256 */
  auth: Uint8Array<ArrayBuffer>
  /** seals the row's content, 32 bytes */
  base: Uint8Array<ArrayBuffer>
  /** the seed of the key pair, 32 bytes */
  kem: Uint8Array<ArrayBuffer>
}

/** What names a row and opens its content. */
export interface RowKeys {
  /** 16 bytes */
  id: Uint8Array
  /** 32 bytes */
  base: Uint8Array
}

/** A word as its place in the BIP-39 English list, 0 … 2047. */
export type WordPlace = number

export type ReadPlaces = { ok: true; entropy: Uint8Array } | { ok: false; reason: 'word-count' | 'word-order' }

const version = 0x01

/** BIP-39 asks for a list of 2048 different words, and these are some: bits and check come out as with any other. */
const places = Array.from({ length: 2048 }, (_, place) => String(place))

/** @param entropy R, 16 bytes  @returns twelve words, the last one carrying a check of all */
export function placesFromEntropy(entropy: Uint8Array): WordPlace[] {
  return entropyToMnemonic(entropy, places).split(' ').map(Number)
}

/** @returns 'word-order' where the twelve do not belong together: one is another word of the list, or two changed places */
export function entropyFromPlaces(words: readonly WordPlace[]): ReadPlaces {
  if (words.length !== recoveryWordCount) return { ok: false, reason: 'word-count' }
  try {
    return { ok: true, entropy: mnemonicToEntropy(words.join(' '), places) }
  } catch {
    // Twelve words can fail in one way only: the check in the last one. What is no place in the list fits no check either.
    return { ok: false, reason: 'word-order' }
  }
}

/** Rule: RECOVER-1
 *  @param entropy R, 16 bytes */
export function deriveRecoveryKeys(entropy: Uint8Array): RecoveryKeys {
  const derive = (name: string, length: number) =>
    deriveKey(entropy, new Uint8Array(), `porchlight/v1/recovery/${name}`, length)
  return { id: derive('id', 16), auth: derive('auth', 32), base: derive('base', 32), kem: derive('kem', 32) }
}

/** DeriveKeyPair of RFC 9180 §7.1.3 for DHKEM(P-256, HKDF-SHA256): the same seed, the same pair.
 *  @param kem 32 bytes */
export function recoveryKeyPair(kem: Uint8Array): Promise<CryptoKeyPair> {
  return new DhkemP256HkdfSha256().deriveKeyPair(new Uint8Array(kem))
}

/** Shape:  version u8 • nonce (24) • XChaCha20-Poly1305(base, nonce, label 0x00 id, epoch payload) • tag (16)
 *  Rule: PAIR-5 */
export function sealRecoveryBase(random: Random, keys: RowKeys, epoch: EpochPayload): Uint8Array<ArrayBuffer> {
  const nonce = random.bytes(nonceBytes)
  const ciphertext = seal(keys.base, nonce, aadOf(keys.id), bytesFromEpochPayload(epoch))
  return new Uint8Array(concatBytes(Uint8Array.of(version), nonce, ciphertext))
}

/** @returns undefined where it was not sealed by these words, or says something else */
export function openRecoveryBase(keys: RowKeys, sealed: Uint8Array): EpochPayload | undefined {
  if (sealed[0] !== version || sealed.length < 1 + nonceBytes) return undefined
  const nonce = sealed.subarray(1, 1 + nonceBytes)
  const plaintext = open(keys.base, nonce, aadOf(keys.id), sealed.subarray(1 + nonceBytes))
  return plaintext === undefined ? undefined : epochPayloadFromBytes(plaintext)
}

const aadOf = (id: Uint8Array): Uint8Array => labelled('porchlight/v1/recovery', id)
