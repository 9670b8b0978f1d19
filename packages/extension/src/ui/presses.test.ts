import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPresses, showWaitAfterMs } from './presses.ts'
import type { Result } from '@porchlight/client/port/device-command'

function slowLink() {
  const waiting: ((answer: Result) => void)[] = []
  return {
    asked: () => waiting.length,
    answer: (answer: Result) => waiting.at(-1)?.(answer),
    ask: () => new Promise<Result>((resolve) => void waiting.push(resolve)),
  }
}

describe('a press', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is painted at once, before any answer', () => {
    const presses = createPresses(slowLink())
    void presses.ask('glow', { kind: 'send-signal', signal: 'glow' }, { key: 'signal.sentGlow' })
    expect(presses.said.value).toEqual({ key: 'signal.sentGlow' })
    expect(presses.waiting.value).toBeUndefined()
  })

  it('shows that it waits once it took longer than 300 ms, and no longer than that', async () => {
    const link = slowLink()
    const presses = createPresses(link)
    const pressed = presses.ask('glow', { kind: 'send-signal', signal: 'glow' })
    vi.advanceTimersByTime(showWaitAfterMs)
    expect(presses.waiting.value).toBe('glow')
    link.answer({ ok: true })
    await pressed
    expect(presses.waiting.value).toBeUndefined()
  })

  it('DOM-8 a refusal is said kindly in place of what was painted', async () => {
    const link = slowLink()
    const presses = createPresses(link)
    const pressed = presses.ask('pass', { kind: 'pass', turn: 3 }, { key: 'turn.moreTimeDone' })
    link.answer({ ok: false, reason: 'stale-turn' })
    await pressed
    expect(presses.said.value).toEqual({ key: 'refusal.staleTurn' })
  })

  it('the second press of a double click is the first one still', async () => {
    const link = slowLink()
    const presses = createPresses(link)
    const first = presses.ask('pass', { kind: 'pass', turn: 3 })
    await expect(presses.ask('pass', { kind: 'pass', turn: 3 })).resolves.toBeUndefined()
    expect(link.asked()).toBe(1)
    link.answer({ ok: true })
    await first
    void presses.ask('pass', { kind: 'pass', turn: 4 })
    expect(link.asked()).toBe(2)
  })
})
