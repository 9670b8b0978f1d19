/** Done: what the lamp does from now on, one choice, and the way to the agreement. */

import { i18n } from '../copy/i18n.ts'
import type { Settings } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { LampClickChoice } from '../parts/lamp-click-choice.tsx'
import { Said } from '../parts/said.tsx'
import { Waits } from '../parts/waits.tsx'

/** `waits`: the other has not said yes yet. `further`: as a further device of one's own. `back`: by recovery words. */
export type Connection = 'waits' | 'two' | 'further' | 'back'

const titles = {
  waits: 'welcome.waitsTitle',
  two: 'welcome.doneTitle',
  further: 'devices.doneTitle',
  back: 'recovery.doneTitle',
} as const
const texts = {
  waits: 'welcome.waitsText',
  two: 'welcome.doneText',
  further: 'devices.doneText',
  back: 'recovery.doneText',
} as const

export function Connected(props: { settings: Settings; how: Connection; presses: Presses; openAgreement: () => void }) {
  return (
    <section class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t(titles[props.how])}</h1>
        <p class="lead">{i18n.t(texts[props.how])}</p>
        {props.how === 'waits' && <Waits />}
      </header>
      <div class="card stack">
        <p>{i18n.t('welcome.pin')}</p>
        <LampClickChoice settings={props.settings} presses={props.presses} hint={i18n.t('welcome.lampSendsHint')} />
      </div>
      <div class="row">
        <button type="button" class={props.how === 'waits' ? '' : 'warm'} onClick={props.openAgreement}>
          {i18n.t(props.how === 'two' || props.how === 'waits' ? 'welcome.writeAgreement' : 'popup.agreement')}
        </button>
      </div>
      <Said presses={props.presses} />
    </section>
  )
}
