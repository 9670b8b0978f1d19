import { assert, property, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { base64UrlFromBytes } from '../bytes.ts'
import { compareBase64url } from './byte-order.ts'

test('DOC-6 ids and hashes are ordered by their bytes, not as text', () => {
  const bytes = uint8Array({ minLength: 16, maxLength: 16 })
  assert(
    property(bytes, bytes, (left, right) => {
      const difference = left.findIndex((byte, i) => byte !== right[i])
      const expected = difference < 0 ? 0 : Math.sign((left[difference] ?? 0) - (right[difference] ?? 0))
      expect(Math.sign(compareBase64url(base64UrlFromBytes(left), base64UrlFromBytes(right)))).toBe(expected)
    }),
  )
  expect(compareBase64url('-AAAAAAAAAAAAAAAAAAAAA', 'aAAAAAAAAAAAAAAAAAAAAA')).toBeGreaterThan(0)
})
