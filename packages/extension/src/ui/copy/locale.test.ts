import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseMessagesText } from '@wxt-dev/i18n/build'
import { describe, expect, it } from 'vitest'
import { starterContent, starterKeys } from '../agreement/starters.ts'
import { canonicalWording } from '@porchlight/shared/domain/wording'
import type { StarterId } from '@porchlight/shared/domain/agreement'
import { createAdviser } from '@porchlight/shared/wording-help/advice'
import { english } from '@porchlight/shared/wording-help/en'
import { refusalKeys } from './refusal-copy.ts'

const file = fileURLToPath(new URL('../../locales/en.yml', import.meta.url))
const sentences = new Map(
  parseMessagesText(readFileSync(file, 'utf8'), 'YAML').map((message) => [
    message.key.join('.'),
    'message' in message ? message.message : '',
  ]),
)

describe('the English sentences', () => {
  it.each(Object.entries(refusalKeys))('DOM-8 the refusal %s has a whole sentence', (_reason, key) => {
    expect(sentences.get(key)).toMatch(/^[A-Z].*[.?]$/)
  })

  it('say nothing from the never-list', () => {
    const never = /\b(overdue|missed|declined|owed|deadline|request|duty|streak|score of|his|hers)\b/i
    expect([...sentences].filter(([, sentence]) => never.test(sentence))).toEqual([])
  })

  it('WORD-2 press nobody: wording help marks none of them', () => {
    const adviser = createAdviser(english)
    const marked = [...sentences].filter(([, sentence]) => adviser.advise(sentence).length > 0)
    expect(sentences.size).toBeGreaterThan(400)
    expect(marked).toEqual([])
  })

  it('toolbar and notices carry no intimate word', () => {
    const intimate = /\b(love|hug|kiss|touch|intima\w*|sex\w*|desire)\b/i
    const onTheToolbar = [...sentences].filter(([key]) => key.startsWith('lamp.') || key.startsWith('menu.'))
    expect(onTheToolbar.length).toBeGreaterThan(10)
    expect(onTheToolbar.filter(([, sentence]) => intimate.test(sentence))).toEqual([])
  })

  it.each(Object.entries(starterKeys))(
    'AGREE-9 the starter %s has a name and a wording that can be agreed to',
    (id, key) => {
      expect(sentences.get(key)).toBeTruthy()
      const content = starterContent(id as StarterId, (part) => {
        const sentence = sentences.get(part)
        if (sentence === undefined) throw new Error(`no sentence ${String(part)}`)
        return sentence
      })
      const read = canonicalWording(content)
      expect(read.ok || read.reason).toBe(id === 'blank' ? 'empty' : true)
    },
  )
})
