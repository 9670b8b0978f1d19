/** The keys of one epoch, all from the couple key K_e, and the device's own key pair.
 *  Rules: SEAL-2, PAIR (device).  Source: RFC 5869, RFC 9180 §7.1.1 */

import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeUtf8 } from 'lib0/string'
import type { Random } from '../capabilities.ts'

export const coupleKeyBytes = 32
export const coupleIdBytes = 16
export const deviceIdBytes = 16
export const publicKeyBytes = 65
/** T, whose hash the server holds (HTTP-0). */
export const tokenBytes = 32

export interface EpochKeys {
  /** K_entry, 32 bytes: seals entries and the pending record. */
  entry: Uint8Array
  /** K_awareness, 32 bytes. */
  awareness: Uint8Array
  /** PSK_epoch, 32 bytes: joins the members of this epoch to the next (EPOCH-2). */
  psk: Uint8Array
}

/** Rule: SEAL-2
 *  @param coupleKey K_e, 32 bytes
 *  @param coupleId 16 bytes */
export function deriveEpochKeys(coupleKey: Uint8Array, coupleId: Uint8Array): EpochKeys {
  return {
    entry: deriveKey(coupleKey, coupleId, 'porchlight/v1/entry'),
    awareness: deriveKey(coupleKey, coupleId, 'porchlight/v1/awareness'),
    psk: deriveKey(coupleKey, coupleId, 'porchlight/v1/epoch-psk'),
  }
}

/** HKDF-SHA-256 with an ASCII label.
 *  @param length output in bytes, 32 where absent */
export function deriveKey(secret: Uint8Array, salt: Uint8Array, label: string, length = 32): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hkdf(sha256, secret, salt, encodeUtf8(label), length))
}

/** What the server holds of a token: SHA-256 of its raw bytes, 32 bytes (HTTP-0). */
export function hashOfToken(token: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sha256(token))
}

/** K_e: 32 random bytes, never derived from an earlier key (SEAL-2). */
export function createCoupleKey(random: Random): Uint8Array<ArrayBuffer> {
  return random.bytes(coupleKeyBytes)
}

/** An ECDH P-256 pair for HPKE whose private half can be used and stored (IndexedDB clones it) but never read out.
 *  Made by WebCrypto itself, not by HPKE's `generateKeyPair`, which makes extractable keys only. */
export function createDeviceKeyPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
}
