/** The sentences of a language that was chosen: the package's own `_locales`, which the browser reads for its own language. */

import type { Settings } from '@porchlight/client/port/settings'
import { browser } from 'wxt/browser'
import { stored } from './settings-store.ts'

type Language = Settings['language']

/** The same key and default as the background's settings. */
export const chosenLanguage = async (): Promise<Language> =>
  (await stored<{ language: Language }>('settings', { language: 'system' }).read()).language

/** @returns by key, `light_mine`; undefined where the browser speaks that language already, and where a newer Porchlight knew
 *    one that this package has not */
export async function sentencesOf(language: Language): Promise<Record<string, string> | undefined> {
  if (language === 'system' || language === browser.i18n.getMessage('@@ui_locale').split('_')[0]) return undefined
  try {
    const file = await fetch(`${browser.runtime.getURL('/')}_locales/${language}/messages.json`)
    const messages = (await file.json()) as Record<string, { message: string }>
    return Object.fromEntries(Object.entries(messages).map(([key, { message }]) => [key, message]))
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    return undefined
  }
}
