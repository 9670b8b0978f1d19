import { describe, expect, test } from 'vitest'
import { createTwoPartners, day, hour } from '../../../../test/support/two-partners.ts'
import { badgeOf, defaultBadgeOptions } from './badge.ts'
import { type WaitingKind, stillWaiting } from './waiting.ts'

const agreed = () => {
  const porch = createTwoPartners()
  porch.does('b1', { kind: 'set-name', name: 'Édith' })
  porch.agree()
  return porch
}
type Porch = ReturnType<typeof agreed>
const nothing = () => {}
const none = { kind: 'none' }
const glyph = (character: string) => ({ kind: 'glyph', glyph: character })
const words = { ...defaultBadgeOptions, style: 'words' as const }

describe('BADGE-1 the table', () => {
  test('not paired: dark lamp, no text', () => {
    const badge = { lamp: 'dark', text: none, title: { key: 'porchlight' }, thin: false }
    expect(badgeOf('unpaired', defaultBadgeOptions)).toEqual(badge)
    expect(badgeOf('unpaired', { ...words, offlineForMs: hour })).toEqual(badge)
  })

  const rows: [string, (porch: Porch) => void, string, object, object, object][] = [
    ['light with me', nothing, 'lit', glyph('●'), { kind: 'word', word: 'you' }, { key: 'with-you' }],
    [
      'light with partner',
      (porch) => porch.does('a1', { kind: 'pass', turn: 1 }),
      'far-glow',
      glyph('○'),
      { kind: 'letter', letter: 'É' },
      { key: 'with-other', name: 'Édith' },
    ],
    ['open', (porch) => porch.wait(60 * hour), 'half-lit', glyph('◐'), { kind: 'word', word: 'us' }, { key: 'either' }],
    ['paused', (porch) => porch.does('b1', { kind: 'pause' }), 'resting', none, none, { key: 'resting' }],
    ['retired', (porch) => porch.does('b1', { kind: 'retire' }), 'resting', none, none, { key: 'resting' }],
    ['no agreement', (porch) => porch.does('b1', { kind: 'withdraw' }), 'resting', none, none, { key: 'resting' }],
    [
      'a signal waits',
      (porch) => porch.does('b1', { kind: 'send-signal', signal: 'hug' }),
      'glow',
      glyph('✦'),
      glyph('✦'),
      { key: 'thinking-of-you' },
    ],
    [
      'an invitation waits',
      (porch) => porch.does('b1', { kind: 'invite', turn: 1, text: 'A walk?' }),
      'glow',
      glyph('✦'),
      glyph('✦'),
      { key: 'something-here' },
    ],
  ]
  test.each(rows)('BADGE-1 %s', (_, arrange, lamp, glyphText, wordText, title) => {
    const porch = agreed()
    arrange(porch)
    expect(badgeOf(porch.view('a1'), defaultBadgeOptions)).toEqual({ lamp, text: glyphText, title, thin: false })
    expect(badgeOf(porch.view('a1'), words)).toEqual({ lamp, text: wordText, title, thin: false })
  })

  test('BADGE-1 a partner without a name yet has no letter', () => {
    const porch = createTwoPartners()
    porch.agree()
    porch.does('a1', { kind: 'pass', turn: 1 })
    expect(badgeOf(porch.view('a1'), words)).toMatchObject({ text: glyph('○'), title: { key: 'with-other' } })
  })
})

describe('BADGE-1', () => {
  const waiting = () => {
    const porch = agreed()
    porch.does('b1', { kind: 'send-note', text: 'hello' })
    porch.does('b1', { kind: 'invite', turn: 1, text: 'A walk?' })
    return porch
  }

  test('BADGE-1 invitation before signal before turn, until the popup is opened on that device', () => {
    const porch = waiting()
    const view = porch.view('a1')
    const ids = (...kinds: WaitingKind[]) =>
      new Set(view.waiting.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id))
    expect(badgeOf(view, defaultBadgeOptions).title.key).toBe('something-here')
    expect(badgeOf(view, { ...defaultBadgeOptions, seen: ids('something-here') }).title.key).toBe('thinking-of-you')
    const seen = ids('something-here', 'thinking-of-you')
    expect(badgeOf(view, { ...defaultBadgeOptions, seen }).title.key).toBe('with-you')
  })

  test('BADGE-1 also while resting', () => {
    const porch = waiting()
    porch.does('a1', { kind: 'pause' })
    expect(badgeOf(porch.view('a1'), defaultBadgeOptions).title.key).toBe('something-here')
  })

  test.each(['quiet', 'mute'] as const)('BADGE-1 %s hides the first two', (hidden) => {
    const view = waiting().view('a1')
    expect(badgeOf(view, { ...defaultBadgeOptions, [hidden]: true }).title.key).toBe('with-you')
  })

  test('BADGE-1 an invitation that was answered waits no more', () => {
    const porch = agreed()
    porch.does('b1', { kind: 'invite', turn: 1, text: 'A walk?' })
    porch.does('a2', { kind: 'answer', invitation: porch.view('a1').invitationsToMe[0]?.id ?? '', answer: 'gladly' })
    expect(stillWaiting(porch.view('a1').waiting, defaultBadgeOptions)).toEqual([])
  })

  test('SIG-3 all waiting signals of a partner are one light; faded ones are none', () => {
    const porch = waiting()
    porch.does('b2', { kind: 'send-signal', signal: 'hug' })
    const signals = stillWaiting(porch.view('a1').waiting, defaultBadgeOptions).filter(
      ({ kind }) => kind === 'thinking-of-you',
    )
    expect(signals).toHaveLength(2)
    porch.wait(day)
    expect(badgeOf(porch.view('a1'), defaultBadgeOptions).title.key).toBe('with-you')
  })
})

test.each([
  [undefined, false],
  [59_999, false],
  [60_000, true],
])('BADGE-2 offline for %s ms: drawn thinner %s, nothing else changes', (offlineForMs, thin) => {
  const view = agreed().view('a1')
  const options = offlineForMs === undefined ? defaultBadgeOptions : { ...defaultBadgeOptions, offlineForMs }
  expect(badgeOf(view, options)).toEqual({ ...badgeOf(view, defaultBadgeOptions), thin })
})

test('BADGE-3 in private mode the title is just Porchlight and the text is empty', () => {
  const porch = agreed()
  porch.does('b1', { kind: 'send-note', text: 'hello' })
  for (const seen of [new Set<string>(), new Set(porch.view('a1').signals.map(({ id }) => id))]) {
    expect(badgeOf(porch.view('a1'), { ...words, seen, privateMode: true })).toMatchObject({
      text: none,
      title: { key: 'porchlight' },
    })
  }
})
