import { expect, test } from 'vitest'
import { type DeviceName, createTwoPartners, minute } from '../../../../test/support/two-partners.ts'
import { noticesBetween } from './notices.ts'

const quiet = { seen: new Set<string>(), quiet: false, mute: false }
const arrange = () => {
  const porch = createTwoPartners()
  porch.agree()
  return porch
}
type Porch = ReturnType<typeof arrange>
const signal = (porch: Porch) => porch.does('b1', { kind: 'send-signal', signal: 'glow' })
const invite = (porch: Porch) => porch.does('b1', { kind: 'invite', turn: 1, text: 'A walk?' })
const between = (porch: Porch, act: () => void, options = {}, name: DeviceName = 'a1') => {
  const before = porch.view(name)
  act()
  return noticesBetween(before, porch.view(name), { ...quiet, now: porch.now(name), ...options })
}

test('SIG-3 a signal that arrives is one notice, of a kind that tells nothing', () => {
  const porch = arrange()
  expect(between(porch, () => signal(porch))).toEqual(['thinking-of-you'])
  expect(between(porch, () => porch.does('b2', { kind: 'send-note', text: 'secret' }))).toEqual(['thinking-of-you'])
})

test('INV-1 an invitation that arrives is one notice, and goes before a signal', () => {
  const porch = arrange()
  expect(
    between(porch, () => {
      signal(porch)
      invite(porch)
    }),
  ).toEqual(['something-here'])
})

test('SIG-3 at most one notice in ten minutes', () => {
  const porch = arrange()
  const lastNoticeAt = porch.now('a1')
  porch.wait(10 * minute - 1)
  expect(between(porch, () => signal(porch), { lastNoticeAt })).toEqual([])
  porch.wait(1)
  expect(between(porch, () => signal(porch), { lastNoticeAt })).toEqual(['thinking-of-you'])
})

test.each(['mute', 'quiet'])('SIG-5 %s: no notice', (hidden) => {
  const porch = arrange()
  expect(between(porch, () => signal(porch), { [hidden]: true })).toEqual([])
})

test('SIG-4 what was seen on this device is no news', () => {
  const porch = arrange()
  const before = porch.view('a1')
  signal(porch)
  const seen = new Set(porch.view('a1').signals.map(({ id }) => id))
  expect(noticesBetween(before, porch.view('a1'), { ...quiet, seen, now: porch.now('a1') })).toEqual([])
})

test('INV-1 an invitation is news once', () => {
  const porch = arrange()
  invite(porch)
  expect(between(porch, () => porch.wait(minute))).toEqual([])
  expect(between(porch, () => signal(porch))).toEqual(['thinking-of-you'])
})

test('SIG-3 what was there before is no news, and without a view before nothing is', () => {
  const porch = arrange()
  signal(porch)
  expect(between(porch, () => porch.wait(minute))).toEqual([])
  expect(noticesBetween(undefined, porch.view('a1'), { ...quiet, now: porch.now('a1') })).toEqual([])
})

test.each<[string, (porch: Porch) => unknown]>([
  ['a pass', (porch) => porch.does('a2', { kind: 'pass', turn: 1 })],
  ['a turn that opens', (porch) => porch.wait(70 * 60 * minute)],
  ['a pause', (porch) => porch.does('b1', { kind: 'pause' })],
  ['a withdrawal', (porch) => porch.does('b1', { kind: 'withdraw' })],
  ['an edit', (porch) => porch.write('Something else.')],
  ['a signal of my own', (porch) => porch.does('a2', { kind: 'send-signal', signal: 'hug' })],
])('DOM-3 never a notice about time or silence: %s is none', (_, act) => {
  const porch = arrange()
  expect(between(porch, () => act(porch))).toEqual([])
})
