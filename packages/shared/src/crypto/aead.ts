/** XChaCha20-Poly1305 with a 16-byte tag at the end, and the labelled additional data every seal of ours carries.
 *  Source: draft-irtf-cfrg-xchacha-03, RFC 8439 §2.8 */

import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { encodeUtf8 } from 'lib0/string'

export const nonceBytes = 24
export const tagBytes = 16

/** Shape:  ciphertext, as long as the plaintext • tag (16)
 *  @param key 32 bytes
 *  @param nonce 24 random bytes, used once */
export function seal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return xchacha20poly1305(key, nonce, aad).encrypt(plaintext)
}

/** @returns the plaintext, or undefined where key, nonce, additional data or ciphertext do not belong together */
export function open(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  if (ciphertext.length < tagBytes) return undefined
  try {
    return xchacha20poly1305(key, nonce, aad).decrypt(ciphertext)
  } catch {
    // noble says "invalid tag" by throwing; its other complaints (key, nonce length) are excluded by the callers' types.
    return undefined
  }
}

/** Shape: label in ASCII • 0x00 • parts. The zero keeps one label from running into what follows. */
export function labelled(label: string, ...parts: Uint8Array[]): Uint8Array {
  return concatBytes(encodeUtf8(label), Uint8Array.of(0), ...parts)
}
