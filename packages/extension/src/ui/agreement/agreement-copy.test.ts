import { fromMarkdown } from 'mdast-util-from-markdown'
import { toString } from 'mdast-util-to-string'
import { describe, expect, it } from 'vitest'
import { defaultTerms } from '@porchlight/shared/domain/agreement'
import { type Block, canonicalWording, plainLines, type Wording } from '@porchlight/shared/domain/wording'
import { agreementAsJson, agreementAsMarkdown } from './agreement-copy.ts'

const text = (words: string, ...marks: ('bold' | 'italic')[]) => ({
  type: 'text' as const,
  text: words,
  ...(marks.length > 0 && { marks: marks.map((type) => ({ type })) }),
})
const paragraph = (...content: NonNullable<Extract<Block, { type: 'paragraph' }>['content']>): Block => ({
  type: 'paragraph',
  content,
})
const wording = (...content: Block[]): Wording => ({ type: 'doc', content })

describe('the agreement as Markdown', () => {
  it.each<[string, Wording, string]>([
    [
      'COPY-1 headings, paragraphs and marks',
      wording(
        { type: 'heading', attrs: { level: 2 }, content: [text('Two days each')] },
        paragraph(text('We '), text('both', 'bold'), text(' ask, '), text('gently', 'bold', 'italic'), text('.')),
      ),
      '# Ours\n\n## Two days each\n\nWe **both** ask, _**gently**_.\n',
    ],
    [
      'COPY-1 lists, one in the other',
      wording({
        type: 'orderedList',
        attrs: { start: 3, type: null },
        content: [
          {
            type: 'listItem',
            content: [
              paragraph(text('Tea')),
              { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('or soup'))] }] },
            ],
          },
        ],
      }),
      '# Ours\n\n3. Tea\n   - or soup\n',
    ],
    [
      'COPY-1 what looks like Markdown is what was written',
      wording(paragraph(text('# no heading, 1 * 2 * 3, [a](b), <b>, _x_')), paragraph(text('1. no list'))),
      '# Ours\n\n\\# no heading, 1 \\* 2 \\* 3, \\[a]\\(b), \\<b>, \\_x\\_\n\n1\\. no list\n',
    ],
    [
      'COPY-1 a line break',
      wording(paragraph(text('One'), { type: 'hardBreak' }, text('two'))),
      '# Ours\n\nOne\\\ntwo\n',
    ],
    [
      'COPY-1 an empty paragraph is nothing',
      wording(paragraph(), paragraph(text('أهلا 👨‍👩‍👧'))),
      '# Ours\n\nأهلا 👨‍👩‍👧\n',
    ],
  ])('%s', (_title, words, markdown) => {
    expect(agreementAsMarkdown('Ours', words)).toBe(markdown)
  })

  it('COPY-1 read back by another program, every word is there', () => {
    const words = wording(paragraph(text('*a* _b_ `c` & <d> ~e~ |f| \\g')), {
      type: 'bulletList',
      content: [{ type: 'listItem', content: [paragraph(text('- h'))] }],
    })
    const read = fromMarkdown(agreementAsMarkdown('Ours', words))
    expect(toString(read).replaceAll('\n', '')).toBe(['Ours', ...plainLines(words)].join(''))
  })
})

describe('the agreement as data', () => {
  it('COPY-1 holds the words in the form a version is named by, the terms, and nothing else', () => {
    const words = wording(paragraph(text('We take turns.')))
    const copy = JSON.parse(agreementAsJson(words, defaultTerms)) as Record<string, unknown>
    expect(Object.keys(copy)).toEqual(['format', 'version', 'terms', 'wording'])
    expect(copy['terms']).toEqual(defaultTerms)
    expect(canonicalWording(copy['wording'])).toEqual({ ok: true, wording: words })
  })
})
