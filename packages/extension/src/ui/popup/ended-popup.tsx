/** The popup of a shared place that ended. */

import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { Ended } from '../parts/ended.tsx'
import { Scene } from '../scene/scene.tsx'
import type { Ways } from './popup-shell.ts'

export const EndedPopup = (props: { view: Extract<ScreenView, { state: 'ended' }>; presses: Presses; ways: Ways }) => (
  <>
    <Scene state={{ light: 'night', here: false }} title={i18n.t('lamp.plain')} />
    <div class="popup-body stack last">
      <h1>{i18n.t('popup.endedTitle')}</h1>
      <Ended view={props.view} presses={props.presses} />
      <button type="button" class="bare" onClick={() => props.ways.openRoom('for-me')}>
        {i18n.t('rooms.forMe')}
      </button>
    </div>
  </>
)
