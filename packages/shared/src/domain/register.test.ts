/** A matter of its own is one file and one line: here a register nobody ships, kept by every loop there is. */

import { equalityDeep } from 'lib0/function'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createTwoPartners, day, hour, minute, startMs } from '../../../../test/support/two-partners.ts'
import { adoptRemovedDevices } from './adopt.ts'
import { badgeOf, defaultBadgeOptions } from './badge.ts'
import { carryOver } from './carry-over.ts'
import { readKey, writeKey } from './document.ts'
import { exportCouple } from './export-json.ts'
import { factsOf, joinedOf } from './facts.ts'
import { freshDocument } from './fresh-document.ts'
import { dayMs, isOver } from './instant.ts'
import { noticesBetween } from './notices.ts'
import { type Register, goes, graceMs, sidesOf } from './register.ts'
import { registers } from './registers.ts'
import { countSchema, instantSchema, maybe, readField, stored } from './stored-value.ts'
import { tidy } from './tidy.ts'
import { coupleView } from './view.ts'

/** The file: how many cups of tea someone has made for the other. `D.t` .tea {q, at} */
interface TeaRegisters {
  tea?: { q: number; at: number }
}
const teaSchema = stored({ q: countSchema, at: instantSchema })
const teaOf = (devices: readonly TeaRegisters[], now: number) =>
  devices.flatMap(({ tea }) => (tea === undefined || isOver(tea.at, dayMs, now) ? [] : [tea]))
const teaRegister: Register<TeaRegisters> = {
  read: (_, raw) => maybe('tea', readField(teaSchema, raw.text['tea'])),
  over: (own, { now }) => ({ text: goes('tea', own.tea !== undefined && isOver(own.tea.at, dayMs + graceMs, now)) }),
  takenOver: (own, gone) => ({ text: { tea: own.tea ?? gone.tea } }),
  changesAt: (joined) => teaOf(sidesOf(joined).theirs, joined.now).map(({ at }) => at + dayMs),
  waiting: (joined) =>
    teaOf(sidesOf(joined).theirs, joined.now).map(({ q }) => ({ id: `tea.${q}`, kind: 'something-here' })),
  exported: (joined, isoOf) => ({ tea: teaOf(sidesOf(joined).mine, joined.now).map(({ at }) => isoOf(at)) }),
}

/** The line. */
const among = [...registers, teaRegister]

const isoOf = (at: number): string => new Date(at).toISOString()
const ready = () => {
  const porch = createTwoPartners()
  const { device, now } = porch.context('b1')
  writeKey(porch.doc('b1'), device, 'text', { tea: { q: 2, at: now } })
  porch.sync()
  const facts = (name: 'a1' | 'b1' | 'b2') => factsOf(porch.doc(name), porch.roster(), among)
  const view = (name: 'a1' | 'b1' | 'b2') => coupleView(facts(name), porch.context(name).device, porch.now(name), among)
  return { porch, device, facts, view }
}

test('SIG-4 it waits with the other, lights the lamp, may be told, and rests once seen', () => {
  const { view, porch } = ready()
  expect(view('a1').waiting).toEqual([{ id: 'tea.2', kind: 'something-here' }])
  expect(view('b1').waiting).toEqual([])
  expect(badgeOf(view('a1'), defaultBadgeOptions).lamp).toBe('glow')
  expect(badgeOf(view('a1'), { ...defaultBadgeOptions, seen: new Set(['tea.2']) }).lamp).toBe('resting')
  const before = { ...view('a1'), waiting: [] }
  const told = { seen: new Set<string>(), quiet: false, mute: false, now: porch.now('a1') }
  expect(noticesBetween(before, view('a1'), told)).toEqual(['something-here'])
})

test('DOM-6 the view says when it changes', () => {
  const { view, porch } = ready()
  expect(view('a1').changesAt).toBe(startMs + day)
  porch.wait(day)
  expect(view('a1')).toMatchObject({ waiting: [] })
  expect(view('a1').changesAt).toBeUndefined()
})

test('DOM-4 it is tidied away by the device that wrote it, and by no other list', () => {
  const { porch, device } = ready()
  porch.wait(day + 12 * hour - minute)
  expect(tidy(porch.doc('b1'), porch.context('b1'), among)).toBe(false)
  porch.wait(minute)
  expect(tidy(porch.doc('b1'), porch.context('b1'))).toBe(false)
  expect(tidy(porch.doc('b1'), porch.context('b1'), among)).toBe(true)
  expect(readKey(porch.doc('b1'), device, 'text')).toEqual({})
})

test('DOC-3 it is taken over from a removed device', () => {
  const { porch, device, view } = ready()
  porch.remove('b1')
  expect(adoptRemovedDevices(porch.doc('b2'), porch.context('b2'), among)).toBe(true)
  porch.sync()
  expect(readKey(porch.doc('a1'), device, 'text')).toEqual({})
  expect(readKey(porch.doc('a1'), porch.context('b2').device, 'text')).toEqual({ tea: { q: 2, at: startMs } })
  expect(view('a1').waiting).toEqual([{ id: 'tea.2', kind: 'something-here' }])
})

test('LEAVE-2 its owner takes it along', () => {
  const { porch, facts } = ready()
  const take = (name: 'a1' | 'b1') =>
    exportCouple(facts(name), porch.context(name).device, porch.now(name), isoOf, among)
  expect(take('b1')['tea']).toEqual([isoOf(startMs)])
  expect(take('a1')['tea']).toEqual([])
})

test('DOC-4 a fresh document has it, and what was written meanwhile is carried over', () => {
  const { porch, device } = ready()
  const fresh = freshDocument(porch.doc('a1'), porch.now('a1')) ?? new Y.Doc()
  expect(readKey(fresh, device, 'text')).toEqual({ tea: { q: 2, at: startMs } })
  const mine = new Y.Doc()
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(porch.doc('b1')))
  writeKey(mine, device, 'text', { tea: { q: 3, at: startMs } })
  expect(carryOver(fresh, porch.doc('b1'), mine, device)).toBe(true)
  expect(readKey(fresh, device, 'text')).toEqual({ tea: { q: 3, at: startMs } })
})

test('DOM-5 no two registers write the same field, whoever holds what', () => {
  const porch = createTwoPartners()
  porch.agree()
  porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
  porch.does('a1', { kind: 'send-signal', signal: 'glow' })
  porch.does('a1', { kind: 'pause', note: 'away' })
  const facts = factsOf(porch.doc('a2'), porch.roster())
  const [own, gone] = [facts.partners.a.devices[1], facts.partners.a.devices[0]]
  if (own === undefined || gone === undefined) throw new Error('two devices')
  const joined = joinedOf(facts, 'a', porch.now('a2'))
  const fields = registers.flatMap((register: Register<object>) =>
    Object.entries(register.takenOver?.(own, gone, joined) ?? {}).flatMap(([part, changes]) =>
      Object.keys(changes).map((field) => `${part}.${field}`),
    ),
  )
  expect(fields.length).toBeGreaterThan(10)
  expect(equalityDeep(fields.toSorted(), [...new Set(fields)].toSorted())).toBe(true)
})
