import { expect, test } from 'vitest'
import { cleanLine, cleanText, firstCharacter, fitsIn } from './text-limit.ts'

test.each([
  ['', 0, true],
  ['x', 0, false],
  ['👨‍👩‍👧‍👦', 1, true],
  ['e\u0301', 1, true],
  ['नमस्ते', 4, true],
  ['नमस्ते', 2, false],
  [`e${'\u0301'.repeat(100)}`, 1, false],
])('DOC-7 %j fits in %i characters: %s', (text, limit, fits) => {
  expect(fitsIn(limit, text)).toBe(fits)
})

test.each([
  ['  two  words ', 'two words'],
  ['a\nb\tc', 'a b c'],
  ['Zoe\u0308', 'Zoë'],
  ['x\u0000\u0007y', 'xy'],
  ['half \ud83d', 'half \ufffd'],
])('DOC-7 a line %j is stored as %j', (text, stored) => {
  expect(cleanLine(text)).toBe(stored)
})

test('DOC-7 text of several lines keeps them', () => {
  expect(cleanText(' one\r\ntwo\rthree\u0000\n')).toBe('one\ntwo\nthree')
})

test.each([
  ['', ''],
  ['Édith', 'É'],
  ['E\u0301dith', 'E\u0301'],
  ['👩🏽‍🚀', '👩🏽‍🚀'],
])('the first character of %j is %j', (text, first) => {
  expect(firstCharacter(text)).toBe(first)
})
