/** How much is seen and told outside Porchlight's own screens: private mode, mute, notices. */

import { i18n } from '../copy/i18n.ts'
import type { Settings } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { Choice } from '../parts/choice.tsx'

export function QuietSettings(props: { settings: Settings; presses: Presses; allowNotices: () => Promise<boolean> }) {
  const { settings, presses } = props
  const set = (name: string, change: Partial<Settings>): void =>
    void presses.ask(name, { kind: 'set-settings', settings: change })
  return (
    <>
      <Choice
        type="checkbox"
        label={i18n.t('options.privateMode')}
        hint={i18n.t('options.privateHint')}
        checked={settings.privateMode}
        onChoose={(privateMode) => set('private', { privateMode })}
      />
      <Choice
        type="checkbox"
        label={i18n.t('options.mute')}
        hint={i18n.t('options.muteHint')}
        checked={settings.mute}
        onChoose={(mute) => set('mute', { mute })}
      />
      <Choice
        type="checkbox"
        label={i18n.t('options.notices')}
        hint={i18n.t('options.noticesHint')}
        checked={settings.notices}
        onChoose={(wanted) => {
          if (!wanted) set('notices', { notices: false })
          else void props.allowNotices().then((allowed) => set('notices', { notices: allowed }))
        }}
      />
    </>
  )
}
