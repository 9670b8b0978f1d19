import type { Random } from '@porchlight/shared/capabilities'
import { describe, expect, it } from 'vitest'
import { retryDelayMs } from './retry-delay.ts'

const always = (byte: number): Random => ({ bytes: (length) => new Uint8Array(length).fill(byte) })

describe('SYNC-9 waiting before the next attempt', () => {
  it.each([
    [0, 1_000],
    [1, 2_000],
    [5, 32_000],
    [7, 120_000],
    [60, 120_000],
  ])('SYNC-9 after %i failures the wait is anywhere below %i ms', (failures, belowMs) => {
    expect(retryDelayMs(failures, 'unreachable', always(0))).toBe(0)
    expect(retryDelayMs(failures, 'unreachable', always(255))).toBeLessThan(belowMs)
    expect(retryDelayMs(failures, 'unreachable', always(255))).toBeGreaterThan(belowMs * 0.99)
  })

  it('SYNC-9 after a restart everyone comes back within five seconds, however often it failed before', () => {
    expect(retryDelayMs(9, 'restarting', always(255))).toBeLessThan(5_000)
  })
})
