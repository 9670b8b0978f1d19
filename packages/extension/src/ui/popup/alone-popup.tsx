/** The popup while there are not two here: before pairing, while the invite waits, or when the other is gone. One button,
 *  to the welcome page. */

import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { type Phrase, say } from '../copy/say.ts'
import { isOtherGone } from '../parts/other-gone.tsx'
import { Scene } from '../scene/scene.tsx'
import { Corner } from './corner.tsx'
import { PauseRow } from './pause-row.tsx'
import { PopupFoot } from './popup-foot.tsx'
import type { Ways } from './popup-shell.ts'

export type AloneView = Extract<ScreenView, { state: 'unpaired' | 'couple' }>

export function AlonePopup({ view, presses, ways }: { view: AloneView; presses: Presses; ways: Ways }) {
  const { title, text, action } = wordsFor(view)
  const gone = view.state === 'couple' && isOtherGone(view.couple)
  return (
    <>
      {/* With the couple's beginning my lamp is on, for them to find; when they are gone it rests. */}
      <Scene
        state={{ light: view.state === 'couple' && !gone ? 'mine' : 'night', here: false }}
        title={i18n.t('lamp.plain')}
      />
      {view.state === 'couple' && <Corner view={view} presses={presses} ways={ways} />}
      <div class="popup-body stack last">
        <header class="stack tight">
          <h1>{say(title)}</h1>
          <p class="soft">{say(text)}</p>
        </header>
        {/* Nobody is pressed to begin again. */}
        <button type="button" class={gone ? '' : 'warm'} onClick={ways.openWelcome}>
          {say(action)}
        </button>
        {view.state === 'unpaired' && view.lost === undefined && (
          <button type="button" class="bare" onClick={() => ways.openRoom('for-me')}>
            {i18n.t('forMe.startAlone')}
          </button>
        )}
        {view.state === 'couple' && (
          <PauseRow view={view} name={view.couple.otherName || i18n.t('common.someone')} presses={presses} />
        )}
      </div>
      {view.state === 'couple' && <PopupFoot view={view} presses={presses} ways={ways} />}
    </>
  )
}

const lostWords = {
  gone: { title: { key: 'lost.title' }, text: { key: 'lost.popupText' }, action: { key: 'lost.ways' } },
  'ended-gone': { title: { key: 'lost.title' }, text: { key: 'lost.endedText' }, action: { key: 'lost.goOn' } },
  unreadable: {
    title: { key: 'lost.unreadableTitle' },
    text: { key: 'lost.popupUnreadable' },
    action: { key: 'lost.ways' },
  },
} as const

function wordsFor(view: AloneView): { title: Phrase; text: Phrase; action: Phrase } {
  if ('own' in view.pairing) {
    const text = view.pairing.step === 'words' ? 'devices.news' : 'devices.openInvite'
    return { title: { key: 'devices.inviteTitle' }, text: { key: text }, action: { key: 'popup.continuePairing' } }
  }
  switch (view.pairing.step) {
    case 'invited':
      return {
        title: { key: 'popup.invitedTitle' },
        text: { key: 'popup.invitedText' },
        action: { key: 'popup.showInvite' },
      }
    case 'working':
    case 'words':
      return {
        title: { key: 'popup.wordsTitle' },
        text: { key: 'popup.wordsText' },
        action: { key: 'popup.continuePairing' },
      }
    // Connected once, and alone again.
    case 'connected':
    case 'idle':
    case 'failed':
      if (view.state === 'unpaired') {
        if (view.lost !== undefined) {
          return view.newer === true
            ? { ...lostWords.unreadable, text: { key: 'lost.newerText' } }
            : lostWords[view.lost]
        }
        return {
          title: { key: 'popup.unpairedTitle' },
          text: { key: 'popup.unpairedText' },
          action: { key: 'popup.openWelcome' },
        }
      }
      return isOtherGone(view.couple)
        ? {
            title: { key: 'welcome.goneTitle' },
            text: { key: 'popup.otherGone', values: { name: view.couple.otherName } },
            action: { key: 'welcome.inviteAnew' },
          }
        : {
            title: { key: 'welcome.noInviteTitle' },
            text: { key: 'popup.alone' },
            action: { key: 'welcome.newInvite' },
          }
  }
}
