/** The seeded twin of `Random`: the same seed gives the same bytes, picks and shuffles, so a failing run can be replayed. */

import * as prng from 'lib0/prng'
import type { Random } from '@porchlight/shared/capabilities'

export interface SeededRandom extends Random {
  readonly seed: number
  /** A whole number in [from, to], both included. */
  int(from: number, to: number): number
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean
  /** One of the list; throws on an empty list. */
  pick<T>(list: readonly T[]): T
  /** A new list in another order. */
  shuffled<T>(list: readonly T[]): T[]
}

export function createSeededRandom(seed: number): SeededRandom {
  const generator = prng.create(seed)
  const int = (from: number, to: number): number => prng.int32(generator, from, to)
  return {
    seed,
    bytes: (length) => new Uint8Array(prng.uint8Array(generator, length)),
    int,
    chance: (probability) => prng.real53(generator) < probability,
    pick(list) {
      if (list.length === 0) throw new RangeError('nothing to pick from')
      return list[int(0, list.length - 1)] as (typeof list)[number]
    },
    shuffled(list) {
      const left = [...list]
      const out: (typeof left)[number][] = []
      while (left.length > 0) out.push(...left.splice(int(0, left.length - 1), 1))
      return out
    },
  }
}
