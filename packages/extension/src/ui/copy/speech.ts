/** Which language is spoken here: the one that was chosen on this device, whatever the browser speaks.
 *  Rule: FACE-6 */

import type { Settings } from '@porchlight/client/port/settings'
import { type Sentences, speakFrom } from './i18n.ts'

export type Language = Settings['language']

export interface Speech {
  /** Goes on once that language is spoken: at once where it is already. Of two choices the later one holds. */
  speak(language: Language, goOn: () => void): void
}

/** @param load undefined: the browser's own language will do
 *  @param held where what is spoken is kept; a signal, where something is to be drawn again with it */
export function createSpeech(
  load: (language: Language) => Promise<Sentences | undefined>,
  held: { value: Sentences | undefined } = { value: undefined },
): Speech {
  const loads = new Map<Language, Promise<Sentences | undefined>>()
  let spoken: Language = 'system'
  let wanted: Language = 'system'
  speakFrom(() => held.value)

  const loaded = (language: Language): Promise<Sentences | undefined> => {
    const known = loads.get(language) ?? load(language)
    loads.set(language, known)
    return known
  }
  return {
    speak(language, goOn) {
      wanted = language
      if (language === spoken) return goOn()
      void loaded(language).then((sentences) => {
        if (wanted !== language) return
        spoken = language
        held.value = sentences
        goOn()
      })
    },
  }
}
