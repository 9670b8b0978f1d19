/** The short form of `pnpm torture frames`. Rule: SYNC-5, SYNC-5b, SYNC-7, SYNC-10 */
import { expect, test } from 'vitest'
import { rssBoundMiB, throwFrames } from '../torture/frames.ts'

/** Most frames come where there is no limit: with limits on a couple may store twenty updates a second. */
test.for<[string, boolean, number]>([
  ['without limits', false, 18_000],
  ['with limits', true, 2_000],
])(
  'SYNC-5 %s, hostile frames and upgrade requests harm neither the server nor an honest couple',
  async ([, isLimited, frames], { signal, onTestFinished }) => {
    const running = throwFrames({ frames, seed: 11, isLimited, signal, say: () => undefined })
    // Where the bound ends it, the next one does not begin beside what is still going on.
    onTestFinished(async () => void (await running))
    const report = await running
    expect(report.broken).toEqual([])
    expect(report.framesLookedAt).toBeGreaterThanOrEqual(frames)
    expect(report.honestUpdates).toBeGreaterThan(0)
    expect(report.closesByCode[4422]).toBeGreaterThan(0)
    expect(report.peakRssMiB).toBeLessThan(rssBoundMiB)
  },
)
