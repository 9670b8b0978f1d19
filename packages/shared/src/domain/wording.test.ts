import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { canonicalWording, plainLines, readWording } from './wording.ts'

type Node = { name: string; attrs?: Record<string, unknown>; children?: (Node | Run[])[] }
type Run = { insert: string | object; attributes?: Record<string, unknown> }

/** Builds what the binding would have written. */
const draftWith = (...nodes: (Node | Run[])[]): Y.XmlFragment => {
  const draft = new Y.Doc().getXmlFragment('draft')
  const build = (node: Node | Run[]): Y.XmlElement | Y.XmlText => {
    if (Array.isArray(node)) {
      const text = new Y.XmlText()
      text.applyDelta(node)
      return text
    }
    const element = new Y.XmlElement(node.name)
    for (const [key, value] of Object.entries(node.attrs ?? {})) element.setAttribute(key, value as string)
    element.insert(0, (node.children ?? []).map(build))
    return element
  }
  draft.insert(0, nodes.map(build))
  return draft
}
const p = (...children: (Node | Run[])[]): Node => ({ name: 'paragraph', children })
const t = (insert: string | object, attributes?: Record<string, unknown>): Run[] => [
  attributes === undefined ? { insert } : { insert, attributes },
]
const item = (...children: Node[]): Node => ({ name: 'listItem', children })
const nested = (depth: number): Node =>
  depth === 0 ? p(t('deep')) : { name: 'bulletList', children: [item(p(), nested(depth - 1))] }

describe('AGREE-3 what the editor writes is read', () => {
  const good: [string, (Node | Run[])[], unknown[]][] = [
    ['a paragraph', [p(t('We'))], [{ type: 'paragraph', content: [{ type: 'text', text: 'We' }] }]],
    [
      'bold and italic',
      [p([{ insert: 'We', attributes: { italic: {}, bold: {} } }])],
      [{ type: 'paragraph', content: [{ type: 'text', text: 'We', marks: [{ type: 'bold' }, { type: 'italic' }] }] }],
    ],
    [
      'who wrote what, dropped',
      [
        p([
          { insert: 'We ', attributes: { author: { by: 'a' } } },
          { insert: 'turn', attributes: { author: { by: 'b' } } },
        ]),
      ],
      [{ type: 'paragraph', content: [{ type: 'text', text: 'We turn' }] }],
    ],
    [
      'a heading',
      [{ name: 'heading', attrs: { level: 2 }, children: [t('Us')] }],
      [{ type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Us' }] }],
    ],
    [
      'a line break',
      [p(t('one'), { name: 'hardBreak' }, t('two'))],
      [
        {
          type: 'paragraph',
          content: [{ type: 'text', text: 'one' }, { type: 'hardBreak' }, { type: 'text', text: 'two' }],
        },
      ],
    ],
    [
      'lists, one in another',
      [
        {
          name: 'orderedList',
          attrs: { start: 3 },
          children: [item(p(t('x')), { name: 'bulletList', children: [item(p())] })],
        },
      ],
      [
        {
          type: 'orderedList',
          attrs: { start: 3, type: null },
          content: [
            {
              type: 'listItem',
              content: [
                { type: 'paragraph', content: [{ type: 'text', text: 'x' }] },
                { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph' }] }] },
              ],
            },
          ],
        },
      ],
    ],
    [
      'an empty text, left by a deletion',
      [p([]), p(t('x'))],
      [{ type: 'paragraph' }, { type: 'paragraph', content: [{ type: 'text', text: 'x' }] }],
    ],
  ]
  test.each(good)('AGREE-3 %s', (_, nodes, content) => {
    expect(readWording(draftWith(...nodes))).toEqual({ ok: true, wording: { type: 'doc', content } })
  })
})

describe('AGREE-3 a draft that the editor would repair cannot be consented to', () => {
  const bad: [string, (Node | Run[])[]][] = [
    ['an unknown node', [{ name: 'table' }, p(t('x'))]],
    ['a text outside a block', [t('x')]],
    ['a list without items', [{ name: 'bulletList' }, p(t('x'))]],
    ['a paragraph in a list, without an item', [{ name: 'bulletList', children: [p(t('x'))] }]],
    ['an item outside a list', [item(p(t('x')))]],
    [
      'an item that begins with a list',
      [{ name: 'bulletList', children: [item({ name: 'bulletList', children: [item(p(t('x')))] })] }],
    ],
    ['an empty item', [{ name: 'bulletList', children: [{ name: 'listItem' }] }, p(t('x'))]],
    ['a block in a paragraph', [p(p(t('x')))]],
    ['a heading of level 1', [{ name: 'heading', attrs: { level: 1 }, children: [t('x')] }]],
    ['a heading of level "2"', [{ name: 'heading', attrs: { level: '2' }, children: [t('x')] }]],
    ['a heading without a level', [{ name: 'heading', children: [t('x')] }]],
    ['an unknown attribute', [{ name: 'paragraph', attrs: { textAlign: 'right' }, children: [t('x')] }]],
    ['a list that starts at NaN', [{ name: 'orderedList', attrs: { start: Number.NaN }, children: [item(p(t('x')))] }]],
    ['an unknown mark', [p(t('x', { link: { href: 'https://example.org' } }))]],
    ['a mark with attributes it does not have', [p(t('x', { bold: { weight: 900 } }))]],
    ['a mark that is no object', [p(t('x', { bold: true }))]],
    ['an author who is neither', [p(t('x', { author: { by: 'c' } }))]],
    ['an embedded object', [p(t({ image: 'x' }))]],
    ['a line break with content', [p(t('x'), { name: 'hardBreak', children: [t('y')] })]],
  ]
  test.each(bad)('AGREE-3 %s', (_, nodes) => {
    expect(readWording(draftWith(...nodes))).toEqual({ ok: false, reason: 'would-be-repaired' })
  })

  test('AGREE-3 a mark that is there twice', () => {
    const marks = [{ type: 'bold' }, { type: 'bold' }]
    const content = [{ type: 'paragraph', content: [{ type: 'text', text: 'x', marks }] }]
    expect(canonicalWording({ type: 'doc', content })).toEqual({ ok: false, reason: 'would-be-repaired' })
  })

  test('AGREE-3 a lone surrogate', () => {
    const content = [{ type: 'paragraph', content: [{ type: 'text', text: 'x\ud83d' }] }]
    expect(canonicalWording({ type: 'doc', content })).toEqual({ ok: false, reason: 'would-be-repaired' })
  })

  test.each([[null], [3], ['doc'], [[]], [{}], [{ type: 'doc', content: 'x' }], [{ type: 'doc', content: [null] }]])(
    'AGREE-3 JSON that is no wording: %j',
    (json) => {
      expect(canonicalWording(json)).toEqual({ ok: false, reason: 'would-be-repaired' })
    },
  )
})

describe('AGREE-1', () => {
  const limit = 20_000
  test.each([
    ['nothing', [], 'empty'],
    ['an empty paragraph', [p()], 'empty'],
    ['space', [p(t(' \u00a0 ')), p({ name: 'hardBreak' })], 'empty'],
    ['20,001 characters', [p(t('x'.repeat(limit + 1)))], 'too-long'],
    [
      '20,000 characters in more than 64 KiB',
      [p(t('€'.repeat(limit))), ...Array.from({ length: 200 }, () => p())],
      'too-long',
    ],
    ['lists nested a hundred deep', [nested(100)], 'too-long'],
    ['ten thousand paragraphs', Array.from({ length: 10_000 }, () => p(t('x'))), 'too-long'],
  ] as [string, Node[], string][])('AGREE-1 %s', (_, nodes, reason) => {
    expect(readWording(draftWith(...nodes))).toEqual({ ok: false, reason })
  })

  test('AGREE-1 20,000 characters are fine, and lists ten deep', () => {
    expect(readWording(draftWith(p(t('x'.repeat(limit))))).ok).toBe(true)
    expect(readWording(draftWith(nested(10))).ok).toBe(true)
  })
})

describe('AGREE-3 a character under marks without end', () => {
  const marks = ['\u0315', '\u0300', '\u05ae', '\u0301']
  const marked = (count: number) => `a${Array.from({ length: count }, (_, i) => marks[i % 4]).join('')}`

  test('AGREE-3 30 marks are composed, 31 cannot be consented to', () => {
    expect(readWording(draftWith(p(t(marked(30))))).ok).toBe(true)
    expect(readWording(draftWith(p(t(marked(31)))))).toEqual({ ok: false, reason: 'would-be-repaired' })
  })

  test('AGREE-3 30 marks in bold and one more in plain are each their own text', () => {
    expect(readWording(draftWith(p([{ insert: marked(30), attributes: { bold: {} } }, { insert: 'b' }]))).ok).toBe(true)
  })

  test('AGREE-3 marks that several authors wrote are one run', () => {
    const by = (author: string) => ({ attributes: { author: { by: author } } })
    const runs = [
      { insert: marked(20), ...by('a') },
      { insert: '\u0300'.repeat(20), ...by('b') },
    ]
    expect(readWording(draftWith(p(runs)))).toEqual({ ok: false, reason: 'would-be-repaired' })
  })

  test.each([
    ['300,000 marks', marked(300_000), 'would-be-repaired'],
    ['two million', marked(2_000_000), 'too-long'],
  ])('AGREE-3 %s are refused before they are composed, in a draft and in a body', (_, text, reason) => {
    const body = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] }
    expect(canonicalWording(body)).toEqual({ ok: false, reason })
    expect(readWording(draftWith(p(t(text))))).toEqual({ ok: false, reason })
  })
})

test('AGREE-7 plain lines: one for each paragraph, heading, item and line after a break', () => {
  const read = readWording(
    draftWith(
      { name: 'heading', attrs: { level: 2 }, children: [t('Us')] },
      p(t('one '), t('two'), { name: 'hardBreak' }, t('three')),
      { name: 'bulletList', children: [item(p(t('first'))), item(p(t('second')), p())] },
    ),
  )
  expect(read.ok && plainLines(read.wording)).toEqual(['Us', 'one two', 'three', 'first', 'second', ''])
})
