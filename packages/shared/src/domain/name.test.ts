import { describe, expect, test } from 'vitest'
import { defaultTerms } from './agreement.ts'
import { termsOf, writeKey } from './document.ts'
import { createTwoPartners } from '../../../../test/support/two-partners.ts'

describe('DOC names', () => {
  test('DOC the name a partner chose is shown on every device of both', () => {
    const porch = createTwoPartners()
    expect(porch.view('b1')).toMatchObject({ myName: '', otherName: 'Ada' })
    expect(porch.does('b2', { kind: 'set-name', name: '  Bo \n' })).toEqual({ ok: true })
    expect(porch.view('b1').myName).toBe('Bo')
    expect(porch.view('a2').otherName).toBe('Bo')
  })

  test('DOC a name cannot turn the sentence around it', () => {
    const porch = createTwoPartners()
    porch.does('b1', { kind: 'set-name', name: '\u202EoB\u2066 \u200Fmas' })
    expect(porch.view('a1').otherName).toBe('oB mas')
  })

  test.each(['\u202Enibor', '\u200B', '\u3164\u2800'])('DOC-7 nor one that another program wrote: %j', (name) => {
    const porch = createTwoPartners()
    writeKey(porch.doc('b1'), porch.context('b1').device, 'name', { n: 9, name })
    porch.sync()
    expect(porch.view('a1').otherName).toBe(name === '\u202Enibor' ? 'nibor' : '')
  })

  test.each(['note', 'invitation', 'answer', 'when'])('DOC-7 nor a %s that another program wrote', (what) => {
    const porch = createTwoPartners()
    porch.agree()
    const [text, shown] = ['\u202Eback\u2066wards\u0000', 'backwards']
    const { device, now } = porch.context('b1')
    porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
    const [mine] = porch.view('a1').myInvitations
    const id = what === 'invitation' ? 'x'.repeat(22) : (mine?.id ?? '')
    const written = {
      note: { t: [{ q: 1, x: text, at: now }] },
      invitation: { i: { id, n: 1, at: now, x: text } },
      answer: { z: { id, k: 'talk', x: text, at: now, ia: now } },
      when: { z: { id, k: 'rain-check', when: text, at: now, ia: now } },
    }[what]
    writeKey(porch.doc('b1'), device, 'text', written ?? {})
    porch.sync()
    const view = porch.view('a1')
    const read = {
      note: view.signals[0]?.text,
      invitation: view.invitationsToMe[0]?.text,
      answer: view.myInvitations[0]?.answer?.text,
      when: view.myInvitations[0]?.answer?.when,
    }[what]
    expect(read).toBe(shown)
  })

  test('DOC-7 nor a way to reach out', () => {
    const porch = createTwoPartners()
    termsOf(porch.doc('b1')).set('reachingOut', [{ x: '\u202Eaet' }])
    porch.sync()
    expect(porch.view('a1').agreement.terms.reachingOut).toEqual(defaultTerms.reachingOut)
    expect(porch.does('a1', { kind: 'set-terms', terms: { reachingOut: [{ x: '\u200B' }] } })).toEqual({
      ok: false,
      reason: 'bad-value',
    })
  })

  test('DOC a name chosen later goes before one chosen earlier, on whatever device', () => {
    const porch = createTwoPartners()
    porch.does('b2', { kind: 'set-name', name: 'Bo' })
    porch.does('b1', { kind: 'set-name', name: 'Bobbie' })
    expect(porch.view('a1').otherName).toBe('Bobbie')
  })

  test('DOC chosen on two devices at once: the greater device id', () => {
    const porch = createTwoPartners()
    porch.doesOffline('b2', { kind: 'set-name', name: 'of the greater' })
    porch.doesOffline('b1', { kind: 'set-name', name: 'of the lesser' })
    porch.sync()
    expect(porch.view('a1').otherName).toBe('of the greater')
  })

  test.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['\u200B\u3164', 'empty'],
    ['x'.repeat(41), 'too-long'],
  ])('DOC-7 %j is refused: %s', (name, reason) => {
    expect(createTwoPartners().does('a1', { kind: 'set-name', name })).toEqual({ ok: false, reason })
  })
})
