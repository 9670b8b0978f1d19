/** The popup: the picture, whose turn it is, and one warm thing to press. Paints the last known view at once. */

import './popup.css'
import { useEffect, useMemo } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'
import { type Presses, createPresses } from '../presses.ts'
import { savingKeys } from '../copy/saving-copy.ts'
import type { Link } from '../link.ts'
import { Locked } from '../parts/locked.tsx'
import { isOtherGone } from '../parts/other-gone.tsx'
import { Press } from '../parts/press.tsx'
import { Scene } from '../scene/scene.tsx'
import { useTheme } from '../theme/use-theme.ts'
import { AlonePopup } from './alone-popup.tsx'
import { CouplePopup } from './couple-popup.tsx'
import { EndedPopup } from './ended-popup.tsx'
import type { PopupShell } from './popup-shell.ts'

export function Popup({ link, shell }: { link: Link; shell: PopupShell }) {
  const presses = useMemo(() => createPresses(link), [link])
  const view = link.view.value
  useTheme(view?.settings.theme)
  useSeen(link, view)
  return (
    <main class="popup" aria-label={i18n.t('popup.main')}>
      <Screen view={view} presses={presses} shell={shell} />
      {view?.state === 'couple' && (
        <footer class="popup-foot">
          <button type="button" class="bare" onClick={shell.openAgreement}>
            {i18n.t('popup.agreement')}
          </button>
          <button type="button" class="bare" onClick={shell.openSettings}>
            {i18n.t('popup.settings')}
          </button>
          {view.couple.otherJoined && !view.couple.pause.mine && (
            <Press
              presses={presses}
              name="pause"
              class="bare"
              onPress={() => void presses.ask('pause', { kind: 'pause' })}
            >
              {i18n.t('pause.pause')}
            </Press>
          )}
          {view.passcode === true && (
            <Press
              presses={presses}
              name="lock"
              class="bare"
              onPress={() => void presses.ask('lock', { kind: 'lock' })}
            >
              {i18n.t('lock.now')}
            </Press>
          )}
          <p class="saving soft" role="status" data-saving={view.saving}>
            {i18n.t(savingKeys[view.saving])}
          </p>
        </footer>
      )}
    </main>
  )
}

/** What waited rests once the popup was opened here, and so does what comes while it is open (SIG-4). Nobody else
 *  learns of it. */
function useSeen(link: Link, view: ScreenView | undefined): void {
  const waiting = view?.state === 'couple' ? view.waiting.map(({ id }) => id).join(' ') : ''
  useEffect(() => {
    void link.ask({ kind: 'seen' })
  }, [link])
  useEffect(() => {
    if (waiting !== '' && document.visibilityState === 'visible') void link.ask({ kind: 'seen' })
  }, [link, waiting])
}

function Screen(props: { view: ScreenView | undefined; presses: Presses; shell: PopupShell }) {
  const { view, presses, shell } = props
  switch (view?.state) {
    case undefined:
      return <NothingKnownYet />
    case 'unpaired':
      return <AlonePopup view={view} presses={presses} shell={shell} />
    case 'couple':
      return view.couple.otherJoined && !isOtherGone(view.couple) ? (
        <CouplePopup view={view} presses={presses} shell={shell} />
      ) : (
        <AlonePopup view={view} presses={presses} shell={shell} />
      )
    case 'ended':
      return <EndedPopup view={view} presses={presses} />
    case 'locked':
      return (
        <>
          <Scene state={{ light: 'night', here: false }} title={i18n.t('lamp.plain')} />
          <div class="popup-body last">
            <Locked view={view} presses={presses} />
          </div>
        </>
      )
  }
}

/** The first time, or after the browser was closed: the land at night, until the background is awake. */
const NothingKnownYet = () => (
  <>
    <Scene state={{ light: 'night', here: false }} title={i18n.t('lamp.plain')} />
    <p class="popup-body soft late" role="status">
      {i18n.t('popup.looking')}
    </p>
  </>
)
