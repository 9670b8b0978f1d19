import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createSavedMarks } from './saved-marks.ts'

const written = (times: number): Y.Doc => {
  const doc = new Y.Doc()
  for (let i = 0; i < times; i += 1) doc.getArray('e').push([i])
  return doc
}

describe('SYNC-4 the saved mark', () => {
  it('SYNC-4 before the first mark nothing is known to be saved', () => {
    expect(createSavedMarks().isSaved(written(0))).toBe(false)
  })

  it('SYNC-4 a change is saved once a mark covers it', () => {
    const marks = createSavedMarks()
    const doc = written(1)
    marks.learn(Y.encodeStateVector(doc))
    expect(marks.isSaved(doc)).toBe(true)
    doc.getArray('e').push(['later'])
    expect(marks.isSaved(doc)).toBe(false)
  })

  it('SYNC-4 an older mark that comes late takes nothing back', () => {
    const marks = createSavedMarks()
    const doc = written(1)
    const early = Y.encodeStateVector(doc)
    doc.getArray('e').push(['later'])
    marks.learn(Y.encodeStateVector(doc))
    marks.learn(early)
    expect(marks.isSaved(doc)).toBe(true)
  })
})
