/** A share drawn by lot: waiting a part of a time that nobody can foretell keeps many devices from doing one thing at once. */

import { u32FromBytes } from './bytes.ts'
import type { Random } from './capabilities.ts'

/** Uniform in [0, 1), of 4 random bytes. */
export function randomShare(random: Random): number {
  return u32FromBytes(random.bytes(4), 0) / 2 ** 32
}
