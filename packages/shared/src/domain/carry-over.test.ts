import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { createTwoPartners, deviceIds, paragraph } from '../../../../test/support/two-partners.ts'
import { copyOf } from '../copy-of.ts'
import { carryOver } from './carry-over.ts'
import { draftOf, termsOf } from './document.ts'
import { freshDocument } from './fresh-document.ts'

const freshOf = (doc: Y.Doc): Y.Doc => {
  const fresh = freshDocument(doc, 1)
  if (fresh === undefined) throw new Error('refused')
  return fresh
}
const textOf = (doc: Y.Doc): string[] =>
  draftOf(doc)
    .toArray()
    .map((block) => ((block as Y.XmlElement).get(0) as Y.XmlText).toJSON())
const start = (...lines: string[]) => {
  const porch = createTwoPartners({ devices: ['a1', 'b1'] })
  porch.write(lines.join('\n'))
  const base = copyOf(porch.doc('a1'))
  return { base, mine: copyOf(base), fresh: freshOf(base), porch }
}
const textIn = (doc: Y.Doc, block: number): Y.XmlText => (draftOf(doc).get(block) as Y.XmlElement).get(0) as Y.XmlText

describe('carrying over', () => {
  it('DOC-4 a device with nothing unsent writes nothing, however much the fresh document went on', () => {
    const { base, mine, fresh } = start('One.', 'Two.')
    textIn(fresh, 0).insert(0, 'Number ')
    fresh.getMap('r').set(deviceIds.a1, { p: 3 })
    expect(carryOver(fresh, base, mine, deviceIds.a1)).toBe(false)
    expect(textOf(fresh)).toEqual(['Number One.', 'Two.'])
  })

  it('DOC-4 my own keys are written again, the other’s are not', () => {
    const { base, mine, fresh } = start('One.')
    mine.getMap('r').set(deviceIds.a1, { p: 1 })
    mine.getMap('r').set(`${deviceIds.a1}.t`, { t: [] })
    mine.getMap('r').set(deviceIds.b1, { p: 9 })
    mine.getMap('r').delete(`${deviceIds.a1}.n`)
    carryOver(fresh, base, mine, deviceIds.a1)
    expect(fresh.getMap('r').get(deviceIds.a1)).toEqual({ p: 1 })
    expect(fresh.getMap('r').get(`${deviceIds.a1}.t`)).toEqual({ t: [] })
    expect(fresh.getMap('r').has(deviceIds.b1)).toBe(false)
    expect(fresh.getMap('r').has(`${deviceIds.a1}.n`)).toBe(false)
  })

  it('DOC-4 terms I changed are proposed again, terms they changed stand', () => {
    const { base, mine, fresh } = start('One.')
    termsOf(mine).set('windowHours', 72)
    termsOf(fresh).set('reviewWeeks', 8)
    carryOver(fresh, base, mine, deviceIds.a1)
    expect(termsOf(fresh).toJSON()).toEqual({ windowHours: 72, reviewWeeks: 8 })
  })

  it.each<[string, (mine: Y.Doc) => void, (theirs: Y.Doc) => void, string[]]>([
    [
      'words in the same line',
      (mine) => textIn(mine, 0).insert(4, 'warm '),
      (theirs) => textIn(theirs, 0).insert(15, ' tonight'),
      ['The warm light is on tonight.', 'Two.'],
    ],
    [
      'a new line here, another there',
      (mine) => draftOf(mine).insert(1, [paragraph('Mine.')]),
      (theirs) => draftOf(theirs).insert(2, [paragraph('Theirs.')]),
      ['The light is on.', 'Mine.', 'Two.', 'Theirs.'],
    ],
    [
      'a line I took out, and one they changed',
      (mine) => draftOf(mine).delete(1, 1),
      (theirs) => textIn(theirs, 0).insert(0, 'Oh! '),
      ['Oh! The light is on.'],
    ],
    [
      'words at the end of a line, and a new line behind it',
      (mine) => textIn(mine, 1).insert(4, ' And more.'),
      (theirs) => draftOf(theirs).insert(2, [paragraph('Three.')]),
      ['The light is on.', 'Two. And more.', 'Three.'],
    ],
    [
      'a line I took out and they changed',
      (mine) => draftOf(mine).delete(1, 1),
      (theirs) => textIn(theirs, 1).insert(3, ' words'),
      ['The light is on.', 'Two words.'],
    ],
    [
      'the same change on both sides',
      (mine) => textIn(mine, 1).insert(3, ' words'),
      (theirs) => textIn(theirs, 1).insert(3, ' words'),
      ['The light is on.', 'Two words.'],
    ],
  ])('DOC-4 the draft: %s', (_, change, changeTheirs, expected) => {
    const { base, mine, fresh } = start('The light is on.', 'Two.')
    change(mine)
    changeTheirs(fresh)
    carryOver(fresh, base, mine, deviceIds.a1)
    expect(textOf(fresh)).toEqual(expected)
  })

  it('DOC-4 what the other writes meanwhile in the very line I changed is not swallowed', () => {
    const { base, mine, fresh } = start('The light is on.', 'Two.')
    textIn(mine, 0).insert(4, 'warm ')
    const elsewhere = copyOf(fresh)
    textIn(elsewhere, 0).insert(15, ' tonight')
    carryOver(fresh, base, mine, deviceIds.a1)
    Y.applyUpdate(fresh, Y.encodeStateAsUpdate(elsewhere))
    expect(textOf(fresh)).toEqual(['The warm light is on tonight.', 'Two.'])
  })

  it('DOC-4 marks and lists come along as they are', () => {
    const { base, mine, fresh } = start('One.')
    const list = new Y.XmlElement('bulletList')
    const item = new Y.XmlElement('listItem')
    const line = new Y.XmlElement('paragraph')
    const text = new Y.XmlText()
    text.applyDelta([{ insert: 'bold', attributes: { bold: {}, author: { by: 'a' } } }, { insert: ' and not' }])
    line.insert(0, [text])
    item.insert(0, [line])
    list.insert(0, [item])
    draftOf(mine).insert(1, [list])
    textIn(fresh, 0).insert(0, 'Number ')
    carryOver(fresh, base, mine, deviceIds.a1)
    expect(draftOf(fresh).toJSON()).toBe(`<paragraph>Number One.</paragraph>${list.toJSON()}`)
  })

  it('EPOCH-4 done twice is done once', () => {
    const { base, mine, fresh } = start('One.', 'Two.')
    textIn(mine, 1).insert(0, 'Number ')
    mine.getMap('r').set(deviceIds.a1, { p: 1 })
    expect(carryOver(fresh, base, mine, deviceIds.a1)).toBe(true)
    expect(carryOver(fresh, base, mine, deviceIds.a1)).toBe(false)
  })

  it.each(Array.from({ length: 40 }, (_, i) => i + 1))(
    'DOC-4 nothing is lost and nothing doubled (seed %i)',
    (seed) => {
      const random = createSeededRandom(seed)
      let words = 0
      const { base, mine, fresh } = start('w0 w1 w2', 'w3 w4 w5', 'w6 w7 w8')
      const removed = new Set<string>()
      const change = (doc: Y.Doc, who: string): void => {
        for (let i = random.int(1, 6); i > 0; i -= 1) {
          const draft = draftOf(doc)
          const word = `${who}${words++}`
          const block = random.int(0, draft.length - 1)
          if (random.chance(0.3)) draft.insert(random.int(0, draft.length), [paragraph(word)])
          else if (random.chance(0.2) && draft.length > 1) {
            for (const [gone] of textIn(doc, block)
              .toString()
              .matchAll(/[a-z]\d+/g))
              removed.add(gone)
            draft.delete(block, 1)
          } else textIn(doc, block).insert(0, `${word} `)
        }
      }
      change(mine, 'm')
      change(fresh, 't')
      const wanted = new Set([...wordsOf(mine), ...wordsOf(fresh)].filter((word) => !removed.has(word)))
      carryOver(fresh, base, mine, deviceIds.a1)
      const found = wordsOf(fresh)
      expect([...wanted].filter((word) => !found.includes(word))).toEqual([])
      expect(found.filter((word, at) => found.indexOf(word) !== at)).toEqual([])
    },
  )
})

const wordsOf = (doc: Y.Doc): string[] => textOf(doc).flatMap((line) => line.match(/[a-z]\d+/g) ?? [])
