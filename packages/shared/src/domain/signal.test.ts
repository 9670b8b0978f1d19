import { describe, expect, test } from 'vitest'
import { createTwoPartners, day, hour, minute, startMs } from '../../../../test/support/two-partners.ts'
import { pressAllowed, signalKinds } from './signal.ts'

const ok = { ok: true }
const arrived = (porch: ReturnType<typeof createTwoPartners>) =>
  porch.view('b1').signals.map(({ kind, text }) => text ?? kind)

describe('SIG-1', () => {
  test.each(signalKinds)('SIG-1 one press sends a %s to every device of the partner', (signal) => {
    const porch = createTwoPartners()
    expect(porch.does('a1', { kind: 'send-signal', signal })).toEqual(ok)
    for (const name of ['b1', 'b2'] as const)
      expect(porch.view(name).signals).toMatchObject([{ kind: signal, at: startMs }])
    expect(porch.view('a2').signals).toEqual([])
  })
})

describe('SIG-2', () => {
  test('SIG-2 the newest signal of each device stands, newest first', () => {
    const porch = createTwoPartners()
    porch.does('a1', { kind: 'send-signal', signal: 'glow' })
    porch.does('a1', { kind: 'send-signal', signal: 'hug' })
    porch.wait(1)
    porch.does('a2', { kind: 'send-signal', signal: 'smile' })
    expect(arrived(porch)).toEqual(['smile', 'hug'])
  })

  test('SIG-2 up to eight notes stand, the newest', () => {
    const porch = createTwoPartners()
    for (let i = 1; i <= 10; i += 1) {
      porch.wait(minute)
      porch.does('a1', { kind: 'send-note', text: `note ${i}` })
    }
    expect(arrived(porch)).toEqual([10, 9, 8, 7, 6, 5, 4, 3].map((i) => `note ${i}`))
  })

  test('DOM-4 notes that have faded leave with the next one sent', () => {
    const porch = createTwoPartners()
    porch.does('a1', { kind: 'send-note', text: 'yesterday' })
    porch.wait(day)
    porch.does('a1', { kind: 'send-note', text: 'today' })
    expect(JSON.stringify(porch.doc('b1').getMap('r').toJSON())).not.toContain('yesterday')
  })

  test('SIG-2 nothing is lost if either side is offline or a browser dies', () => {
    const porch = createTwoPartners()
    porch.doesOffline('a1', { kind: 'send-note', text: 'from the train' })
    porch.restart('a1')
    porch.wait(5 * hour)
    porch.sync()
    expect(arrived(porch)).toEqual(['from the train'])
  })

  test('SIG-2 each has an id of its own, also after its register was tidied away and counts anew', () => {
    const porch = createTwoPartners()
    porch.does('a1', { kind: 'send-signal', signal: 'glow' })
    const [first] = porch.view('b1').signals
    porch.wait(2 * day)
    porch.tidy('a1')
    porch.does('a1', { kind: 'send-signal', signal: 'glow' })
    const [second] = porch.view('b1').signals
    expect(second?.id).not.toBe(first?.id)
  })
})

describe('SIG-3', () => {
  const now = startMs
  const every = (ms: number, count: number) => Array.from({ length: count }, (_, i) => now - (i + 1) * ms)
  test.each([
    ['never pressed', [], ok],
    ['59 s ago', [now - 59_999], { ok: false, reason: 'too-soon' }],
    ['60 s ago', [now - 60_000], ok],
    ['23 times today', every(hour, 23), ok],
    ['24 times within a day', every(hour - 1, 24), { ok: false, reason: 'enough-today' }],
    ['24 times, the first a day ago', every(hour, 24), ok],
    ['at a time that lies ahead, because the clock was put back', [now + hour], ok],
  ])('SIG-3 pressed %s', (_, presses, outcome) => {
    expect(pressAllowed(presses, now)).toEqual(outcome)
  })
})

describe('SIG-4', () => {
  test('SIG-4 a signal fades 24 h after it was sent', () => {
    const porch = createTwoPartners()
    porch.does('a1', { kind: 'send-signal', signal: 'glow' })
    porch.does('a1', { kind: 'send-note', text: 'and a note' })
    porch.wait(day - 1)
    expect(arrived(porch)).toHaveLength(2)
    expect(porch.view('b1').changesAt).toBe(startMs + day)
    porch.wait(1)
    expect(arrived(porch)).toEqual([])
  })

  test('DOM-9 a signal from a clock that runs ahead is there at once', () => {
    const porch = createTwoPartners()
    porch.setClock('a1', hour)
    porch.does('a1', { kind: 'send-signal', signal: 'glow' })
    expect(arrived(porch)).toEqual(['glow'])
  })
})

test('SIG-5 a signal touches neither turn nor window nor agreement', () => {
  const porch = createTwoPartners()
  porch.agree()
  const { light, agreement } = porch.view('a1')
  porch.does('a1', { kind: 'send-signal', signal: 'glow' })
  porch.does('b1', { kind: 'send-note', text: 'hello' })
  expect(porch.view('a1')).toMatchObject({ light, agreement })
})

describe('SIG-6', () => {
  test.each([
    ['140 letters', 'x'.repeat(140), ok],
    ['141 letters', 'x'.repeat(141), { ok: false, reason: 'too-long' }],
    ['140 families of four', '👨‍👩‍👧‍👦'.repeat(140), ok],
    ['141 families of four', '👨‍👩‍👧‍👦'.repeat(141), { ok: false, reason: 'too-long' }],
    ['one letter with 3,000 accents', `e${'\u0301'.repeat(3_000)}`, { ok: false, reason: 'too-long' }],
    ['nothing but space', ' \n\t', { ok: false, reason: 'empty' }],
  ])('SIG-6 a note of %s', (_, text, outcome) => {
    const porch = createTwoPartners()
    expect(porch.does('a1', { kind: 'send-note', text })).toEqual(outcome)
    expect(porch.view('b1').signals).toHaveLength(outcome.ok ? 1 : 0)
  })
})
