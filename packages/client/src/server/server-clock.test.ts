import { describe, expect, it } from 'vitest'
import { createServerClock } from './server-clock.ts'

const stopped = (now: number) => ({ now: () => now, after: () => () => {} })
const hour = 3_600_000

describe('DOM-9 the couple’s time', () => {
  it.each([
    ['a clock an hour slow is put right', 10 * hour, 11 * hour, 11 * hour],
    ['a clock an hour fast is put right', 11 * hour, 10 * hour, 10 * hour],
    ['a clock off by two minutes is left alone', 10 * hour, 10 * hour + 120_000, 10 * hour],
    ['a clock off by a little more is put right', 10 * hour, 10 * hour + 120_001, 10 * hour + 120_001],
  ])('DOM-9 %s', (_title, device, server, expected) => {
    const clock = createServerClock(stopped(device))
    clock.learn(server, device, device)
    expect(clock.now()).toBe(expected)
  })

  it('DOC-6 the time is whole milliseconds, also when the middle of a call is not', () => {
    const clock = createServerClock(stopped(10 * hour))
    clock.learn(11 * hour, 10 * hour - 3, 10 * hour)
    expect(Number.isInteger(clock.now())).toBe(true)
  })

  it('DOM-9 the answer is taken to be from the middle of the call', () => {
    const clock = createServerClock(stopped(10 * hour))
    clock.learn(11 * hour, 10 * hour - 2_000, 10 * hour)
    expect(clock.now()).toBe(11 * hour + 1_000)
  })
})
