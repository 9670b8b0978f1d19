import * as fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import {
  base64UrlBytes,
  base64UrlFromBytes,
  bytesFromBase64Url,
  bytesFromU32,
  equalBytes,
  u32FromBytes,
} from './bytes.ts'

describe('bytes', () => {
  test('HTTP bytes survive base64url, and it has no padding', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = base64UrlFromBytes(bytes)
        expect(text).toMatch(/^[A-Za-z0-9_-]*$/)
        expect(bytesFromBase64Url(text)).toEqual(bytes)
      }),
    )
  })

  test.each([['AQ=='], ['AQ '], [' AQ'], ['AR'], ['A'], ['A+/='], ['ä'], ['A\nQ']])(
    'HTTP %j is not the canonical spelling of anything',
    (text) => {
      expect(bytesFromBase64Url(text)).toBeUndefined()
    },
  )

  test('HTTP random text never crashes, and what reads writes back the same', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const bytes = bytesFromBase64Url(text)
        expect(bytes === undefined || base64UrlFromBytes(bytes) === text).toBe(true)
      }),
    )
  })

  test('HTTP-0 the schema holds a length', () => {
    expect(v.safeParse(base64UrlBytes(2), 'AQI').output).toEqual(Uint8Array.of(1, 2))
    expect(v.safeParse(base64UrlBytes(3), 'AQI').success).toBe(false)
    expect(v.safeParse(base64UrlBytes(), 'AQI').success).toBe(true)
    expect(v.safeParse(base64UrlBytes(), 7).success).toBe(false)
  })

  test('SEAL-3 integers are big-endian', () => {
    expect(bytesFromU32(0x01020304)).toEqual(Uint8Array.of(1, 2, 3, 4))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (n) => {
        expect(u32FromBytes(bytesFromU32(n), 0)).toBe(n)
      }),
    )
    expect(u32FromBytes(Uint8Array.of(9, 9, 0, 0, 0, 7).subarray(1), 1)).toBe(7)
  })

  test('PAIR-1 equal means the same length and the same bytes', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false)
  })
})
