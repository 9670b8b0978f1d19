import { expect, test, vi } from 'vitest'
import type { Sentences } from './i18n.ts'
import { type Language, createSpeech } from './speech.ts'

// What an extension's own build makes of the catalogue.
vi.mock('#i18n', () => ({ i18n: { t: (key: string) => `browser's ${key}` } }))
const { i18n } = await import('./i18n.ts')
const t = i18n.t as (key: string, values?: Record<string, string>) => string

const catalogues: Partial<Record<Language, Sentences>> = {
  de: { light_mine: 'Das Licht ist bei dir', light_theirs: 'Das Licht ist bei {name}' },
  ar: { light_theirs: 'الضوء عند {name}' },
}

function speech() {
  const asked: Language[] = []
  const answers = new Map<Language, () => void>()
  const spoken: string[] = []
  const { speak } = createSpeech((language) => {
    asked.push(language)
    return new Promise((resolve) => answers.set(language, () => resolve(catalogues[language])))
  })
  const choose = (language: Language): void => speak(language, () => void spoken.push(language))
  const load = async (language: Language): Promise<void> => {
    answers.get(language)?.()
    await Promise.resolve()
    await Promise.resolve()
  }
  return { asked, spoken, choose, load }
}

test('FACE-6 the language that was chosen holds, whatever the browser speaks, and is loaded once', async () => {
  const { asked, spoken, choose, load } = speech()
  expect(t('light.mine')).toBe("browser's light.mine")
  choose('de')
  choose('de')
  expect(spoken).toEqual([])
  await load('de')
  expect(t('light.mine')).toBe('Das Licht ist bei dir')
  expect(t('light.theirs', { name: 'Sam' })).toBe('Das Licht ist bei Sam')
  choose('de')
  expect(spoken).toEqual(['de', 'de', 'de'])
  expect(asked).toEqual(['de'])
})

test('FACE-6 what a catalogue lacks is said as the browser says it', async () => {
  const { choose, load } = speech()
  choose('de')
  await load('de')
  expect(t('light.open')).toBe("browser's light.open")
})

test('FACE-6 of two choices the later one holds, whichever is loaded first', async () => {
  const { spoken, choose, load } = speech()
  choose('de')
  choose('ar')
  await load('ar')
  await load('de')
  expect(spoken).toEqual(['ar'])
  expect(t('light.theirs', { name: 'Sam' })).toBe('الضوء عند \u2068Sam\u2069')
})

test('FACE-6 a language this package has not is the browser’s', async () => {
  const { spoken, choose, load } = speech()
  choose('fr')
  await load('fr')
  expect(spoken).toEqual(['fr'])
  expect(t('light.mine')).toBe("browser's light.mine")
})
