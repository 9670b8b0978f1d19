import { describe, expect, it } from 'vitest'
import { createAdviser } from './advice.ts'
import { english } from './en.ts'

const { advise } = createAdviser(english)
const marked = (text: string): string[] => advise(text).map(({ from, to }) => text.slice(from, to))
const put = (text: string, way: { from: number; to: number; text: string }): string =>
  text.slice(0, way.from) + way.text + text.slice(way.to)

describe('WORD-1 it marks', () => {
  it.each([
    ['always about you', 'You always interrupt me.', 'You always'],
    ['never about you', 'you NEVER listen to me', 'you NEVER'],
    ['why don’t you', 'Why don’t you ever hold my hand?', 'Why don’t you'],
    ['an ultimatum', 'Come home tonight or we are done.', 'or we are done'],
    ['a test of love', 'If you loved me, you would know.', 'If you loved me'],
    ['keeping score', 'I’m always the one who starts.', 'I’m always the one who'],
    ['a comparison', 'Everyone else’s husband helps.', 'Everyone else’s husband'],
    ['a demand', 'You need to make more time for us.', 'You need to make more'],
    ['without apostrophes', 'you dont even listen', 'you dont even listen'],
    ['as one types on a phone', 'u always interrupt me', 'u always'],
    ['with letters drawn out', 'you neeever help me', 'you neeever'],
    ['the one sentence of several', 'I made soup. You never help with dinner! See you at six.', 'You never'],
  ])('%s: %s', (_what, text, place) => {
    expect(marked(text)).toEqual([place])
  })

  it('at most one place of a sentence, in the order of the text', () => {
    expect(marked('You never listen and you always interrupt. You owe me an answer.')).toEqual([
      'You never',
      'You owe me',
    ])
  })
})

describe('WORD-2 it leaves alone', () => {
  it.each([
    ['what is loved', 'You never cease to amaze me.'],
    ['an invitation with the same words', 'Why don’t we go for a walk?'],
    ['an offer', 'Why don’t you sit down, and I’ll make tea.'],
    ['a statement of one’s own', 'I feel lonely tonight, and I miss you.'],
    ['a need, plainly said', 'I need a hug.'],
    ['thanks', 'Thank you for never giving up on us.'],
    ['a question about oneself', 'Am I always this slow in the morning?'],
    ['somebody else’s words', 'My father used to say “you never listen”.'],
    ['words in single marks', 'I don’t want to hear myself say ‘you always do this’ again.'],
    ['what one takes back', 'I’m sorry I said you never help.'],
    ['an easy way out', 'If you don’t feel like it, I’ll read next to you.'],
    ['what is said with a smile', 'You never let me win, you monster 😂'],
    ['nothing at all', ''],
    ['no words', '… 12:30 → 14:00 ❤️'],
  ])('%s: %s', (_what, text) => {
    expect(marked(text)).toEqual([])
  })
})

describe('WORD-1 what it offers', () => {
  it('takes the place of the clause it is about, and keeps what stands before', () => {
    const text = 'I love you but you never hold my hand any more. Soup?'
    const [advice] = advise(text)
    expect(advice?.ways.map((way) => put(text, way))).toEqual([
      'I love you but I’d love it if you would sometimes hold my hand. Soup?',
      'I love you but there is something I miss. Could we talk about it, when it suits you? Soup?',
    ])
  })

  it('says on what followed, and leaves a further clause as it was', () => {
    const text = 'You never sit with me any more, and I made soup.'
    expect(put(text, advise(text)[0]?.ways[0] ?? { from: 0, to: 0, text: '' })).toBe(
      'I’d love it if you would sometimes sit with me, and I made soup.',
    )
  })

  it('is never marked itself, whichever rule offers it', () => {
    const offered = english.rules.flatMap(({ ways }) => ways.map((way) => way.replace('{rest}', 'hold my hand')))
    expect(offered.length).toBeGreaterThan(40)
    expect(offered.filter((way) => marked(way).length > 0)).toEqual([])
    expect(english.rules.map(({ why }) => why).filter((why) => marked(why).length > 0)).toEqual([])
  })

  it('is one line each, with one or two ways', () => {
    const names = english.rules.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { why, ways } of english.rules) {
      expect(why).toMatch(/^[\p{Lu}“][^\n]{10,110}\.$/u)
      expect(ways.every((way) => /^[\p{Lu}][^\n]{5,100}[.?]$/u.test(way))).toBe(true)
    }
  })

  it('the same text has the same advice every time', () => {
    const text = 'You always say no. You never ask. Why can’t you be like Tom?'
    expect(advise(text)).toEqual(createAdviser(english).advise(text))
  })
})

describe('WORD-5 a language is a file of data', () => {
  it('and nothing else', () => {
    expect(JSON.parse(JSON.stringify(english))).toEqual(english)
  })
})
