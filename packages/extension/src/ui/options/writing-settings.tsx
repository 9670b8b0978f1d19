/** Help with wording, on or off on this device. Rule: WORD-3 */

import { i18n } from '../copy/i18n.ts'
import type { Settings } from '@porchlight/client/port/port'
import { Choice } from '../parts/choice.tsx'
import type { Presses } from '../presses.ts'

export function WritingSettings({ settings, presses }: { settings: Settings; presses: Presses }) {
  return (
    <Choice
      type="checkbox"
      label={i18n.t('wordingHelp.switch')}
      hint={i18n.t('wordingHelp.switchHint')}
      checked={settings.wordingHelp}
      onChoose={(wordingHelp) => void presses.ask('wording-help', { kind: 'set-settings', settings: { wordingHelp } })}
    />
  )
}
