/** The sentences: of the language that was chosen, else of the browser's (FACE-6). What a person wrote is isolated in them: a
 *  name in Arabic does not turn an English sentence around, nor a Latin one a Hebrew sentence (UAX #9, FSI … PDI). Where all of
 *  it runs from left to right nothing is added. */

// oxlint-disable-next-line no-restricted-imports -- here, and nowhere else
import { i18n as plain } from '#i18n'

// oxlint-disable-next-line no-restricted-imports
export type { GeneratedI18nStructure } from '#i18n'

/** By key, as in `_locales`: `light_mine`. */
export type Sentences = Readonly<Record<string, string>>

let chosen = (): Sentences | undefined => undefined

/** @param source gives what was chosen; undefined: the browser's language */
export function speakFrom(source: () => Sentences | undefined): void {
  chosen = source
}

/** Hebrew, Arabic, Syriac, Thaana, N’Ko and the rest: the ranges whose characters run from right to left. */
const rightToLeft = /[\u0590-\u08FF\u200F\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

// The generated types tie each key to its placeholders; what is passed on is the same.
const t = plain.t as (key: string, values?: Values) => string

type Values = Record<string, string>

export const i18n = {
  ...plain,
  t(key: string, values?: Values): string {
    if (values === undefined) return sentence(key)
    const plainly = sentence(key, values)
    return rightToLeft.test(plainly) ? sentence(key, isolatedEach(values)) : plainly
  },
} as unknown as typeof plain

function sentence(key: string, values?: Values): string {
  const words = chosen()?.[key.replaceAll('.', '_')]
  if (words === undefined) return t(key, values)
  // As `t` does it.
  return words.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => values?.[name] ?? placeholder)
}

function isolatedEach(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, `\u2068${value}\u2069`]))
}
