/** The popup before there are two: what this is, and the way to the welcome page. */

import { i18n } from '#i18n'
import type { PairingView } from '../../background/port.ts'
import { Scene } from '../scene/scene.tsx'
import type { PopupShell } from './popup.tsx'

export function UnpairedPopup({ pairing, shell }: { pairing: PairingView; shell: PopupShell }) {
  const { title, text, action } = wordsFor(pairing)
  return (
    <>
      <Scene state={{ light: 'night', here: false }} title={i18n.t('lamp.plain')} />
      <div class="popup-body stack last">
        <header class="stack tight">
          <h1>{i18n.t(title)}</h1>
          <p class="soft">{i18n.t(text)}</p>
        </header>
        <button type="button" class="warm" onClick={shell.openWelcome}>
          {i18n.t(action)}
        </button>
      </div>
    </>
  )
}

function wordsFor(pairing: PairingView) {
  switch (pairing.step) {
    case 'idle':
    case 'failed':
      return { title: 'popup.unpairedTitle', text: 'popup.unpairedText', action: 'popup.openWelcome' } as const
    case 'invited':
      return { title: 'popup.invitedTitle', text: 'popup.invitedText', action: 'popup.showInvite' } as const
    case 'working':
    case 'words':
    case 'connected':
      return { title: 'popup.wordsTitle', text: 'popup.wordsText', action: 'popup.continuePairing' } as const
  }
}
