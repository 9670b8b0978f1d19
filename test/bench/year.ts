/** Ten years of two people with four devices (`simulated-years`), with housekeeping as decided: how large the inner document ever
 *  gets, as a snapshot (Yjs V2), how often it is made anew, and how long the largest takes to open. Beside it the first year
 *  without housekeeping. */

import * as Y from 'yjs'
import { liveOn } from '../support/simulated-years.ts'
import { report, shown, summarize, withSpread } from './figures.ts'
import { type Figures, scaled } from './results.ts'

export const measureYear = (): Promise<Figures> => {
  const withoutKB = Math.max(...liveOn({ days: scaled(365), housekeeping: undefined }).sizes) / 1000
  report('inner document after a simulated year without housekeeping', `${shown(withoutKB)} kB`)
  const { sizes, freshDocuments, largest } = liveOn({ days: scaled(3_652), housekeeping: {} })
  const peakKB = Math.max(...sizes) / 1000
  const endKB = (sizes.at(-1) ?? 0) / 1000
  report('the largest of ten simulated years with it', `${shown(peakKB)} kB, made anew ${freshDocuments} times`)
  report('at their end', `${shown(endKB)} kB`)
  const openings = summarize(
    Array.from({ length: 9 }, () => {
      const startedAt = performance.now()
      Y.applyUpdateV2(new Y.Doc(), largest)
      return performance.now() - startedAt
    }),
  )
  report('opening the largest', `${withSpread(openings)} ms`)
  return Promise.resolve({ withoutKB, peakKB, endKB, freshDocuments, openings })
}
