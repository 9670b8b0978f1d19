import { describe, expect, test } from 'vitest'
import { createTwoPartners, startMs, day } from '../../../../test/support/two-partners.ts'
import { writeKey } from './document.ts'
import { leaveCouple } from './leave.ts'
import { nearFirsts } from './near.ts'

const ok = { ok: true }
const seen = (porch: ReturnType<typeof createTwoPartners>) => porch.view('b1').near.theirs

describe('NEAR-1', () => {
  test.each(nearFirsts)('NEAR-1 how I feel close: %s', (first) => {
    const porch = createTwoPartners()
    expect(porch.does('a1', { kind: 'say-near', first })).toEqual(ok)
    expect(seen(porch)).toEqual({ first })
    expect(porch.view('a2').near).toEqual({ mine: { first } })
  })

  test('NEAR-1 lasting, one card each, and a line', () => {
    const porch = createTwoPartners()
    porch.does('a1', { kind: 'say-near', first: 'words', text: 'After that I melt. ' })
    porch.does('b1', { kind: 'say-near', first: 'either' })
    porch.wait(400 * day)
    for (const name of ['a1', 'b1'] as const) porch.tidy(name)
    expect(porch.view('b1').near).toEqual({
      mine: { first: 'either' },
      theirs: { first: 'words', text: 'After that I melt.' },
    })
  })

  test.each([
    [{ first: 'gold' as 'words' }, 'bad-value'],
    [{ first: 'words' as const, text: 'x'.repeat(281) }, 'too-long'],
  ])('NEAR-1 %j is refused', (card, reason) => {
    expect(createTwoPartners().does('a1', { kind: 'say-near', ...card })).toEqual({ ok: false, reason })
  })

  test('NEAR-1 the highest n counts, then the greater device id', () => {
    const porch = createTwoPartners()
    porch.doesOffline('a2', { kind: 'say-near', first: 'touch' })
    porch.doesOffline('a1', { kind: 'say-near', first: 'words' })
    porch.sync()
    expect(seen(porch)).toEqual({ first: 'touch' })
    porch.does('a1', { kind: 'say-near', first: 'depends' })
    expect(seen(porch)).toEqual({ first: 'depends' })
  })

  test('NEAR-1 an empty one removes the card, beside the name, and the name stays', () => {
    const porch = createTwoPartners()
    porch.does('a2', { kind: 'say-near', first: 'touch', text: 'Mornings.' })
    expect(porch.does('a1', { kind: 'remove-near' })).toEqual(ok)
    expect(seen(porch)).toBeUndefined()
    porch.does('a1', { kind: 'say-near', first: 'touch' })
    porch.does('a1', { kind: 'set-name', name: 'Adele' })
    expect(porch.view('b1')).toMatchObject({ otherName: 'Adele', near: { theirs: { first: 'touch' } } })
  })

  test('NEAR-1 where a hostile partner wrote a count that cannot rise, my card is mine all the same', () => {
    const porch = createTwoPartners()
    writeKey(porch.doc('b1'), porch.context('a2').device, 'name', { near: { n: 2 ** 31 - 1, f: 'touch' } })
    porch.sync()
    porch.does('a1', { kind: 'say-near', first: 'words' })
    expect(seen(porch)).toEqual({ first: 'words' })
  })

  test.each([
    ['no count', { f: 'words' }],
    ['an unknown way', { n: 1, f: 'silence' }],
    ['a line too long', { n: 1, f: 'words', x: 'x'.repeat(281) }],
    ['no way', { n: 1, x: 'only a line' }],
    ['nothing of an object', ['words']],
  ])('NEAR-1 a card with %s is read as absent', (_, near) => {
    const porch = createTwoPartners()
    writeKey(porch.doc('a1'), porch.context('a1').device, 'name', { near })
    porch.sync()
    expect(seen(porch)).toBeUndefined()
    expect(porch.view('b1').otherName).toBe('Ada')
  })

  test('DOC-5 it goes with the one who leaves', () => {
    const porch = createTwoPartners()
    porch.does('a1', { kind: 'say-near', first: 'words' })
    leaveCouple(porch.doc('a2'), porch.context('a2'))
    porch.sync()
    expect(seen(porch)).toBeUndefined()
    expect(porch.now('a1')).toBe(startMs)
  })
})
