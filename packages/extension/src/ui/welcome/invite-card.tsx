/** An open invite: a link to copy, a picture to scan, how long it lives, and the way to take it back. */

import './pairing.css'
import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { PairingView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { clockTime } from '../copy/soft-time.ts'
import { Press } from '../parts/press.tsx'
import { Waits } from '../parts/waits.tsx'
import { QrPicture } from './qr-picture.tsx'

export function InviteCard({
  pairing,
  presses,
}: {
  pairing: Extract<PairingView, { step: 'invited' }>
  presses: Presses
}) {
  const id = useId()
  const copied = useSignal<'' | 'welcome.copied' | 'welcome.copyFailed'>('')
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(pairing.link)
      copied.value = 'welcome.copied'
    } catch (cause) {
      // A browser may refuse the clipboard; the link is there to be selected.
      copied.value = cause instanceof Error ? 'welcome.copyFailed' : ''
    }
  }
  return (
    <>
      <div class="card invite">
        <QrPicture text={pairing.link} title={i18n.t('welcome.qr')} />
        <div class="stack">
          <div class="field">
            <label for={id}>{i18n.t('welcome.inviteField')}</label>
            <textarea
              id={id}
              class="link"
              readOnly
              autocomplete="off"
              rows={3}
              value={pairing.link}
              onFocus={(event) => event.currentTarget.select()}
            />
            <p class="hint">
              {i18n.t('welcome.inviteLives', { time: clockTime(pairing.expiresAt, Date.now(), i18n.t('locale')) })}
            </p>
          </div>
          <button type="button" class="warm" onClick={() => void copy()}>
            {i18n.t('welcome.copy')}
          </button>
          <p class="soft look" role="status">
            {copied.value !== '' && i18n.t(copied.value)}
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
