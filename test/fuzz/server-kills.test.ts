/** The short form of `pnpm torture`: a few rounds of a kill in the middle of something. A killed process, not a power cut. */
import { expect, test } from 'vitest'
import { killRounds } from '../torture/kill-rounds.ts'

test('SYNC-3 killed while relaying, folding and moving epochs, a server has everything it promised', async () => {
  const report = await killRounds({ rounds: 3, seed: 7, couples: 6, say: () => undefined })
  expect(report.broken).toEqual([])
  expect(report.rounds).toBe(3)
  expect(report.updatesSeen).toBeGreaterThan(0)
  expect(report.marksRead).toBeGreaterThan(0)
})
