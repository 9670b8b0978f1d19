import { describe, expect, test } from 'vitest'
import { createTwoPartners, day, hour, startMs } from '../../../../test/support/two-partners.ts'
import { coupleView } from './view.ts'

const agreed = () => {
  const porch = createTwoPartners()
  porch.agree()
  return porch
}

/** Four weeks after an agreement at the start (AGREE-10). */
const reviewAtMs = startMs + 28 * day

describe('DOM-6 the view says when time alone will change it', () => {
  test('DOM-6 a turn that will open', () => {
    const porch = agreed()
    expect(porch.view('a1').changesAt).toBe(startMs + 60 * hour)
    expect(porch.view('b1').changesAt).toBe(startMs + 60 * hour)
    porch.wait(60 * hour)
    expect(porch.view('a1').changesAt).toBe(reviewAtMs)
  })

  test('DOM-6 a window that waits for an answer, and the invitation that fades', () => {
    const porch = agreed()
    porch.wait(hour)
    porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
    expect(porch.view('b1').changesAt).toBe(startMs + 25 * hour)
    porch.wait(day)
    expect(porch.view('b1').changesAt).toBe(startMs + 85 * hour)
  })

  test('DOM-6 an answer that leaves the screens', () => {
    const porch = agreed()
    porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
    porch.wait(hour)
    porch.does('b1', { kind: 'answer', invitation: porch.view('b1').invitationsToMe[0]?.id ?? '', answer: 'gladly' })
    expect(porch.view('a1').changesAt).toBe(startMs + 25 * hour)
  })

  test('DOM-6 the earliest of several', () => {
    const porch = agreed()
    porch.wait(40 * hour)
    porch.does('a1', { kind: 'send-signal', signal: 'glow' })
    expect(porch.view('b1').changesAt).toBe(startMs + 60 * hour)
    expect(porch.view('a1').changesAt).toBe(startMs + 60 * hour)
    porch.wait(20 * hour)
    expect(porch.view('b1').changesAt).toBe(startMs + 64 * hour)
    expect(porch.view('a1').changesAt).toBe(reviewAtMs)
  })
})

describe('DOM-9', () => {
  test('DOM-9 a window that claims to begin later than now begins now', () => {
    const porch = agreed()
    porch.setClock('a1', hour)
    porch.does('a1', { kind: 'pass', turn: 1 })
    expect(porch.light('b1')).toMatchObject({ until: startMs + 48 * hour })
    expect(porch.view('b1').changesAt).toBe(startMs + hour)
    porch.wait(2 * hour)
    expect(porch.light('b1')).toMatchObject({ until: startMs + 49 * hour })
  })

  test('DOM-9 a clock never decides whose act counts, only when something begins', () => {
    const porch = agreed()
    porch.setClock('a1', -50 * hour)
    porch.does('a1', { kind: 'pass', turn: 1 })
    porch.does('b1', { kind: 'pass', turn: 2 })
    expect(porch.light('b2')).toMatchObject({ state: 'theirs', turn: 3 })
  })
})

test.each([
  [90, { state: 'open', turn: 1, coincidence: false }, { state: 'open', round: 1, iKept: false }],
  [365, { state: 'resting' }, { state: 'resting', round: 1, iKept: false }],
])(
  'DOM-3 doing nothing is safe: after %i days the light is at rest or on for either, and nothing else has changed',
  (days, light, review) => {
    const porch = createTwoPartners()
    porch.agree({ reviewWeeks: 12 })
    const { light: _, changesAt: __, ...before } = porch.view('a1')
    porch.wait(days * day)
    const { changesAt: ___, ...after } = porch.view('a1')
    expect(after).toEqual({ ...before, light, review })
  },
)

test('DOM-2 never a clock on the one who is asked: until they answer, their window does not begin', () => {
  const porch = agreed()
  porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
  expect(porch.view('b1').light).not.toHaveProperty('until')
  expect(porch.view('b1').invitationsToMe[0]).not.toHaveProperty('until')
})

test('TURN-11 nothing in the waiting partner’s view tells when the window ends', () => {
  const porch = agreed()
  const { changesAt: _, ...view } = porch.view('b1')
  expect(JSON.stringify(view)).not.toContain(String(startMs + 48 * hour))
})

test('a device that is not of the couple has no view', () => {
  expect(() => coupleView(agreed().facts('a1'), 'somebody', startMs)).toThrow('This device is not one of the couple.')
})
