import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { padme } from './padme.ts'

describe('padme', () => {
  test.each([
    [257, 272],
    [1000, 1024],
    [4097, 4352],
    [100_000, 100_352],
    [1_000_001, 1_015_808],
  ])('SEAL-3 %i becomes %i', (length, padded) => {
    expect(padme(length)).toBe(padded)
  })

  test('SEAL-3 it never shortens, costs at most 12 % and is settled after one step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (length) => {
        const padded = padme(length)
        expect(padded).toBeGreaterThanOrEqual(length)
        expect(padded).toBeLessThanOrEqual(length * 1.12 + 1)
        expect(padme(padded)).toBe(padded)
      }),
    )
  })
})
