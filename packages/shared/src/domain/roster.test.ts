import { expect, test } from 'vitest'
import { devicesOf, isPresent, partnerOf, rosterFromDevices } from './roster.ts'

const roster = rosterFromDevices([
  { id: 'one', person: 'a' },
  { id: 'two', person: 'a', gone: 1_800_000_000_000 },
  { id: 'three', person: 'b', gone: 1_800_000_000_000 },
])

test('DOC-3 a removed device still belongs to its partner', () => {
  expect(devicesOf(roster, 'a').map(({ id, gone }) => [id, gone])).toEqual([
    ['one', false],
    ['two', true],
  ])
  expect(partnerOf(roster, 'three')).toBe('b')
})

test('DOC-3 a partner is present while a device of theirs is active', () => {
  expect(isPresent(roster, 'a')).toBe(true)
  expect(isPresent(roster, 'b')).toBe(false)
})

test('a device that is not of the couple is refused loudly', () => {
  expect(() => partnerOf(roster, 'four')).toThrow('This device is not one of the couple.')
})
