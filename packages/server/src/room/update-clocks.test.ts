import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nth } from '../../../../test/support/nth.ts'
import * as Y from 'yjs'
import { encodeClocks } from './saved-mark.ts'
import { type ClockRun, decodeUpdate, raiseClocks } from './update-clocks.ts'

describe('SYNC-4 clocks from updates', () => {
  test.each<[string, [number, number][], ClockRun[], [number, number][], number[]]>([
    ['a first run raises', [], [{ client: 1, from: 0, to: 3 }], [[1, 3]], [1]],
    ['a run that continues raises', [[1, 3]], [{ client: 1, from: 3, to: 5 }], [[1, 5]], [1]],
    ['a run that overlaps raises', [[1, 3]], [{ client: 1, from: 1, to: 5 }], [[1, 5]], [1]],
    ['a run after a hole raises nothing', [[1, 3]], [{ client: 1, from: 4, to: 5 }], [[1, 3]], []],
    ['what is known already raises nothing', [[1, 3]], [{ client: 1, from: 0, to: 3 }], [[1, 3]], []],
    [
      'a run for an unknown client that does not begin at 0 raises nothing',
      [],
      [{ client: 1, from: 2, to: 3 }],
      [],
      [],
    ],
  ])('SYNC-4 %s', (_, before, runs, after, risen) => {
    const clocks = new Map(before)
    expect(raiseClocks(clocks, runs)).toEqual(risen)
    expect([...clocks]).toEqual(after)
  })

  test('SYNC-4 fed with every update of a document, in order, the clocks are its state vector', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(4), fc.string()), { maxLength: 40 }), (edits) => {
        const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()]
        const clocks = new Map<number, number>()
        for (const [index, doc] of docs.entries()) {
          doc.clientID = index + 1
          doc.on('update', (update: Uint8Array, origin: unknown) => {
            if (origin === 'relay') return
            raiseClocks(clocks, decodeUpdate(new Uint8Array(update))?.runs ?? [])
            for (const other of docs) if (other !== doc) Y.applyUpdate(other, update, 'relay')
          })
        }
        for (const [who, at, words] of edits) {
          const text = nth(docs, who).getText('t')
          if (words === '') text.delete(0, Math.min(at, text.length))
          else text.insert(Math.min(at, text.length), words)
        }
        expect(encodeClocks(clocks)).toEqual(Y.encodeStateVector(nth(docs, 0)))
      }),
      { numRuns: 60 },
    )
  })

  test('SYNC-4 a merged update with a hole gives its runs apart', () => {
    const doc = new Y.Doc()
    doc.clientID = 1
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    for (const word of ['a', 'b', 'c']) doc.getText('t').insert(0, word)
    const holed = Y.mergeUpdates([nth(updates, 0), nth(updates, 2)])
    expect(decodeUpdate(holed)?.runs).toEqual([
      { client: 1, from: 0, to: 1 },
      { client: 1, from: 2, to: 3 },
    ])
  })
})
