/** A simulated life with the document, in small: what housekeeping keeps small stays small. `pnpm bench year` lives ten years. */

import { describe, expect, it } from 'vitest'
import { liveOn } from '../support/simulated-years.ts'

describe('years with one document', () => {
  it('DOC-4 with housekeeping it stays under a bound which it passes without', () => {
    const days = 60
    const kept = liveOn({ days, housekeeping: { clientIds: 80 } })
    const left = liveOn({ days, housekeeping: undefined })
    const boundBytes = 6_500
    expect(kept.freshDocuments).toBeGreaterThanOrEqual(2)
    expect(Math.max(...kept.sizes)).toBeLessThan(boundBytes)
    expect(Math.max(...left.sizes)).toBeGreaterThan(boundBytes)
  })
})
