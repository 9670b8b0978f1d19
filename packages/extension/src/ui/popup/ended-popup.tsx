/** The popup of a shared place that ended. */

import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { Ended } from '../parts/ended.tsx'
import { Scene } from '../scene/scene.tsx'

export const EndedPopup = ({ view, presses }: { view: Extract<ScreenView, { state: 'ended' }>; presses: Presses }) => (
  <>
    <Scene state={{ light: 'night', here: false }} title={i18n.t('lamp.plain')} />
    <div class="popup-body stack last">
      <h1>{i18n.t('popup.endedTitle')}</h1>
      <Ended view={view} presses={presses} />
    </div>
  </>
)
