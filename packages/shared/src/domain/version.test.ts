import { describe, expect, test } from 'vitest'
import { defaultTerms } from './agreement.ts'
import { bodyOf, versionFrom, versionOf } from './version.ts'
import { type Wording, canonicalWording } from './wording.ts'

const wordingOf = (...content: unknown[]) => {
  const read = canonicalWording({ type: 'doc', content })
  if (!read.ok) throw new Error(read.reason)
  return read.wording
}
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content })
const text = (words: string, ...marks: string[]) => ({
  type: 'text',
  text: words,
  marks: marks.map((type) => ({ type })),
})
const hashOf = (...content: unknown[]) => versionOf(defaultTerms, wordingOf(...content)).hash

describe('AGREE-3', () => {
  test('AGREE-3 a version is named by SHA-256 over RFC 8785 JSON: a fixed vector', () => {
    // printf '%s' '{"terms":{"firstHolder":"a","reachingOut":[{"k":"hug"},{"k":"hand"},{"k":"note"},{"k":"invitation"}],
    // "reviewWeeks":4,"windowHours":48},"v":1,"wording":{"content":[{"content":[{"text":"We take turns.","type":"text"}],
    // "type":"paragraph"}],"type":"doc"}}' (one line) | sha256sum | xxd -r -p | base64
    expect(hashOf(paragraph(text('We take turns.')))).toBe('i2VyMGHvj9hEJqbl6N55CbP7yUY4f03FgVjXbtm1jgw')
  })

  const same: [string, unknown[], unknown[]][] = [
    ['texts with equal marks are one', [paragraph(text('We '), text('turn'))], [paragraph(text('We turn'))]],
    ['marks have no order', [paragraph(text('x', 'italic', 'bold'))], [paragraph(text('x', 'bold', 'italic'))]],
    ['composed and decomposed are the same', [paragraph(text('Zo\u0065\u0308'))], [paragraph(text('Zo\u00eb'))]],
    ['… across two texts too', [paragraph(text('Zoe'), text('\u0308'))], [paragraph(text('Zo\u00eb'))]],
    [
      'who wrote what is not part of it',
      [paragraph({ type: 'text', text: 'We', marks: [{ type: 'author', attrs: { by: 'b' } }] }, text(' turn'))],
      [paragraph(text('We turn'))],
    ],
    [
      'defaults may be left out',
      [{ type: 'orderedList', content: [{ type: 'listItem', content: [paragraph(text('x'))] }] }],
      [
        {
          type: 'orderedList',
          attrs: { start: 1, type: null },
          content: [{ type: 'listItem', content: [paragraph(text('x'))] }],
        },
      ],
    ],
  ]
  test.each(same)('AGREE-3 same content, same hash: %s', (_, left, right) => {
    expect(hashOf(...left)).toBe(hashOf(...right))
  })

  const different: [string, unknown[], unknown[]][] = [
    ['a mark', [paragraph(text('x'))], [paragraph(text('x', 'bold'))]],
    ['a line break', [paragraph(text('x y'))], [paragraph(text('x'), { type: 'hardBreak' }, text('y'))]],
    ['a paragraph', [paragraph(text('xy'))], [paragraph(text('x')), paragraph(text('y'))]],
    ['what looks like markup', [paragraph(text('<bold>x</bold>'))], [paragraph(text('x', 'bold'))]],
    [
      'a level',
      [{ type: 'heading', attrs: { level: 2 }, content: [text('x')] }],
      [{ type: 'heading', attrs: { level: 3 }, content: [text('x')] }],
    ],
  ]
  test.each(different)('AGREE-3 other content, other hash: %s', (_, left, right) => {
    expect(hashOf(...left)).not.toBe(hashOf(...right))
  })

  test('AGREE-3 every term is part of it', () => {
    const wording = wordingOf(paragraph(text('x')))
    const hashes = [
      defaultTerms,
      { ...defaultTerms, windowHours: null },
      { ...defaultTerms, firstHolder: 'b' as const },
      { ...defaultTerms, reachingOut: [] },
      { ...defaultTerms, reviewWeeks: 5 },
    ].map((terms) => versionOf(terms, wording).hash)
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

describe('AGREE-4', () => {
  const version = versionOf(defaultTerms, wordingOf(paragraph(text('We take turns.'))))
  test('AGREE-4 a yes carries the whole text and terms, which can be read back', () => {
    expect(versionFrom(version.hash, structuredClone(bodyOf(version)))).toEqual(version)
  })

  test.each([31, 300_000])(
    'AGREE-4 a body with a letter under %i marks is not believed, whatever its hash',
    (count) => {
      const wording: Wording = {
        type: 'doc',
        content: [{ type: 'paragraph', content: [{ type: 'text', text: `q${'\u0323'.repeat(count - 1)}\u0307` }] }],
      }
      const marked = versionOf(defaultTerms, wording)
      expect(versionFrom(marked.hash, bodyOf(marked))).toBeUndefined()
    },
  )

  test.each([
    ['nothing', undefined],
    ['a text', 'We take turns.'],
    ['another version of the format', { ...bodyOf(version), v: 2 }],
    ['no terms', { ...bodyOf(version), terms: null }],
    ['other terms', { ...bodyOf(version), terms: { ...defaultTerms, windowHours: 72 } }],
    ['no wording', { ...bodyOf(version), wording: {} }],
    ['another wording', bodyOf({ ...version, wording: wordingOf(paragraph(text('You take turns.'))) })],
  ])('AGREE-4 a body that is %s is not believed', (_, body) => {
    expect(versionFrom(version.hash, body)).toBeUndefined()
  })
})
