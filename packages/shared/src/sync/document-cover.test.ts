import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { copyOf } from '../copy-of.ts'
import { covers, hasPending, missingFrom } from './document-cover.ts'

const textOf = (doc: Y.Doc): Y.Text => doc.getText('t')

describe('document cover', () => {
  test('SEAL-8 a document covers its copy, until it is written in', () => {
    const doc = new Y.Doc()
    textOf(doc).insert(0, 'hello')
    const copy = copyOf(doc)
    expect([covers(doc, copy), covers(copy, doc)]).toEqual([true, true])
    textOf(doc).insert(5, '!')
    expect([covers(doc, copy), covers(copy, doc)]).toEqual([true, false])
  })

  test('SEAL-8 a pure deletion leaves the state vector as it is, and is missed all the same', () => {
    const doc = new Y.Doc()
    textOf(doc).insert(0, 'hello')
    const copy = copyOf(doc)
    textOf(doc).delete(1, 3)
    expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(copy))
    expect(covers(copy, doc)).toBe(false)
    Y.applyUpdate(copy, missingFrom(copy, doc) as Uint8Array)
    expect(textOf(copy).toJSON()).toBe('ho')
    expect(missingFrom(copy, doc)).toBeUndefined()
  })

  test('SEAL-8 what is missing, once applied, is missing no more, whatever two wrote and deleted', () => {
    const act = fc.record({ who: fc.nat(1), at: fc.nat(20), text: fc.string({ maxLength: 3 }), share: fc.boolean() })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const docs = [new Y.Doc(), new Y.Doc()] as const
        for (const { who, at, text, share } of acts) {
          const doc = docs[who as 0 | 1]
          const t = textOf(doc)
          const place = Math.min(at, t.length)
          if (text === '') t.delete(place, Math.min(2, t.length - place))
          else t.insert(place, text)
          if (share) Y.applyUpdate(docs[0], Y.encodeStateAsUpdate(docs[1]))
        }
        const missing = missingFrom(docs[0], docs[1])
        if (missing !== undefined) Y.applyUpdate(docs[0], missing)
        expect(covers(docs[0], docs[1])).toBe(true)
        expect(missingFrom(docs[0], docs[1])).toBeUndefined()
      }),
    )
  })

  test('EPOCH-5 structs that wait for others are seen, and belong to neither side', () => {
    const source = new Y.Doc()
    const updates: Uint8Array[] = []
    source.on('update', (update: Uint8Array) => updates.push(update))
    textOf(source).insert(0, 'a')
    textOf(source).insert(1, 'b')
    const gap = new Y.Doc()
    Y.applyUpdate(gap, updates.at(1) as Uint8Array)
    expect(hasPending(gap)).toBe(true)
    expect(covers(new Y.Doc(), gap)).toBe(true)
    Y.applyUpdate(gap, updates.at(0) as Uint8Array)
    expect(hasPending(gap)).toBe(false)
  })
})
