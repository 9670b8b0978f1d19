import { describe, expect, test } from 'vitest'
import { type ErrorCode, errorMeanings } from '../errors.ts'
import { closeCode, closeMeaning } from './close-code.ts'

describe('SYNC-9 close codes', () => {
  test('SYNC-9 every code of the error table is one of ours, and every one of ours stands in the table', () => {
    const inTable = new Set(Object.values(errorMeanings).map((meaning) => meaning.closeCode))
    inTable.delete(null)
    expect(inTable).toEqual(new Set(Object.values(closeCode)))
  })

  test('SYNC-9 what y-websocket takes as final are those where coming back as one is cannot help', () => {
    const final = Object.values(closeCode).filter((code) => code >= 4400 && code < 4500)
    expect(final).toEqual([4401, 4403, 4409, 4410, 4413, 4422])
  })

  test.each<[ErrorCode, string]>([
    ['ticket-invalid', 'ticket-invalid'],
    ['device-revoked', 'device-revoked'],
    ['epoch-moved', 'epoch-moved'],
    ['erased', 'erased'],
    ['room-too-large', 'room-too-large'],
    ['malformed', 'malformed'],
    ['rate-limited', 'rate-limited'],
    ['restarting', 'restarting'],
    ['busy', 'retry'],
    ['slow-reader', 'retry'],
    ['too-large', 'retry'],
    ['internal', 'retry'],
  ])('SYNC-9 a socket closed for %s means %s to its client', (code, kind) => {
    expect(closeMeaning(errorMeanings[code].closeCode ?? 0)).toEqual({ kind })
  })

  test.each([0, 1000, 1001, 1005, 1006, 1011, 4000, 4499])(
    'SYNC-9 %i, which is never sent, means: come back',
    (code) => {
      expect(closeMeaning(code)).toEqual({ kind: 'retry' })
    },
  )
})
