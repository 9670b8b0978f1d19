import * as fc from 'fast-check'
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

test.each([
  ['an override', '\u202Enibor', 'nibor'],
  ['isolates and embeddings', '\u2066Ro\u202Abin\u2069', 'Robin'],
  ['marks of direction', '\u200FRo\u061Cbin\u200E', 'Robin'],
  ['deprecated format characters', 'Ro\u206Abin\u206F', 'Robin'],
  ['a zero width space and a soft hyphen', 'Ro\u200Bb\u00ADin\uFEFF', 'Robin'],
  ['a filler', 'Ro\u3164bin', 'Robin'],
  ['a separator of lines', 'Ro\u2028bin', 'Ro bin'],
  ['tags', 'Robin\u{E0041}\u{E0042}', 'Robin'],
  ['a joiner at the end', 'Robin\u200D', 'Robin'],
])('DOC-7 %s is no part of a line', (_, text, line) => {
  expect(cleanLine(text)).toBe(line)
})

test.each([
  'مریم‌السادات',
  '👨‍👩‍👧‍👦',
  '❤️',
  '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
  'Łukasz O’Neill-Núñez',
  '小林 さくら',
  'क्‍ष',
  'ᠮᠣᠩᠭᠣᠯ ᠤᠨ',
  '𝒵',
  '♥',
  '…',
])('DOC-7 a line %s stays as it is', (line) => {
  expect(cleanLine(line)).toBe(line)
  expect(cleanLine(cleanLine(line))).toBe(line)
})

test.each([
  '\u200B',
  '\u00AD',
  '\u3164',
  '\u2800',
  '\u115F',
  '\u034F',
  '\u200D\u200D',
  '\uFE0F',
  '\u0301',
  '\u3000',
  '\u{E0041}',
  '\u{1D159}',
  '\u202E',
])('DOC-7 where nothing can be seen, there is no line: %j', (text) => {
  for (const times of [1, 5]) {
    expect(cleanLine(text.repeat(times))).toBe('')
    expect(cleanText(text.repeat(times))).toBe('')
    expect(cleanLine(` ${text} `)).toBe('')
  }
})

test('DOC-7 cleaning twice is cleaning once, and leaves no character that turns what stands around it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const clean of [cleanLine, cleanText]) {
        expect(clean(clean(text))).toBe(clean(text))
        expect(clean(text)).not.toMatch(/[\u202A-\u202E\u2066-\u206F]/u)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('DOC-7 a text of several lines keeps the marks people who write in two directions need', () => {
  expect(cleanText('\u200Fשלום\u200E!\u202E\nx')).toBe('\u200Fשלום\u200E!\nx')
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
