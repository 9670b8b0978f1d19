import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseMessagesText } from '@wxt-dev/i18n/build'
import { cardSchema } from '@porchlight/shared/domain/question'
import { readField } from '@porchlight/shared/domain/stored-value'
import { fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import { describe, expect, it } from 'vitest'
import { cards, cardsOf, draw, themes } from './deck.ts'

const file = fileURLToPath(new URL('../../locales/en.yml', import.meta.url))
const deck = parseMessagesText(readFileSync(file, 'utf8'), 'YAML').filter(({ key }) => key[0] === 'deck')
const sentences = deck.flatMap((message) => ('message' in message ? [message.message] : []))

describe('ASK-1 the deck', () => {
  it('ASK-1 has twelve cards for each of seven themes, and a sentence for each', () => {
    expect(themes).toHaveLength(7)
    for (const theme of themes) expect(cardsOf(theme)).toHaveLength(12)
    expect(cards).toHaveLength(84)
    expect(deck.map(({ key: [, theme, number] }) => `${theme}-${number?.slice(1)}`)).toEqual(cards)
    expect(sentences).toHaveLength(cards.length)
    expect(new Set(sentences.map((sentence) => sentence.toLowerCase())).size).toBe(cards.length)
    for (const card of cards) expect(readField(cardSchema, card)).toBe(card)
  })

  it.each(sentences)('ASK-1 cannot be answered with yes or no: %s', (sentence) => {
    expect(sentence).toMatch(/^(?:What|Which|Where|When|Who|How) [^.?!]+\?$/)
    expect(fitsIn(limits.question, sentence)).toBe(true)
  })

  it('ASK-1 none presses, blames, counts or compares', () => {
    const presses =
      /\b(?:should|must|have to (?!say)|need to|ought|owe\w*|why|always|never|enough of|overdue|missed|declined|deadline|request|duty|fault|blame|fail\w*|guilt\w*|better than|more than me|how (?:often|many|long))\b/i
    expect(sentences.filter((sentence) => presses.test(sentence))).toEqual([])
  })

  it('ASK-1 none presumes gender, marriage, children or health', () => {
    const presumes =
      /\b(?:he|she|him|his|her|hers|man|men|wom[ae]n|boys?|girls?|husband|wife|spouse|marri\w*|wedding|child\w*|kids?|baby|sons?|daughters?|mother|father|mum|mom|dad|parents?|pregnan\w*|ill\w*|sick\w*|disease|doctor|diet|weight|pain|fit)\b/i
    expect(sentences.filter((sentence) => presumes.test(sentence))).toEqual([])
  })
})

describe('drawing a card', () => {
  it('gives every card but those that lie there, each once in its turn', () => {
    const seen: string[] = []
    for (let i = 0; i < cards.length; i += 1) seen.push(draw(cards, seen, () => 0.999) ?? '')
    expect(new Set(seen)).toEqual(new Set(cards))
    expect(draw(cards, seen, () => 0)).toBeUndefined()
  })

  it('all alike likely', () => {
    const all = cards.map((_, at) => draw(cards, [], () => (at + 0.5) / cards.length))
    expect(all).toEqual(cards)
  })
})
