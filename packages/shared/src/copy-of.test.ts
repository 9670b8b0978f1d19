import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { copyOf } from './copy-of.ts'

test('a copy holds the same, and what is done to either stays there', () => {
  const doc = new Y.Doc()
  doc.getText('draft').insert(0, 'hello')
  doc.getText('draft').delete(0, 1)
  const copy = copyOf(doc)
  expect(Y.encodeStateAsUpdate(copy)).toEqual(Y.encodeStateAsUpdate(doc))
  expect(copy.clientID).not.toBe(doc.clientID)
  copy.getText('draft').insert(0, 'H')
  doc.getText('draft').insert(0, 'J')
  expect([doc, copy].map((one) => one.getText('draft').toJSON())).toEqual(['Jello', 'Hello'])
})
