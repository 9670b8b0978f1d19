import { expect, test } from 'vitest'
import { randomShare } from './random-share.ts'

test.each([
  [[0, 0, 0, 0], 0],
  [[0x40, 0, 0, 0], 0.25],
  [[0x80, 0, 0, 0], 0.5],
  [[0xff, 0xff, 0xff, 0xff], 1 - 2 ** -32],
])('of the bytes %j the share is %d, never 1', (bytes, share) => {
  const asked: number[] = []
  const random = {
    bytes(length: number) {
      asked.push(length)
      return Uint8Array.from(bytes)
    },
  }
  expect(randomShare(random)).toBe(share)
  expect(asked).toEqual([4])
})
