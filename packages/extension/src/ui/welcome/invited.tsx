/** The invite, as a page. */

import { i18n } from '../copy/i18n.ts'
import type { PairingView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { Said } from '../parts/said.tsx'
import { InviteCard } from './invite-card.tsx'

export function Invited({
  pairing,
  presses,
}: {
  pairing: Extract<PairingView, { step: 'invited' }>
  presses: Presses
}) {
  const own = pairing.own === true
  return (
    <section class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t(own ? 'devices.inviteTitle' : 'welcome.inviteTitle')}</h1>
        <p class="lead">{i18n.t(own ? 'devices.inviteText' : 'welcome.inviteText')}</p>
      </header>
      <InviteCard pairing={pairing} presses={presses} />
      <Said presses={presses} />
    </section>
  )
}
