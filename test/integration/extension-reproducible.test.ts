/** Two builds of one commit are the same, byte for byte: what a store hands out can be compared with what anyone builds. */

import { expect, it } from 'vitest'
import { buildTwice, differences, hashOfAll } from '../../scripts/reproducible-build.ts'
import { patience } from '../support/patience.ts'

it(
  'two clean builds in different folders, time zones and languages are the same, byte for byte',
  async () => {
    const [first = {}, second = {}] = await buildTwice()
    const paths = Object.keys(first)
    expect(paths).toEqual(expect.arrayContaining(['chrome-mv3/manifest.json', 'firefox-mv2/manifest.json']))
    expect(differences(first, second)).toEqual([])
    expect(hashOfAll(first, 'chrome-mv3')).not.toBe(hashOfAll(first, 'firefox-mv2'))
  },
  600_000 * patience,
)

it('one changed byte, one file more or one less is a difference', () => {
  expect(differences({ a: '1', b: '2', c: '3' }, { a: '1', b: '4', d: '5' })).toEqual(['b', 'c', 'd'])
})
