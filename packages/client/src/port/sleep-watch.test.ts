import { describe, expect, it } from 'vitest'
import { locksAfter } from './settings.ts'
import { createSleepWatch } from './sleep-watch.ts'

const minute = 60_000

function watched(at = 0) {
  let now = 1_000_000
  const kept = { at }
  const writes: number[] = []
  const start = () =>
    createSleepWatch(
      { now: () => now, after: () => () => {} },
      {
        read: async () => ({ ...kept }),
        update: async (change) => {
          kept.at = change(kept).at
          writes.push(kept.at)
          return kept
        },
      },
    )
  return { start, writes, pass: (ms: number) => (now += ms) }
}

describe('a watch for sleep', () => {
  it('LOCK-1 tells how long nobody looked', async () => {
    const { start, pass } = watched()
    const watch = start()
    await watch.load()
    expect(watch.look()).toBe(0)
    pass(30_000)
    expect(watch.look()).toBe(30_000)
    pass(8 * 60 * minute)
    expect(watch.look()).toBe(8 * 60 * minute)
    expect(watch.look()).toBe(0)
  })

  it('LOCK-1 a clock that was set back is no sleep', async () => {
    const { start, pass } = watched()
    const watch = start()
    await watch.load()
    watch.look()
    pass(-3 * minute)
    expect(watch.look()).toBe(0)
    pass(minute)
    expect(watch.look()).toBe(minute)
  })

  it('LOCK-1 the next worker knows of the one before, and forgets less than an alarm’s interval of it', async () => {
    const { start, pass, writes } = watched()
    const first = start()
    await first.load()
    for (let second = 0; second < 60; second += 1) {
      first.look()
      pass(1_000)
    }
    expect(writes.length).toBeLessThanOrEqual(13)
    pass(10 * minute)
    const next = start()
    await next.load()
    const gap = next.look()
    expect(gap).toBeGreaterThanOrEqual(10 * minute)
    expect(gap).toBeLessThan(10 * minute + 30_000)
  })

  it.each([
    [15, 15 * minute, false],
    [15, 15 * minute + 1, true],
    [1, 61_000, true],
    [null, 8 * 60 * minute, false],
  ] as const)('LOCK-1 locking after %s minutes, a gap of %i ms: %s', (autoLockMinutes, gapMs, locks) => {
    expect(locksAfter({ autoLockMinutes }, gapMs)).toBe(locks)
  })
})
