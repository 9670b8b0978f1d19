/** How well sentences are told apart: of those that were marked, how many press; of those that press, how many were marked. */

import type { Corpus } from './corpus.ts'

export interface Measured {
  marked: number
  missed: number
  wronglyMarked: number
  precision: number
  recall: number
}

export function measured({ presses, kind, hard }: Corpus, isMarked: (sentence: string) => boolean): Measured {
  const marked = presses.filter(isMarked).length
  const wronglyMarked = [...kind, ...hard].filter(isMarked).length
  return {
    marked,
    missed: presses.length - marked,
    wronglyMarked,
    precision: marked / (marked + wronglyMarked),
    recall: marked / presses.length,
  }
}
