import { createAdviser } from '@porchlight/shared/wording-help/advice'
import { english } from '@porchlight/shared/wording-help/en'
import { describe, expect, it } from 'vitest'
import { leftAs, placesShown, placesUntouched, placeTold } from './marked-places.ts'

const { advise } = createAdviser(english)
const text = 'You never listen. You always interrupt me. You owe me an answer. You never help.'
const found = advise(text)
const words = (places: { from: number; to: number }[]) => places.map(({ from, to }) => text.slice(from, to))

describe('WORD-3 of what was found', () => {
  it('at most three places are underlined', () => {
    expect(found).toHaveLength(4)
    expect(words(placesShown(text, found, new Set()))).toEqual(['You never', 'You always', 'You owe me'])
  })

  it('what was left stays quiet in this text, wherever it stands', () => {
    const [first] = found
    const left = new Set(first === undefined ? [] : [leftAs(first, 'YOU never')])
    expect(words(placesShown(text, found, left))).toEqual(['You always', 'You owe me'])
  })

  it('something is said about the place the caret is in, or else the first', () => {
    const places = placesShown(text, found, new Set())
    expect(placeTold(places, text.indexOf('You always') + 3)?.rule).toBe('you always')
    expect(placeTold(places, text.length)?.rule).toBe('you never')
    expect(placeTold([], 0)).toBeUndefined()
  })

  it('while somebody types on, what stands before stays underlined and what stands after waits', () => {
    const after = text.replace('interrupt', 'interrupts')
    expect(words(placesUntouched(text, after, found))).toEqual(['You never', 'You always'])
    expect(placesUntouched(text, `So. ${text}`, found)).toEqual([])
  })
})
