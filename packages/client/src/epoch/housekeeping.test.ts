import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { type TwoPartners, createTwoPartners, day } from '../../../../test/support/two-partners.ts'
import { isHousekeepingDue } from './housekeeping.ts'
import { housekeepingLimits } from './housekeeping-limits.ts'

const begun = (porch: TwoPartners) =>
  ({ epoch: { roster: { devices: [{ added: porch.now('a1') }] } } }) as unknown as Parameters<
    typeof isHousekeepingDue
  >[1]

describe('when the documents are made anew', () => {
  const isDue = (change: (porch: TwoPartners, outer: Y.Doc) => void, limits = housekeepingLimits): boolean => {
    const porch = createTwoPartners({ devices: ['a1', 'b1'] })
    const keyring = begun(porch)
    const outer = new Y.Doc()
    change(porch, outer)
    return isHousekeepingDue({ inner: porch.doc('a1'), outer }, keyring, porch.now('a1'), limits)
  }
  const writeAs = (doc: Y.Doc, clients: number): void => {
    for (let i = 0; i < clients; i += 1) {
      const other = new Y.Doc()
      other.getMap('r').set(`k${i}`, i)
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
    }
  }

  it.each<[string, boolean, Parameters<typeof isDue>[0]]>([
    ['a new couple', false, () => {}],
    ['179 days', false, (porch) => porch.wait(179 * day)],
    ['181 days', true, (porch) => porch.wait(181 * day)],
    [
      '181 days, but of a document begun a day ago',
      false,
      (porch) => {
        porch.wait(180 * day)
        porch.startAfresh()
        porch.wait(day)
      },
    ],
    ['a thousand Yjs clients in the inner document', true, (porch) => writeAs(porch.doc('a1'), 1_001)],
    ['a thousand in the outer one', true, (_, outer) => writeAs(outer, 1_001)],
    ['nine hundred', false, (porch) => writeAs(porch.doc('a1'), 900)],
    [
      'a past of 150 KiB',
      true,
      (porch) => {
        const text = new Y.XmlText()
        porch.doc('a1').getXmlFragment('draft').insert(0, [text])
        // Every other character of what was written is gone: each leaves a tombstone of its own.
        text.insert(0, 'x'.repeat(60_000))
        porch.doc('a1').transact(() => {
          for (let at = 29_999; at >= 0; at -= 1) text.delete(at * 2, 1)
        })
      },
    ],
    [
      'a present of 150 KiB',
      false,
      (porch) =>
        porch
          .doc('a1')
          .getMap('rituals')
          .set('long', 'x'.repeat(150 * 1024)),
    ],
  ])('EPOCH-6 %s: %s', (_, due, change) => {
    expect(isDue(change)).toBe(due)
  })

  it('DOC a document in which a newer program wrote is left to that program', () => {
    const past = { ...housekeepingLimits, tombstoneBytes: -1 }
    expect(isDue(() => {}, past)).toBe(true)
    expect(isDue((porch) => porch.doc('a1').getArray('later').push(['x']), past)).toBe(false)
  })
})
