import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  type DeviceName,
  createTwoPartners,
  day,
  hour,
  minute,
  startMs,
} from '../../../../test/support/two-partners.ts'
import { adoptRemovedDevices } from './adopt.ts'
import type { Command } from './command.ts'
import { asksOf } from './document.ts'
import { leaveCouple } from './leave.ts'

type Porch = ReturnType<typeof createTwoPartners>
const ok = { ok: true }
const no = (reason: string) => ({ ok: false, reason })
const card: Command = { kind: 'ask', asked: { card: 'dreams-1' } }

/** A question of the deck on the table. @returns its id */
const put = (porch: Porch, name: DeviceName = 'a1', command: Command = card): string => {
  expect(porch.does(name, command)).toEqual(ok)
  const id = porch.view(name).questions.at(-1)?.id
  if (id === undefined) throw new Error('not on the table')
  return id
}
const states = (porch: Porch, name: DeviceName) => porch.view(name).questions.map(({ state }) => state)
const stored = (porch: Porch) => JSON.stringify(asksOf(porch.doc('a1')).toJSON())
const ready = (porch: Porch, name: DeviceName, question: string) => porch.does(name, { kind: 'be-ready', question })
const share = (porch: Porch, name: DeviceName, question: string, text = `${name} answers`) =>
  porch.does(name, { kind: 'share', question, text })
const bothReady = (porch: Porch, question: string) => {
  ready(porch, 'a1', question)
  ready(porch, 'b1', question)
}
const shown = (porch: Porch): string => {
  const question = put(porch)
  bothReady(porch, question)
  share(porch, 'a1', question, 'The lake.')
  share(porch, 'b1', question, 'Nowhere. Pancakes.')
  return question
}

describe('ASK-1', () => {
  test('ASK-1 a card of the deck, or one’s own words', () => {
    const porch = createTwoPartners()
    put(porch)
    put(porch, 'b1', { kind: 'ask', asked: { text: ' Where would we go, if Friday were free?\u202E ' } })
    for (const name of ['a2', 'b2'] as const) {
      expect(porch.view(name).questions).toMatchObject([
        { asked: { card: 'dreams-1' }, state: 'open' },
        { asked: { text: 'Where would we go, if Friday were free?' }, state: 'open' },
      ])
    }
  })

  test.each<[string, Command, string]>([
    ['no words', { kind: 'ask', asked: { text: ' \u200B' } }, 'empty'],
    ['201 characters', { kind: 'ask', asked: { text: 'x'.repeat(201) } }, 'too-long'],
    ['a card that is none', { kind: 'ask', asked: { card: 'Dreams 1' } }, 'bad-value'],
  ])('ASK-1 %s: refused', (_, command, reason) => {
    expect(createTwoPartners().does('a1', command)).toEqual(no(reason))
  })

  test('ASK-1 a card of a later version is kept and named', () => {
    const porch = createTwoPartners()
    put(porch, 'a1', { kind: 'ask', asked: { card: 'seasons-13' } })
    expect(porch.view('b1').questions).toMatchObject([{ asked: { card: 'seasons-13' } }])
  })
})

describe('ASK-2', () => {
  test('ASK-2 at most three lie on the table, whoever put them there', () => {
    const porch = createTwoPartners()
    for (const [name, text] of [
      ['a1', 'What made you smile?'],
      ['b2', 'What do you miss?'],
      ['a2', 'Where is home?'],
    ] as const)
      put(porch, name, { kind: 'ask', asked: { text } })
    expect(porch.does('b1', card)).toEqual(no('table-full'))
    const [first] = porch.view('b1').questions
    porch.does('b1', { kind: 'put-away', question: first?.id ?? '' })
    expect(porch.does('b1', card)).toEqual(ok)
  })

  test('ASK-2 devices that could not see each other may put more there; all are shown, the earliest first', () => {
    const porch = createTwoPartners()
    for (const name of ['a1', 'b1'] as const) {
      for (const text of ['What one?', 'What two?', 'What three?']) {
        porch.wait(minute)
        porch.doesOffline(name, { kind: 'ask', asked: { text } })
      }
    }
    porch.sync()
    expect(porch.view('a2').questions).toHaveLength(6)
    expect(porch.view('a2').questions).toEqual(porch.view('b2').questions)
  })

  test('ASK-2 the same card is not put there twice', () => {
    const porch = createTwoPartners()
    put(porch)
    expect(porch.does('b1', card)).toEqual(ok)
    expect(porch.view('b1').questions).toHaveLength(1)
  })

  test('ASK-2 it lies 14 days at most', () => {
    const porch = createTwoPartners()
    const question = put(porch)
    expect(porch.view('b1').changesAt).toBe(startMs + 14 * day)
    ready(porch, 'b1', question)
    porch.wait(14 * day - 1)
    expect(states(porch, 'a1')).toEqual(['open'])
    porch.wait(1)
    expect([states(porch, 'a1'), states(porch, 'b1')]).toEqual([[], []])
    expect(ready(porch, 'a1', question)).toEqual(no('already-closed'))
  })

  test('ASK-2 until then neither sees whether the other has answered: nothing in the view changes', () => {
    const porch = createTwoPartners()
    const question = put(porch)
    const before = porch.view('a1')
    ready(porch, 'b1', question)
    expect(porch.view('a1')).toEqual(before)
    expect(states(porch, 'b1')).toEqual(['ready'])
    porch.does('b1', { kind: 'not-yet', question })
    expect(porch.view('a1')).toEqual(before)
  })

  test('ASK-2 only once both are ready an answer enters the document', () => {
    const porch = createTwoPartners()
    const question = put(porch)
    expect(share(porch, 'a1', question)).toEqual(no('not-ready'))
    ready(porch, 'a1', question)
    expect(share(porch, 'a1', question)).toEqual(no('not-ready'))
    expect(stored(porch)).not.toContain('answers')
    ready(porch, 'b1', question)
    expect(share(porch, 'a1', question)).toEqual(ok)
    expect(stored(porch)).toContain('a1 answers')
  })

  test('ASK-2 an answer has at most 2,000 characters', () => {
    const porch = createTwoPartners()
    const question = put(porch)
    bothReady(porch, question)
    expect(share(porch, 'a1', question, 'x'.repeat(2_001))).toEqual(no('too-long'))
    expect(share(porch, 'a1', question, ' ')).toEqual(no('empty'))
    expect(share(porch, 'a1', question, 'x'.repeat(2_000))).toEqual(ok)
  })
})

describe('ASK-3', () => {
  test('ASK-3 shown side by side, where both answers lie in the document', () => {
    const porch = createTwoPartners()
    const question = put(porch)
    bothReady(porch, question)
    expect(porch.view('a1').questions).toMatchObject([{ state: 'on-its-way', mine: false }])
    share(porch, 'a1', question, 'The lake.')
    expect(porch.view('a1').questions).toMatchObject([{ state: 'on-its-way', mine: true }])
    expect(JSON.stringify(porch.view('b1'))).not.toContain('The lake.')
    porch.wait(hour)
    share(porch, 'b1', question, 'Nowhere.\u202E')
    expect(porch.view('a2').questions).toMatchObject([{ state: 'shown', mine: 'The lake.', theirs: 'Nowhere.' }])
    expect(porch.view('b2').questions).toMatchObject([{ state: 'shown', mine: 'Nowhere.', theirs: 'The lake.' }])
  })

  test('ASK-3 for 7 days after the later', () => {
    const porch = createTwoPartners()
    const question = put(porch)
    porch.wait(13 * day)
    bothReady(porch, question)
    share(porch, 'a1', question)
    porch.wait(2 * day)
    // The device that answers was away; the table does not take the question from under it.
    expect(states(porch, 'b2')).toEqual(['on-its-way'])
    share(porch, 'b1', question)
    porch.wait(7 * day - 1)
    expect(states(porch, 'b2')).toEqual(['shown'])
    porch.wait(1)
    expect(states(porch, 'b2')).toEqual([])
  })

  test('ASK-3 not yet, on the device that is ready alone, takes it back', () => {
    const porch = createTwoPartners()
    const question = put(porch)
    ready(porch, 'b1', question)
    expect(porch.view('b1').questions).toMatchObject([{ state: 'ready', here: true }])
    expect(porch.view('b2').questions).toMatchObject([{ state: 'ready', here: false }])
    expect(porch.does('b2', { kind: 'not-yet', question })).toEqual(no('not-this-device'))
    expect(porch.does('b1', { kind: 'not-yet', question })).toEqual(ok)
    expect(states(porch, 'b2')).toEqual(['open'])
    expect(stored(porch)).not.toContain('ready')
    ready(porch, 'b1', question)
    ready(porch, 'a1', question)
    expect(porch.does('b1', { kind: 'not-yet', question })).toEqual(no('already-closed'))
  })

  test('ASK-3 a not yet that crosses the other’s answer shows nobody anything until I am ready once more', () => {
    const porch = createTwoPartners()
    const question = put(porch)
    ready(porch, 'b1', question)
    porch.doesOffline('a1', { kind: 'be-ready', question })
    porch.doesOffline('a1', { kind: 'share', question, text: 'The lake.' })
    porch.doesOffline('b1', { kind: 'not-yet', question })
    porch.sync()
    expect(states(porch, 'a1')).toEqual(['ready'])
    expect(states(porch, 'b1')).toEqual(['open'])
    expect(JSON.stringify([porch.view('b1'), porch.view('a2')])).not.toContain('The lake.')
    ready(porch, 'b1', question)
    share(porch, 'b1', question, 'Pancakes.')
    expect(porch.view('b1').questions).toMatchObject([{ state: 'shown', theirs: 'The lake.' }])
  })

  test('ASK-3 an answer that crossed it can be taken out again', () => {
    const porch = createTwoPartners()
    const question = put(porch)
    ready(porch, 'b1', question)
    porch.doesOffline('a1', { kind: 'be-ready', question })
    porch.doesOffline('a1', { kind: 'share', question, text: 'The lake.' })
    porch.doesOffline('b1', { kind: 'not-yet', question })
    porch.sync()
    expect(porch.does('a1', { kind: 'not-yet', question })).toEqual(ok)
    expect(stored(porch)).not.toContain('The lake.')
    expect(states(porch, 'a1')).toEqual(['open'])
  })

  test('ASK-3 of several devices of one partner the answer that came last', () => {
    const porch = createTwoPartners()
    const question = put(porch)
    bothReady(porch, question)
    porch.doesOffline('a2', { kind: 'be-ready', question })
    porch.doesOffline('a2', { kind: 'share', question, text: 'later' })
    porch.wait(minute)
    porch.doesOffline('a1', { kind: 'share', question, text: 'last' })
    porch.sync()
    share(porch, 'b1', question)
    expect(share(porch, 'a2', question)).toEqual(no('already-closed'))
    expect(porch.view('b1').questions).toMatchObject([{ theirs: 'last' }])
    expect(porch.view('a2').questions).toMatchObject([{ mine: 'last' }])
  })

  test('ASK-3 either puts it away, alone, silently, for both; the words leave at once', () => {
    const porch = createTwoPartners()
    const question = shown(porch)
    expect(porch.does('b1', { kind: 'put-away', question })).toEqual(ok)
    expect([states(porch, 'a1'), states(porch, 'b2')]).toEqual([[], []])
    expect(stored(porch)).not.toContain('Pancakes')
    expect(porch.does('a1', { kind: 'put-away', question })).toEqual(ok)
    expect(stored(porch)).not.toContain('lake')
    expect(porch.view('a1').waiting).toEqual([])
  })

  test('ASK-3 the other’s words leave when their device next tidies', () => {
    const porch = createTwoPartners()
    const question = shown(porch)
    porch.does('b1', { kind: 'put-away', question })
    expect(porch.tidy('a1')).toBe(true)
    porch.sync()
    expect(stored(porch)).not.toContain('lake')
    expect([states(porch, 'a1'), states(porch, 'b1')]).toEqual([[], []])
    expect(porch.tidy('b1')).toBe(false)
    porch.wait(36 * hour)
    porch.tidy('b1')
    porch.sync()
    expect(stored(porch)).toBe('{}')
  })

  test('ASK-3 each device removes its own keys 36 h after the end', () => {
    const porch = createTwoPartners()
    shown(porch)
    porch.wait(7 * day + 36 * hour - 1)
    expect([porch.tidy('a1'), porch.tidy('b1')]).toEqual([false, false])
    porch.wait(1)
    porch.tidy('a1')
    porch.sync()
    porch.tidy('b1')
    porch.wait(36 * hour)
    porch.sync()
    porch.tidy('b1')
    porch.sync()
    expect(stored(porch)).toBe('{}')
  })

  test('ASK-3 what was put away stays so, however long the device that asked is away', () => {
    const porch = createTwoPartners()
    const question = put(porch)
    porch.does('b1', { kind: 'put-away', question })
    const asleep = Y.encodeStateAsUpdate(porch.doc('a1'))
    porch.wait(5 * day)
    porch.tidy('b1')
    porch.sync()
    Y.applyUpdate(porch.doc('b1'), asleep)
    expect([states(porch, 'a1'), states(porch, 'b1')]).toEqual([[], []])
    porch.tidy('a1')
    porch.sync()
    porch.tidy('b1')
    porch.sync()
    expect(stored(porch)).toBe('{}')
  })

  test('ASK-3 a device that is removed with an answer on it takes the answer along: it can be answered again', () => {
    const porch = createTwoPartners()
    const question = put(porch, 'b1')
    bothReady(porch, question)
    porch.remove('b1')
    expect(porch.view('a1').questions).toMatchObject([{ state: 'ready' }])
    adoptRemovedDevices(porch.doc('b2'), porch.context('b2'))
    porch.sync()
    expect(states(porch, 'b2')).toEqual(['open'])
    ready(porch, 'b2', question)
    share(porch, 'b2', question)
    share(porch, 'a1', question)
    expect(states(porch, 'a1')).toEqual(['shown'])
  })

  test('DOC-3 an answer that is in the document is taken over, and so is what was put away', () => {
    const porch = createTwoPartners()
    const question = shown(porch)
    const away = put(porch, 'b1', { kind: 'ask', asked: { text: 'What else?' } })
    porch.does('b1', { kind: 'put-away', question: away })
    const before = [porch.view('a1'), porch.view('b2')]
    porch.remove('b1')
    adoptRemovedDevices(porch.doc('b2'), porch.context('b2'))
    porch.sync()
    expect([porch.view('a1'), porch.view('b2')]).toEqual(before)
    expect([...asksOf(porch.doc('a1')).keys()].some((key) => key.endsWith(porch.context('b1').device))).toBe(false)
    expect(porch.does('b2', { kind: 'put-away', question })).toEqual(ok)
  })

  test('DOC-3 where both devices put more than three there, the removed one’s stay until there is room', () => {
    const porch = createTwoPartners()
    for (const name of ['b1', 'b2'] as const) {
      for (const text of ['What one?', 'What two?']) porch.doesOffline(name, { kind: 'ask', asked: { text } })
    }
    porch.sync()
    porch.remove('b1')
    const before = porch.view('a1')
    expect(adoptRemovedDevices(porch.doc('b2'), porch.context('b2'))).toBe(false)
    porch.sync()
    expect(porch.view('a1')).toEqual(before)
    porch.does('b2', { kind: 'put-away', question: porch.view('b2').questions[0]?.id ?? '' })
    porch.does('b2', { kind: 'put-away', question: porch.view('b2').questions[0]?.id ?? '' })
    adoptRemovedDevices(porch.doc('b2'), porch.context('b2'))
    porch.sync()
    expect([...asksOf(porch.doc('a1')).keys()].some((key) => key.endsWith(porch.context('b1').device))).toBe(false)
  })

  test('DOC-5 leaving takes my questions and answers along', () => {
    const porch = createTwoPartners()
    shown(porch)
    leaveCouple(porch.doc('b2'), porch.context('b2'))
    porch.sync()
    expect(stored(porch)).not.toContain('Pancakes')
  })

  test('ASK-3 at most three questions are read from a device, the newest', () => {
    const porch = createTwoPartners()
    const asks = asksOf(porch.doc('b1'))
    for (let i = 0; i < 9; i += 1) {
      asks.set(`${'A'.repeat(21)}${i}/${porch.context('b1').device}`, { q: { x: `What ${i}?` }, at: startMs + i - 9 })
    }
    porch.sync()
    expect(porch.view('a1').questions.map(({ asked }) => asked)).toEqual([6, 7, 8].map((i) => ({ text: `What ${i}?` })))
  })

  const q = { d: 'dreams-1' }
  test.each<[string, unknown]>([
    ['a list', [q]],
    ['no time', { q }],
    ['a time in the year 300,000', { q, at: 9e15 }],
    ['a card that is none', { q: { d: 'Dreams 1' }, at: startMs }],
    ['no question', { q: {}, at: startMs }],
    ['a question too long', { q: { x: 'x'.repeat(201) }, at: startMs }],
    ['a question nobody can see', { q: { x: '\u200B' }, at: startMs }],
    ['ready in words', { q, at: startMs, ready: 'yes' }],
    ['an answer too long', { q, at: startMs, x: 'x'.repeat(2_001) }],
    ['off in numbers', { q, at: startMs, off: 1 }],
    ['a Yjs map', new Y.Map([['at', startMs]])],
  ])('ASK-3 hostile values are read as absent: %s', (_, value) => {
    const porch = createTwoPartners()
    asksOf(porch.doc('b1')).set(`${'A'.repeat(22)}/${porch.context('b1').device}`, value)
    asksOf(porch.doc('b1')).set(`short/${porch.context('b1').device}`, { q, at: startMs })
    asksOf(porch.doc('b1')).set(`${'B'.repeat(22)}/${'C'.repeat(22)}`, { q, at: startMs })
    porch.sync()
    expect(porch.view('a1').questions).toEqual([])
  })
})
