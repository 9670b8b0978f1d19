import { describe, expect, test } from 'vitest'
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
    ['x'.repeat(41), 'too-long'],
  ])('DOC-7 %j is refused: %s', (name, reason) => {
    expect(createTwoPartners().does('a1', { kind: 'set-name', name })).toEqual({ ok: false, reason })
  })
})
