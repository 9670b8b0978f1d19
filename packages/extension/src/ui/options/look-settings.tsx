/** Light or dark, and what the toolbar shows. */

import { i18n } from '../copy/i18n.ts'
import type { Settings } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { Choice } from '../parts/choice.tsx'

export function LookSettings({ settings, presses }: { settings: Settings; presses: Presses }) {
  const set = (name: string, change: Partial<Settings>): void =>
    void presses.ask(name, { kind: 'set-settings', settings: change })
  return (
    <>
      <Radios
        label={i18n.t('options.theme')}
        value={settings.theme}
        choices={[
          ['system', i18n.t('options.themeSystem')],
          ['light', i18n.t('options.themeLight')],
          ['dark', i18n.t('options.themeDark')],
        ]}
        onChoose={(theme) => set('theme', { theme })}
      />
      <Radios
        label={i18n.t('options.badge')}
        value={settings.badge}
        choices={[
          ['glyphs', i18n.t('options.badgeGlyphs')],
          ['words', i18n.t('options.badgeWords')],
        ]}
        onChoose={(badge) => set('badge', { badge })}
      />
    </>
  )
}

function Radios<Value extends string>(props: {
  label: string
  value: Value
  choices: [Value, string][]
  onChoose: (value: Value) => void
}) {
  return (
    <fieldset class="radios">
      <legend>{props.label}</legend>
      {props.choices.map(([value, label]) => (
        <Choice
          key={value}
          type="radio"
          group={props.label}
          label={label}
          checked={props.value === value}
          onChoose={() => props.onChoose(value)}
        />
      ))}
    </fieldset>
  )
}
