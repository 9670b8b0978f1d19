/** A sentence as a value: its key in src/locales and what fills its placeholders. `say` makes it words. */

import { type GeneratedI18nStructure, i18n } from './i18n.ts'

export type MessageKey = keyof GeneratedI18nStructure

export interface Phrase {
  key: MessageKey
  values?: Record<string, string>
}

// The generated types tie each key to its placeholders, which a key held in a variable cannot show.
const t = i18n.t as (key: string, values?: Record<string, string>) => string

export const say = (phrase: Phrase): string =>
  phrase.values === undefined ? t(phrase.key) : t(phrase.key, phrase.values)
