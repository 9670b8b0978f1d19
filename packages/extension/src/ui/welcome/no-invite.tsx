/** The porch is lit, nobody has joined, and no invite is open: it ran out, was taken back or was used by a stranger. */

import { i18n } from '#i18n'
import type { Acts } from '../acts.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { Press } from '../parts/press.tsx'
import { Said } from '../parts/said.tsx'
import type { Failure } from './failure.ts'

export function NoInvite({ failed, acts }: { failed: Failure | undefined; acts: Acts }) {
  return (
    <section class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t('welcome.noInviteTitle')}</h1>
        <p class="lead">{i18n.t('welcome.noInviteText')}</p>
      </header>
      {failed && <p class="problem">{i18n.t(refusalKeys[failed.reason])}</p>}
      <div class="row">
        <Press
          acts={acts}
          name="new-invite"
          class="warm"
          onPress={() => void acts.press('new-invite', { kind: 'new-invite' })}
        >
          {i18n.t('welcome.newInvite')}
        </Press>
      </div>
      <Said acts={acts} />
    </section>
  )
}
