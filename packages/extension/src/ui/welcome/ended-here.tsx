/** The welcome page where a shared place ended: the same neutral words and ways out as in the popup. */

import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { Ended } from '../parts/ended.tsx'

export const EndedHere = ({ view, presses }: { view: Extract<ScreenView, { state: 'ended' }>; presses: Presses }) => (
  <section class="stack roomy">
    <h1>{i18n.t('popup.endedTitle')}</h1>
    <Ended view={view} presses={presses} />
  </section>
)
