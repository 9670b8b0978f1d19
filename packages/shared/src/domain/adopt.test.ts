import { describe, expect, test } from 'vitest'
import { type DeviceName, createTwoPartners, hour, startMs } from '../../../../test/support/two-partners.ts'
import { adoptRemovedDevices } from './adopt.ts'

type Porch = ReturnType<typeof createTwoPartners>
/** The first device of `b` is removed and the second takes over; gives both views of `a` around it. */
const takeOver = (porch: Porch) => {
  porch.remove('b1')
  const before = porch.view('a1')
  expect(adoptRemovedDevices(porch.doc('b2'), porch.context('b2'))).toBe(true)
  porch.sync()
  expect(adoptRemovedDevices(porch.doc('b2'), porch.context('b2'))).toBe(false)
  return { before, after: porch.view('a1') }
}
const keysOf = (porch: Porch, name: DeviceName) =>
  Object.keys(porch.doc('a1').getMap('r').toJSON()).filter((key) => key.startsWith(porch.context(name).device))

describe('DOC-3', () => {
  const rows: [string, (porch: Porch) => void][] = [
    ['an act', (porch) => porch.does('b1', { kind: 'reach-out', turn: 1, by: 'me' })],
    [
      'an extension',
      (porch) => {
        porch.does('a1', { kind: 'pass', turn: 1 })
        porch.wait(hour)
        porch.does('b1', { kind: 'more-time', turn: 2 })
      },
    ],
    ['a pause and its note', (porch) => porch.does('b1', { kind: 'pause', note: 'away' })],
    [
      'a coming back',
      (porch) => {
        porch.does('b1', { kind: 'pause' })
        porch.wait(hour)
        porch.does('b1', { kind: 'come-back' })
      },
    ],
    ['an invitation', (porch) => porch.does('b1', { kind: 'invite', turn: 1, text: 'A walk?' })],
    [
      'an answer',
      (porch) => {
        porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
        porch.wait(hour)
        porch.does('b1', {
          kind: 'answer',
          invitation: porch.view('b1').invitationsToMe[0]?.id ?? '',
          answer: 'gladly',
        })
      },
    ],
    ['a name', (porch) => porch.does('b1', { kind: 'set-name', name: 'Bo' })],
    [
      'a name both devices count alike',
      (porch) => {
        porch.doesOffline('b2', { kind: 'set-name', name: 'Bee' })
        porch.doesOffline('b1', { kind: 'set-name', name: 'Bo' })
        porch.sync()
      },
    ],
    ['a check-in', (porch) => porch.does('b1', { kind: 'check-in', words: ['rest'], text: 'Long day.' })],
    [
      'a check-in that took back another device’s',
      (porch) => {
        porch.does('b2', { kind: 'check-in', words: ['play'] })
        porch.does('b1', { kind: 'never-mind' })
      },
    ],
    ['how they feel close', (porch) => porch.does('b1', { kind: 'say-near', first: 'words', text: 'Then I melt.' })],
    [
      'a card that was taken away',
      (porch) => {
        porch.does('b2', { kind: 'say-near', first: 'touch' })
        porch.does('b1', { kind: 'remove-near' })
      },
    ],
    ['a question', (porch) => porch.does('b1', { kind: 'ask', asked: { card: 'rest-1' } })],
    ['a retirement', (porch) => porch.does('b1', { kind: 'retire' })],
    [
      'a yes that waits',
      (porch) => {
        porch.write('Something new.')
        porch.does('b1', { kind: 'consent', hash: porch.hash('b1') })
      },
    ],
    [
      'two acts at once on its devices',
      (porch) => {
        porch.doesOffline('b1', { kind: 'reach-out', turn: 1, by: 'me' })
        porch.wait(hour)
        porch.doesOffline('b2', { kind: 'reach-out', turn: 1, by: 'me' })
        porch.sync()
      },
    ],
  ]
  test.each(rows)('DOC-3 the other sees no difference: %s', (_, arrange) => {
    const porch = createTwoPartners()
    porch.agree()
    arrange(porch)
    const { before, after } = takeOver(porch)
    expect(after).toEqual(before)
    expect(keysOf(porch, 'b1')).toEqual([])
  })

  test('DOC-3 an invitation on one device and “they reached out” on the other, at once: the light stays where it went', () => {
    const porch = createTwoPartners()
    porch.agree()
    porch.doesOffline('b1', { kind: 'reach-out', turn: 1, by: 'other' })
    porch.doesOffline('b2', { kind: 'invite', turn: 1, text: 'A walk?' })
    porch.sync()
    const { before, after } = takeOver(porch)
    expect(before.light).toMatchObject({ state: 'theirs', turn: 2 })
    // One act is left of two, so that they met is not told any more.
    expect(after.light).toEqual({ ...before.light, coincidence: false })
  })

  test('DOC-3 it is one transaction, and keys of a device that is not removed stay', () => {
    const porch = createTwoPartners()
    porch.agree()
    expect(adoptRemovedDevices(porch.doc('b2'), porch.context('b2'))).toBe(false)
    porch.remove('b1')
    let updates = 0
    porch.doc('b2').on('update', () => {
      updates += 1
    })
    adoptRemovedDevices(porch.doc('b2'), porch.context('b2'))
    expect(updates).toBe(1)
    expect(adoptRemovedDevices(porch.doc('a2'), porch.context('a2'))).toBe(false)
  })

  test('DOC-3 the invitation can then be taken back by the device that took over', () => {
    const porch = createTwoPartners()
    porch.agree()
    porch.does('b1', { kind: 'invite', turn: 1, text: 'A walk?' })
    takeOver(porch)
    const [invitation] = porch.view('b2').myInvitations
    expect(invitation?.canTakeBack).toBe(true)
    expect(porch.does('b2', { kind: 'take-back', invitation: invitation?.id ?? '' })).toEqual({ ok: true })
    expect(porch.light('a1')).toMatchObject({ state: 'mine', turn: 3 })
  })

  test('DOC-3 where both devices hold an invitation, the removed one’s stays until there is room', () => {
    const porch = createTwoPartners()
    porch.agree()
    porch.doesOffline('b1', { kind: 'invite', turn: 1, text: 'From the old one' })
    porch.doesOffline('b2', { kind: 'invite', turn: 1, text: 'From the new one' })
    porch.sync()
    const { before, after } = takeOver(porch)
    expect(after).toEqual(before)
    expect(after.invitationsToMe).toHaveLength(2)
    expect(keysOf(porch, 'b1')).toEqual([`${porch.context('b1').device}.t`])
    porch.wait(60 * hour)
    porch.tidy('b2')
    takeOver(porch)
    expect(keysOf(porch, 'b1')).toEqual([])
  })

  test('DOC-3 two devices took over the same invitation: taken back on one, it is closed', () => {
    const porch = createTwoPartners()
    porch.agree()
    porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
    const registers = porch.doc('a1').getMap('r')
    const { i } = registers.get(`${porch.context('a1').device}.t`) as { i: object }
    registers.set(`${porch.context('a2').device}.t`, { i })
    porch.sync()
    expect(porch.view('b1').invitationsToMe).toHaveLength(1)
    porch.does('a1', { kind: 'take-back', invitation: porch.view('b1').invitationsToMe[0]?.id ?? '' })
    expect(porch.view('b1').invitationsToMe).toEqual([])
  })

  test('DOC-3 two devices that both take over say the same', () => {
    const porch = createTwoPartners()
    porch.agree()
    porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
    porch.does('a2', { kind: 'set-name', name: 'Ada' })
    porch.remove('a1')
    const before = porch.view('b1')
    adoptRemovedDevices(porch.doc('a2'), porch.context('a2'))
    porch.sync()
    expect(porch.view('b1')).toEqual(before)
    expect(porch.view('b1').light).toMatchObject({ state: 'mine', turn: 2 })
    expect(porch.now('a1')).toBe(startMs)
  })
})
