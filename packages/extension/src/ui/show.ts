/** Puts a screen into its page, in the language its person chose (FACE-6). */

import './theme/theme.css'
import { effect, signal, untracked } from '@preact/signals'
import { type ComponentType, h, render } from 'preact'
import { type Sentences, i18n } from './copy/i18n.ts'
import { type Language, createSpeech } from './copy/speech.ts'
import type { Link } from './link.ts'

/** `platform` gives the real ones. */
export interface Tongue {
  /** What was chosen, before the background says so. */
  chosenLanguage(): Promise<Language>
  sentencesOf(language: Language): Promise<Sentences | undefined>
}

export function show<Props extends { link: Link }>(screen: ComponentType<Props>, props: Props, tongue: Tongue): void {
  const place = document.getElementById('screen')
  if (place === null) throw new Error('The page has no element "screen".')
  // What draws a sentence reads this signal, and is drawn anew when the language is another.
  const speech = createSpeech(tongue.sentencesOf, signal<Sentences | undefined>(undefined))
  void tongue.chosenLanguage().then((language) => {
    speech.speak(language, () => {
      render(h(screen, props), place)
      effect(turnPage)
      effect(() => {
        const now = props.link.view.value?.settings.language
        if (now !== undefined) untracked(() => speech.speak(now, () => {}))
      })
    })
  })
}

function turnPage(): void {
  document.documentElement.lang = i18n.t('locale')
  document.documentElement.dir = i18n.t('direction')
}
