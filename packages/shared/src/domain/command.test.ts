import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type DeviceName, createTwoPartners, hour } from '../../../../test/support/two-partners.ts'
import type { Command, Refusal } from './command.ts'

const agreed = () => {
  const porch = createTwoPartners()
  porch.agree()
  return porch
}
type Porch = ReturnType<typeof agreed>

describe('DOM-8', () => {
  const moved = () => {
    const porch = agreed()
    porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
    porch.does('b1', { kind: 'pass', turn: 2 })
    return porch
  }
  const stale: [string, DeviceName, Command, Refusal][] = [
    ['reaching out', 'a1', { kind: 'reach-out', turn: 2, by: 'me' }, 'stale-turn'],
    ['saying that they reached out', 'b1', { kind: 'reach-out', turn: 2, by: 'other' }, 'stale-turn'],
    ['passing', 'a1', { kind: 'pass', turn: 1 }, 'stale-turn'],
    ['more time', 'a1', { kind: 'more-time', turn: 4 }, 'stale-turn'],
    ['inviting', 'b1', { kind: 'invite', turn: 2, text: 'A bath?' }, 'stale-turn'],
    ['saying yes', 'b1', { kind: 'consent', hash: 'of another text' }, 'text-changed'],
    ['answering', 'b1', { kind: 'answer', invitation: 'of another day', answer: 'gladly' }, 'not-found'],
    ['taking back', 'a1', { kind: 'take-back', invitation: 'of another day' }, 'not-found'],
  ]
  test.each(stale)(
    'DOM-8 %s on what is no more: refused with a reason, nothing written',
    (_, name, command, reason) => {
      const porch = moved()
      const before = Y.encodeStateAsUpdate(porch.doc(name))
      expect(porch.does(name, command)).toEqual({ ok: false, reason })
      expect(Y.encodeStateAsUpdate(porch.doc(name))).toEqual(before)
    },
  )

  test('DOM-8 two tabs racing the same command: the second is stale', () => {
    const porch = agreed()
    expect(porch.does('a1', { kind: 'pass', turn: 1 })).toEqual({ ok: true })
    expect(porch.does('a1', { kind: 'pass', turn: 1 })).toEqual({ ok: false, reason: 'stale-turn' })
  })

  const arrangements: [string, (porch: Porch) => void][] = [
    ['in force', () => {}],
    ['open', (porch) => porch.wait(60 * hour)],
    ['paused by both', (porch) => ['a1', 'b1'].forEach((name) => porch.does(name as DeviceName, { kind: 'pause' }))],
    ['withdrawn', (porch) => porch.does('b1', { kind: 'withdraw' })],
    ['retired', (porch) => porch.does('b1', { kind: 'retire' })],
  ]
  test.each(arrangements)('DOM-8 pause, withdraw, retire are never refused: %s', (_, arrange) => {
    for (const kind of ['pause', 'withdraw', 'retire'] as const) {
      const porch = agreed()
      arrange(porch)
      expect(porch.does('a2', { kind })).toEqual({ ok: true })
    }
  })
})

test('DOM-1 withdrawing works even where a hostile partner has counted to the end', () => {
  const porch = agreed()
  const key = `${porch.context('b1').device}.c`
  const end = 2 ** 31 - 1
  for (const name of ['a1', 'b1'] as const) {
    const own = `${porch.context(name).device}.c`
    const register = porch.doc('b1').getMap('r').get(own) as { yes: object[] }
    porch
      .doc('b1')
      .getMap('r')
      .set(own, { ...register, yes: register.yes.map((yes) => ({ ...yes, w: end })) })
  }
  expect(key).toContain('.c')
  porch.sync()
  expect(porch.light('a2').state).toBe('mine')
  expect(porch.does('a2', { kind: 'withdraw' })).toEqual({ ok: true })
  expect(porch.light('b1')).toEqual({ state: 'no-agreement' })
})

test('DOM-5 a command writes only keys of the device it runs on', () => {
  const porch = agreed()
  porch.does('a1', { kind: 'invite', turn: 1, text: 'A walk?' })
  const invitation = porch.view('b1').invitationsToMe[0]?.id ?? ''
  const commands: Command[] = [
    { kind: 'send-signal', signal: 'glow' },
    { kind: 'send-note', text: 'hello' },
    { kind: 'answer', invitation, answer: 'gladly' },
    { kind: 'more-time', turn: 2 },
    { kind: 'invite', turn: 2, text: 'A bath?' },
    { kind: 'pause', note: 'away' },
    { kind: 'come-back' },
    { kind: 'set-name', name: 'Bo' },
    { kind: 'withdraw' },
  ]
  const device = porch.context('b2').device
  const others = () => Object.entries(porch.doc('b2').getMap('r').toJSON()).filter(([key]) => !key.startsWith(device))
  const before = others()
  expect(commands.map((command) => porch.does('b2', command))).toEqual(commands.map(() => ({ ok: true })))
  expect(others()).toEqual(before)
})
