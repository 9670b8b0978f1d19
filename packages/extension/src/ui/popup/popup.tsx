/** The popup: the picture, whose turn it is, and one warm thing to press. Paints the last known view at once. */

import './popup.css'
import { useEffect, useMemo } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'
import { type Presses, createPresses } from '../presses.ts'
import type { Link } from '../link.ts'
import { Locked } from '../parts/locked.tsx'
import { isOtherGone } from '../parts/other-gone.tsx'
import { Scene } from '../scene/scene.tsx'
import { useTheme } from '../theme/use-theme.ts'
import { WordingHelp } from '../wording-help/wording-help-context.ts'
import { AlonePopup } from './alone-popup.tsx'
import { CouplePopup } from './couple-popup.tsx'
import { EndedPopup } from './ended-popup.tsx'
import type { PopupShell, Ways } from './popup-shell.ts'

export function Popup({ link, shell }: { link: Link; shell: PopupShell }) {
  const presses = useMemo(() => createPresses(link), [link])
  const view = link.view.value
  useTheme(view?.settings.theme)
  useSeen(link, view)
  const ways: Ways = {
    ...shell,
    openRoom(room) {
      // A panel that stands open follows the choice; one that opens begins with it.
      void link.ask({ kind: 'set-settings', settings: { panelRoom: room } })
      shell.openPanel()
    },
  }
  return (
    <main class="popup" aria-label={i18n.t('popup.main')}>
      <WordingHelp.Provider value={view?.settings.wordingHelp === true}>
        <Screen view={view} presses={presses} ways={ways} />
      </WordingHelp.Provider>
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

function Screen({ view, presses, ways }: { view: ScreenView | undefined; presses: Presses; ways: Ways }) {
  switch (view?.state) {
    case undefined:
      return <NothingKnownYet />
    case 'unpaired':
      return <AlonePopup view={view} presses={presses} ways={ways} />
    case 'couple':
      return view.couple.otherJoined && !isOtherGone(view.couple) ? (
        <CouplePopup view={view} presses={presses} ways={ways} />
      ) : (
        <AlonePopup view={view} presses={presses} ways={ways} />
      )
    case 'ended':
      return <EndedPopup view={view} presses={presses} ways={ways} />
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
