/** Done: what the lamp does from now on, one choice, and the way to the agreement. */

import { i18n } from '#i18n'
import type { Settings } from '../../background/port.ts'
import type { Acts } from '../acts.ts'
import { LampClickChoice } from '../parts/lamp-click-choice.tsx'
import { Said } from '../parts/said.tsx'

export function Connected(props: {
  settings: Settings
  /** As a further device of one's own. */
  own: boolean
  acts: Acts
  openAgreement: () => void
}) {
  return (
    <section class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t(props.own ? 'devices.doneTitle' : 'welcome.doneTitle')}</h1>
        <p class="lead">{i18n.t(props.own ? 'devices.doneText' : 'welcome.doneText')}</p>
      </header>
      <div class="card stack">
        <p>{i18n.t('welcome.pin')}</p>
        <LampClickChoice settings={props.settings} acts={props.acts} hint={i18n.t('welcome.lampSendsHint')} />
      </div>
      <div class="row">
        <button type="button" class="warm" onClick={props.openAgreement}>
          {i18n.t(props.own ? 'popup.agreement' : 'welcome.writeAgreement')}
        </button>
      </div>
      <Said acts={props.acts} />
    </section>
  )
}
