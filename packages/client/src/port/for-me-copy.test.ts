import { describe, expect, it } from 'vitest'
import type { DrawerEntry, DrawerRecord } from './drawer-view.ts'
import { bothOf, broughtIn, copyAsText, copyFrom, copyOf } from './for-me-copy.ts'
import { type ForMe, emptyTalk, forMeFrom } from './for-me.ts'

let ids = 0
const newId = () => `x${(ids += 1)}`
const recordsOf = (entries: readonly DrawerEntry[]): DrawerRecord[] =>
  entries.map(({ id, kind, value }) => ({ id, kind, value, rev: `rev of ${id}` }))

const full: DrawerRecord[] = recordsOf([
  { id: 'talk/d', kind: 'talk-draft', value: { ...emptyTalk, happened: 'You came home late.' } },
  {
    id: 'talk/1',
    kind: 'talk',
    value: { ...emptyTalk, says: 'That I come second.', asking: ['close'], give: ['calm'] },
  },
  { id: 'plan/2', kind: 'plan', value: { text: 'Then soup.', next: false, n: 2 } },
  { id: 'plan/1', kind: 'plan', value: { text: 'The old record shop.', next: true, n: 1 } },
  { id: 'care/health', kind: 'care', value: { text: 'Swim on Tuesdays.' } },
  { id: 'kept/1', kind: 'kept', value: { title: 'Where would we go?', text: 'The lake.' } },
  { id: 'answer/q', kind: 'answer', value: 'not of this room' },
  { id: 'plan/later', kind: 'plan', value: { title: 'of a shape nobody knows yet' } },
])

/** The drawer after what was to be put in was put in. */
function after(now: readonly DrawerRecord[], forMe: ForMe, text: string): DrawerRecord[] {
  const read = copyFrom(text)
  if (!read.ok) throw new Error(read.reason)
  const brought = broughtIn(forMe, read.copy, newId)
  if (!brought.ok) throw new Error(brought.reason)
  const put = recordsOf(brought.entries)
  return [...now.filter(({ id }) => !put.some((one) => one.id === id)), ...put]
}
const bring = (now: readonly DrawerRecord[], text: string) => after(now, forMeFrom(now), text)
const whole = copyAsText(copyOf(forMeFrom(full)))

describe('a copy of what is for me', () => {
  it('PRIV-3 one readable file has all of it, in plain words, and nothing that is not of this room', () => {
    for (const said of ['You came home late.', 'That I come second.', 'record shop', 'Swim', 'The lake.'])
      expect(whole).toContain(said)
    expect(whole).not.toMatch(/not of this room|nobody knows|rev of/)
    expect(copyFrom(whole)).toMatchObject({ ok: true, copy: { version: 1 } })
  })

  it('PRIV-3 into an empty drawer it brings everything, in its order', () => {
    const brought = bring([], whole)
    expect(copyOf(forMeFrom(brought))).toEqual(copyOf(forMeFrom(full)))
    expect(forMeFrom(brought).plans.map(({ value }) => value.text)).toEqual(['The old record shop.', 'Then soup.'])
  })

  it('PRIV-3 bringing in the same file twice changes nothing, nor where it came from', () => {
    expect(bring(full, whole)).toEqual(full)
    const once = bring([], whole)
    expect(bring(once, whole)).toEqual(once)
  })

  it('PRIV-3 what is there already is not lost: both texts stand, and again that changes nothing', () => {
    const mine = recordsOf([
      { id: 'care/health', kind: 'care', value: { text: 'Sleep before midnight.' } },
      { id: 'plan/9', kind: 'plan', value: { text: 'A letter.', next: false, n: 7 } },
    ])
    const once = bring(mine, whole)
    expect(forMeFrom(once).care.health?.value.text).toBe('Sleep before midnight.\n\nSwim on Tuesdays.')
    expect(forMeFrom(once).plans.map(({ value }) => value.text)).toEqual([
      'A letter.',
      'The old record shop.',
      'Then soup.',
    ])
    expect(bring(once, whole)).toEqual(once)
  })

  it('PRIV-3 an entry names what was there when it was made: another window writes over nothing', () => {
    const read = copyFrom(whole)
    const mine = forMeFrom(recordsOf([{ id: 'care/health', kind: 'care', value: { text: 'Sleep.' } }]))
    const brought = read.ok ? broughtIn(mine, read.copy, newId) : undefined
    expect(brought?.ok === true && brought.entries.map(({ was }) => was)).toEqual([
      null,
      null,
      null,
      null,
      'rev of care/health',
      null,
    ])
  })

  it('PLAN-1 more than a hundred ideas are not brought in, and nothing else then', () => {
    const copy = copyOf(forMeFrom([]))
    const plans = Array.from({ length: 101 }, (_, n) => ({ text: `idea ${n}`, next: false, n }))
    expect(broughtIn(forMeFrom([]), { ...copy, plans }, newId)).toEqual({ ok: false, reason: 'too-many-plans' })
    expect(broughtIn(forMeFrom([]), { ...copy, plans: plans.slice(1) }, newId).ok).toBe(true)
  })

  it.each([
    ['from elsewhere', '{"type": "FeatureCollection"}', 'elsewhere'],
    ['of words', 'Dear diary', 'elsewhere'],
    ['with nothing in it', '', 'elsewhere'],
    ['of the couple', '{"porchlight": "couple", "version": 1}', 'elsewhere'],
    ['of a later version', whole.replace('"version": 1', '"version": 2'), 'later'],
    ['cut off', whole.slice(0, -40), 'broken'],
    ['whose insides are not ours', whole.replace('"plans": [', '"plans": [7,'), 'broken'],
    ['too large', ' '.repeat(8_388_609), 'too-large'],
  ])('PRIV-3 a file %s is told from the others, and brings nothing in', (_, text, reason) => {
    expect(copyFrom(text)).toEqual({ ok: false, reason })
  })
})

describe('two texts that were written apart', () => {
  it.each([
    ['', 'new', 'new'],
    ['old', '', 'old'],
    ['old', 'old', 'old'],
    ['old', 'old and new', 'old and new'],
    ['old and new', 'old', 'old and new'],
    ['mine\n', '\ntheirs', 'mine\n\ntheirs'],
  ])('PRIV-1 %j and %j are both kept', (there, comes, both) => {
    expect(bothOf(there, comes)).toBe(both)
  })
})
