import { describe, expect, it, test } from 'vitest'
import { createTwoPartners, day, hour, type DeviceName } from '../../../../test/support/two-partners.ts'
import { badgeOf, defaultBadgeOptions } from './badge.ts'
import { type Keep, restsAfterMs, reviewAt, roundOf } from './review.ts'

const ok = { ok: true }
const week = 7 * day
const inForce = { hash: 'h'.repeat(43), since: 1_000, terms: { reviewWeeks: 4 } }
const keep = (r: number, at: number, base: number, h = inForce.hash): Keep => ({ h, r, at, base })

describe('which round is next', () => {
  const due = inForce.since + 4 * week
  it.each<[string, unknown[], unknown[], ReturnType<typeof roundOf>]>([
    ['AGREE-10 the first counts from the agreement', [], [], { number: 1, base: 1_000, kept: { a: false, b: false } }],
    [
      'AGREE-10 keeping takes both: one alone keeps for themselves',
      [keep(1, due + 5, 1_000)],
      [],
      { number: 1, base: 1_000, kept: { a: true, b: false } },
    ],
    [
      'AGREE-10 the next counts from the later of the two',
      [keep(1, due + 5, 1_000)],
      [keep(1, due + 9, 1_000)],
      { number: 2, base: due + 9, kept: { a: false, b: false } },
    ],
    [
      'AGREE-10 whoever is a round ahead says when it began',
      [keep(2, due + 5 * week, due + 9)],
      [keep(1, due + 9, 1_000)],
      { number: 2, base: due + 9, kept: { a: true, b: false } },
    ],
    [
      'AGREE-10 a keep of another version says nothing',
      [keep(1, due, 1_000, 'x'.repeat(43))],
      [keep(1, due, 1_000)],
      { number: 1, base: 1_000, kept: { a: false, b: true } },
    ],
    [
      'AGREE-10 nor one from before this version came into force again',
      [keep(3, 999, 900)],
      [keep(3, 999, 900)],
      { number: 1, base: 1_000, kept: { a: false, b: false } },
    ],
    [
      'AGREE-10 of several devices the highest round counts',
      [keep(1, due, 1_000), keep(2, due + 5 * week, due + 1)],
      [keep(1, due + 1, 1_000)],
      { number: 2, base: due + 1, kept: { a: true, b: false } },
    ],
    [
      'AGREE-10 kept by both after it had come to rest, time runs anew from there',
      [keep(1, due + restsAfterMs + 7, 1_000)],
      [keep(1, due, 1_000)],
      {
        number: 2,
        base: due + restsAfterMs + 7,
        kept: { a: false, b: false },
        wokeAt: due + restsAfterMs + 7,
      },
    ],
    [
      'DOC-6 what is no keep is read as absent',
      [null, 7, {}, { h: inForce.hash, r: -1, at: due, base: 0 }],
      [keep(1, due, 1_000)],
      { number: 1, base: 1_000, kept: { a: false, b: true } },
    ],
    [
      'DOM-1 a round beyond all rounds keeps for its writer alone',
      [keep(2 ** 31 - 1, due, 8.64e15)],
      [keep(1, due + 9, 1_000)],
      { number: 2, base: due + 9, kept: { a: true, b: false } },
    ],
  ])('%s', (_title, a, b, round) => {
    expect(roundOf(inForce, { a, b })).toEqual(round)
  })
})

describe('where the review stands', () => {
  const round = { number: 1, base: inForce.since, kept: { a: false, b: false } }
  const opensAt = inForce.since + 4 * week
  it.each([
    ['AGREE-10 nothing asks before its time', opensAt - 1, { state: 'later', opensAt }],
    [
      'AGREE-10 after the weeks both agreed on it asks both',
      opensAt,
      { state: 'open', round: 1, restsAt: opensAt + restsAfterMs },
    ],
    ['AGREE-10 after two weeks without both it rests', opensAt + 14 * day, { state: 'resting', round: 1 }],
    ['AGREE-10 however late', opensAt + 400 * day, { state: 'resting', round: 1 }],
  ])('%s', (_title, now, review) => {
    expect(reviewAt(inForce, round, now)).toEqual(review)
  })
})

describe('looking again', () => {
  const agreed = (reviewWeeks = 4) => {
    const porch = createTwoPartners()
    porch.agree({ reviewWeeks })
    return porch
  }
  type Porch = ReturnType<typeof agreed>
  const keepOn = (porch: Porch, name: DeviceName, round = porch.view(name).review?.round ?? -1) =>
    porch.does(name, { kind: 'keep', round })
  const open = { state: 'open', round: 1, iKept: false }

  test('AGREE-10 the view asks both, after the weeks they agreed on, and not before', () => {
    const porch = agreed(2)
    porch.wait(2 * week - 1)
    expect([porch.view('a1').review, porch.view('b1').changesAt]).toEqual([undefined, porch.now('b1') + 1])
    porch.wait(1)
    for (const name of ['a1', 'a2', 'b1', 'b2'] as const) expect(porch.view(name).review).toEqual(open)
  })

  test('AGREE-13 while it is open nothing waits and the toolbar shows what it showed', () => {
    const porch = agreed()
    porch.wait(4 * week - 1)
    const badge = badgeOf(porch.view('a1'), defaultBadgeOptions)
    porch.wait(1)
    expect(porch.view('a1').review).toEqual(open)
    expect([porch.view('a1').waiting, badgeOf(porch.view('a1'), defaultBadgeOptions)]).toEqual([[], badge])
  })

  test('AGREE-10 keeping takes both, and nobody learns from the view whether the other has', () => {
    const porch = agreed()
    porch.wait(4 * week)
    expect(keepOn(porch, 'a1')).toEqual(ok)
    expect(porch.view('a2').review).toEqual({ ...open, iKept: true })
    expect(porch.view('b1').review).toEqual(open)
    porch.wait(day)
    expect(keepOn(porch, 'b2')).toEqual(ok)
    expect([porch.view('a1').review, porch.view('b1').review]).toEqual([undefined, undefined])
    porch.wait(4 * week - 1)
    expect(porch.view('a1').review).toBeUndefined()
    porch.wait(1)
    expect(porch.view('a1').review).toEqual({ ...open, round: 2 })
  })

  test('AGREE-10 kept by one alone it rests, and wakes by the other, however late, with a full window', () => {
    const porch = agreed()
    porch.wait(4 * week)
    keepOn(porch, 'a1')
    porch.wait(14 * day)
    expect([porch.light('a1'), porch.light('b1')]).toEqual([{ state: 'resting' }, { state: 'resting' }])
    expect(porch.does('a1', { kind: 'pass', turn: porch.turn() })).toEqual({ ok: false, reason: 'resting' })
    expect(porch.does('a1', { kind: 'send-signal', signal: 'hug' })).toEqual(ok)
    expect(porch.view('b1').changesAt).toBe(porch.now('b1') + day)
    porch.wait(40 * day)
    keepOn(porch, 'b1')
    expect(porch.light('a1')).toMatchObject({ state: 'mine', until: porch.now('a1') + 48 * hour })
  })

  test('AGREE-10 a new version ends the rest, with a full window', () => {
    const porch = agreed()
    porch.wait(8 * week)
    expect(porch.light('a1')).toEqual({ state: 'resting' })
    porch.write('We take turns, slowly.')
    porch.does('a1', { kind: 'consent', hash: porch.hash('a1') })
    porch.wait(day)
    porch.does('b1', { kind: 'consent', hash: porch.hash('b1') })
    expect(porch.view('a1').review).toBeUndefined()
    expect(porch.light('a1')).toMatchObject({ state: 'mine', until: porch.now('a1') + 48 * hour })
  })

  test('AGREE-10 both keep at once, apart: it is kept', () => {
    const porch = agreed()
    porch.wait(4 * week)
    porch.doesOffline('a1', { kind: 'keep', round: 1 })
    porch.doesOffline('b1', { kind: 'keep', round: 1 })
    porch.sync()
    expect(porch.view('a2').review).toBeUndefined()
  })

  test('AGREE-10 changed meanwhile: a keep of the words before says nothing of the new ones', () => {
    const porch = agreed()
    porch.wait(4 * week)
    porch.doesOffline('a1', { kind: 'keep', round: 1 })
    porch.write('Something else.', 'b1')
    porch.does('b1', { kind: 'consent', hash: porch.hash('b1') })
    porch.does('a2', { kind: 'consent', hash: porch.hash('a2') })
    porch.wait(4 * week)
    expect(porch.view('a1').review).toEqual(open)
  })

  test('AGREE-10 retired in the other’s hand meanwhile: nothing asks any more', () => {
    const porch = agreed()
    porch.wait(4 * week)
    porch.doesOffline('a1', { kind: 'keep', round: 1 })
    porch.does('b1', { kind: 'retire' })
    porch.sync()
    expect([porch.view('a1').review, porch.light('a1')]).toEqual([undefined, { state: 'retired' }])
  })

  test.each([
    ['before its time', (porch: Porch) => keepOn(porch, 'a1', 1), { ok: false, reason: 'too-soon' }],
    [
      'of a round that is kept already',
      (porch: Porch) => {
        porch.wait(4 * week)
        keepOn(porch, 'a1')
        keepOn(porch, 'b1')
        return keepOn(porch, 'a1', 1)
      },
      ok,
    ],
    [
      'of what is not in force any more',
      (porch: Porch) => {
        porch.wait(4 * week)
        porch.does('b1', { kind: 'withdraw' })
        return keepOn(porch, 'a1', 1)
      },
      { ok: false, reason: 'no-agreement' },
    ],
  ])('DOM-8 keeping %s', (_when, press, outcome) => {
    expect(press(agreed())).toEqual(outcome)
  })

  test('DOC-3 a removed device’s keep is taken over', () => {
    const porch = agreed()
    porch.wait(4 * week)
    keepOn(porch, 'a2')
    porch.remove('a2')
    porch.tidy('a1')
    porch.sync()
    expect(porch.view('a1').review).toEqual({ ...open, iKept: true })
  })

  test('DOM-4 a keep of what is not in force any more leaves the document', () => {
    const porch = agreed()
    porch.wait(4 * week)
    keepOn(porch, 'a1')
    porch.does('b1', { kind: 'withdraw' })
    porch.tidy('a1')
    expect(JSON.stringify(porch.doc('a1').getMap('r'))).not.toContain('keep')
  })
})
