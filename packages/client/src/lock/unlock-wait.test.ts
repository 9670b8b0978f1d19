import { describe, expect, it } from 'vitest'
import { nextTryAt } from './unlock-wait.ts'

const at = 1_000_000

describe('waiting after wrong passcodes', () => {
  it.each([
    ['none', 0, undefined],
    ['three', 3, undefined],
    ['four', 4, at + 5_000],
    ['five', 5, at + 10_000],
    ['six', 6, at + 20_000],
    ['ten', 10, at + 300_000],
    ['a thousand', 1_000, at + 300_000],
  ])('LOCK-1 after %s', (_, failed, until) => {
    expect(nextTryAt({ failed, at }, at)).toBe(until)
  })

  it('LOCK-1 the wait passes', () => {
    expect(nextTryAt({ failed: 4, at }, at + 4_999)).toBe(at + 5_000)
    expect(nextTryAt({ failed: 4, at }, at + 5_000)).toBeUndefined()
  })

  it('LOCK-1 a clock that was set back by a year makes nobody wait for one', () => {
    const now = at - 365 * 86_400_000
    expect(nextTryAt({ failed: 4, at }, now)).toBe(now + 5_000)
  })
})
