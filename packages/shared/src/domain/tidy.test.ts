import { describe, expect, test } from 'vitest'
import { type DeviceName, createTwoPartners, day, hour, startMs } from '../../../../test/support/two-partners.ts'
import { tidyIsDue } from './tidy.ts'

const agreed = (terms = {}) => {
  const porch = createTwoPartners()
  porch.agree(terms)
  return porch
}
type Porch = ReturnType<typeof agreed>
const stored = (porch: Porch, name: DeviceName, part = '') =>
  (porch
    .doc(name)
    .getMap('r')
    .get(porch.context(name).device + part) ?? {}) as Record<string, unknown>
const idOn = (porch: Porch, name: DeviceName) => porch.view(name).invitationsToMe[0]?.id ?? ''

test.each([
  [undefined, true],
  [startMs, false],
  [startMs - hour + 1, false],
  [startMs - hour, true],
  [startMs + 1, true],
])('DOM-6 at most once an hour: tidied at %s, due %s', (lastTidiedAt, due) => {
  expect(tidyIsDue(lastTidiedAt, startMs)).toBe(due)
})

describe('DOM-4 what is over leaves the document', () => {
  const rows: [string, DeviceName, string, string, (porch: Porch) => void, number][] = [
    [
      'a signal, 36 h after it was sent',
      'a1',
      '',
      'g',
      (porch) => porch.does('a1', { kind: 'send-signal', signal: 'hug' }),
      36,
    ],
    [
      'a note, 36 h after it was sent',
      'a1',
      '.t',
      't',
      (porch) => porch.does('a1', { kind: 'send-note', text: 'x' }),
      36,
    ],
    [
      'an invitation, 36 h after it faded',
      'a1',
      '.t',
      'i',
      (porch) => porch.does('a1', { kind: 'invite', turn: 1, text: 'x' }),
      60,
    ],
    [
      'an invitation, 36 h after it was taken back',
      'a1',
      '.t',
      'i',
      (porch) => {
        porch.does('a1', { kind: 'invite', turn: 1, text: 'x' })
        porch.does('a1', { kind: 'take-back', invitation: idOn(porch, 'b1') })
      },
      36,
    ],
    [
      'an answer, 36 h after it was given',
      'b1',
      '.t',
      'z',
      (porch) => {
        porch.does('a1', { kind: 'invite', turn: 1, text: 'x' })
        porch.does('b1', { kind: 'answer', invitation: idOn(porch, 'b1'), answer: 'gladly' })
      },
      36,
    ],
    [
      'an answered invitation, 36 h after the answer',
      'a1',
      '.t',
      'i',
      (porch) => {
        porch.does('a1', { kind: 'invite', turn: 1, text: 'x' })
        porch.does('b1', { kind: 'answer', invitation: idOn(porch, 'b1'), answer: 'gladly' })
      },
      36,
    ],
  ]
  test.each(rows)('DOM-4 %s', (_, name, part, field, arrange, hours) => {
    const porch = agreed()
    arrange(porch)
    porch.wait(hours * hour - 1)
    porch.tidy(name)
    expect(Object.keys(stored(porch, name, part))).toContain(field)
    porch.wait(1)
    expect(porch.tidy(name)).toBe(true)
    expect(Object.keys(stored(porch, name, part))).not.toContain(field)
    expect(porch.tidy(name)).toBe(false)
  })

  test('DOM-4 only the notes that are over go', () => {
    const porch = agreed()
    porch.does('a1', { kind: 'send-note', text: 'old' })
    porch.wait(20 * hour)
    porch.does('a1', { kind: 'send-note', text: 'new' })
    porch.wait(16 * hour)
    porch.tidy('a1')
    expect(stored(porch, 'a1', '.t')['t']).toMatchObject([{ x: 'new' }])
  })

  test('TURN-13 an act goes when a higher number is known, never the newest', () => {
    const porch = agreed()
    porch.does('a1', { kind: 'pass', turn: 1 })
    expect(porch.tidy('a1')).toBe(false)
    porch.does('b1', { kind: 'pass', turn: 2 })
    expect(porch.tidy('a1')).toBe(true)
    expect(stored(porch, 'a1')['a']).toBeUndefined()
    expect(porch.tidy('b1')).toBe(false)
  })

  test('DOC an extension goes when the turn has passed', () => {
    const porch = agreed()
    porch.does('a1', { kind: 'more-time', turn: 1 })
    expect(porch.tidy('a1')).toBe(false)
    porch.does('a2', { kind: 'pass', turn: 1 })
    porch.tidy('a1')
    expect(stored(porch, 'a1')['w']).toBeUndefined()
  })

  test('AGREE-4 the text of a replaced version goes, and all of it after a withdrawal by the other', () => {
    const porch = agreed()
    porch.agree({}, 'Second.')
    porch.tidy('a1')
    expect(stored(porch, 'a1', '.c')['yes']).toHaveLength(1)
    porch.does('b1', { kind: 'retire' })
    porch.tidy('a1')
    expect(stored(porch, 'a1', '.c')).toEqual({ n: 1 })
  })

  test('PAUSE-2 a pause note goes once another device has come back; the three numbers never', () => {
    const porch = agreed()
    porch.does('a1', { kind: 'pause', note: 'grief' })
    porch.does('a2', { kind: 'come-back' })
    porch.wait(400 * day)
    porch.tidy('a1')
    porch.tidy('a2')
    expect(stored(porch, 'a1', '.t')).toEqual({})
    expect(stored(porch, 'a1')).toEqual({ p: 1 })
    expect(stored(porch, 'a2')).toMatchObject({ r: 1, ra: startMs })
  })
})

test('DOM-6 tidying changes no fact and writes only its own keys', () => {
  const porch = agreed()
  porch.does('a1', { kind: 'send-note', text: 'x' })
  porch.does('b1', { kind: 'send-signal', signal: 'glow' })
  porch.does('a2', { kind: 'invite', turn: 1, text: 'x' })
  porch.wait(5 * day)
  const before = porch.view('b1')
  const others = ['a1', 'a2', 'b2'].map((name) => [
    stored(porch, name as DeviceName),
    stored(porch, name as DeviceName, '.t'),
  ])
  porch.tidy('b1')
  porch.sync()
  expect(porch.view('b1')).toEqual(before)
  expect(
    ['a1', 'a2', 'b2'].map((name) => [stored(porch, name as DeviceName), stored(porch, name as DeviceName, '.t')]),
  ).toEqual(others)
})

test('DOM-6 passing time writes nothing: nothing to tidy, nothing written', () => {
  const porch = agreed()
  porch.wait(365 * day)
  for (const name of ['a1', 'a2', 'b1', 'b2'] as const) expect(porch.tidy(name)).toBe(false)
})
