import * as fc from 'fast-check'
import * as buffer from 'lib0/buffer'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import * as api from './api.ts'
import { sizeLimits } from './limits.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const id = bytes(16).map(buffer.toBase64UrlEncoded)
const secret = bytes(32).map(buffer.toBase64UrlEncoded)
const some = fc.uint8Array({ minLength: 2, maxLength: 400 }).map(buffer.toBase64UrlEncoded)

describe('HTTP-0 bytes as text', () => {
  test('HTTP-0 every 16 and every 32 bytes have exactly one spelling', () => {
    fc.assert(
      fc.property(
        bytes(16),
        bytes(32),
        fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('')),
        (short, long, letter) => {
          for (const [schema, value] of [
            [api.CoupleId, short],
            [api.Secret, long],
          ] as const) {
            const text = buffer.toBase64UrlEncoded(value)
            expect(v.is(schema, text)).toBe(true)
            const other = text.slice(0, -1) + letter
            const again = v.is(schema, other) ? buffer.toBase64UrlEncoded(buffer.fromBase64UrlEncoded(other)) : other
            expect(again).toBe(other)
          }
        },
      ),
    )
  })

  test.each([
    '',
    'AAAA',
    'A'.repeat(21),
    'A'.repeat(23),
    `${'A'.repeat(21)}B`,
    `${'A'.repeat(20)}+A`,
    `${'A'.repeat(22)}==`,
  ])('HTTP-0 %j is no id', (text) => {
    expect(v.is(api.CoupleId, text)).toBe(false)
  })

  test('HTTP-0 a state is a Yjs update up to 2 MiB; the empty document is fine', () => {
    expect(v.is(api.State, 'AAA')).toBe(true)
    expect(v.is(api.State, buffer.toBase64UrlEncoded(new Uint8Array(sizeLimits.maxOuterBytes)))).toBe(true)
    expect(v.is(api.State, buffer.toBase64UrlEncoded(new Uint8Array(sizeLimits.maxOuterBytes + 2)))).toBe(false)
    expect(v.is(api.State, 'AAAAA')).toBe(false)
    expect(v.is(api.State, 'AA=')).toBe(false)
  })
})

describe('HTTP calls', () => {
  const calls: [string, v.GenericSchema, fc.Arbitrary<object>][] = [
    ['POST /v1/couples', api.CreateCouple, fc.record({ coupleId: id, deviceId: id, tokenHash: secret, state: some })],
    [
      'POST /v1/invites',
      api.CreateInvite,
      fc.record({
        inviteId: id,
        person: fc.constantFrom('a', 'b'),
        claimAuthHash: secret,
        offer: some,
        expiresInSeconds: fc.integer({ min: 1, max: 86_400 }),
      }),
    ],
    ['POST /v1/invites/:id/open', api.OpenInvite, fc.record({ claimAuth: secret })],
    [
      'POST /v1/invites/:id/claim',
      api.ClaimInvite,
      fc.record({ claimAuth: secret, claim: some, deviceId: id, tokenHash: secret }),
    ],
    ['POST /v1/invites/:id/reveal', api.RevealInvite, fc.record({ reveal: some })],
    [
      'POST /v1/epochs',
      api.PostEpoch,
      fc.record({
        from: fc.integer({ min: 1, max: 0xffff_ffff }),
        ifOuterSV: secret,
        records: fc.array(fc.record({ to: id, enc: some, ct: some }), { maxLength: 4 }),
        state: some,
        revoke: fc.array(id, { maxLength: 3 }),
        activate: fc.array(id, { maxLength: 3 }),
      }),
    ],
    [
      'PUT /v1/recovery',
      api.PutRecovery,
      fc.record({ id, authHash: secret, base: some, epoch: fc.integer({ min: 1, max: 0xffff_ffff }) }),
    ],
    ['POST /v1/recovery/open', api.OpenRecovery, fc.record({ id, auth: secret, deviceId: id, tokenHash: secret })],
    ['POST /v1/epochs/ack', api.AckEpochs, fc.record({ epoch: fc.integer({ min: 1, max: 0xffff_ffff }) })],
  ]

  test.each(calls)(
    'HTTP-1 %s: every honest body passes unchanged; one field less, or one too many, does not',
    (_, schema, body) => {
      fc.assert(
        fc.property(body, (honest) => {
          const sent: unknown = JSON.parse(JSON.stringify(honest))
          expect(v.parse(schema, sent)).toEqual(sent)
          for (const key of Object.keys(honest)) {
            const { [key]: gone, ...rest } = sent as Record<string, unknown>
            expect([gone === undefined, v.is(schema, rest)]).toEqual([false, false])
          }
          expect(v.is(schema, { ...honest, more: 1 })).toBe(false)
        }),
        { numRuns: 50 },
      )
    },
  )

  test.each(calls)('HTTP-1 %s: whatever is sent, looking at it never throws', (_, schema) => {
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        expect(() => v.safeParse(schema, anything)).not.toThrow()
      }),
      { numRuns: 200 },
    )
  })

  test('HTTP a query is text; what it means is numbers', () => {
    expect(v.parse(api.InviteQuery, { wait: '25', known: 'waiting' })).toEqual({ wait: 25, known: 'waiting' })
    expect(v.is(api.InviteQuery, { wait: '26' })).toBe(false)
    expect(v.parse(api.EpochsQuery, {})).toEqual({ after: 0 })
    expect(v.is(api.EpochsQuery, { after: '-1' })).toBe(false)
  })

  test('SYNC-1 the room is the couple and its epoch', () => {
    expect(api.roomName('A'.repeat(22), 3)).toBe(`${'A'.repeat(22)}.3`)
    expect(v.is(api.RoomName, api.roomName('A'.repeat(22), 3))).toBe(true)
    expect(v.is(api.RoomName, `${'A'.repeat(22)}.0`)).toBe(false)
  })

  test('DOM-9 a time is one a calendar can name', () => {
    const info = { name: 'porchlight', server: '1', protocols: [], minClient: '1', signup: 'open' }
    for (const now of [0, 1_700_000_000_000, 8.64e15]) expect(v.is(api.ServerInfo, { ...info, now })).toBe(true)
    for (const now of [-1, 1.5, 8.64e15 + 2, 1e300, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(v.is(api.ServerInfo, { ...info, now })).toBe(false)
    }
  })

  test('EPOCH-3 each member has one record at most', () => {
    const [to, other] = ['A'.repeat(22), `${'A'.repeat(21)}Q`]
    const move = { from: 1, ifOuterSV: 'A'.repeat(43), state: 'AAA', revoke: [], activate: [] }
    const records = (...members: string[]) => members.map((member) => ({ to: member, enc: '', ct: '' }))
    expect(v.is(api.PostEpoch, { ...move, records: records(to, other) })).toBe(true)
    expect(v.is(api.PostEpoch, { ...move, records: records(to, other, to) })).toBe(false)
  })
})
