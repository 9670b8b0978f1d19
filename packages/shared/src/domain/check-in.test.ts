import { describe, expect, test } from 'vitest'
import { createTwoPartners, day, hour, minute, startMs } from '../../../../test/support/two-partners.ts'
import { adoptRemovedDevices } from './adopt.ts'
import { checkInWords } from './check-in.ts'
import type { Command } from './command.ts'
import { readKey, writeKey } from './document.ts'

const ok = { ok: true }
const rest: Command = { kind: 'check-in', words: ['rest', 'heard'] }
const seen = (porch: ReturnType<typeof createTwoPartners>) => porch.view('b1').checkIn.theirs

describe('CHECK-1', () => {
  test.each(checkInWords)('CHECK-1 a check-in of one word: %s', (word) => {
    const porch = createTwoPartners()
    expect(porch.does('a1', { kind: 'check-in', words: [word] })).toEqual(ok)
    expect(seen(porch)).toEqual({ words: [word], at: startMs })
    expect(porch.view('a2').checkIn).toEqual({ mine: { words: [word], at: startMs } })
  })

  test('CHECK-1 up to three words and an optional line', () => {
    const porch = createTwoPartners()
    porch.does('a1', { kind: 'check-in', words: ['rest', 'touch', 'rest', 'help'], text: ' Long day.\u202E ' })
    expect(seen(porch)).toEqual({ words: ['rest', 'touch', 'help'], text: 'Long day.', at: startMs })
    porch.does('a1', { kind: 'check-in', words: [], text: 'A walk would be lovely.' })
    expect(seen(porch)).toMatchObject({ words: [], text: 'A walk would be lovely.' })
  })

  test.each<[string, Command, string]>([
    ['four words', { kind: 'check-in', words: ['rest', 'touch', 'help', 'play'] }, 'bad-value'],
    ['a word of another language', { kind: 'check-in', words: ['blame' as 'rest'] }, 'bad-value'],
    ['nothing', { kind: 'check-in', words: [], text: ' \u200B' }, 'empty'],
    ['a line of 141 characters', { kind: 'check-in', words: ['rest'], text: 'x'.repeat(141) }, 'too-long'],
  ])('CHECK-1 %s is refused', (_, command, reason) => {
    expect(createTwoPartners().does('a1', command)).toEqual({ ok: false, reason })
  })

  test('CHECK-1 one for each person; saying it again replaces it, on whatever device', () => {
    const porch = createTwoPartners()
    porch.does('a1', rest)
    porch.wait(minute)
    porch.does('a2', { kind: 'check-in', words: ['play'] })
    porch.does('b1', { kind: 'check-in', words: ['talk'] })
    expect(seen(porch)).toMatchObject({ words: ['play'] })
    expect(porch.view('a1').checkIn).toMatchObject({ mine: { words: ['play'] }, theirs: { words: ['talk'] } })
  })

  test('CHECK-1 on two devices at once: the latest at, then the greater device id', () => {
    const porch = createTwoPartners()
    porch.doesOffline('a2', rest)
    porch.doesOffline('a1', { kind: 'check-in', words: ['play'] })
    porch.sync()
    expect(seen(porch)).toMatchObject({ words: ['rest', 'heard'] })
    porch.wait(1)
    porch.doesOffline('a1', { kind: 'check-in', words: ['space'] })
    porch.sync()
    expect(seen(porch)).toMatchObject({ words: ['space'] })
  })

  test('CHECK-1 it fades 24 h after it was said, on both sides', () => {
    const porch = createTwoPartners()
    porch.does('a1', rest)
    expect(porch.view('a1').changesAt).toBe(startMs + day)
    porch.wait(day - 1)
    expect(seen(porch)).toBeDefined()
    porch.wait(1)
    expect([porch.view('a1').checkIn, porch.view('b1').checkIn]).toEqual([{}, {}])
  })

  test('CHECK-1 never mind takes it back at once, from another device and with a clock an hour behind', () => {
    const porch = createTwoPartners()
    porch.does('a1', rest)
    porch.setClock('a2', -hour)
    expect(porch.does('a2', { kind: 'never-mind' })).toEqual(ok)
    expect([porch.view('a1').checkIn, seen(porch)]).toEqual([{}, undefined])
    expect(porch.does('b1', { kind: 'never-mind' })).toEqual(ok)
  })

  test('CHECK-1 never mind also where a hostile partner wrote a time that cannot be passed', () => {
    const porch = createTwoPartners()
    writeKey(porch.doc('b1'), porch.context('a2').device, 'text', { c: { words: ['touch'], at: 8.64e15 } })
    porch.sync()
    expect(porch.view('a1').checkIn.mine).toBeDefined()
    expect(porch.does('a1', { kind: 'never-mind' })).toEqual(ok)
    expect(seen(porch)).toBeUndefined()
    porch.does('a1', rest)
    expect(seen(porch)).toMatchObject({ words: ['rest', 'heard'] })
  })

  test('CHECK-1 it goes 36 h after it was said', () => {
    const porch = createTwoPartners()
    porch.does('a1', rest)
    porch.wait(36 * hour - 1)
    expect(porch.tidy('a1')).toBe(false)
    porch.wait(1)
    expect(porch.tidy('a1')).toBe(true)
    expect(readKey(porch.doc('a1'), porch.context('a1').device, 'text')).toEqual({})
  })

  test.each([
    ['no list of words', { words: 'rest', at: startMs }],
    ['no time', { words: ['rest'] }],
    ['a line too long', { words: ['rest'], x: 'x'.repeat(141), at: startMs }],
    ['only words nobody knows', { words: [null, 'ring me', {}], at: startMs }],
    ['a line that nobody can see', { words: [], x: '\u200B', at: startMs }],
  ])('CHECK-1 one with %s is read as absent', (_, c) => {
    const porch = createTwoPartners()
    writeKey(porch.doc('a1'), porch.context('a1').device, 'text', { c })
    porch.sync()
    expect(seen(porch)).toBeUndefined()
  })

  test('CHECK-1 a word of a later version takes no other with it', () => {
    const porch = createTwoPartners()
    writeKey(porch.doc('a1'), porch.context('a1').device, 'text', { c: { words: ['song', 'rest'], at: startMs } })
    porch.sync()
    expect(seen(porch)).toMatchObject({ words: ['rest'] })
  })

  test('DOC-3 what a removed device took back does not come again', () => {
    const porch = createTwoPartners()
    porch.does('a2', rest)
    porch.does('a1', { kind: 'never-mind' })
    porch.remove('a1')
    adoptRemovedDevices(porch.doc('a2'), porch.context('a2'))
    porch.sync()
    expect(seen(porch)).toBeUndefined()
  })
})

test('CHECK-2 none is nothing: no mark that one is missing, and nothing waits', () => {
  const porch = createTwoPartners()
  expect(porch.view('b1').checkIn).toEqual({})
  porch.does('a1', rest)
  expect(porch.view('b1').waiting).toEqual([])
})
