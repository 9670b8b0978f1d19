/** Saying yes to exactly the words on the screen, both names with a light each, and the ways out (AGREE-4…6, 11). */

import { i18n } from '../copy/i18n.ts'
import type { CoupleView } from '@porchlight/shared/domain/view'
import type { Presses } from '../presses.ts'
import { AskTwice } from '../parts/ask-twice.tsx'
import { Lantern } from '../parts/lantern.tsx'
import { isOtherGone } from '../parts/other-gone.tsx'
import { Press } from '../parts/press.tsx'

const unfitKeys = {
  empty: 'agreement.unfitEmpty',
  'too-long': 'agreement.unfitLong',
  'would-be-repaired': 'agreement.unfitRepair',
} as const

interface Props {
  couple: CoupleView
  name: string
  presses: Presses
  empty: boolean
}

export function Consent({ couple, name, presses, empty }: Props) {
  const { agreement } = couple
  const isAlone = !couple.otherJoined && !isOtherGone(couple)
  const { draft, iSaidYes, theySaidYes, inForce } = agreement
  const fit = draft.state === 'fit' && !empty
  const unfit = empty ? 'empty' : draft.state === 'unfit' ? draft.reason : undefined
  return (
    <section class="consent stack" aria-label={i18n.t('agreement.yes')}>
      <div class="names">
        <NameLight name={couple.myName || i18n.t('options.you')} on={iSaidYes} />
        <NameLight name={name} on={theySaidYes} />
      </div>
      <p class="consent-status" role="status">
        {statusOf({ couple, name })}
      </p>
      {inForce?.isDraft === false && <p class="soft center">{i18n.t('agreement.stillHolds')}</p>}
      {agreement.theirYesToOther && <p class="soft center">{i18n.t('agreement.theirOther', { name })}</p>}
      {agreement.myYesWaits && !iSaidYes && <p class="soft center">{i18n.t('agreement.myOther')}</p>}
      {isAlone && <p class="soft center">{i18n.t('agreement.alone')}</p>}
      {unfit !== undefined && <p class="soft center">{i18n.t(unfitKeys[unfit])}</p>}
      {!iSaidYes && fit && (
        <Press
          presses={presses}
          name="yes"
          class="warm"
          onPress={() => void presses.ask('yes', { kind: 'consent', hash: draft.hash })}
        >
          {i18n.t('agreement.yes')}
        </Press>
      )}
      <Ways out={{ waits: agreement.myYesWaits || iSaidYes, inForce: inForce !== undefined }} presses={presses} />
    </section>
  )
}

/** A yes that only waits goes at a press; what is in force ends for both, so its buttons say that first. */
function Ways({ out, presses }: { out: { waits: boolean; inForce: boolean }; presses: Presses }) {
  const withdraw = (): void => void presses.ask('withdraw', { kind: 'withdraw' })
  if (out.inForce) {
    return (
      <div class="ways-out">
        <AskTwice
          class="bare"
          name={i18n.t('agreement.withdraw')}
          ask={i18n.t('agreement.withdrawAsk')}
          sure={i18n.t('agreement.withdrawSure')}
          onSure={withdraw}
        />
        <AskTwice
          class="bare"
          name={i18n.t('agreement.retire')}
          ask={i18n.t('agreement.retireAsk')}
          sure={i18n.t('agreement.retireSure')}
          onSure={() => void presses.ask('retire', { kind: 'retire' })}
        />
      </div>
    )
  }
  if (!out.waits) return null
  return (
    <div class="ways-out">
      <Press presses={presses} name="withdraw" class="bare" onPress={withdraw}>
        {i18n.t('agreement.withdraw')}
      </Press>
    </div>
  )
}

function NameLight({ name, on }: { name: string; on: boolean }) {
  return (
    <div class="name-light" data-on={on ? '' : undefined}>
      <Lantern lit={on} title={on ? i18n.t('agreement.lampOn', { name }) : i18n.t('agreement.lampOff', { name })} />
      <bdi>{name}</bdi>
    </div>
  )
}

function statusOf({ couple, name }: { couple: CoupleView; name: string }): string {
  const { iSaidYes, theySaidYes, inForce, retired } = couple.agreement
  if (inForce?.isDraft === true || (iSaidYes && theySaidYes)) return i18n.t('agreement.bothYes')
  if (iSaidYes) return i18n.t('agreement.waitingTheirs', { name })
  if (theySaidYes) return i18n.t('agreement.theySaidYes', { name })
  return retired ? i18n.t('agreement.retired') : i18n.t('agreement.noYet')
}
