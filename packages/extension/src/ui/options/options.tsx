/** Settings: this device's choices, what the server can see, and the ways out. */

import './options.css'
import { useMemo } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { i18n } from '#i18n'
import type { Random } from '@porchlight/shared/capabilities'
import type { ScreenView, Settings } from '../../background/port.ts'
import { type Acts, createActs } from '../acts.ts'
import type { Link } from '../link.ts'
import { Choice } from '../parts/choice.tsx'
import { Ended } from '../parts/ended.tsx'
import { KeepCopy } from '../parts/keep-copy.tsx'
import { LampClickChoice } from '../parts/lamp-click-choice.tsx'
import { LeavePage, useEscape } from '../parts/leave-page.tsx'
import { Locked } from '../parts/locked.tsx'
import { isOtherGone, OtherGone } from '../parts/other-gone.tsx'
import { PrivacyLink } from '../parts/privacy-link.tsx'
import { Said } from '../parts/said.tsx'
import { Waits } from '../parts/waits.tsx'
import { useTheme } from '../theme/use-theme.ts'
import { Going } from './going.tsx'
import { LockSettings } from './lock-settings.tsx'
import { MyDevices } from './my-devices.tsx'
import { NameForm } from './name-form.tsx'
import { RecoveryWords } from './recovery-words.tsx'

export interface OptionsProps {
  link: Link
  openWelcome: () => void
  leavePage: () => void
  /** Asks the browser for notices; must run in a click. Resolves with whether they are allowed. */
  allowNotices: () => Promise<boolean>
  version: string
  random: Random
}

export function Options(props: OptionsProps) {
  const acts = useMemo(() => createActs(props.link), [props.link])
  const view = props.link.view.value
  useTheme(view?.settings.theme)
  useEscape(props.leavePage)
  return (
    <main class="options">
      <header class="row spread">
        {view?.state === 'locked' ? <span /> : <h1>{i18n.t('options.title')}</h1>}
        <LeavePage leave={props.leavePage} />
      </header>
      {view === undefined ? (
        <Waits />
      ) : view.state === 'locked' ? (
        <Locked view={view} acts={acts} />
      ) : (
        <Sections {...props} view={view} acts={acts} />
      )}
    </main>
  )
}

type OpenView = Exclude<ScreenView, { state: 'locked' }>

function Sections({ view, acts, ...props }: OptionsProps & { view: OpenView; acts: Acts }) {
  const { settings } = view
  const set = (change: Partial<Settings>): void =>
    void acts.press(`set-${Object.keys(change).join()}`, { kind: 'set-settings', settings: change })
  return (
    <>
      {view.state === 'couple' && (
        <Section title={i18n.t('options.you')}>
          <NameForm name={view.couple.myName} acts={acts} />
        </Section>
      )}
      {view.state === 'couple' && view.cannotFollow === true && (
        <Section title={i18n.t('cannotFollow.title')}>
          <p>{i18n.t('cannotFollow.text')}</p>
          <KeepCopy acts={acts} />
        </Section>
      )}
      {view.state === 'couple' && isOtherGone(view.couple) && (
        <Section title={i18n.t('options.theTwo')}>
          <OtherGone name={view.couple.otherName} openWelcome={props.openWelcome} />
        </Section>
      )}
      {view.state === 'unpaired' && (
        <Section title={i18n.t('options.you')}>
          <p>{i18n.t('options.notPaired')}</p>
          <div class="row">
            <button type="button" onClick={props.openWelcome}>
              {i18n.t('options.openWelcome')}
            </button>
          </div>
        </Section>
      )}
      {view.state === 'ended' && (
        <Section title={i18n.t('popup.endedTitle')}>
          <Ended view={view} acts={acts} />
        </Section>
      )}
      <Section title={i18n.t('options.look')}>
        <Radios
          label={i18n.t('options.theme')}
          value={settings.theme}
          choices={[
            ['system', i18n.t('options.themeSystem')],
            ['light', i18n.t('options.themeLight')],
            ['dark', i18n.t('options.themeDark')],
          ]}
          onChoose={(theme) => set({ theme })}
        />
        <Radios
          label={i18n.t('options.badge')}
          value={settings.badge}
          choices={[
            ['glyphs', i18n.t('options.badgeGlyphs')],
            ['words', i18n.t('options.badgeWords')],
          ]}
          onChoose={(badge) => set({ badge })}
        />
      </Section>
      <Section title={i18n.t('options.lamp')}>
        <LampClickChoice settings={settings} acts={acts} hint={i18n.t('options.lampSendsHint')} />
      </Section>
      <Section title={i18n.t('options.quiet')}>
        <Choice
          type="checkbox"
          label={i18n.t('options.privateMode')}
          hint={i18n.t('options.privateHint')}
          checked={settings.privateMode}
          onChoose={(privateMode) => set({ privateMode })}
        />
        <Choice
          type="checkbox"
          label={i18n.t('options.mute')}
          hint={i18n.t('options.muteHint')}
          checked={settings.mute}
          onChoose={(mute) => set({ mute })}
        />
        <Choice
          type="checkbox"
          label={i18n.t('options.notices')}
          hint={i18n.t('options.noticesHint')}
          checked={settings.notices}
          onChoose={(wanted) => {
            if (!wanted) set({ notices: false })
            else void props.allowNotices().then((allowed) => set({ notices: allowed }))
          }}
        />
      </Section>
      {view.state === 'couple' && (
        <Section title={i18n.t('devices.title')}>
          <MyDevices view={view} acts={acts} />
        </Section>
      )}
      {view.state === 'couple' && (
        <Section title={i18n.t('recovery.title')}>
          <RecoveryWords view={view} acts={acts} random={props.random} />
        </Section>
      )}
      {view.state === 'couple' && (
        <Section title={i18n.t('lock.title')}>
          <LockSettings view={view} acts={acts} />
        </Section>
      )}
      <Section title={i18n.t('options.server')}>
        <p>{i18n.t('options.serverSees')}</p>
        <p>{i18n.t('options.serverSeesNot')}</p>
        <p>
          <PrivacyLink />
        </p>
        {view.state === 'couple' && (
          <p class="soft address">{i18n.t('options.serverAddress', { server: settings.server })}</p>
        )}
      </Section>
      {view.state === 'couple' && (
        <>
          <Section title={i18n.t('options.copy')}>
            <p>{i18n.t('options.copyText')}</p>
            <KeepCopy acts={acts} />
          </Section>
          <Section title={i18n.t('options.going')}>
            <Going view={view} acts={acts} />
          </Section>
        </>
      )}
      <Section title={i18n.t('options.leavingPage')}>
        <p>{i18n.t('common.leavePageText')}</p>
        <p class="soft">{i18n.t('common.leavePageLimits')}</p>
      </Section>
      <Section title={i18n.t('options.about')}>
        <p>{i18n.t('options.aboutText')}</p>
        <p class="soft">{i18n.t('options.version', { version: props.version })}</p>
      </Section>
      <Said acts={acts} />
    </>
  )
}

const Section = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <section class="card stack" aria-label={title}>
    <h2>{title}</h2>
    {children}
  </section>
)

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
