import { describe, expect, test } from 'vitest'
import { createTwoPartners } from '../../../../test/support/two-partners.ts'
import { leaveCouple } from './leave.ts'

const talkative = () => {
  const porch = createTwoPartners()
  porch.agree()
  porch.does('a1', { kind: 'send-note', text: 'one of mine' })
  porch.does('a2', { kind: 'send-note', text: 'another of mine' })
  porch.does('a2', { kind: 'invite', turn: 1, text: 'come with me' })
  porch.does('b1', { kind: 'send-note', text: 'one of theirs' })
  return porch
}

describe('DOC-5', () => {
  test('DOC-5 leaving first withdraws and removes the words of all my devices', () => {
    const porch = talkative()
    leaveCouple(porch.doc('a1'), porch.context('a1'))
    porch.sync()
    expect(porch.light('b1')).toEqual({ state: 'no-agreement' })
    const left = JSON.stringify(porch.doc('b1').getMap('r').toJSON())
    expect(left).not.toContain('mine')
    expect(left).not.toContain('come with me')
    expect(left).toContain('one of theirs')
  })

  test('DOC-5 it is one transaction', () => {
    const porch = talkative()
    let updates = 0
    porch.doc('a1').on('update', () => {
      updates += 1
    })
    leaveCouple(porch.doc('a1'), porch.context('a1'))
    expect(updates).toBe(1)
  })

  test('DOC-5 it works from a pause, without an agreement, and twice', () => {
    const porch = createTwoPartners()
    porch.does('b1', { kind: 'pause' })
    porch.does('a1', { kind: 'pause', note: 'grief' })
    leaveCouple(porch.doc('a1'), porch.context('a1'))
    leaveCouple(porch.doc('a1'), porch.context('a1'))
    expect(porch.view('a1').pause).toEqual({ mine: true, theirs: true })
  })
})
