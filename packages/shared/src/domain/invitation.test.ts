import { describe, expect, test } from 'vitest'
import {
  type DeviceName,
  createTwoPartners,
  day,
  hour,
  minute,
  startMs,
} from '../../../../test/support/two-partners.ts'
import { answerKinds, invitationTags } from './invitation.ts'

const ok = { ok: true }
const agreed = () => {
  const porch = createTwoPartners()
  porch.agree()
  return porch
}
type Porch = ReturnType<typeof agreed>
const invite = (porch: Porch, name: DeviceName, text = 'A walk?') =>
  porch.does(name, { kind: 'invite', turn: porch.turn(name), text })
const idOn = (porch: Porch, name: DeviceName, index = 0) => porch.view(name).invitationsToMe[index]?.id ?? ''

const openOn = (porch: Porch, name: DeviceName) =>
  porch.view(name).invitationsToMe.find(({ state }) => state === 'open')?.id ?? ''

describe('INV-1', () => {
  test('INV-1 an invitation is shown to the other, open, with its words', () => {
    const porch = agreed()
    expect(porch.does('a1', { kind: 'invite', turn: 1, text: '  A walk?\r\nBy the river. ', tag: 'close' })).toEqual(ok)
    expect(porch.view('b2').invitationsToMe).toEqual([
      { id: idOn(porch, 'b1'), text: 'A walk?\nBy the river.', tag: 'close', at: startMs, state: 'open' },
    ])
    expect(porch.view('a2').myInvitations).toMatchObject([{ state: 'open', canTakeBack: false }])
  })

  test.each([...invitationTags, undefined])('INV-4 it may carry a tag, and needs none: %s', (tag) => {
    const porch = agreed()
    const command = { kind: 'invite', turn: 1, text: 'A walk?', ...(tag === undefined ? {} : { tag }) } as const
    expect(porch.does('a1', command)).toEqual(ok)
    expect(porch.view('b1').invitationsToMe.map((invitation) => invitation.tag)).toEqual([tag])
  })

  test('INV-1 one open invitation at a time per sender, whatever device it was sent on', () => {
    const porch = agreed()
    invite(porch, 'a1')
    expect(invite(porch, 'a2')).toEqual({ ok: false, reason: 'already-open' })
    expect(invite(porch, 'b1')).toEqual(ok)
  })

  test.each(['answered', 'taken back', 'faded'])('INV-1 after one was %s the next waits 12 h', (how) => {
    const porch = agreed()
    invite(porch, 'a1')
    porch.wait(hour)
    if (how === 'answered') porch.does('b1', { kind: 'answer', invitation: idOn(porch, 'b1'), answer: 'gladly' })
    if (how === 'taken back') porch.does('a1', { kind: 'take-back', invitation: idOn(porch, 'b1') })
    if (how === 'faded') porch.wait(23 * hour)
    porch.wait(12 * hour - 1)
    expect(invite(porch, 'a2')).toEqual({ ok: false, reason: 'invite-later' })
    porch.wait(1)
    expect(invite(porch, 'a2')).toEqual(ok)
  })

  test.each(['a1', 'a2'] as const)(
    'INV-1 INV-7 something gentler asks for the next invitation: it may follow at once (%s)',
    (device) => {
      const porch = agreed()
      invite(porch, 'a1')
      porch.does('b1', { kind: 'answer', invitation: idOn(porch, 'b1'), answer: 'gentler' })
      expect(invite(porch, device, 'A hug?')).toEqual(ok)
      expect(invite(porch, device, 'Or two?')).toEqual({ ok: false, reason: 'already-open' })
      expect(porch.view('b2').invitationsToMe.filter(({ state }) => state === 'open')).toMatchObject([
        { text: 'A hug?' },
      ])
      expect(porch.does('b2', { kind: 'answer', invitation: openOn(porch, 'b2'), answer: 'not-now' })).toEqual(ok)
      expect(invite(porch, device)).toEqual({ ok: false, reason: 'invite-later' })
    },
  )

  test('INV-1 reaching out in person is always free', () => {
    const porch = agreed()
    invite(porch, 'a1')
    expect(porch.does('a1', { kind: 'reach-out', turn: 2, by: 'me' })).toEqual(ok)
  })

  test.each([1, 2, 3, 4, 5])(
    'INV-1 two devices that could not see each other each hold one: oldest first (%i)',
    (seed) => {
      const porch = createTwoPartners({ seed })
      porch.agree()
      porch.doesOffline('a2', { kind: 'invite', turn: 1, text: 'The first' })
      porch.wait(minute)
      porch.doesOffline('a1', { kind: 'invite', turn: 1, text: 'The second' })
      porch.sync()
      expect(porch.view('b1').invitationsToMe.map(({ text }) => text)).toEqual(['The first', 'The second'])
      expect(porch.view('a2').myInvitations.map(({ canTakeBack }) => canTakeBack)).toEqual([true, false])
    },
  )

  test.each([
    ['', 'empty'],
    [' \n ', 'empty'],
    ['x'.repeat(1001), 'too-long'],
  ])('DOC-7 an invitation that says %j is refused: %s', (text, reason) => {
    const porch = agreed()
    expect(porch.does('a1', { kind: 'invite', turn: 1, text })).toEqual({ ok: false, reason })
    expect(porch.turn()).toBe(1)
  })
})

describe('INV-2', () => {
  test.each(answerKinds)('INV-2 %s closes the invitation', (kind) => {
    const porch = agreed()
    invite(porch, 'a1')
    expect(
      porch.does('b1', { kind: 'answer', invitation: idOn(porch, 'b1'), answer: kind, text: 'Thank you' }),
    ).toEqual(ok)
    expect(porch.view('b2').invitationsToMe).toMatchObject([
      { state: 'answered', myAnswer: { kind, text: 'Thank you' } },
    ])
    expect(porch.view('a1').myInvitations).toMatchObject([
      { state: 'answered', canTakeBack: false, answer: { kind, text: 'Thank you' } },
    ])
  })

  test('INV-2 a rain check may say when; another answer may not', () => {
    const porch = agreed()
    invite(porch, 'a1')
    const invitation = idOn(porch, 'b1')
    const when = 'on Sunday'
    expect(porch.does('b1', { kind: 'answer', invitation, answer: 'gladly', when })).toEqual({
      ok: false,
      reason: 'bad-value',
    })
    porch.does('b1', { kind: 'answer', invitation, answer: 'rain-check', when })
    expect(porch.view('a1').myInvitations[0]?.answer).toEqual({ kind: 'rain-check', when })
  })

  test('INV-2 both leave the screens 24 h after the answer', () => {
    const porch = agreed()
    invite(porch, 'a1')
    porch.wait(hour)
    porch.does('b1', { kind: 'answer', invitation: idOn(porch, 'b1'), answer: 'gladly' })
    porch.wait(day - 1)
    expect(porch.view('a1').myInvitations).toHaveLength(1)
    porch.wait(1)
    expect(porch.view('a1').myInvitations).toEqual([])
    expect(porch.view('b1').invitationsToMe).toEqual([])
  })

  test('INV-2 the text of an invitation taken back leaves the document at once', () => {
    const porch = agreed()
    invite(porch, 'a1', 'A secret')
    porch.does('a1', { kind: 'take-back', invitation: idOn(porch, 'b1') })
    expect(JSON.stringify(porch.doc('b1').getMap('r').toJSON())).not.toContain('A secret')
  })

  test('INV-2 the answers to two invitations both stand', () => {
    const porch = agreed()
    porch.doesOffline('a1', { kind: 'invite', turn: 1, text: 'The first' })
    porch.wait(minute)
    porch.doesOffline('a2', { kind: 'invite', turn: 1, text: 'The second' })
    porch.sync()
    porch.does('b1', { kind: 'answer', invitation: idOn(porch, 'b1', 1), answer: 'gladly' })
    expect(porch.light('b1')).toMatchObject({ canExtend: false })
    porch.wait(hour)
    porch.does('b1', { kind: 'answer', invitation: idOn(porch, 'b1', 0), answer: 'rain-check' })
    expect(porch.view('a1').myInvitations.map(({ answer }) => answer?.kind)).toEqual(['rain-check', 'gladly'])
    expect(porch.light('b1')).toMatchObject({ until: startMs + minute + hour + 48 * hour })
  })

  test('INV-2 of two answers on two devices the later one is shown, to both', () => {
    const porch = agreed()
    invite(porch, 'a1')
    const invitation = idOn(porch, 'b1')
    porch.doesOffline('b1', { kind: 'answer', invitation, answer: 'not-now' })
    porch.wait(1)
    porch.doesOffline('b2', { kind: 'answer', invitation, answer: 'gladly' })
    porch.sync()
    expect(porch.view('a2').myInvitations[0]?.answer?.kind).toBe('gladly')
    expect(porch.view('b1').invitationsToMe[0]?.myAnswer?.kind).toBe('gladly')
  })
})

describe('INV-3', () => {
  test('INV-3 no answer: it fades after 24 h, and cannot be answered or taken back any more', () => {
    const porch = agreed()
    invite(porch, 'a1')
    const invitation = idOn(porch, 'b1')
    porch.wait(day)
    expect(porch.view('b1').invitationsToMe).toEqual([])
    expect(porch.view('a1').myInvitations).toEqual([])
    const closed = { ok: false, reason: 'already-closed' }
    expect(porch.does('b1', { kind: 'answer', invitation, answer: 'gladly' })).toEqual(closed)
    expect(porch.does('a1', { kind: 'take-back', invitation })).toEqual(closed)
  })

  test('INV-3 the sender is told nothing about seen or unseen', () => {
    const porch = agreed()
    invite(porch, 'a1')
    expect(Object.keys(porch.view('a1').myInvitations[0] ?? {}).sort()).toEqual([
      'at',
      'canTakeBack',
      'id',
      'state',
      'text',
    ])
  })
})

test('DOM-8 an answer to what is gone or closed is refused with a reason, and nothing is written', () => {
  const porch = agreed()
  invite(porch, 'a1')
  const invitation = idOn(porch, 'b1')
  porch.does('b1', { kind: 'answer', invitation, answer: 'gladly' })
  const before = porch.doc('b1').store.clients.size
  expect(porch.does('b2', { kind: 'answer', invitation, answer: 'talk' })).toEqual({
    ok: false,
    reason: 'already-closed',
  })
  expect(porch.does('b2', { kind: 'answer', invitation: 'nothing', answer: 'talk' })).toEqual({
    ok: false,
    reason: 'not-found',
  })
  expect(porch.doc('b1').store.clients.size).toBe(before)
})

test('DOM-9 an invitation from a clock that runs ahead is open until its own 24 h are over', () => {
  const porch = agreed()
  porch.setClock('a1', hour)
  invite(porch, 'a1')
  expect(porch.view('b1').invitationsToMe).toHaveLength(1)
  porch.wait(day)
  expect(porch.view('b1').invitationsToMe).toHaveLength(1)
  porch.wait(hour)
  expect(porch.view('b1').invitationsToMe).toEqual([])
})
