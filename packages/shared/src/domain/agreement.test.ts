import { describe, expect, test } from 'vitest'
import { createTwoPartners } from '../../../../test/support/two-partners.ts'
import { type Terms, checkTerms, defaultTerms, readTerms, starterIds, starterTerms } from './agreement.ts'

const readFrom = (stored: Record<string, unknown>) => readTerms((term) => stored[term])

describe('AGREE-8', () => {
  test('AGREE-8 what is not set is read as the default', () => {
    expect(readFrom({})).toEqual({
      windowHours: 48,
      firstHolder: 'a',
      reachingOut: [{ k: 'hug' }, { k: 'hand' }, { k: 'note' }, { k: 'invitation' }],
      reviewWeeks: 4,
    })
  })

  const good: [string, Partial<Terms>][] = [
    ['24 hours', { windowHours: 24 }],
    ['336 hours', { windowHours: 336 }],
    ['no window', { windowHours: null }],
    ['b first', { firstHolder: 'b' }],
    ['nothing in the list', { reachingOut: [] }],
    ['twenty ways', { reachingOut: Array.from({ length: 20 }, (_, i) => ({ x: `way ${i}` })) }],
    ['a way of 80 characters', { reachingOut: [{ x: '👍🏽'.repeat(80) }] }],
    ['2 weeks', { reviewWeeks: 2 }],
    ['12 weeks', { reviewWeeks: 12 }],
  ]
  test.each(good)('AGREE-8 %s is written and read back', (_, terms) => {
    expect(checkTerms(terms)).toEqual(terms)
    expect(readFrom(terms)).toEqual({ ...defaultTerms, ...terms })
  })

  const bad: [string, Record<string, unknown>][] = [
    ['23 hours', { windowHours: 23 }],
    ['337 hours', { windowHours: 337 }],
    ['half an hour more', { windowHours: 48.5 }],
    ['hours as text', { windowHours: '48' }],
    ['NaN', { windowHours: Number.NaN }],
    ['c first', { firstHolder: 'c' }],
    ['twenty-one ways', { reachingOut: Array.from({ length: 21 }, () => ({ k: 'hug' })) }],
    ['a way of 81 characters', { reachingOut: [{ x: 'x'.repeat(81) }] }],
    ['an empty way', { reachingOut: [{ x: ' ' }] }],
    ['an unknown way', { reachingOut: [{ k: 'money' }] }],
    ['a way that is two', { reachingOut: [{ k: 'hug', x: 'hug' }] }],
    ['a lone surrogate', { reachingOut: [{ x: '\ud800' }] }],
    ['a list that is none', { reachingOut: { k: 'hug' } }],
    ['1 week', { reviewWeeks: 1 }],
    ['13 weeks', { reviewWeeks: 13 }],
  ]
  test.each(bad)('AGREE-8 %s is refused when written and read as the default', (_, terms) => {
    const porch = createTwoPartners()
    expect(porch.does('a1', { kind: 'set-terms', terms })).toEqual({
      ok: false,
      reason: 'bad-value',
    })
    for (const [term, value] of Object.entries(terms)) porch.doc('a1').getMap('terms').set(term, value)
    expect(porch.view('a1').agreement.terms).toEqual(defaultTerms)
  })

  test('AGREE-8 one bad value takes no other with it', () => {
    expect(readFrom({ windowHours: 5, reviewWeeks: 8 })).toEqual({ ...defaultTerms, reviewWeeks: 8 })
  })

  test('AGREE-8 an unknown term is refused when written and ignored when read', () => {
    expect(checkTerms({ points: 3 } as Partial<Terms>)).toBeUndefined()
    expect(readFrom({ points: 3 })).toEqual(defaultTerms)
  })
})

describe('AGREE-9', () => {
  test.each(starterIds)('AGREE-9 the starter %s sets good terms and leaves open who starts', (id) => {
    const terms = starterTerms[id]
    expect(checkTerms(terms)).toEqual(terms)
    expect(Object.keys(terms)).not.toContain('firstHolder')
  })

  test('AGREE-9 the first holder proposed is the one who proposed Porchlight', () => {
    expect(createTwoPartners().view('b1').agreement.terms.firstHolder).toBe('a')
  })
})

test('AGREE-1 both edit the one draft of terms; each term is what was set last', () => {
  const porch = createTwoPartners()
  porch.does('a1', { kind: 'set-terms', terms: { windowHours: 72 } })
  porch.does('b1', { kind: 'set-terms', terms: { reviewWeeks: 6 } })
  expect(porch.view('a1').agreement.terms).toEqual({ ...defaultTerms, windowHours: 72, reviewWeeks: 6 })
})
