import { describe, expect, test } from 'vitest'
import {
  type DeviceName,
  createTwoPartners,
  day,
  hour,
  minute,
  startMs,
} from '../../../../test/support/two-partners.ts'

const agreed = (terms = {}) => {
  const porch = createTwoPartners()
  porch.agree(terms)
  return porch
}
type Porch = ReturnType<typeof agreed>
const holderOf = (porch: Porch) => {
  const light = porch.light('a1')
  if (light.state === 'mine') return 'a'
  return light.state === 'theirs' ? 'b' : light.state
}
const untilOf = (porch: Porch, name: DeviceName) => {
  const light = porch.light(name)
  return light.state === 'mine' ? light.until : undefined
}
const ok = { ok: true }

describe('TURN-1', () => {
  test('TURN-1 the first turn has number 1, is the first holder’s, with a full window from the second yes', () => {
    const porch = createTwoPartners()
    porch.write('We take turns.')
    porch.does('a1', { kind: 'set-terms', terms: { firstHolder: 'b', windowHours: 72 } })
    porch.does('a1', { kind: 'consent', hash: porch.hash('a1') })
    porch.wait(5 * hour)
    porch.does('b1', { kind: 'consent', hash: porch.hash('b1') })
    expect(porch.light('b1')).toEqual({
      state: 'mine',
      turn: 1,
      until: startMs + 5 * hour + 72 * hour,
      canExtend: true,
      coincidence: false,
    })
    expect(porch.light('a2')).toEqual({ state: 'theirs', turn: 1, coincidence: false })
  })

  test('TURN-1 a version that replaces one in force leaves turn and window as they are', () => {
    const porch = agreed()
    porch.wait(hour)
    porch.does('a1', { kind: 'reach-out', turn: 1, by: 'me' })
    const before = porch.light('b1')
    porch.wait(hour)
    porch.write('We take turns, slowly.')
    porch.does('a1', { kind: 'set-terms', terms: { windowHours: 24, firstHolder: 'a' } })
    porch.does('b2', { kind: 'consent', hash: porch.hash('b2') })
    porch.does('a1', { kind: 'consent', hash: porch.hash('a1') })
    expect(porch.view('a1').agreement.inForce?.isDraft).toBe(true)
    expect(porch.light('b1')).toEqual(before)
  })

  test('TURN-1 the first turn goes on too when its version is replaced before anyone acted', () => {
    const porch = agreed()
    porch.wait(hour)
    porch.does('a1', { kind: 'more-time', turn: 1 })
    const before = porch.light('a1')
    porch.wait(hour)
    porch.agree({ windowHours: 24, firstHolder: 'b' }, 'Another text.')
    expect(porch.light('a1')).toEqual(before)
  })

  test('TURN-1 the number never goes back: after starting again it is higher than before', () => {
    const porch = agreed()
    porch.does('a1', { kind: 'pass', turn: 1 })
    porch.does('b1', { kind: 'pass', turn: 2 })
    porch.does('a1', { kind: 'retire' })
    porch.wait(day)
    porch.agree({}, 'Once more.')
    expect(porch.turn()).toBe(4)
    expect(untilOf(porch, 'a1')).toBe(startMs + day + 48 * hour)
  })

  test('TURN-1 an act that arrives late from before a new beginning does not take its turn', () => {
    const porch = agreed()
    porch.goesOffline('a2')
    porch.does('b1', { kind: 'withdraw' })
    porch.wait(day)
    porch.agree({}, 'Once more.')
    const before = porch.light('b1')
    porch.doesOffline('a2', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.comesOnline('a2')
    expect(before).toMatchObject({ state: 'theirs', turn: 2 })
    expect(porch.light('b1')).toEqual(before)
    expect(untilOf(porch, 'a1')).toBe(startMs + day + 48 * hour)
  })
})

describe('TURN-2', () => {
  test('TURN-2 the turn passes once the holder has reached out, with a full window', () => {
    const porch = agreed()
    porch.wait(30 * hour)
    expect(porch.does('a1', { kind: 'reach-out', turn: 1, by: 'me' })).toEqual(ok)
    expect(porch.light('b1')).toMatchObject({ state: 'mine', turn: 2, until: startMs + 78 * hour })
    expect(porch.light('a2')).toMatchObject({ state: 'theirs', turn: 2 })
  })

  const asked = () => {
    const porch = agreed()
    porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
    const [invitation] = porch.view('b1').invitationsToMe
    return { porch, invitation: invitation?.id ?? '' }
  }

  test('TURN-2 while an invitation to the holder is open no window is shown and none can be extended', () => {
    const { porch } = asked()
    expect(porch.light('b1')).toEqual({ state: 'mine', turn: 2, canExtend: false, coincidence: false })
    expect(porch.does('b1', { kind: 'more-time', turn: 2 })).toEqual({ ok: false, reason: 'no-window' })
  })

  test('TURN-2 the window begins with the holder’s answer', () => {
    const { porch, invitation } = asked()
    porch.wait(7 * hour)
    porch.does('b2', { kind: 'answer', invitation, answer: 'not-now' })
    expect(untilOf(porch, 'b1')).toBe(startMs + 55 * hour)
  })

  test('TURN-2 … or 24 h after sending', () => {
    const { porch } = asked()
    porch.wait(day - 1)
    expect(untilOf(porch, 'b1')).toBeUndefined()
    porch.wait(1)
    expect(untilOf(porch, 'b1')).toBe(startMs + day + 48 * hour)
  })

  test('TURN-2 … or with a take back', () => {
    const porch = agreed()
    porch.doesOffline('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
    porch.doesOffline('a2', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.sync()
    porch.wait(3 * hour)
    expect(untilOf(porch, 'b1')).toBeUndefined()
    porch.does('a1', { kind: 'take-back', invitation: porch.view('a1').myInvitations[0]?.id ?? '' })
    expect(porch.light('b1')).toMatchObject({ state: 'mine', turn: 2, until: startMs + 51 * hour })
  })

  test('TURN-2 also after the sender reached out once more, and until the answer only', () => {
    const { porch, invitation } = asked()
    porch.wait(2 * hour)
    porch.does('a2', { kind: 'reach-out', turn: 2, by: 'me' })
    expect(porch.light('b1')).toEqual({ state: 'mine', turn: 3, canExtend: false, coincidence: false })
    porch.wait(3 * hour)
    porch.does('b1', { kind: 'answer', invitation, answer: 'gladly' })
    expect(untilOf(porch, 'b1')).toBe(startMs + 53 * hour)
  })

  test('TURN-2 also when the light comes back to the one who was asked, and until it is taken back only', () => {
    const { porch, invitation } = asked()
    porch.does('b1', { kind: 'pass', turn: 2 })
    porch.does('a1', { kind: 'reach-out', turn: 3, by: 'me' })
    expect(untilOf(porch, 'b1')).toBeUndefined()
    porch.wait(hour)
    porch.does('a1', { kind: 'take-back', invitation })
    expect(untilOf(porch, 'b1')).toBe(startMs + 49 * hour)
  })

  test('DOM-1 shorter terms do not shorten the window that waits', () => {
    const porch = agreed({ windowHours: 336 })
    porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
    porch.agree({ windowHours: 24 }, 'Shorter.')
    porch.does('a2', { kind: 'reach-out', turn: 2, by: 'me' })
    porch.does('b1', { kind: 'answer', invitation: porch.view('b1').invitationsToMe[0]?.id ?? '', answer: 'gladly' })
    expect(untilOf(porch, 'b1')).toBe(startMs + 336 * hour)
  })

  test('TURN-2 the start stays where the answer put it after answer and invitation have left the document', () => {
    const porch = agreed({ windowHours: 336 })
    porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
    porch.wait(hour)
    porch.does('b1', { kind: 'answer', invitation: porch.view('b1').invitationsToMe[0]?.id ?? '', answer: 'gladly' })
    const before = porch.light('b1')
    porch.wait(4 * day)
    for (const name of ['a1', 'b1'] as const) porch.tidy(name)
    porch.sync()
    expect(porch.facts('a1').partners.b.devices[0]?.answers).toEqual([])
    expect(porch.light('b1')).toEqual(before)
  })
})

describe('TURN-3', () => {
  test('TURN-3 NAME reached out counts as the holder’s and brings the light to the one who presses', () => {
    const porch = agreed()
    expect(porch.does('b1', { kind: 'reach-out', turn: 1, by: 'other' })).toEqual(ok)
    expect(porch.light('b1')).toMatchObject({ state: 'mine', turn: 2, coincidence: false })
  })

  test('TURN-3 both saying that the holder reached out is one reaching out', () => {
    const porch = agreed()
    porch.doesOffline('b1', { kind: 'reach-out', turn: 1, by: 'other' })
    porch.doesOffline('a1', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.sync()
    expect(porch.light('b1')).toMatchObject({ state: 'mine', turn: 2, coincidence: false })
  })

  test('TURN-3 the holder cannot say it of the one who waits', () => {
    const porch = agreed()
    expect(porch.does('a1', { kind: 'reach-out', turn: 1, by: 'other' })).toEqual({ ok: false, reason: 'is-holder' })
  })
})

describe('TURN-4', () => {
  test('TURN-4 out of turn the holder keeps the light, with a fresh full window', () => {
    const porch = agreed()
    porch.wait(20 * hour)
    porch.does('b1', { kind: 'reach-out', turn: 1, by: 'me' })
    expect(porch.light('a1')).toMatchObject({ state: 'mine', turn: 2, until: startMs + 68 * hour })
  })

  test('TURN-4 every reaching out and every pass raises the number by one', () => {
    const porch = agreed()
    porch.does('a1', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.does('a1', { kind: 'reach-out', turn: 2, by: 'me' })
    porch.does('b2', { kind: 'pass', turn: 3 })
    expect(porch.turn()).toBe(4)
  })

  test('DOM-1 out of turn never shortens what the holder has: neither an extension by a fast clock nor shorter terms', () => {
    const porch = agreed({ windowHours: 336 })
    porch.setClock('a1', hour)
    porch.does('a1', { kind: 'more-time', turn: 1 })
    const before = untilOf(porch, 'a1')
    porch.setClock('a1', 0)
    porch.agree({ windowHours: 24 }, 'Shorter.')
    porch.does('b1', { kind: 'reach-out', turn: 1, by: 'me' })
    expect(untilOf(porch, 'a1')).toBe(before)
  })

  test('DOM-1 out of turn starts no clock on a holder who has none', () => {
    const porch = agreed({ windowHours: null })
    porch.agree({ windowHours: 24 }, 'With a window.')
    porch.does('b1', { kind: 'reach-out', turn: 1, by: 'me' })
    expect(untilOf(porch, 'a1')).toBeUndefined()
    porch.does('a1', { kind: 'reach-out', turn: 2, by: 'me' })
    expect(untilOf(porch, 'b1')).toBe(startMs + day)
  })
})

test('TURN-5 passing gives the other the light, with a full window', () => {
  const porch = agreed()
  porch.wait(40 * hour)
  expect(porch.does('a2', { kind: 'pass', turn: 1 })).toEqual(ok)
  expect(porch.light('b1')).toMatchObject({ state: 'mine', turn: 2, until: startMs + 88 * hour })
  expect(porch.does('a2', { kind: 'pass', turn: 2 })).toEqual({ ok: false, reason: 'not-holder' })
})

describe('TURN-6', () => {
  test('TURN-6 more time is a full window from now, any number of times, never added up', () => {
    const porch = agreed()
    porch.wait(hour)
    porch.does('a1', { kind: 'more-time', turn: 1 })
    porch.does('a1', { kind: 'more-time', turn: 1 })
    expect(untilOf(porch, 'a1')).toBe(startMs + 49 * hour)
    porch.wait(hour)
    porch.does('a2', { kind: 'more-time', turn: 1 })
    expect(untilOf(porch, 'a1')).toBe(startMs + 50 * hour)
  })

  test('TURN-6 more time never shortens: a slow clock changes nothing', () => {
    const porch = agreed()
    porch.setClock('a2', -hour)
    porch.does('a2', { kind: 'more-time', turn: 1 })
    expect(untilOf(porch, 'a1')).toBe(startMs + 48 * hour)
  })

  test('TURN-6 more time pressed again after the clock was put back takes nothing away', () => {
    const porch = agreed()
    porch.setClock('a1', hour)
    porch.does('a1', { kind: 'more-time', turn: 1 })
    porch.setClock('a1', 0)
    porch.does('a1', { kind: 'more-time', turn: 1 })
    expect(untilOf(porch, 'a1')).toBe(startMs + 49 * hour)
  })

  test('TURN-6 more time counts for its turn only', () => {
    const porch = agreed()
    porch.setClock('a2', hour)
    porch.does('a2', { kind: 'more-time', turn: 1 })
    porch.does('a1', { kind: 'pass', turn: 1 })
    porch.does('b1', { kind: 'pass', turn: 2 })
    expect(untilOf(porch, 'a1')).toBe(startMs + 48 * hour)
  })

  test('TURN-6 only the holder, and only where there is a window', () => {
    const porch = agreed({ windowHours: null })
    expect(porch.light('a1')).toEqual({ state: 'mine', turn: 1, canExtend: false, coincidence: false })
    expect(porch.does('a1', { kind: 'more-time', turn: 1 })).toEqual({ ok: false, reason: 'no-window' })
    expect(porch.does('b1', { kind: 'more-time', turn: 1 })).toEqual({ ok: false, reason: 'not-holder' })
  })
})

describe('TURN-7', () => {
  const opened = () => {
    const porch = agreed()
    porch.wait(60 * hour)
    return porch
  }

  test('TURN-7 window + 12 h gone by, the light is on for either', () => {
    const porch = agreed()
    porch.wait(60 * hour - 1)
    expect(porch.light('a1').state).toBe('mine')
    porch.wait(1)
    expect(porch.light('a1')).toEqual({ state: 'open', turn: 1, coincidence: false })
    expect(porch.light('b1')).toEqual({ state: 'open', turn: 1, coincidence: false })
  })

  test.each([
    ['a1', 'b'],
    ['b1', 'a'],
  ] as const)('TURN-7 whoever then reaches out (%s), it goes to the other', (name, holder) => {
    const porch = opened()
    porch.does(name, { kind: 'reach-out', turn: 1, by: 'me' })
    expect(holderOf(porch)).toBe(holder)
    expect(untilOf(porch, holder === 'a' ? 'a1' : 'b1')).toBe(startMs + 108 * hour)
  })

  test('TURN-7 nobody holds an open turn: passing and more time are refused', () => {
    const porch = opened()
    expect(porch.does('a1', { kind: 'pass', turn: 1 })).toEqual({ ok: false, reason: 'not-holder' })
    expect(porch.does('a1', { kind: 'more-time', turn: 1 })).toEqual({ ok: false, reason: 'not-holder' })
  })

  test('TURN-7 with no window set a turn never opens by itself', () => {
    const porch = agreed({ windowHours: null, reviewWeeks: 12 })
    porch.wait(97 * day)
    expect(holderOf(porch)).toBe('a')
  })
})

describe('TURN-8', () => {
  test('TURN-8 both reach out at once: to the one who was not the holder, a happy coincidence to both', () => {
    const porch = agreed()
    porch.doesOffline('a1', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.wait(hour)
    porch.doesOffline('b1', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.sync()
    expect(porch.light('a1')).toEqual({ state: 'theirs', turn: 2, coincidence: true })
    expect(porch.light('b1')).toMatchObject({ state: 'mine', turn: 2, coincidence: true, until: startMs + 49 * hour })
  })

  test('TURN-8 at once on an open turn: to the one who was not the last holder', () => {
    const porch = agreed()
    porch.wait(61 * hour)
    porch.doesOffline('a1', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.doesOffline('b1', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.sync()
    expect(holderOf(porch)).toBe('b')
  })

  test('TURN-8 a pass meeting a reaching out is not named', () => {
    const porch = agreed()
    porch.doesOffline('a1', { kind: 'pass', turn: 1 })
    porch.doesOffline('b1', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.sync()
    expect(porch.light('b1')).toMatchObject({ state: 'mine', turn: 2, coincidence: false })
  })

  test.each([
    [1, 'b'],
    [2, 'a'],
  ] as const)('TURN-8 acts on number %i that name different holders: the light goes to %s', (number, holder) => {
    const porch = createTwoPartners()
    porch.agree()
    const act = (n: number, by: 'a' | 'b', h: 'a' | 'b') => ({
      n,
      k: 'reach',
      by,
      h,
      at: startMs,
      s: startMs,
      u: 0,
      wh: 48,
    })
    const registers = porch.doc('a1').getMap('r')
    registers.set(porch.context('a1').device, { a: act(number, 'a', 'a') })
    registers.set(porch.context('b1').device, { a: act(number, 'b', 'b') })
    porch.sync()
    expect(holderOf(porch)).toBe(holder)
  })
})

describe('TURN-9', () => {
  test('TURN-9 the same partner’s two devices reaching out on one number are one; the later window counts', () => {
    const porch = agreed()
    porch.doesOffline('a1', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.wait(2 * hour)
    porch.doesOffline('a2', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.sync()
    expect(porch.light('b1')).toMatchObject({ turn: 2, until: startMs + 50 * hour, coincidence: false })
  })

  test('TURN-9 reaching out goes before passing', () => {
    const porch = agreed()
    porch.doesOffline('a1', { kind: 'pass', turn: 1 })
    porch.doesOffline('a2', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.doesOffline('b1', { kind: 'reach-out', turn: 1, by: 'me' })
    porch.sync()
    expect(porch.light('b1')).toMatchObject({ state: 'mine', turn: 2, coincidence: true })
  })

  test('TURN-9 reaching out goes before taking back, on the devices of one partner', () => {
    const porch = agreed()
    porch.does('b1', { kind: 'invite', turn: 1, text: 'Out of turn' })
    porch.doesOffline('b1', { kind: 'take-back', invitation: porch.view('b1').myInvitations[0]?.id ?? '' })
    porch.doesOffline('b2', { kind: 'reach-out', turn: 2, by: 'me' })
    porch.sync()
    expect(porch.light('a1')).toMatchObject({ state: 'mine', turn: 3 })
  })

  test('TURN-9 passing goes before taking back', () => {
    const porch = agreed()
    porch.does('b1', { kind: 'invite', turn: 1, text: 'Out of turn' })
    porch.doesOffline('b1', { kind: 'take-back', invitation: porch.view('b1').myInvitations[0]?.id ?? '' })
    porch.wait(hour)
    porch.doesOffline('a1', { kind: 'pass', turn: 2 })
    porch.sync()
    expect(porch.light('b1')).toMatchObject({ state: 'mine', turn: 3, until: startMs + 49 * hour })
  })
})

describe('TURN-10', () => {
  const invited = (name: DeviceName = 'a1') => {
    const porch = agreed()
    porch.wait(5 * hour)
    porch.does(name, { kind: 'invite', turn: 1, text: 'A walk?' })
    return { porch, invitation: porch.view(name).myInvitations[0]?.id ?? '' }
  }

  test('TURN-10 taken back, it closes and the light is where it was, with a full window, one number on', () => {
    const { porch, invitation } = invited()
    porch.wait(hour)
    expect(porch.does('a1', { kind: 'take-back', invitation })).toEqual(ok)
    expect(porch.light('a1')).toMatchObject({ state: 'mine', turn: 3, until: startMs + 54 * hour })
    expect(porch.view('b1').invitationsToMe).toEqual([])
  })

  test('TURN-10 an invitation out of turn taken back: the light is with its holder, as it was', () => {
    const { porch, invitation } = invited('b1')
    porch.wait(hour)
    porch.does('b1', { kind: 'take-back', invitation })
    expect(porch.light('a1')).toMatchObject({ state: 'mine', turn: 3, until: startMs + 54 * hour })
  })

  test('TURN-10 if something else moved the turn since, it only closes', () => {
    const { porch, invitation } = invited()
    porch.does('b1', { kind: 'pass', turn: 2 })
    const before = porch.light('a1')
    porch.wait(minute)
    porch.does('a1', { kind: 'take-back', invitation })
    expect(porch.light('a1')).toEqual(before)
    expect(porch.view('b1').invitationsToMe).toEqual([])
  })

  test('TURN-10 only on the device that sent it', () => {
    const { porch, invitation } = invited()
    expect(porch.view('a1').myInvitations[0]?.canTakeBack).toBe(true)
    expect(porch.view('a2').myInvitations[0]?.canTakeBack).toBe(false)
    expect(porch.does('a2', { kind: 'take-back', invitation })).toEqual({ ok: false, reason: 'not-this-device' })
    expect(porch.does('b1', { kind: 'take-back', invitation })).toEqual({ ok: false, reason: 'not-found' })
  })

  test('TURN-10 answered and taken back at once: the answer is shown, the light is with the sender', () => {
    const { porch, invitation } = invited()
    porch.doesOffline('a1', { kind: 'take-back', invitation })
    porch.doesOffline('b1', { kind: 'answer', invitation, answer: 'gladly', text: 'Yes!' })
    porch.sync()
    expect(porch.view('a1').myInvitations).toMatchObject([{ state: 'answered', text: '', answer: { kind: 'gladly' } }])
    expect(porch.light('a1')).toMatchObject({ state: 'mine', turn: 3 })
  })

  test('TURN-10 answers never decide whose turn it is', () => {
    const { porch, invitation } = invited()
    porch.does('b1', { kind: 'answer', invitation, answer: 'not-now' })
    expect(porch.light('b1')).toMatchObject({ state: 'mine', turn: 2 })
  })
})

describe('TURN-11', () => {
  test('TURN-11 the one who waits sees whose turn it is and nothing about time', () => {
    const porch = agreed()
    expect(Object.keys(porch.light('b1')).sort()).toEqual(['coincidence', 'state', 'turn'])
  })
})

describe('TURN-12', () => {
  test('TURN-12 terms that change apply from the next turn', () => {
    const porch = agreed()
    porch.agree({ windowHours: 100 }, 'Longer.')
    expect(untilOf(porch, 'a1')).toBe(startMs + 48 * hour)
    porch.does('a1', { kind: 'pass', turn: 1 })
    expect(untilOf(porch, 'b1')).toBe(startMs + 100 * hour)
    porch.does('a1', { kind: 'set-terms', terms: { windowHours: 24 } })
    expect(untilOf(porch, 'b1')).toBe(startMs + 100 * hour)
  })

  test('DOC-6 of two acts at once no window goes before the greater one', () => {
    const porch = agreed()
    const act = (by: 'a' | 'b', wh: number | null) => ({
      n: 1,
      k: 'reach',
      by,
      h: 'a',
      at: startMs,
      s: startMs,
      u: 0,
      wh,
    })
    porch
      .doc('a1')
      .getMap('r')
      .set(porch.context('a1').device, { a: act('a', 48) })
    porch
      .doc('b1')
      .getMap('r')
      .set(porch.context('b1').device, { a: act('b', 72) })
    porch.sync()
    expect(untilOf(porch, 'b1')).toBe(startMs + 72 * hour)
    porch
      .doc('a2')
      .getMap('r')
      .set(porch.context('a2').device, { a: act('a', null) })
    porch.sync()
    expect(porch.light('b1')).toEqual({ state: 'mine', turn: 2, canExtend: false, coincidence: true })
  })
})

describe('TURN-13', () => {
  test('TURN-13 an act on a number below the highest is ignored, whenever it arrives', () => {
    const porch = agreed()
    porch.doesOffline('b2', { kind: 'reach-out', turn: 1, by: 'me' })
    for (const name of ['a1', 'b1', 'a1'] as const) {
      porch.doesOffline(name, { kind: 'pass', turn: porch.turn(name) })
      porch.sync('a1', 'a2', 'b1')
    }
    const before = porch.light('a1')
    porch.sync()
    expect(porch.light('a1')).toEqual(before)
    expect(porch.turn()).toBe(4)
  })
})

describe('TURN-14', () => {
  const moves = (porch: Porch) => [
    porch.does('a1', { kind: 'reach-out', turn: 1, by: 'me' }),
    porch.does('a1', { kind: 'pass', turn: 1 }),
    porch.does('a1', { kind: 'more-time', turn: 1 }),
    porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' }),
  ]

  test('TURN-14 without an agreement reaching out, passing and extending are refused', () => {
    const refused = { ok: false, reason: 'no-agreement' }
    expect(moves(createTwoPartners())).toEqual([refused, refused, refused, refused])
  })

  test('TURN-14 while either pauses they are refused too', () => {
    const porch = agreed()
    porch.does('b1', { kind: 'pause' })
    const refused = { ok: false, reason: 'resting' }
    expect(moves(porch)).toEqual([refused, refused, refused, refused])
  })

  test('TURN-14 signals, answers, take back and pausing always work', () => {
    const porch = agreed()
    porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
    porch.does('b1', { kind: 'invite', turn: 2, text: 'A bath?' })
    porch.does('a1', { kind: 'pause' })
    porch.does('b1', { kind: 'withdraw' })
    const [ofA] = porch.view('b1').invitationsToMe
    const [ofB] = porch.view('b1').myInvitations
    expect(porch.does('b1', { kind: 'answer', invitation: ofA?.id ?? '', answer: 'talk' })).toEqual(ok)
    expect(porch.does('b1', { kind: 'take-back', invitation: ofB?.id ?? '' })).toEqual(ok)
    expect(porch.does('b1', { kind: 'send-signal', signal: 'hug' })).toEqual(ok)
    expect(porch.does('b1', { kind: 'pause' })).toEqual(ok)
  })
})
