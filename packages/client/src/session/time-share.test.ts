import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../../test/support/fake-clock.ts'
import { burstMs, createTimeShare, share } from './time-share.ts'

/** A clock on which an act takes the time it says. */
function world() {
  const clock = createFakeClock()
  const times = createTimeShare(clock)
  const done: { name: number; at: number }[] = []
  const start = clock.elapsed()
  let busyMs = 0
  const ask = (name: number, ms: number): void =>
    times.run(() => {
      clock.jump(ms)
      busyMs += ms
      done.push({ name, at: clock.elapsed() - start })
    })
  return { clock, times, done, ask, busy: () => busyMs }
}

describe('a share of the time', () => {
  it('SYNC-12 what is cheap is done at once', () => {
    const { ask, done, clock } = world()
    for (let name = 0; name < 10_000; name += 1) {
      ask(name, 0)
      if (name % 100 === 0) clock.advance(1)
    }
    expect(done).toHaveLength(10_000)
    expect(clock.pending()).toBe(0)
  })

  it('SYNC-12 what is dear is done in order, all of it, in a fifth of the time', () => {
    const { ask, done, busy, clock } = world()
    for (let name = 0; name < 200; name += 1) ask(name, 50)
    // In one go, no more than the burst and the act that ends it.
    expect(busy()).toBeLessThanOrEqual(burstMs + 50)
    for (let second = 0; second < 100; second += 1) {
      const before = busy()
      clock.advance(1_000)
      expect(busy() - before).toBeLessThanOrEqual(1_000 * share + 50)
    }
    expect(done.map(({ name }) => name)).toEqual(Array.from({ length: 200 }, (_, name) => name))
  })

  it('SYNC-12 what comes later waits for what came before', () => {
    const { ask, done, clock } = world()
    ask(1, 5_000)
    ask(2, 0)
    expect(done.map(({ name }) => name)).toEqual([1])
    clock.advance(30_000)
    expect(done.map(({ name }) => name)).toEqual([1, 2])
    ask(3, 0)
    expect(done.map(({ name }) => name)).toEqual([1, 2, 3])
  })

  it('SYNC-12 an act that throws is paid for like any other, and the next is done', () => {
    const { times, clock, ask, done } = world()
    expect(() =>
      times.run(() => {
        throw new TypeError('not an update')
      }),
    ).toThrow('not an update')
    ask(1, 0)
    clock.advance(1)
    expect(done).toHaveLength(1)
  })

  it('SYNC-12 a clock that is set costs nobody anything, and what was not done is forgotten when asked', () => {
    const { times, clock, ask, done } = world()
    clock.jump(-3_600_000)
    clock.jump(7_200_000)
    ask(1, 0)
    expect(done).toHaveLength(1)
    ask(2, 3_000)
    ask(3, 0)
    times.clear()
    clock.advance(60_000)
    expect(done.map(({ name }) => name)).toEqual([1, 2])
    expect(clock.pending()).toBe(0)
  })
})
