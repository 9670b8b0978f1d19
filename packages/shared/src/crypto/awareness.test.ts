import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flipBit } from '../../../../test/support/flip-bit.ts'
import {
  admitAwareness,
  type AwarenessContext,
  type AwarenessLedger,
  type AwarenessState,
  awarenessSkewMs,
  openAwareness,
  sealAwareness,
} from './awareness.ts'
import { base64UrlFromBytes, bytesFromBase64Url } from '../bytes.ts'
import { deriveEpochKeys } from './keys.ts'

const range = (from: number, length: number) => Uint8Array.from({ length }, (_, i) => from + i)
const coupleId = range(0xa0, 16)
const context: AwarenessContext = {
  awarenessKey: deriveEpochKeys(range(0, 32), coupleId).awareness,
  coupleId,
  epoch: 1,
}
const nonce = range(0x40, 24)
const nowMs = 1_795_262_400_000
const state: AwarenessState = { c: 7, n: 1, t: nowMs, s: { r: 99, a: 'AQID', h: null } }

const admitAll = (steps: { clientId: number; x: unknown; nowMs: number }[]) => {
  let ledger: AwarenessLedger = new Map()
  return steps.map((step) => {
    const admitted = admitAwareness(ledger, context, step)
    ledger = admitted.ledger
    return admitted.verdict.verdict === 'refused' ? admitted.verdict.reason : admitted.verdict.verdict
  })
}

describe('awareness', () => {
  test('SEAL-13 what is sealed opens to the same state, always 402 characters', () => {
    const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
    const position = fc.option(fc.uint8Array({ maxLength: 30 }).map(base64UrlFromBytes))
    const states = fc.record({
      c: u32,
      n: fc.nat(),
      t: fc.integer({ min: 0, max: 2 ** 45 }),
      s: fc.record({ r: u32, a: position, h: position }),
    })
    fc.assert(
      fc.property(states, (state) => {
        const x = sealAwareness(context, nonce, state)
        expect(x.length).toBe(402)
        expect(openAwareness(context, x)).toEqual(state)
      }),
    )
  })

  test('SEAL-13 any flipped bit fails', () => {
    const bytes = bytesFromBase64Url(sealAwareness(context, nonce, state)) as Uint8Array
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = flipBit(bytes, bit)
      expect(openAwareness(context, base64UrlFromBytes(flipped))).toBeUndefined()
    }
  })

  test('SEAL-13 anything else never crashes and never opens', () => {
    const sealedLike = fc
      .uint8Array({ minLength: 296, maxLength: 296 })
      .map((b) => base64UrlFromBytes(Uint8Array.of(1, 0, 0, 0, 1, ...b)))
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), sealedLike), (x) => {
        expect(openAwareness(context, x)).toBeUndefined()
      }),
    )
  })

  test('SEAL-13 sealed under another key, couple or epoch it does not open', () => {
    const x = sealAwareness(context, nonce, state)
    expect(openAwareness({ ...context, epoch: 2 }, x)).toBeUndefined()
    expect(openAwareness({ ...context, coupleId: range(0, 16) }, x)).toBeUndefined()
    expect(openAwareness({ ...context, awarenessKey: range(0, 32) }, x)).toBeUndefined()
  })

  test('SEAL-13 a position too long for the box is refused', () => {
    const long = { ...state, s: { ...state.s, a: 'A'.repeat(120), h: 'A'.repeat(120) } }
    expect(() => sealAwareness(context, nonce, long)).toThrow(expect.objectContaining({ code: 'too-large' }))
  })

  const x1 = sealAwareness(context, nonce, state)
  const x2 = sealAwareness(context, nonce, { ...state, n: 2 })
  const later = sealAwareness(context, nonce, { ...state, n: 3, t: nowMs + 60_000 })
  test.each([
    [
      'a state is believed, the same bytes again are a renewal',
      [
        [7, x1, 0],
        [7, x1, 15_000],
      ],
      ['accepted', 'renewed'],
    ],
    [
      'the counter rises',
      [
        [7, x1, 0],
        [7, x2, 0],
        [7, x2, 1],
      ],
      ['accepted', 'accepted', 'renewed'],
    ],
    [
      'an older state again is a replay',
      [
        [7, x2, 0],
        [7, x1, 0],
      ],
      ['accepted', 'replayed'],
    ],
    ['a state under another client id is not that one’s', [[8, x1, 0]], ['other-client']],
    [
      'junk is not ours',
      [
        [7, 'x', 0],
        [7, undefined, 0],
      ],
      ['not-ours', 'not-ours'],
    ],
    [
      'five minutes off is in time',
      [
        [7, x1, awarenessSkewMs],
        [7, x2, -awarenessSkewMs],
      ],
      ['accepted', 'accepted'],
    ],
    [
      'more is not',
      [
        [7, x1, awarenessSkewMs + 1],
        [7, x1, -awarenessSkewMs - 1],
      ],
      ['out-of-time', 'out-of-time'],
    ],
    [
      'a ghost kept alive by repeating ends',
      [
        [7, x1, 0],
        [7, x1, awarenessSkewMs + 1],
      ],
      ['accepted', 'out-of-time'],
    ],
    [
      'a sealing a minute later is believed, and the old one stays a replay',
      [
        [7, x1, 0],
        [7, later, 60_000],
        [7, x1, 60_000],
      ],
      ['accepted', 'accepted', 'replayed'],
    ],
  ] as [string, [number, unknown, number][], string[]][])('SEAL-13 %s', (_, steps, verdicts) => {
    expect(admitAll(steps.map(([clientId, x, afterMs]) => ({ clientId, x, nowMs: nowMs + afterMs })))).toEqual(verdicts)
  })

  test('SEAL-13 the ledger forgets who is long gone, once their states are out of time anyway', () => {
    const first = admitAwareness(new Map(), context, { clientId: 7, x: x1, nowMs }).ledger
    const muchLaterMs = nowMs + 2 * awarenessSkewMs + 1
    const other = sealAwareness(context, nonce, { ...state, c: 8, t: muchLaterMs })
    const second = admitAwareness(first, context, { clientId: 8, x: other, nowMs: muchLaterMs }).ledger
    expect([...second.keys()]).toEqual([8])
  })
})
