/** The short form of `pnpm torture calls`. */
import { expect, test } from 'vitest'
import { throwCalls } from '../torture/calls.ts'

test('HTTP-1 1,500 hostile calls: never a 5xx, never an echo, always a problem with a known word', async ({
  signal,
}) => {
  const report = await throwCalls({ calls: 1_500, seed: 3, signal })
  expect(report.broken).toEqual([])
  expect(report.calls).toBe(1_500)
  expect(report.answers[201]).toBeGreaterThan(0)
  expect(report.problems['bad-request']).toBeGreaterThan(0)
})
