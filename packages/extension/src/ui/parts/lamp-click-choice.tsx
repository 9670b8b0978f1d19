/** *A click on the lamp sends it*: offered at the end of pairing and in the settings. */

import { i18n } from '../copy/i18n.ts'
import type { Settings } from '@porchlight/client/port/port'
import type { Acts } from '../acts.ts'
import { Choice } from './choice.tsx'

export function LampClickChoice({ settings, acts, hint }: { settings: Settings; acts: Acts; hint: string }) {
  return (
    <Choice
      type="checkbox"
      label={i18n.t('options.lampSends')}
      hint={hint}
      checked={settings.lampClick === 'send'}
      onChoose={(sends) =>
        void acts.press('lamp-click', { kind: 'set-settings', settings: { lampClick: sends ? 'send' : 'open' } })
      }
    />
  )
}
