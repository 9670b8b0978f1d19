import { expect, test } from 'vitest'
import { createTwoPartners, hour } from '../../../../test/support/two-partners.ts'
import { exportCouple } from './export-json.ts'

const isoOf = (at: number) => new Date(at).toISOString()

test('LEAVE-2 what a person may take along is plain JSON: names, agreement, turn, invitations, notes', () => {
  const porch = createTwoPartners()
  porch.does('b1', { kind: 'set-name', name: 'Bo' })
  porch.agree({}, 'We take turns.\nSlowly.')
  porch.does('b1', { kind: 'send-note', text: 'hello' })
  porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
  porch.wait(hour)
  porch.does('b1', {
    kind: 'answer',
    invitation: porch.view('b1').invitationsToMe[0]?.id ?? '',
    answer: 'rain-check',
    when: 'Sunday',
  })
  porch.write('Another draft.')
  const exported = exportCouple(porch.facts('a1'), porch.context('a1').device, porch.now('a1'), isoOf)
  expect(JSON.parse(JSON.stringify(exported))).toMatchObject({
    format: 'porchlight-export',
    version: 1,
    exportedAt: '2026-11-21T13:00:00.000Z',
    names: { mine: 'Ada', theirs: 'Bo' },
    agreement: {
      inForce: { text: 'We take turns.\nSlowly.', terms: { windowHours: 48 }, since: '2026-11-21T12:00:00.000Z' },
      draft: { text: 'Another draft.' },
    },
    turn: { number: 2, light: 'theirs' },
    pauses: { mine: false, theirs: false },
    invitations: [{ from: 'me', text: 'A walk?', answer: { kind: 'rain-check', when: 'Sunday' } }],
    notes: [{ from: 'them', text: 'hello', at: '2026-11-21T12:00:00.000Z' }],
  })
})

test('LEAVE-2 with nothing written yet there are still the terms', () => {
  const porch = createTwoPartners({ devices: ['a1'] })
  const { agreement, turn } = exportCouple(porch.facts('a1'), porch.context('a1').device, porch.now('a1'), isoOf)
  expect(agreement).toEqual({ draft: { terms: porch.view('a1').agreement.terms } })
  expect(turn).toBeUndefined()
})
