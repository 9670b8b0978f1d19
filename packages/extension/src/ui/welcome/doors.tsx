/** The first look: what this is in one sentence, and a door for each who comes. */

import { i18n } from '../copy/i18n.ts'
import type { Settings } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { ComeBack, type Coming } from './come-back.tsx'
import type { Typed } from './typed.ts'

/** `join`: *I was invited*. `start`: *I start*. */
export type Door = 'join' | 'start'

const doors = [
  { door: 'join', title: 'welcome.joinDoor', text: 'welcome.joinDoorText' },
  { door: 'start', title: 'welcome.startDoor', text: 'welcome.startDoorText' },
] as const

export function Doors(props: {
  settings: Settings
  typed: Typed
  coming: Coming
  presses: Presses
  onDoor: (door: Door) => void
  /** *On my own*: nothing is asked, and nothing leaves this browser (PRIV-2). */
  openForMe: () => void
  /** Back from one of them: whoever hears the page is told where they are. */
  returned: boolean
}) {
  return (
    <div class="stack roomy">
      <header class="stack tight">
        <h1 tabIndex={-1} ref={props.returned ? focusIt : null}>
          {i18n.t('welcome.title')}
        </h1>
        <p class="lead">{i18n.t('welcome.lead')}</p>
      </header>
      <ul class="ways">
        {doors.map(({ door, title, text }) => (
          <li key={door}>
            <button type="button" class="way" onClick={() => props.onDoor(door)}>
              <strong>{i18n.t(title)}</strong> <span>{i18n.t(text)}</span>
            </button>
          </li>
        ))}
        <li>
          <button type="button" class="way" onClick={props.openForMe}>
            <strong>{i18n.t('forMe.startAlone')}</strong> <span>{i18n.t('forMe.startAloneText')}</span>
          </button>
        </li>
      </ul>
      <ComeBack settings={props.settings} typed={props.typed} coming={props.coming} presses={props.presses} />
    </div>
  )
}

const focusIt = (heading: HTMLElement | null): void => heading?.focus()
