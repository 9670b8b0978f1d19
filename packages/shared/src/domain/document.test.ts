import { describe, expect, test } from 'vitest'
import { leaveCouple } from './leave.ts'
import * as Y from 'yjs'
import { createTwoPartners, startMs } from '../../../../test/support/two-partners.ts'
import type { Command } from './command.ts'
import { initialiseCouple } from './document.ts'

/** The size of the one inner update a command makes. */
const updateOf = (porch: ReturnType<typeof createTwoPartners>, command: Command): number => {
  const sizes: number[] = []
  const listen = (update: Uint8Array): void => void sizes.push(update.length)
  porch.doc('a1').on('update', listen)
  expect(porch.does('a1', command)).toEqual({ ok: true })
  porch.doc('a1').off('update', listen)
  expect(sizes).toHaveLength(1)
  return sizes[0] ?? 0
}

test('SEAL-12 the couple’s creator writes the initial structure, once', () => {
  const doc = new Y.Doc()
  initialiseCouple(doc, { device: 'AAAAAAAAAAAAAAAAAAAAAQ', name: 'Ada' })
  expect(doc.getMap('meta').toJSON()).toEqual({ v: 1 })
  expect(doc.getMap('r').toJSON()).toEqual({ 'AAAAAAAAAAAAAAAAAAAAAQ.n': { n: 1, name: 'Ada' } })
})

test.each(['', ' ', 'x'.repeat(41)])('SEAL-12 an unfit name is left out: %j', (name) => {
  const doc = new Y.Doc()
  initialiseCouple(doc, { device: 'AAAAAAAAAAAAAAAAAAAAAQ', name })
  expect(doc.getMap('r').toJSON()).toEqual({})
})

describe('DOC-1', () => {
  const room = 251
  test('DOC-1 a wordless act is one inner update that fits one entry, however much its key holds', () => {
    const porch = createTwoPartners()
    porch.agree()
    const sizes = [
      updateOf(porch, { kind: 'send-signal', signal: 'thanks' }),
      updateOf(porch, { kind: 'more-time', turn: 1 }),
      updateOf(porch, { kind: 'pause' }),
      updateOf(porch, { kind: 'come-back' }),
      updateOf(porch, { kind: 'reach-out', turn: 1, by: 'me' }),
      updateOf(porch, { kind: 'reach-out', turn: 2, by: 'other' }),
      updateOf(porch, { kind: 'more-time', turn: 3 }),
      updateOf(porch, { kind: 'send-signal', signal: 'thanks' }),
      updateOf(porch, { kind: 'pass', turn: 3 }),
    ]
    expect(Math.max(...sizes)).toBeLessThanOrEqual(room)
    expect(Math.max(...sizes)).toBe(sizes[7])
  })

  test('DOC-1 … also after many restarts and with numbers grown large', () => {
    const porch = createTwoPartners()
    porch.agree()
    const key = porch.context('a1').device
    const at = startMs + 1
    porch
      .doc('a1')
      .getMap('r')
      .set(key, {
        a: { n: 300_000, k: 'invite', by: 'a', h: 'b', at, s: at, u: at, wh: 336 },
        w: { n: 300_001, s: at, u: at },
        p: 300_000,
        r: 300_000,
        ra: at,
        g: { q: 300_000, k: 'thanks', at },
      })
    for (let i = 0; i < 5; i += 1) {
      porch.restart('a1')
      expect(updateOf(porch, { kind: 'send-signal', signal: 'thanks' })).toBeLessThanOrEqual(room)
    }
  })
})

describe('DOC unknown things', () => {
  test('DOC unknown keys and fields are preserved and ignored', () => {
    const porch = createTwoPartners()
    porch.agree()
    const key = porch.context('a1').device
    const registers = porch.doc('a1').getMap('r')
    registers.set(`${key}.x`, { later: 1 })
    registers.set(key, { later: { deep: [1] }, g: { q: 4, k: 'hug', at: startMs, colour: 'rose' } })
    registers.set(`${key}.t`, {
      c: { words: ['rest'], at: startMs },
      t: [{ q: 5, x: 'hello', at: startMs, colour: 'rose' }],
    })
    registers.set(`${key}.c`, {
      ...(registers.get(`${key}.c`) as object),
      thereafter: { r: 1 },
    })
    porch.sync()
    for (const command of [
      { kind: 'pass', turn: 1 },
      { kind: 'send-note', text: 'more' },
      { kind: 'set-terms', terms: { windowHours: 24 } },
      { kind: 'withdraw' },
    ] as Command[]) {
      expect(porch.does('a1', command)).toEqual({ ok: true })
    }
    porch.tidy('a1')
    expect(registers.get(`${key}.x`)).toEqual({ later: 1 })
    expect(registers.get(key)).toMatchObject({ later: { deep: [1] }, g: { colour: 'rose' } })
    expect(registers.get(`${key}.t`)).toMatchObject({ c: { words: ['rest'] }, t: [{ colour: 'rose' }, { x: 'more' }] })
    expect(registers.get(`${key}.c`)).toMatchObject({ thereafter: { r: 1 } })
  })

  test('DOC a newer document is shown, and nothing is written into it', () => {
    const porch = createTwoPartners()
    porch.agree()
    porch.doc('a1').getMap('meta').set('v', 2)
    porch.sync()
    expect(porch.view('b1')).toMatchObject({ readOnly: true, light: { state: 'theirs' } })
    const before = Y.encodeStateAsUpdate(porch.doc('b1'))
    const commands: Command[] = [
      { kind: 'come-back' },
      { kind: 'send-signal', signal: 'glow' },
      { kind: 'set-name', name: 'Bo' },
    ]
    for (const command of commands) expect(porch.does('b1', command)).toEqual({ ok: false, reason: 'read-only' })
    porch.wait(1e10)
    expect(porch.tidy('b1')).toBe(false)
    expect(Y.encodeStateAsUpdate(porch.doc('b1'))).toEqual(before)
  })

  test('DOM-8 a newer document, or a partner who says it is, takes nobody’s pause, withdrawal or leaving away', () => {
    const porch = createTwoPartners()
    porch.agree()
    porch.doc('a1').getMap('meta').set('v', 2)
    porch.sync()
    expect(porch.does('b1', { kind: 'pause' })).toEqual({ ok: true })
    expect(porch.view('a1').pause.theirs).toBe(true)
    expect(porch.does('b1', { kind: 'withdraw' })).toEqual({ ok: true })
    expect(porch.view('a1').agreement.inForce).toBeUndefined()
    porch
      .doc('b1')
      .getMap('r')
      .set(`${porch.context('b1').device}.t`, { t: [{ q: 1, x: 'a note', at: porch.now('b1') }] })
    leaveCouple(porch.doc('b1'), porch.context('b1'))
    expect(
      porch
        .doc('b1')
        .getMap('r')
        .has(`${porch.context('b1').device}.t`),
    ).toBe(false)
  })

  test.each([[0], [-1], ['2'], [null], [Number.NaN]])('DOC a version that is none (%s) is read as this one', (v) => {
    const porch = createTwoPartners()
    porch.doc('a1').getMap('meta').set('v', v)
    expect(porch.view('a1').readOnly).toBe(false)
  })
})

describe('DOC-6, DOC-7 bad values are read as if they were absent', () => {
  const at = startMs
  const id = 'AAAAAAAAAAAAAAAAAAAAAA'
  const rows: [string, string, Record<string, unknown>][] = [
    ['a signal of an unknown kind', '', { g: { q: 1, k: 'nudge', at } }],
    ['a signal without a time', '', { g: { q: 1, k: 'glow' } }],
    ['a signal in the year 300,000', '', { g: { q: 1, k: 'glow', at: 9e15 } }],
    ['a note of 141 characters', '.t', { t: [{ q: 1, x: 'x'.repeat(141), at }] }],
    ['notes that are no list', '.t', { t: { q: 1, x: 'x', at } }],
    ['an invitation of 1,001 characters', '.t', { i: { id, n: 1, at, x: 'x'.repeat(1001) } }],
    ['an invitation without an id', '.t', { i: { n: 1, at, x: 'x' } }],
    ['an invitation with a short id', '.t', { i: { id: 'x', n: 1, at, x: 'x' } }],
    ['an answer of an unknown kind', '.t', { z: { id, k: 'never', at, ia: at } }],
    ['an act of an unknown kind', '', { a: { n: 1, k: 'nag', by: 'b', h: 'a', at, s: at, u: 0, wh: 48 } }],
    ['an act by nobody', '', { a: { n: 1, k: 'reach', by: 'c', h: 'a', at, s: at, u: 0, wh: 48 } }],
    ['an act on turn 0', '', { a: { n: 0, k: 'reach', by: 'b', h: 'a', at, s: at, u: 0, wh: 48 } }],
    ['a window of 5 hours', '', { a: { n: 1, k: 'reach', by: 'b', h: 'a', at, s: at, u: 0, wh: 5 } }],
    ['a pass in the other’s name', '', { a: { n: 1, k: 'pass', by: 'a', h: 'a', at, s: at, u: 0, wh: 48 } }],
    ['a pause counted in halves', '', { p: 0.5 }],
    ['a pause counted endlessly', '', { p: Number.POSITIVE_INFINITY }],
    ['a pause counted as text', '', { p: '1' }],
    ['a withdrawal counted below zero', '.c', { w: -1 }],
    ['yeses that are no list', '.c', { yes: 'yes' }],
    ['a name of 41 characters', '.n', { n: 9, name: 'x'.repeat(41) }],
    ['a name that is none', '.n', { n: 9, name: 7 }],
    ['a check-in of no list', '.t', { c: { words: 'rest', at } }],
    ['a check-in without a time', '.t', { c: { words: ['rest'] } }],
    ['a way to feel close that nobody knows', '.n', { near: { n: 1, f: 'silence' } }],
    ['a card without a count', '.n', { near: { f: 'words' } }],
    ['a list where an object belongs', '', [] as unknown as Record<string, unknown>],
    ['a text where an object belongs', '.t', 'x' as unknown as Record<string, unknown>],
    ['a Yjs map where an object belongs', '', new Y.Map([['p', 1]]) as unknown as Record<string, unknown>],
  ]
  test.each(rows)('DOC-6 %s', (_, part, value) => {
    const porch = createTwoPartners()
    porch.agree()
    const view = porch.view('a1')
    const registers = porch.doc('b2').getMap('r')
    registers.set(porch.context('b2').device + part, value)
    porch.sync()
    expect(porch.view('a1')).toEqual(view)
  })
})
