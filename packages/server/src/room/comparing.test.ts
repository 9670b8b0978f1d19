import type { DeviceId } from '@porchlight/shared/wire/api'
import { expect, test } from 'vitest'
import { whyItMustGo } from './comparing.ts'

const [ada, ben] = ['ada' as DeviceId, 'ben' as DeviceId]

test.each([
  ['who is in the room in force stays', { epoch: 3, head: 7, active: [ada] }, undefined],
  ['who was removed goes', { epoch: 3, head: 7, active: [ben] }, 'device-revoked'],
  ['who was removed by a move of the key hears that', { epoch: 4, head: undefined, active: [ben] }, 'device-revoked'],
  ['who is in a room of before goes to the next', { epoch: 4, head: undefined, active: [ada, ben] }, 'epoch-moved'],
  ['nobody stays where the couple is erased', undefined, 'erased'],
])('NODE-4 %s', (_, standing, code) => {
  expect(whyItMustGo({ deviceId: ada }, standing)).toBe(code)
})
