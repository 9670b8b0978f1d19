/** The sentences, with what a person wrote isolated in them: a name in Arabic does not turn an English sentence around, nor a
 *  Latin one a Hebrew sentence (UAX #9, FSI … PDI). Where all of it runs from left to right nothing is added. */

// oxlint-disable-next-line no-restricted-imports -- here, and nowhere else
import { i18n as plain } from '#i18n'

// oxlint-disable-next-line no-restricted-imports
export type { GeneratedI18nStructure } from '#i18n'

/** Hebrew, Arabic, Syriac, Thaana, N’Ko and the rest: the ranges whose characters run from right to left. */
const rightToLeft = /[\u0590-\u08FF\u200F\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

// The generated types tie each key to its placeholders; what is passed on is the same.
const t = plain.t as (key: string, values?: Record<string, string>) => string

export const i18n = {
  ...plain,
  t(key: string, values?: Record<string, string>): string {
    if (values === undefined) return t(key)
    const sentence = t(key, values)
    return rightToLeft.test(sentence) ? t(key, isolatedEach(values)) : sentence
  },
} as unknown as typeof plain

function isolatedEach(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, `\u2068${value}\u2069`]))
}
