/** The invite, as a page. */

import { i18n } from '../copy/i18n.ts'
import type { PairingView } from '@porchlight/client/port/port'
import type { Acts } from '../acts.ts'
import { Said } from '../parts/said.tsx'
import { InviteCard } from './invite-card.tsx'

export function Invited({ pairing, acts }: { pairing: Extract<PairingView, { step: 'invited' }>; acts: Acts }) {
  const own = pairing.own === true
  return (
    <section class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t(own ? 'devices.inviteTitle' : 'welcome.inviteTitle')}</h1>
        <p class="lead">{i18n.t(own ? 'devices.inviteText' : 'welcome.inviteText')}</p>
      </header>
      <InviteCard pairing={pairing} acts={acts} />
      <Said acts={acts} />
    </section>
  )
}
