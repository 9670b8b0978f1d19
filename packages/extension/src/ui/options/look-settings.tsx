/** Light or dark, the language, and what the toolbar shows. */

import { useId } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { Settings } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { languages } from '@porchlight/client/port/settings'
import { Choice } from '../parts/choice.tsx'

interface Props {
  settings: Settings
  presses: Presses
}

export function LookSettings({ settings, presses }: Props) {
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
      <LanguageChoice language={settings.language} onChoose={(language) => set('language', { language })} />
    </>
  )
}

/** What the toolbar shows. */
export const BadgeSettings = ({ settings, presses }: Props) => (
  <Radios
    label={i18n.t('options.badge')}
    isTitled
    value={settings.badge}
    choices={[
      ['glyphs', i18n.t('options.badgeGlyphs')],
      ['words', i18n.t('options.badgeWords')],
    ]}
    onChoose={(badge) => void presses.ask('badge', { kind: 'set-settings', settings: { badge } })}
  />
)

/** Each language by its own name, so that whoever needs it can read it. Rule: FACE-6. */
function LanguageChoice(props: { language: Settings['language']; onChoose: (language: Settings['language']) => void }) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{i18n.t('options.language')}</label>
      <select
        id={id}
        value={props.language}
        onChange={(event) => props.onChoose(event.currentTarget.value as Settings['language'])}
      >
        <option value="system">{i18n.t('options.languageSystem')}</option>
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {ownNames[language]}
          </option>
        ))}
      </select>
    </div>
  )
}

const ownNames = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  ar: 'العربية',
} as const satisfies Record<(typeof languages)[number], string>

function Radios<Value extends string>(props: {
  label: string
  /** Its name stands above it as a heading already. */
  isTitled?: boolean
  value: Value
  choices: [Value, string][]
  onChoose: (value: Value) => void
}) {
  return (
    <fieldset class="radios">
      <legend class={props.isTitled === true ? 'hidden' : ''}>{props.label}</legend>
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
