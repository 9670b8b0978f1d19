/** Looking again, when the weeks both agreed on have passed: three equal ways, and nobody learns which one the other chose before
 *  both keep. Rules: AGREE-10, AGREE-13. */

import { i18n } from '../copy/i18n.ts'
import type { CoupleView } from '@porchlight/shared/domain/view'
import { AskTwice } from '../parts/ask-twice.tsx'
import { Press } from '../parts/press.tsx'
import type { Presses } from '../presses.ts'

/** @param onChange leads to the words, and writes nothing */
export function ReviewCard(props: {
  review: NonNullable<CoupleView['review']>
  presses: Presses
  onChange: () => void
}) {
  const { review, presses } = props
  const { round, state, iKept } = review
  return (
    <section class="card stack tight review" aria-label={i18n.t('review.title')}>
      <h2>{i18n.t(state === 'open' ? 'review.title' : 'review.restingTitle')}</h2>
      <p class="soft" role="status">
        {i18n.t(iKept ? 'review.kept' : state === 'open' ? 'review.text' : 'review.restingText')}
      </p>
      <div class="review-ways">
        {!iKept && (
          <Press presses={presses} name="keep" onPress={() => void presses.ask('keep', { kind: 'keep', round })}>
            {i18n.t('review.keep')}
          </Press>
        )}
        <button type="button" onClick={props.onChange}>
          {i18n.t('review.change')}
        </button>
        <AskTwice
          name={i18n.t('review.letGo')}
          ask={i18n.t('agreement.retireAsk')}
          sure={i18n.t('agreement.retireSure')}
          onSure={() => void presses.ask('retire', { kind: 'retire' })}
        />
      </div>
    </section>
  )
}
