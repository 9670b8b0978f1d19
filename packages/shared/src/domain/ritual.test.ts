import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  type DeviceName,
  createTwoPartners,
  day,
  deviceNames,
  hour,
  startMs,
} from '../../../../test/support/two-partners.ts'
import { carryOver } from './carry-over.ts'
import type { Refusal } from './command.ts'
import { exportCouple } from './export-json.ts'
import { freshDocument } from './fresh-document.ts'
import { type Ritual, maxRituals, mostGone, ritualOf } from './ritual.ts'

const ok = { ok: true }
const evening: Ritual = {
  title: { k: 'evening' },
  rule: 'FREQ=WEEKLY;BYDAY=FR',
  start: '2026-11-27T20:00',
  minutes: 120,
}
const titled = (x: string): Ritual => ({ ...evening, title: { x } })

type Porch = ReturnType<typeof createTwoPartners>
const shown = (porch: Porch, name: DeviceName = 'a1') => porch.view(name).rituals
const first = (porch: Porch, name: DeviceName = 'a1') => {
  const [ritual] = shown(porch, name)
  if (ritual === undefined) throw new Error('no ritual is shown')
  return ritual
}
const titles = (porch: Porch, name: DeviceName = 'a1') =>
  shown(porch, name).map(({ title, state }) => `${'x' in title ? title.x : title.k}${state === 'gone' ? ', gone' : ''}`)
const begun = (ritual: Ritual = evening) => {
  const porch = createTwoPartners()
  expect(porch.does('a1', { kind: 'set-ritual', ritual })).toEqual(ok)
  return porch
}
const stored = (porch: Porch) => Object.entries<object>(porch.doc('a1').getMap('rituals').toJSON())

describe('RIT-1', () => {
  test('RIT-1 either begins one, and both see the same', () => {
    const porch = begun()
    for (const name of deviceNames) expect(shown(porch, name)).toEqual(shown(porch, 'a1'))
    expect(ritualOf(first(porch))).toEqual(evening)
    expect(first(porch)).toMatchObject({ state: 'kept', sequence: 0, stamp: startMs, besides: [] })
  })

  test('RIT-1 what lies in the document', () => {
    const [[key, value] = []] = stored(begun({ ...evening, zone: 'Europe/Berlin' }))
    expect(key).toMatch(/^[\w-]{22}\/[\w-]{11}$/)
    expect(value).toEqual({
      t: { k: 'evening' },
      rr: 'FREQ=WEEKLY;BYDAY=FR',
      s: '2026-11-27T20:00',
      z: 'Europe/Berlin',
      m: 120,
      n: 0,
      at: startMs,
    })
  })

  test('RIT-1 the other changes it: one key, written anew, and it is still the same ritual', () => {
    const porch = begun()
    const before = first(porch)
    porch.wait(hour)
    expect(porch.does('b2', { kind: 'set-ritual', ritual: titled('Music night'), seen: first(porch, 'b2') })).toEqual(
      ok,
    )
    expect(first(porch)).toMatchObject({ id: before.id, title: { x: 'Music night' }, sequence: 1, state: 'kept' })
    expect(stored(porch)).toHaveLength(1)
  })

  test('RIT-1 a title of one’s own has at most 80 characters as a reader counts them, on one line', () => {
    const porch = begun(titled(`${'👩‍👩‍👧‍👦'.repeat(79)}\n`))
    expect(titles(porch)).toEqual(['👩‍👩‍👧‍👦'.repeat(79)])
    const refusals: [Ritual, Refusal][] = [
      [titled('x'.repeat(81)), 'too-long'],
      [titled(' \n\u200b'), 'empty'],
      [{ ...evening, title: { k: 'Evening!' } }, 'bad-value'],
      [{ ...evening, rule: 'FREQ=YEARLY' }, 'bad-value'],
      [{ ...evening, rule: 'FREQ=WEEKLY' }, 'bad-value'],
      [{ ...evening, start: '2026-02-30T20:00' }, 'bad-value'],
      [{ ...evening, start: '2026-11-27T25:00' }, 'bad-value'],
      [{ ...evening, start: '2026-11-27' }, 'bad-value'],
      [{ ...evening, start: '1999-11-27T20:00' }, 'bad-value'],
      [{ ...evening, zone: '../etc/passwd' }, 'bad-value'],
      [{ ...evening, zone: '' }, 'bad-value'],
      [{ ...evening, minutes: 0 }, 'bad-value'],
      [{ ...evening, minutes: 1441 }, 'bad-value'],
      [{ ...evening, minutes: 1.5 }, 'bad-value'],
    ]
    for (const [ritual, reason] of refusals)
      expect(porch.does('b1', { kind: 'set-ritual', ritual })).toEqual({ ok: false, reason })
    expect(stored(porch)).toHaveLength(1)
  })

  test('RIT-1 up to 20', () => {
    const porch = createTwoPartners()
    for (let i = 0; i < maxRituals; i += 1)
      expect(porch.does('a1', { kind: 'set-ritual', ritual: titled(`${i}`) })).toEqual(ok)
    const more = { kind: 'set-ritual', ritual: evening } as const
    expect(porch.does('b1', more)).toEqual({ ok: false, reason: 'enough-rituals' })
    expect(porch.does('b1', { kind: 'set-ritual', ritual: evening, seen: first(porch, 'b1') })).toEqual(ok)
    expect(porch.does('b1', { kind: 'remove-ritual', seen: first(porch, 'b1') })).toEqual(ok)
    expect(porch.does('b1', more)).toEqual(ok)
  })

  test('RIT-1 twenty begun by each while they were apart: all are shown', () => {
    const porch = createTwoPartners()
    for (const name of ['a1', 'b1'] as const)
      for (let i = 0; i < maxRituals; i += 1)
        porch.doesOffline(name, { kind: 'set-ritual', ritual: titled(`${name} ${i}`) })
    porch.sync()
    expect(shown(porch)).toHaveLength(2 * maxRituals)
    expect(shown(porch)).toEqual(shown(porch, 'b2'))
  })
})

test('DOC-1 whatever is done with a ritual is one inner update that fits the smallest entry', () => {
  const porch = createTwoPartners()
  const sizes: number[] = []
  porch.doc('a1').on('update', (update: Uint8Array) => sizes.push(update.length))
  porch.doesOffline('a1', { kind: 'set-ritual', ritual: { ...evening, zone: 'Europe/Berlin' } })
  porch.doesOffline('a1', { kind: 'set-ritual', ritual: titled('x'.repeat(80)), seen: first(porch) })
  porch.doesOffline('a1', { kind: 'remove-ritual', seen: first(porch) })
  porch.doesOffline('a1', { kind: 'keep-ritual', version: first(porch).version, seen: first(porch) })
  expect(sizes).toHaveLength(4)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(251)
})

describe('RIT-1 two at once', () => {
  const atOnce = () => {
    const porch = begun()
    const seen = { id: first(porch).id, versions: first(porch).versions }
    return { porch, seen }
  }

  test('RIT-1 two change it at once: no words are lost, and both see the same', () => {
    const { porch, seen } = atOnce()
    porch.doesOffline('a1', { kind: 'set-ritual', ritual: titled('Music night'), seen })
    porch.doesOffline('b1', { kind: 'set-ritual', ritual: titled('A film'), seen })
    porch.sync()
    const { title, state, ...ritual } = first(porch)
    if (state !== 'kept' || !('besides' in ritual)) throw new Error('it is kept')
    expect([title, ...ritual.besides.map((one) => one.title)]).toHaveLength(2)
    expect(new Set([title, ...ritual.besides.map((one) => one.title)].map((one) => JSON.stringify(one)))).toEqual(
      new Set(['{"x":"Music night"}', '{"x":"A film"}']),
    )
    for (const name of deviceNames) expect(shown(porch, name)).toEqual(shown(porch, 'a1'))
  })

  test('RIT-1 either keeps one of the two, as it was written', () => {
    const { porch, seen } = atOnce()
    porch.doesOffline('a1', { kind: 'set-ritual', ritual: titled('Music night'), seen })
    porch.doesOffline('b1', { kind: 'set-ritual', ritual: titled('A film'), seen })
    porch.sync()
    const ritual = first(porch, 'b2')
    const [beside] = ritual.state === 'kept' ? ritual.besides : []
    if (beside === undefined) throw new Error('there are two')
    expect(porch.does('b2', { kind: 'keep-ritual', version: beside.version, seen: ritual })).toEqual(ok)
    expect(first(porch)).toMatchObject({ title: beside.title, sequence: 2, besides: [] })
    expect(stored(porch)).toHaveLength(1)
  })

  test('RIT-1 two make the same change at once: it is one', () => {
    const { porch, seen } = atOnce()
    for (const name of ['a1', 'b1'] as const)
      porch.doesOffline(name, { kind: 'set-ritual', ritual: titled('A film'), seen })
    porch.sync()
    expect(first(porch)).toMatchObject({ title: { x: 'A film' }, besides: [] })
  })

  test('RIT-1 one lets it go while the other changes it: the change stands', () => {
    for (const [leaving, changing] of [
      ['a1', 'b1'],
      ['b1', 'a1'],
    ] as const) {
      const { porch, seen } = atOnce()
      porch.doesOffline(leaving, { kind: 'remove-ritual', seen })
      porch.doesOffline(changing, { kind: 'set-ritual', ritual: titled('Music night'), seen })
      porch.sync()
      for (const name of deviceNames) expect(titles(porch, name)).toEqual(['Music night'])
    }
  })

  test('RIT-1 both let it go at once: it is gone, and comes back as one', () => {
    const { porch, seen } = atOnce()
    for (const name of ['a1', 'b1'] as const) porch.doesOffline(name, { kind: 'remove-ritual', seen })
    porch.sync()
    expect(titles(porch)).toEqual(['evening, gone'])
    expect(porch.does('b1', { kind: 'keep-ritual', version: first(porch).version, seen: first(porch) })).toEqual(ok)
    expect(first(porch)).toMatchObject({ state: 'kept', besides: [] })
  })

  test('DOM-8 it was changed while it was open here: refused, nothing is written, and the second try stands on what came', () => {
    const { porch, seen } = atOnce()
    porch.does('b1', { kind: 'set-ritual', ritual: titled('A film'), seen })
    const changed = { ok: false, reason: 'ritual-changed' }
    expect(porch.does('a1', { kind: 'set-ritual', ritual: titled('Music night'), seen })).toEqual(changed)
    expect(porch.does('a1', { kind: 'remove-ritual', seen })).toEqual(changed)
    expect(porch.does('a1', { kind: 'keep-ritual', version: first(porch).version, seen })).toEqual(changed)
    expect(titles(porch)).toEqual(['A film'])
    expect(porch.does('a1', { kind: 'set-ritual', ritual: titled('Music night'), seen: first(porch) })).toEqual(ok)
    expect(titles(porch, 'b1')).toEqual(['Music night'])
  })

  test('DOM-8 it was let go while it was open here: told once, and then kept after all', () => {
    const { porch, seen } = atOnce()
    porch.does('b1', { kind: 'remove-ritual', seen })
    const ritual = titled('Music night')
    expect(porch.does('a1', { kind: 'set-ritual', ritual, seen })).toEqual({ ok: false, reason: 'ritual-changed' })
    expect(porch.does('a1', { kind: 'set-ritual', ritual, seen: first(porch) })).toEqual(ok)
    expect(titles(porch, 'b1')).toEqual(['Music night'])
    porch.does('b1', { kind: 'remove-ritual', seen: first(porch) })
    porch.wait(3 * day)
    porch.tidy('b1')
    porch.sync()
    expect(porch.does('a1', { kind: 'set-ritual', ritual, seen })).toEqual(ok)
    expect(first(porch)).toMatchObject({ id: seen.id, title: { x: 'Music night' } })
  })
})

describe('RIT-1 letting go', () => {
  test('RIT-1 it is let go in one press and brought back in one, by either, as it was', () => {
    const porch = begun()
    porch.does('a1', { kind: 'remove-ritual', seen: first(porch) })
    expect(titles(porch, 'b1')).toEqual(['evening, gone'])
    const gone = first(porch, 'b1')
    expect(porch.does('b1', { kind: 'keep-ritual', version: gone.version, seen: gone })).toEqual(ok)
    expect(ritualOf(first(porch))).toEqual(evening)
    expect(first(porch)).toMatchObject({ state: 'kept', sequence: 2 })
  })

  test('RIT-1 after a day it is shown no more, and half a day later it leaves the document (DOM-4)', () => {
    const porch = begun()
    porch.does('a1', { kind: 'remove-ritual', seen: first(porch) })
    expect(porch.view('b1').changesAt).toBe(startMs + day)
    porch.wait(day)
    expect(shown(porch, 'b1')).toEqual([])
    expect(porch.tidy('b1')).toBe(false)
    porch.wait(12 * hour)
    expect(porch.tidy('b1')).toBe(true)
    porch.sync()
    expect(stored(porch)).toEqual([])
  })

  test('RIT-1 of what was let go only the newest few are kept', () => {
    const porch = createTwoPartners()
    for (let i = 0; i < 8; i += 1) {
      porch.wait(1)
      porch.does('a1', { kind: 'set-ritual', ritual: titled(`${i}`) })
      const seen = shown(porch).find(({ state }) => state === 'kept')
      if (seen !== undefined) porch.does('b1', { kind: 'remove-ritual', seen })
    }
    expect(titles(porch).toSorted()).toEqual(['3, gone', '4, gone', '5, gone', '6, gone', '7, gone'])
    expect(stored(porch)).toHaveLength(mostGone)
  })

  test('RIT-1 what is not there is let go already, and is not brought back', () => {
    const porch = begun()
    const seen = { id: 'A'.repeat(22), versions: [] }
    expect(porch.does('a1', { kind: 'remove-ritual', seen })).toEqual(ok)
    const back = porch.does('a1', { kind: 'keep-ritual', version: 'A'.repeat(11), seen })
    expect(back).toEqual({ ok: false, reason: 'not-found' })
  })
})

describe('RIT-1 what this version does not know', () => {
  const later = {
    t: { k: 'stars' },
    rr: 'FREQ=YEARLY;BYMONTH=6',
    s: '2026-06-21T22:00',
    m: 60,
    n: 4,
    at: startMs,
    glow: 7,
  }
  const key = `${'Q'.repeat(22)}/${'V'.repeat(11)}`
  const met = () => {
    const porch = createTwoPartners()
    porch.doc('b1').getMap('rituals').set(key, later)
    porch.sync()
    return porch
  }

  test('RIT-1 a ritual with a rule this version does not know is shown as it is, and kept', () => {
    const porch = met()
    expect(first(porch)).toMatchObject({ title: { k: 'stars' }, rule: later.rr, state: 'kept' })
    porch.tidy('a1')
    expect(stored(porch)).toEqual([[key, later]])
  })

  test('RIT-1 its title can be changed; its rule and what else is unknown stay as they are', () => {
    const porch = met()
    const ritual = { ...ritualOf(first(porch)), title: { x: 'Under the stars' } }
    expect(porch.does('a1', { kind: 'set-ritual', ritual, seen: first(porch) })).toEqual(ok)
    expect(stored(porch).map(([, value]) => value)).toEqual([{ ...later, t: { x: 'Under the stars' }, n: 5 }])
    porch.does('a1', { kind: 'remove-ritual', seen: first(porch) })
    porch.does('b1', { kind: 'keep-ritual', version: first(porch).version, seen: first(porch) })
    expect(stored(porch).map(([, value]) => value)).toEqual([{ ...later, t: { x: 'Under the stars' }, n: 7 }])
  })

  test.each([
    ['a title too long', { ...later, t: { x: 'x'.repeat(81) } }],
    ['a title nobody sees', { ...later, t: { x: '\u200b' } }],
    ['no title', { ...later, t: {} }],
    ['two titles', { ...later, t: { k: 'walk', x: 'A walk' } }],
    ['a rule over several lines', { ...later, rr: 'FREQ=DAILY\r\nATTENDEE:mailto:x@example.com' }],
    ['a day there is not', { ...later, s: '2026-02-29T10:00' }],
    ['no time', { ...later, s: '2026-02-28' }],
    ['a zone that is none', { ...later, z: 'Europe/Berlin\r\nX:1' }],
    ['no length', { ...later, m: 0 }],
    ['a count beyond counting', { ...later, n: 2 ** 31 }],
    ['no count', { ...later, n: undefined }],
    ['a time beyond time', { ...later, at: 8.64e15 + 1 }],
    ['gone, in a way', { ...later, gone: 'yes' }],
    ['a list', [later]],
    ['nothing', null],
  ])(
    'DOC-6 what is not as it should be is read as if it were absent, and takes nothing else with it: %s',
    (_, value) => {
      const porch = begun()
      porch.doc('b1').getMap('rituals').set(key, value)
      porch.doc('b1').getMap('rituals').set('x', later)
      porch.doc('b1').getMap('rituals').set(`${key}x`, later)
      porch.sync()
      expect(titles(porch)).toEqual(['evening'])
    },
  )

  test('DOC-6 of a thousand a hostile partner writes, forty are read, the same ones everywhere', () => {
    const porch = createTwoPartners()
    for (let i = 0; i < 1_000; i += 1)
      porch
        .doc('b1')
        .getMap('rituals')
        .set(`${String(i).padStart(22, 'A')}/${'V'.repeat(11)}`, later)
    for (let i = 0; i < 100; i += 1)
      porch
        .doc('b1')
        .getMap('rituals')
        .set(`${'A'.repeat(22)}/${String(i).padStart(11, 'V')}`, later)
    porch.sync()
    expect(shown(porch)).toHaveLength(40)
    expect(shown(porch)).toEqual(shown(porch, 'b1'))
  })
})

describe('a document made anew', () => {
  const copyOf = (doc: Y.Doc): Y.Doc => {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
    return copy
  }

  test('DOC-4 what one changed offline meanwhile comes along, beside what the other changed', () => {
    const porch = begun()
    const base = copyOf(porch.doc('a1'))
    const fresh = freshDocument(base, porch.now('a1')) ?? new Y.Doc()
    const seen = first(porch)
    porch.doesOffline('a1', { kind: 'set-ritual', ritual: titled('Music night'), seen })
    const meanwhile = createTwoPartners({ seed: 7 })
    Y.applyUpdate(meanwhile.doc('b1'), Y.encodeStateAsUpdate(fresh))
    meanwhile.doesOffline('b1', { kind: 'set-ritual', ritual: titled('A film'), seen })
    expect(carryOver(meanwhile.doc('b1'), base, porch.doc('a1'), porch.context('a1').device)).toBe(true)
    const both = first(meanwhile, 'b1')
    expect(both.state === 'kept' && both.besides.map(({ title }) => title).concat(both.title)).toEqual(
      expect.arrayContaining([{ x: 'Music night' }, { x: 'A film' }]),
    )
  })
})

test('LEAVE-2 what both wrote is in the copy one takes along', () => {
  const porch = begun({ ...evening, zone: 'Europe/Berlin' })
  const copy = exportCouple(porch.facts('b1'), porch.context('b1').device, porch.now('b1'), (at) =>
    new Date(at).toISOString(),
  )
  expect(copy['rituals']).toEqual([
    { title: 'evening', rule: 'FREQ=WEEKLY;BYDAY=FR', start: '2026-11-27T20:00', zone: 'Europe/Berlin', minutes: 120 },
  ])
})

test('RIT-2 without a zone the time is by the clock of each; a zone is written only where one was chosen', () => {
  const porch = begun()
  expect(first(porch)).not.toHaveProperty('zone')
  const zoned = { ...evening, zone: 'America/Argentina/Buenos_Aires' }
  porch.does('b1', { kind: 'set-ritual', ritual: zoned, seen: first(porch) })
  expect(first(porch).zone).toBe('America/Argentina/Buenos_Aires')
  porch.does('a1', { kind: 'set-ritual', ritual: evening, seen: first(porch) })
  expect(first(porch)).not.toHaveProperty('zone')
  expect(stored(porch)[0]?.[1]).not.toHaveProperty('z')
})
