import { describe, expect, test } from 'vitest'
import { createTwoPartners, day, hour } from '../../../../test/support/two-partners.ts'
import { writeKey } from './document.ts'

const ok = { ok: true }
const retired = () => {
  const porch = createTwoPartners()
  porch.agree()
  porch.does('b1', { kind: 'retire' })
  return porch
}

describe('AGREE-14', () => {
  test('AGREE-14 each may say in a line what they did, and both read it', () => {
    const porch = retired()
    expect(porch.does('a1', { kind: 'say-thanks', text: ' We learned to ask. ' })).toEqual(ok)
    porch.does('b2', { kind: 'say-thanks', text: 'You sang in the kitchen.' })
    const both = { mine: 'We learned to ask.', theirs: 'You sang in the kitchen.' }
    expect(porch.view('a2').thanks).toEqual(both)
    expect(porch.view('b1').thanks).toEqual({ mine: both.theirs, theirs: both.mine })
  })

  test('AGREE-14 saying it again replaces it, and an empty one takes it back', () => {
    const porch = retired()
    porch.does('a1', { kind: 'say-thanks', text: 'One' })
    porch.wait(hour)
    porch.does('a2', { kind: 'say-thanks', text: 'Two' })
    expect(porch.view('b1').thanks).toEqual({ theirs: 'Two' })
    porch.wait(hour)
    porch.does('a1', { kind: 'say-thanks', text: '' })
    expect(porch.view('b1').thanks).toEqual({})
  })

  test('AGREE-14 it is gone after seven days, from the screens and then from the document', () => {
    const porch = retired()
    porch.does('a1', { kind: 'say-thanks', text: 'We learned to ask.' })
    expect(porch.view('b1').changesAt).toBe(porch.now('b1') + 7 * day)
    porch.wait(7 * day - 1)
    expect(porch.view('b1').thanks).toEqual({ theirs: 'We learned to ask.' })
    porch.wait(1)
    expect(porch.view('b1').thanks).toEqual({})
    porch.wait(12 * hour)
    porch.tidy('a1')
    expect(JSON.stringify(porch.doc('a1').getMap('r'))).not.toContain('learned')
  })

  test('AGREE-14 beginning again takes both, and then nothing is said of it any more', () => {
    const porch = retired()
    porch.does('a1', { kind: 'say-thanks', text: 'We learned to ask.' })
    porch.does('a1', { kind: 'consent', hash: porch.hash('a1') })
    expect(porch.light('b1')).toEqual({ state: 'retired' })
    porch.does('b1', { kind: 'consent', hash: porch.hash('b1') })
    expect(porch.light('b1')).toMatchObject({ state: 'theirs' })
    expect(porch.view('b1').thanks).toEqual({})
  })

  test.each([
    ['while nothing is retired', false, 'x', 'no-agreement'],
    ['of more than 280 characters', true, 'x'.repeat(281), 'too-long'],
  ] as const)('AGREE-14 %s it is refused', (_when, isRetired, text, reason) => {
    const porch = createTwoPartners()
    porch.agree()
    if (isRetired) porch.does('b1', { kind: 'retire' })
    expect(porch.does('a1', { kind: 'say-thanks', text })).toEqual({ ok: false, reason })
  })

  test.each([{ w: 'x' }, { w: 1, x: 'y'.repeat(281), at: 1 }, 7, null])('DOC-6 %j is read as absent', (th) => {
    const porch = retired()
    writeKey(porch.doc('b1'), porch.context('b1').device, 'text', { th })
    porch.sync()
    expect(porch.view('a1').thanks).toEqual({})
  })
})
