/** What stands in the settings, for whom, and in which order. */

import { i18n } from '../copy/i18n.ts'
import type { Random } from '@porchlight/shared/capabilities'
import type { ScreenView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { lostKey } from '../copy/lost-copy.ts'
import { Ended } from '../parts/ended.tsx'
import { roomsOneCanPutAway } from '../panel/panel-rooms.ts'
import { KeepCopy } from '../parts/keep-copy.tsx'
import { LampClickChoice } from '../parts/lamp-click-choice.tsx'
import { isOtherGone, OtherGone } from '../parts/other-gone.tsx'
import { PrivacyLink } from '../parts/privacy-link.tsx'
import type { CoupleScreen } from '../popup/couple-screen.ts'
import { FaultReport } from './fault-report.tsx'
import { Going } from './going.tsx'
import type { Section } from './groups.ts'
import { LockSettings } from './lock-settings.tsx'
import { BadgeSettings, LookSettings } from './look-settings.tsx'
import { MyDevices } from './my-devices.tsx'
import { NameForm } from './name-form.tsx'
import { QuietSettings } from './quiet-settings.tsx'
import { RecoveryWords } from './recovery-words.tsx'
import { RoomSettings } from './room-settings.tsx'
import { WritingSettings } from './writing-settings.tsx'

type OpenView = Exclude<ScreenView, { state: 'locked' }>

/** What the sections use of the browser around them. */
export interface Around {
  openWelcome: () => void
  /** Asks the browser for notices; must run in a click. Resolves with whether they are allowed. */
  allowNotices: () => Promise<boolean>
  version: string
  random: Random
}

interface Props extends Around {
  view: OpenView
  presses: Presses
}

export function sectionsOf(props: Props): Section[] {
  const { view } = props
  const isCouple = view.state === 'couple'
  return [
    ...whoIAm(props),
    ...choices(props),
    ...(isCouple ? mine(view, props) : []),
    {
      id: 'lock',
      group: 'devices',
      title: i18n.t('lock.title'),
      content: <LockSettings view={view} presses={props.presses} />,
    },
    ...(isCouple ? waysOut(view, props) : []),
    ...toKnow(props),
  ]
}

function whoIAm({ view, presses, openWelcome }: Props): Section[] {
  switch (view.state) {
    case 'unpaired': {
      const content = (
        <>
          <p>{i18n.t(view.lost === undefined ? 'options.notPaired' : lostKey(view))}</p>
          <div class="row">
            <button type="button" onClick={openWelcome}>
              {i18n.t(view.lost === undefined ? 'options.openWelcome' : 'lost.ways')}
            </button>
          </div>
        </>
      )
      return [{ id: 'name', group: 'you', title: i18n.t('options.thisBrowser'), content }]
    }
    case 'ended':
      return [
        {
          id: 'ended',
          group: 'you',
          title: i18n.t('popup.endedTitle'),
          content: <Ended view={view} presses={presses} />,
        },
      ]
    case 'couple':
      return [
        ...news(view, presses, openWelcome),
        {
          id: 'name',
          group: 'you',
          title: i18n.t('options.nameTitle'),
          content: <NameForm name={view.couple.myName} presses={presses} />,
        },
      ]
  }
}

function news({ couple, cannotFollow }: CoupleScreen, presses: Presses, openWelcome: () => void): Section[] {
  const sections: Section[] = []
  if (cannotFollow === true) {
    const content = (
      <>
        <p>{i18n.t('cannotFollow.text')}</p>
        <KeepCopy presses={presses} />
      </>
    )
    sections.push({ id: 'key', group: 'you', title: i18n.t('cannotFollow.title'), content })
  }
  if (isOtherGone(couple)) {
    const content = <OtherGone name={couple.otherName} openWelcome={openWelcome} />
    sections.push({ id: 'two', group: 'you', title: i18n.t('options.theTwo'), content })
  }
  return sections
}

const choices = ({ view: { settings }, presses, allowNotices }: Props): Section[] => [
  {
    id: 'look',
    group: 'you',
    title: i18n.t('options.look'),
    content: <LookSettings settings={settings} presses={presses} />,
  },
  ...(roomsOneCanPutAway.length === 0
    ? []
    : [
        {
          id: 'rooms',
          group: 'you' as const,
          title: i18n.t('rooms.list'),
          content: <RoomSettings settings={settings} presses={presses} />,
        },
      ]),
  {
    id: 'badge',
    group: 'toolbar',
    title: i18n.t('options.badge'),
    content: <BadgeSettings settings={settings} presses={presses} />,
  },
  {
    id: 'writing',
    group: 'you',
    title: i18n.t('wordingHelp.settings'),
    content: <WritingSettings settings={settings} presses={presses} />,
  },
  {
    id: 'lamp',
    group: 'toolbar',
    title: i18n.t('options.lamp'),
    content: <LampClickChoice settings={settings} presses={presses} hint={i18n.t('options.lampSendsHint')} />,
  },
  {
    id: 'quiet',
    group: 'toolbar',
    title: i18n.t('options.quiet'),
    content: <QuietSettings settings={settings} presses={presses} allowNotices={allowNotices} />,
  },
]

const mine = (view: CoupleScreen, { presses, random }: Props): Section[] => [
  {
    id: 'my-devices',
    group: 'devices',
    title: i18n.t('devices.title'),
    content: <MyDevices view={view} presses={presses} />,
  },
  {
    id: 'recovery',
    group: 'devices',
    title: i18n.t('recovery.title'),
    content: <RecoveryWords view={view} presses={presses} random={random} />,
  },
]

const waysOut = (view: CoupleScreen, { presses }: Props): Section[] => [
  {
    id: 'copy',
    group: 'kept',
    title: i18n.t('options.copy'),
    content: (
      <>
        <p>{i18n.t('options.copyText')}</p>
        <KeepCopy presses={presses} />
      </>
    ),
  },
  {
    id: 'ways-out',
    group: 'going',
    title: i18n.t('options.waysOut'),
    content: <Going view={view} presses={presses} />,
  },
]

const toKnow = ({ view, version, presses }: Props): Section[] => [
  {
    id: 'server',
    group: 'kept',
    title: i18n.t('options.server'),
    content: (
      <>
        <p>{i18n.t('options.serverSees')}</p>
        <p>{i18n.t('options.serverSeesNot')}</p>
        <p>
          <PrivacyLink />
        </p>
        {view.state === 'couple' && (
          <p class="soft address">{i18n.t('options.serverAddress', { server: view.settings.server })}</p>
        )}
      </>
    ),
  },
  {
    id: 'leaving',
    group: 'kept',
    title: i18n.t('options.leavingPage'),
    content: (
      <>
        <p>{i18n.t('common.leavePageText')}</p>
        <p class="soft">{i18n.t('common.leavePageLimits')}</p>
      </>
    ),
  },
  {
    id: 'about',
    group: 'kept',
    title: i18n.t('options.about'),
    content: (
      <>
        <p>{i18n.t('options.aboutText')}</p>
        <p class="soft">{i18n.t('options.version', { version })}</p>
        <FaultReport presses={presses} />
      </>
    ),
  },
]
