/** *My devices*: which browsers of mine belong here, adding one, removing one. The invite and its safety words happen in
 *  place. Rules: PAIR-2 (own further devices: same flow), EPOCH-7 (removing protects the future only). */

import { i18n } from '../copy/i18n.ts'
import type { OwnDevice } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { dayOf } from '../copy/soft-time.ts'
import { AskTwice } from '../parts/ask-twice.tsx'
import { Press } from '../parts/press.tsx'
import type { CoupleScreen } from '../popup/couple-screen.ts'
import { InviteCard } from '../welcome/invite-card.tsx'
import { WordsCard, wordsLead } from '../welcome/words-card.tsx'

export function MyDevices({ view, presses }: { view: CoupleScreen; presses: Presses }) {
  return (
    <>
      <p class="soft">{i18n.t('devices.text')}</p>
      <ul class="devices">
        {view.devices.map((device) => (
          <Row key={device.id} device={device} presses={presses} />
        ))}
      </ul>
      <Adding view={view} presses={presses} />
    </>
  )
}

function Row({ device, presses }: { device: OwnDevice; presses: Presses }) {
  const { id, label, added, isThis, isNew } = device
  return (
    <li>
      <div class="device-words">
        <p>
          <strong>{label || i18n.t('devices.noLabel')}</strong>
          {isThis && <span class="mark">{i18n.t('devices.thisOne')}</span>}
          {isNew && <span class="mark">{i18n.t('devices.isNew')}</span>}
        </p>
        <p class="soft">{i18n.t('devices.added', { day: dayOf(added, Date.now(), i18n.t('locale')) })}</p>
        {isNew && <p class="soft">{i18n.t('devices.isNewText')}</p>}
      </div>
      {!isThis && (
        <AskTwice
          name={i18n.t('devices.remove')}
          ask={i18n.t('devices.removeAsk')}
          sure={i18n.t('devices.removeSure')}
          onSure={() => void presses.ask(`remove-${id}`, { kind: 'remove-device', id }, { key: 'devices.removing' })}
        />
      )}
    </li>
  )
}

function Adding({ view, presses }: { view: CoupleScreen; presses: Presses }) {
  const { pairing } = view
  if (pairing.step === 'invited' && pairing.own === true) {
    return (
      <div class="stack adding rise">
        <h4>{i18n.t('devices.inviteTitle')}</h4>
        <p>{i18n.t('devices.inviteText')}</p>
        <InviteCard pairing={pairing} presses={presses} />
      </div>
    )
  }
  if (pairing.step === 'words' && pairing.own === true) {
    return (
      <div class="stack adding rise">
        <h4>{i18n.t('devices.wordsTitle')}</h4>
        <p>{wordsLead(pairing)}</p>
        <WordsCard pairing={pairing} presses={presses} />
      </div>
    )
  }
  return (
    <div class="stack tight">
      {pairing.step === 'failed' && pairing.role === 'inviter' && (
        <p class="problem">{i18n.t(refusalKeys[pairing.reason])}</p>
      )}
      <div class="row">
        <Press
          presses={presses}
          name="add-device"
          onPress={() => void presses.ask('add-device', { kind: 'add-device' })}
        >
          {i18n.t('devices.add')}
        </Press>
      </div>
    </div>
  )
}
