/** Twelve words on paper, by which a partner who lost every device comes back alone.
 *
 *  The words are 128 random bits. From them come four things and nothing else: the id under which the server keeps a row, what
 *  opens that row, the key that seals the row's content (an epoch, as its members know it), and a key pair that the roster
 *  names, so that every later epoch is handed to it as to a device. The server learns the id and a hash, and no key.
 *  Rules: RECOVER-1, PAIR-5 (the form of `base`), EPOCH-2 (its content).  Source: BIP-39; RFC 9180 §7.1.3 */

import { DhkemP256HkdfSha256 } from '@hpke/core'
import { concatBytes } from '@noble/hashes/utils.js'
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
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

export type ReadWords =
  | { ok: true; entropy: Uint8Array }
  | { ok: false; reason: 'word-count' | 'word-order' }
  /** `word`: the first that is not in the list, as it was typed but for its case */
  | { ok: false; reason: 'unknown-word'; word: string }

const version = 0x01

/** @param entropy R, 16 bytes  @returns twelve words of the English list, the last one carrying a check of all */
export function wordsFromEntropy(entropy: Uint8Array): string[] {
  return entropyToMnemonic(entropy, wordlist).split(' ')
}

/** Reads words as people write them down: any case, spaces, line ends, commas and numbers between them; of a longer word
 *  its first four letters are enough, as the list is made for.
 *  @returns 'word-order' where the twelve do not belong together: one is another word of the list, or two changed places */
export function entropyFromWords(text: string): ReadWords {
  const typed = wordsOf(text)
  const words: string[] = []
  for (const word of typed) {
    const known = wordOf(word)
    if (known === undefined) return { ok: false, reason: 'unknown-word', word }
    words.push(known)
  }
  if (words.length !== recoveryWordCount) return { ok: false, reason: 'word-count' }
  try {
    return { ok: true, entropy: mnemonicToEntropy(words.join(' '), wordlist) }
  } catch {
    // Twelve words of the list can fail in one way only: the check in the last one.
    return { ok: false, reason: 'word-order' }
  }
}

/** Whether what was typed is that word, read as forgivingly as all twelve. */
export function isWord(typed: string, word: string): boolean {
  const [first, ...more] = wordsOf(typed)
  return first !== undefined && more.length === 0 && wordOf(first) === word
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

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')

/** Four letters name one word of the English list. */
const shortestPart = 4

const wordOf = (typed: string): string | undefined =>
  wordlist.includes(typed)
    ? typed
    : typed.length < shortestPart
      ? undefined
      : wordlist.find((word) => word.startsWith(typed))
