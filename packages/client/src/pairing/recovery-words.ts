/** Making recovery words: shown once, written down, three of them typed again, and only then worth anything.
 *  Until then they are in this worker's memory and nowhere else; afterwards they are on paper and nowhere else.
 *  Rule: RECOVER-1 */

import type { Random } from '@porchlight/shared/capabilities'
import { bytesFromPublicKey } from '@porchlight/shared/crypto/epoch'
import { hashOfToken } from '@porchlight/shared/crypto/keys'
import {
  deriveRecoveryKeys,
  placesFromEntropy,
  recoveryEntropyBytes,
  recoveryKeyPair,
  type WordPlace,
} from '@porchlight/shared/crypto/recovery'
import type { Result } from '../port/device-command.ts'
import type { WordsToCome } from '../record/device-record.ts'

export interface WordAnswer {
  /** Which of the twelve, 0 … 11. */
  at: number
  word: WordPlace
}

export interface RecoveryWords {
  /** Twelve new words as places in the list, with a space between them. Those made before and not confirmed are gone. */
  prepare(): Result
  /** @returns what is to be put, where three different ones are right */
  confirm(answers: readonly WordAnswer[]): Promise<{ ok: true; words: WordsToCome } | (Result & { ok: false })>
  forget(): void
}

const answersWanted = 3

export function createRecoveryWords(random: Random): RecoveryWords {
  let prepared: Uint8Array | undefined

  return {
    prepare() {
      prepared = random.bytes(recoveryEntropyBytes)
      return { ok: true, value: placesFromEntropy(prepared).join(' ') }
    },
    async confirm(answers) {
      if (prepared === undefined) return { ok: false, reason: 'no-words' }
      const words = placesFromEntropy(prepared)
      const right = new Set(answers.filter(({ at, word }) => words[at] === word).map(({ at }) => at))
      if (right.size !== answersWanted || answers.length !== answersWanted)
        return { ok: false, reason: 'words-mismatch' }
      const { id, auth, base, kem } = deriveRecoveryKeys(prepared)
      const { publicKey } = await recoveryKeyPair(kem)
      prepared = undefined
      return { ok: true, words: { id, authHash: hashOfToken(auth), base, pub: await bytesFromPublicKey(publicKey) } }
    },
    forget() {
      prepared = undefined
    },
  }
}
