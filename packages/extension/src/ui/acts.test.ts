import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createActs, showWaitAfterMs } from './acts.ts'
import type { Answer } from './link.ts'

function slowLink() {
  const waiting: ((answer: Answer) => void)[] = []
  return {
    asked: () => waiting.length,
    answer: (answer: Answer) => waiting.at(-1)?.(answer),
    ask: () => new Promise<Answer>((resolve) => void waiting.push(resolve)),
  }
}

describe('a press', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is painted at once, before any answer', () => {
    const acts = createActs(slowLink())
    void acts.press('glow', { kind: 'send-signal', signal: 'glow' }, { key: 'signal.sentGlow' })
    expect(acts.said.value).toEqual({ key: 'signal.sentGlow' })
    expect(acts.waiting.value).toBeUndefined()
  })

  it('shows that it waits once it took longer than 300 ms, and no longer than that', async () => {
    const link = slowLink()
    const acts = createActs(link)
    const pressed = acts.press('glow', { kind: 'send-signal', signal: 'glow' })
    vi.advanceTimersByTime(showWaitAfterMs)
    expect(acts.waiting.value).toBe('glow')
    link.answer({ ok: true })
    await pressed
    expect(acts.waiting.value).toBeUndefined()
  })

  it('DOM-8 a refusal is said kindly in place of what was painted', async () => {
    const link = slowLink()
    const acts = createActs(link)
    const pressed = acts.press('pass', { kind: 'pass', turn: 3 }, { key: 'turn.moreTimeDone' })
    link.answer({ ok: false, reason: 'stale-turn' })
    await pressed
    expect(acts.said.value).toEqual({ key: 'refusal.staleTurn' })
  })

  it('the second press of a double click is the first one still', async () => {
    const link = slowLink()
    const acts = createActs(link)
    const first = acts.press('pass', { kind: 'pass', turn: 3 })
    await expect(acts.press('pass', { kind: 'pass', turn: 3 })).resolves.toBeUndefined()
    expect(link.asked()).toBe(1)
    link.answer({ ok: true })
    await first
    void acts.press('pass', { kind: 'pass', turn: 4 })
    expect(link.asked()).toBe(2)
  })
})
