/** An open invite: a link to copy, a picture to scan, how long it lives, and the way to take it back. */

import './pairing.css'
import { i18n } from '../copy/i18n.ts'
import type { PairingView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { clockTime } from '../copy/soft-time.ts'
import { Press } from '../parts/press.tsx'
import { TextToCopy, useCopying } from '../parts/text-to-copy.tsx'
import { Waits } from '../parts/waits.tsx'
import { QrPicture } from './qr-picture.tsx'

const said = { copied: 'welcome.copied', failed: 'welcome.copyFailed' } as const

export function InviteCard({
  pairing,
  presses,
}: {
  pairing: Extract<PairingView, { step: 'invited' }>
  presses: Presses
}) {
  const { outcome, copy } = useCopying()
  return (
    <>
      <div class="card invite">
        <QrPicture text={pairing.link} title={i18n.t('welcome.qr')} />
        <div class="stack">
          <TextToCopy label={i18n.t('welcome.inviteField')} text={pairing.link} rows={3}>
            <p class="hint">
              {i18n.t('welcome.inviteLives', { time: clockTime(pairing.expiresAt, Date.now(), i18n.t('locale')) })}
            </p>
          </TextToCopy>
          <button type="button" class="warm" onClick={() => void copy(pairing.link)}>
            {i18n.t('welcome.copy')}
          </button>
          <p class="soft look" role="status">
            {outcome.value !== '' && i18n.t(said[outcome.value])}
          </p>
        </div>
      </div>
      <div class="row spread">
        <p class="row soft">
          <Waits words="" /> {i18n.t(pairing.own === true ? 'devices.inviteWaits' : 'welcome.inviteWaits')}
        </p>
        <Press
          presses={presses}
          name="cancel"
          class="bare"
          onPress={() => void presses.ask('cancel', { kind: 'cancel-invite' })}
        >
          {i18n.t('welcome.cancelInvite')}
        </Press>
      </div>
    </>
  )
}
