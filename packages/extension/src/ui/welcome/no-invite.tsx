/** The porch is lit and no invite is open: nobody has joined yet (it ran out, was taken back or was used by a stranger),
 *  or the other is not here any more. */

import { i18n } from '../copy/i18n.ts'
import type { CoupleView } from '@porchlight/shared/domain/view'
import type { Presses } from '../presses.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { Press } from '../parts/press.tsx'
import { isOtherGone } from '../parts/other-gone.tsx'
import { Said } from '../parts/said.tsx'
import type { Failure } from './failure.ts'

export function NoInvite(props: { couple: CoupleView; failed: Failure | undefined; presses: Presses }) {
  const { couple, failed, presses } = props
  const gone = isOtherGone(couple)
  return (
    <section class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t(gone ? 'welcome.goneTitle' : 'welcome.noInviteTitle')}</h1>
        <p class="lead">
          {gone ? i18n.t('popup.otherGone', { name: couple.otherName }) : i18n.t('welcome.noInviteText')}
        </p>
        {gone && <p class="soft">{i18n.t('welcome.anewText')}</p>}
      </header>
      {failed && <p class="problem">{i18n.t(refusalKeys[failed.reason])}</p>}
      <div class="row">
        <Press
          presses={presses}
          name="new-invite"
          class={gone ? '' : 'warm'}
          onPress={() => void presses.ask('new-invite', { kind: 'new-invite' })}
        >
          {i18n.t(gone ? 'welcome.inviteAnew' : 'welcome.newInvite')}
        </Press>
      </div>
      <Said presses={presses} />
    </section>
  )
}
