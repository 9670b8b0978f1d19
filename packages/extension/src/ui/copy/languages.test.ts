import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseMessagesText } from '@wxt-dev/i18n/build'
import { languages } from '@porchlight/client/port/settings'
import type { StarterId } from '@porchlight/shared/domain/agreement'
import { canonicalWording } from '@porchlight/shared/domain/wording'
import { describe, expect, it } from 'vitest'
import { starterContent, starterKeys } from '../agreement/starters.ts'
import { refusalKeys } from './refusal-copy.ts'

type Language = (typeof languages)[number]

const folder = fileURLToPath(new URL('../../locales/', import.meta.url))

interface Sentence {
  words: string
  placeholders: string[]
}

function catalogue(language: Language): Map<string, Sentence> {
  const messages = parseMessagesText(readFileSync(`${folder}${language}.yml`, 'utf8'), 'YAML')
  return new Map(
    messages
      .filter(({ key: [root] }) => !root?.startsWith('@@'))
      .map((message) => [
        message.key.join('.'),
        { words: 'message' in message ? message.message : '', placeholders: [...message.namedSubstitutions].sort() },
      ]),
  )
}

const english = catalogue('en')
const others = languages.filter((language) => language !== 'en')

/** *Overdue, missed, declined, owed, deadline, request, duty*, a score or a streak: as each language has them. */
const never: Record<Language, RegExp> = {
  en: /\b(overdue|missed|declined|owed|deadline|request|duty|streak|score of|his|hers)\b/i,
  de: /überfällig|verpasst|versäumt|abgelehnt|geschuldet|\b(schuldig|säumig|frist|fristen)\b|anfrage|pflicht|\b(punktestand|serie)\b/i,
  es: /\b(vencid[oa]s?|atrasad[oa]s?|tardanza|rechazad[oa]s?|adeudad[oa]s?|deuda|plazos?|fecha límite|solicitud(es)?|petición|obligación|deberes|el deber|racha|puntuación)\b/i,
  fr: /\b(en retard|manquée?s?|refusée?s?|échéances?|délais?|date limite|demandes?|obligations?|le devoir|devoirs|série|score|une dette)\b/i,
  ar: /متأخر|فائت|فوّت|مرفوض|رفض|مدين|دَين|موعد نهائي|مهلة|طلب|واجب|سلسلة|نتيجة/,
}

/** Nobody's gender is assumed (docs/translating.md): forms that would need to know it. */
const gendered: Record<Language, RegExp> = {
  en: /\b(he|she|him|her|husband|wife|boyfriend|girlfriend)\b/i,
  de: /\b(Partner|Freundin|Ehemann|Ehefrau)/,
  es: /\b(juntos|list[oa]s|cansad[oa]|amad[oa]|vosotr[oa]s|vuestr[oa]s?|novi[oa]|marido|esposa)\b/i,
  fr: /\b(prête?s?|fatiguée?s?|aimée?s?|mari|copain|copine|chacune|tous les deux|toutes les deux)\b/i,
  ar: /تَ|(^|[\s«])(تود|تودين|تحب|تحبين|تريد|تريدين|تشعر|تشعرين|تستطيع|تستطيعين|شريكك|شريكتك|زوجك|زوجتك)($|[\s؟.،»])/,
}

/** The agreement's one line that nobody can change (docs/translating.md). */
const notConsent: Record<Language, RegExp> = {
  en: /not consent to any act.*end it at any time, alone/,
  de: /keine Einwilligung in irgendeine Handlung.*jederzeit.*beenden, ganz allein/,
  es: /No es consentimiento para ningún acto.*fin en cualquier momento, por sí sola/,
  fr: /Ce n’est le consentement à aucun acte.*fin à tout moment, à elle seule/,
  ar: /ليس موافقة على أي فعل.*ينهيه في أي وقت، من جانب واحد/,
}

const intimate: Record<Language, RegExp> = {
  en: /\b(love|hug|kiss|touch|intima\w*|sex\w*|desire)\b/i,
  de: /\b(liebe\w*|umarm\w*|kuss|küss\w*|berühr\w*|intim\w*|sex\w*|begehr\w*|schatz)\b/i,
  es: /\b(amor\w*|abraz\w*|bes[oa]\w*|caricia\w*|íntim\w*|sex\w*|dese[oa]\w*)\b/i,
  fr: /\b(amour\w*|câlin\w*|bisou\w*|baiser\w*|caress\w*|intim\w*|sex\w*|désir\w*)\b/i,
  ar: /حب|عناق|قبلة|حضن|لمس|حميم|جنس|رغبة/,
}

const faults = (among: Map<string, Sentence>, wrong: (words: string, key: string) => boolean): string[] =>
  [...among].filter(([key, { words }]) => wrong(words, key)).map(([key, { words }]) => `${key}: ${words}`)

it('FACE-6 there is a catalogue for each language that can be chosen, and no other', () => {
  expect(readdirSync(folder).sort()).toEqual(languages.map((language) => `${language}.yml`).sort())
})

describe.each(others)('FACE-6 the sentences in %s', (language) => {
  const sentences = catalogue(language)

  it('are all of those there are in English, and no more', () => {
    expect([...english.keys()].filter((key) => !sentences.has(key))).toEqual([])
    expect([...sentences.keys()].filter((key) => !english.has(key))).toEqual([])
    expect(english.size).toBeGreaterThan(900)
  })

  it('count nothing but by `Intl`: where an amount shows, its unit comes with it', () => {
    expect(faults(english, (words) => /\{(weeks|hours|minutes|days|count|number)\} \p{L}+s\b/u.test(words))).toEqual([])
  })

  it('say who they are, and where their lines begin', () => {
    expect(sentences.get('locale')?.words).toBe(language)
    expect(sentences.get('direction')?.words).toBe(language === 'ar' ? 'rtl' : 'ltr')
  })

  it('have the same placeholders, and nothing a browser would read as one of its own', () => {
    const moved = [...sentences].filter(
      ([key, { placeholders }]) => placeholders.join() !== (english.get(key)?.placeholders ?? []).join(),
    )
    expect(moved).toEqual([])
    expect(faults(sentences, (words) => words.includes('$') || words.includes(' | '))).toEqual([])
  })

  it('are translated: the same as in English is only what is a name, or the same word', () => {
    const same = faults(sentences, (words, key) => words === english.get(key)?.words && /\w{3} \w/.test(words))
    expect(same.filter((line) => !line.startsWith('options.version'))).toEqual([])
  })

  it('are whole: each ends as its English one does', () => {
    const ends = (words: string): string => (/[.?؟…:]$/.exec(words)?.[0] ?? '').replace('؟', '?')
    const cut = faults(sentences, (words, key) => {
      const [mine, itsEnglish] = [ends(words), ends(english.get(key)?.words ?? '')]
      return mine !== itsEnglish && !(itsEnglish === '…' && mine === '?')
    })
    expect(cut).toEqual([])
  })

  it('are not much longer than the English ones', () => {
    const long = faults(sentences, (words, key) => words.length > (english.get(key)?.words.length ?? 0) * 1.7 + 14)
    expect(long).toEqual([])
  })

  it('say nothing from the never-list, and assume nobody’s gender', () => {
    expect(faults(sentences, (words) => never[language].test(words))).toEqual([])
    expect(faults(sentences, (words) => gendered[language].test(words))).toEqual([])
  })

  it('AGREE-2 keep the full force of the fixed line: no consent to any act, and an end at any time, alone', () => {
    expect(sentences.get('agreement.fixedLine')?.words).toMatch(notConsent[language])
  })

  it('carry no intimate word on the toolbar, in its menu and in notices', () => {
    const shown = new Map([...sentences].filter(([key]) => /^(lamp|menu|commands)\./.test(key)))
    expect(shown.size).toBeGreaterThan(10)
    expect(faults(shown, (words) => intimate[language].test(words))).toEqual([])
  })

  it.each(Object.entries(refusalKeys))('DOM-8 the refusal %s has a whole sentence', (_reason, key) => {
    expect(sentences.get(key)?.words).toMatch(/^\S.*[.?؟]$/)
  })

  it.each(Object.entries(starterKeys))('AGREE-9 the starter %s can be agreed to', (id, key) => {
    expect(sentences.get(key)?.words).toBeTruthy()
    const content = starterContent(id as StarterId, (part) => sentences.get(part)?.words ?? part)
    const read = canonicalWording(content)
    expect(read.ok || read.reason).toBe(id === 'blank' ? 'empty' : true)
  })
})

describe('the lists of words', () => {
  it.each([
    ['de', 'Du hast es verpasst.'],
    ['de', 'Die Frist endet heute.'],
    ['es', 'El plazo termina hoy.'],
    ['fr', 'Tu es en retard.'],
    ['ar', 'انتهت المهلة، وهي مهلة قصيرة.'],
  ] as const)('find what they look for in %s', (language, sentence) => {
    expect(sentence).toMatch(never[language])
  })
})
