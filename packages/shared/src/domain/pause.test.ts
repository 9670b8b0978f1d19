import { describe, expect, test } from 'vitest'
import { createTwoPartners, day, hour, startMs } from '../../../../test/support/two-partners.ts'
import { pauseNotes } from './pause.ts'

const ok = { ok: true }
const agreed = () => {
  const porch = createTwoPartners()
  porch.agree()
  return porch
}

describe('PAUSE-1', () => {
  test('PAUSE-1 each has a switch of their own; the agreement is active only while both are off', () => {
    const porch = agreed()
    expect(porch.does('a1', { kind: 'pause' })).toEqual(ok)
    expect(porch.view('a2').pause).toEqual({ mine: true, theirs: false })
    expect(porch.view('b1').pause).toEqual({ mine: false, theirs: true })
    porch.does('b1', { kind: 'pause' })
    porch.does('a2', { kind: 'come-back' })
    expect(porch.light('a1')).toEqual({ state: 'paused' })
    porch.does('b2', { kind: 'come-back' })
    expect(porch.light('a1').state).toBe('mine')
  })

  test('PAUSE-1 coming back does not end the other’s pause', () => {
    const porch = agreed()
    porch.does('a1', { kind: 'pause' })
    expect(porch.does('b1', { kind: 'come-back' })).toEqual(ok)
    expect(porch.view('b1').pause.theirs).toBe(true)
  })

  test('PAUSE-1 a pause that coming back did not know of stands', () => {
    const porch = agreed()
    porch.does('a1', { kind: 'pause' })
    porch.doesOffline('a2', { kind: 'pause' })
    porch.doesOffline('a1', { kind: 'come-back' })
    porch.sync()
    expect(porch.view('a1').pause.mine).toBe(true)
  })

  test('PAUSE-1 it has no end date', () => {
    const porch = agreed()
    porch.does('a1', { kind: 'pause' })
    porch.wait(365 * day)
    expect(porch.light('b1')).toEqual({ state: 'paused' })
    expect(porch.view('b1').changesAt).toBeUndefined()
  })

  test('PAUSE-1 never refused, without an agreement too', () => {
    const porch = createTwoPartners()
    expect(porch.does('b1', { kind: 'pause' })).toEqual(ok)
    expect(porch.does('b1', { kind: 'pause' })).toEqual(ok)
    expect(porch.does('b1', { kind: 'come-back' })).toEqual(ok)
    expect(porch.light('a1')).toEqual({ state: 'no-agreement' })
  })
})

test.each(['p', 'r'])('DOM-1 pausing works even where a hostile partner has counted my %s to the end', (field) => {
  const porch = agreed()
  const end = 2 ** 31 - 1
  for (const name of ['a1', 'a2'] as const) {
    porch
      .doc('b1')
      .getMap('r')
      .set(porch.context(name).device, { [field]: end })
  }
  porch.sync()
  expect(porch.does('a1', { kind: 'pause' })).toEqual(ok)
  expect(porch.view('b1').pause.theirs).toBe(true)
  expect(porch.does('a2', { kind: 'come-back' })).toEqual(ok)
  expect(porch.light('b1').state).toBe('theirs')
})

describe('PAUSE-2', () => {
  test.each(pauseNotes)('PAUSE-2 the ready note %s is shown while that pause is in force', (note) => {
    const porch = agreed()
    porch.does('a1', { kind: 'pause', note })
    expect(porch.view('b1').pause.theirNote).toBe(note)
    expect(porch.view('a2').pause.myNote).toBe(note)
    porch.does('a2', { kind: 'come-back' })
    expect(porch.view('b1').pause).toEqual({ mine: false, theirs: false })
    porch.does('a2', { kind: 'pause' })
    expect(porch.view('b1').pause).toEqual({ mine: false, theirs: true })
  })
})

describe('PAUSE-3', () => {
  test('PAUSE-3 after it a full window begins at the latest coming back of either', () => {
    const porch = agreed()
    porch.wait(40 * hour)
    porch.does('a1', { kind: 'pause' })
    porch.does('b1', { kind: 'pause' })
    porch.wait(5 * day)
    porch.does('a1', { kind: 'come-back' })
    porch.wait(hour)
    porch.does('b2', { kind: 'come-back' })
    expect(porch.light('a1')).toMatchObject({
      state: 'mine',
      turn: 1,
      until: startMs + 40 * hour + 5 * day + 49 * hour,
    })
  })

  test('PAUSE-3 the last holder has the light, also if the turn had opened', () => {
    const porch = agreed()
    porch.wait(70 * hour)
    expect(porch.light('a1').state).toBe('open')
    porch.does('b1', { kind: 'pause' })
    porch.does('b1', { kind: 'come-back' })
    expect(porch.light('a1')).toMatchObject({ state: 'mine', turn: 1, until: startMs + 118 * hour })
  })

  test('DOM-9 coming back by a clock that runs ahead: the full window begins now', () => {
    const porch = agreed()
    porch.setClock('b1', hour)
    porch.does('b1', { kind: 'pause' })
    porch.does('b1', { kind: 'come-back' })
    expect(porch.light('a1')).toMatchObject({ state: 'mine', until: startMs + 48 * hour, canExtend: true })
  })

  test('PAUSE-3 a pause shortens nothing: an extension beyond the new window stands', () => {
    const porch = agreed()
    porch.setClock('a1', hour)
    porch.does('a1', { kind: 'more-time', turn: 1 })
    porch.setClock('a1', 0)
    porch.does('b1', { kind: 'pause' })
    porch.does('b1', { kind: 'come-back' })
    expect(porch.light('a1')).toMatchObject({ until: startMs + 49 * hour })
  })
})
