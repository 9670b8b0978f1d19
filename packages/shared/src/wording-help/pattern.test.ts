import { describe, expect, it } from 'vitest'
import { createPattern } from './pattern.ts'

const notation = { lists: { tea: ['green tea|mint', 'black (tea|coffee)'] }, joins: ['and', 'but'] }

const found = (pattern: string, line: string): string[] =>
  createPattern(pattern, notation)
    .find(` ${line} `, new Set(line.split(' ')))
    .map(({ start, end }) => ` ${line} `.slice(start, end).trim())

describe('WORD-1 the notation of the rules', () => {
  it.each([
    ['words, one after the other', 'you never', 'and you never ask', ['you never']],
    ['a word is whole', 'you', 'your youth', []],
    ['a beginning of a word', 'ignor* me', 'you ignored me', ['ignored me']],
    ['one of some', 'you (always|never ever) ask', 'you never ever ask', ['you never ever ask']],
    ['perhaps', 'you [have|had] never', 'you never , you have never', ['you never', 'you have never']],
    ['a list', 'some <tea>', 'some black coffee and some mint', ['some black coffee', 'some mint']],
    ['any word, and no mark', 'a _ b', 'a x b a , b', ['a x b']],
    ['a short gap within a clause', 'if .. then', 'if it rains then , if , then', ['if it rains then']],
    ['a long gap over marks', 'if ... then', 'if it rains , and so on , then', ['if it rains , and so on , then']],
    ['where a clause begins', '^ stop', 'stop , i can not stop but stop', ['stop', 'stop']],
    ['where a clause ends', 'again $', 'again and again , again', ['again', 'again']],
    ['not followed by', 'you never !(cease|fail)', 'you never cease , you never ask', ['you never']],
    ['followed by, outside of what is found', 'you never > ask', 'you never cease , you never ask', ['you never']],
    ['a mark of its own', 'why ?', 'why ? why not', ['why ?']],
  ])('%s: %s', (_what, pattern, line, expected) => {
    expect(found(pattern, line)).toEqual(expected)
  })

  it.each(['you (never', 'you <nothing>', 'never) you'])('refuses what cannot be read: %s', (pattern) => {
    expect(() => createPattern(pattern, notation)).toThrow(Error)
  })
})
