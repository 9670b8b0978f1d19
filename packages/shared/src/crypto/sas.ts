/** The four words both people read to each other before the couple key leaves A's device. They cover both keys and both
 *  nonces, and neither side could choose its nonce knowing the other's. Here they are places in the list: the list itself is
 *  large, and belongs to the screen that shows the words.
 *  Rules: PAIR, PAIR-1.  Source: BIP-39 English word list; Vaudenay, CRYPTO 2005 (short authenticated strings) */

import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { deriveKey } from './keys.ts'

export interface SafetyWordsInput {
  /** s, 32 bytes */
  secret: Uint8Array
  nA: Uint8Array
  nB: Uint8Array
  coupleId: Uint8Array
  pubA: Uint8Array
  pubB: Uint8Array
}

export const safetyWordCount = 4

/** @returns four places in the BIP-39 English list, 0 … 2047, 11 bits each: the first 44 bits of the derived bytes */
export function safetyWordPlaces(input: SafetyWordsInput): number[] {
  const salt = sha256(concatBytes(input.coupleId, input.pubA, input.pubB))
  const bytes = deriveKey(concatBytes(input.secret, input.nA, input.nB), salt, 'porchlight/v1/sas')
  let bits = 0n
  for (const byte of bytes.subarray(0, 6)) bits = (bits << 8n) | BigInt(byte)
  bits >>= 4n
  return Array.from({ length: safetyWordCount }, (_, i) =>
    Number((bits >> BigInt(11 * (safetyWordCount - 1 - i))) & 0x7ffn),
  )
}
