import { wordlist } from '@scure/bip39/wordlists/english.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readWords, wordAt } from './written-words.ts'

const words = 'abandon amount liar amount expire adjust cage candy arch gather drum buyer'
const places = words.split(' ').map((word) => wordlist.indexOf(word))

describe('words as people write them', () => {
  it('RECOVER-1 each place is a word, and each word is its place', () => {
    expect(wordAt(0)).toBe('abandon')
    expect(wordAt(2047)).toBe('zoo')
    expect(wordAt(2048)).toBeUndefined()
    for (const [place, word] of wordlist.entries()) {
      expect(wordAt(place)).toBe(word)
      expect(readWords(word)).toEqual({ ok: true, places: [place] })
    }
  })

  it.each([
    ['as they are shown', words],
    ['in capitals, with many spaces', `  ${words.toUpperCase().replaceAll(' ', '   ')}\n`],
    [
      'numbered, a line each',
      words
        .split(' ')
        .map((word, i) => `${i + 1}. ${word}`)
        .join('\n'),
    ],
    ['with commas', words.replaceAll(' ', ', ')],
    [
      'the first four letters of each',
      words
        .split(' ')
        .map((word) => word.slice(0, 4))
        .join(' '),
    ],
    [
      'in wide letters, as some keyboards write',
      words.replaceAll(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
    ],
  ])('RECOVER-1 reads words %s', (_, typed) => {
    expect(readWords(typed)).toEqual({ ok: true, places })
  })

  it.each([
    ['misspelled', words.replace('liar', 'Lyar'), 'lyar'],
    ['too short to tell', 'abandon lia', 'lia'],
    ['longer than its word', 'liars', 'liars'],
    ['of another script', 'abandon свет', 'свет'],
  ])('RECOVER-1 names a word that is %s', (_, typed, unknown) => {
    expect(readWords(typed)).toEqual({ ok: false, unknown })
  })

  it('RECOVER-1 where nothing is written there are no words', () => {
    expect(readWords('')).toEqual({ ok: true, places: [] })
    expect(readWords(' 1. 2.\n')).toEqual({ ok: true, places: [] })
  })

  it('RECOVER-1 no text makes it throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
        (text) => {
          expect(readWords(text)).toHaveProperty('ok')
        },
      ),
    )
  })
})
