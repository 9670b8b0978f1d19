/** *A click on the lamp sends it*: offered at the end of pairing and in the settings. */

import { i18n } from '../copy/i18n.ts'
import type { Settings } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { Choice } from './choice.tsx'

export function LampClickChoice({ settings, presses, hint }: { settings: Settings; presses: Presses; hint: string }) {
  return (
    <Choice
      type="checkbox"
      label={i18n.t('options.lampSends')}
      hint={hint}
      checked={settings.lampClick === 'send'}
      onChoose={(sends) =>
        void presses.ask('lamp-click', { kind: 'set-settings', settings: { lampClick: sends ? 'send' : 'open' } })
      }
    />
  )
}
