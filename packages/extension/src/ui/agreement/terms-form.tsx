/** How it works: rhythm, who starts, what counts, when to look again. Each choice is a change of the draft, by either. */

import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { Terms } from '@porchlight/shared/domain/agreement'
import type { CoupleView } from '@porchlight/shared/domain/view'
import type { Presses } from '../presses.ts'
import { Choice } from '../parts/choice.tsx'
import { Combo } from '../parts/combo.tsx'
import { rhythms, rhythmWords, weeksWords } from './terms-copy.ts'
import { WaysList } from './ways-list.tsx'

export interface TermsProps {
  couple: CoupleView
  name: string
  presses: Presses
}

const noTime = 'none'
const reviewWeeks = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

export function TermsForm({ couple, name, presses, toss }: TermsProps & { toss: () => boolean }) {
  const { terms } = couple.agreement
  const set = (change: Partial<Terms>): void =>
    void presses.ask(`terms-${Object.keys(change).join()}`, { kind: 'set-terms', terms: change })
  const offered = rhythms.includes(terms.windowHours) ? rhythms : [terms.windowHours, ...rhythms]
  return (
    <section class="terms stack">
      <h2>{i18n.t('agreement.termsTitle')}</h2>
      <Combo
        label={i18n.t('agreement.rhythm')}
        hint={i18n.t('agreement.rhythmHint')}
        value={String(terms.windowHours ?? noTime)}
        options={offered.map((hours) => ({ value: String(hours ?? noTime), words: rhythmWords(hours) }))}
        onChoose={(value) => set({ windowHours: value === noTime ? null : Number(value) })}
      />
      <WhoStarts couple={couple} name={name} toss={toss} onChoose={(firstHolder) => set({ firstHolder })} />
      <WaysList ways={terms.reachingOut} onChange={(reachingOut) => set({ reachingOut })} />
      <Combo
        label={i18n.t('agreement.lookAgain')}
        value={String(terms.reviewWeeks)}
        options={reviewWeeks.map((weeks) => ({ value: String(weeks), words: weeksWords(weeks) }))}
        onChoose={(value) => set({ reviewWeeks: Number(value) })}
      />
    </section>
  )
}

function WhoStarts(props: {
  couple: CoupleView
  name: string
  toss: () => boolean
  onChoose: (holder: Terms['firstHolder']) => void
}) {
  const { me, agreement } = props.couple
  const other = me === 'a' ? 'b' : 'a'
  const tossed = useSignal('')
  const group = useId()
  const toss = (): void => {
    const mine = props.toss()
    tossed.value = mine ? i18n.t('agreement.tossedMe') : i18n.t('agreement.tossedOther', { name: props.name })
    props.onChoose(mine ? me : other)
  }
  return (
    <div class="field">
      <div role="radiogroup" aria-labelledby={`${group}-label`} class="who">
        <span class="label" id={`${group}-label`}>
          {i18n.t('agreement.whoStarts')}
        </span>
        <Choice
          type="radio"
          group={group}
          label={i18n.t('agreement.whoMe')}
          checked={agreement.terms.firstHolder === me}
          onChoose={() => props.onChoose(me)}
        />
        <Choice
          type="radio"
          group={group}
          label={i18n.t('agreement.whoOther', { name: props.name })}
          checked={agreement.terms.firstHolder === other}
          onChoose={() => props.onChoose(other)}
        />
      </div>
      <div class="row">
        <button type="button" onClick={toss}>
          {i18n.t('agreement.toss')}
        </button>
        <span role="status" class="soft">
          {tossed.value}
        </span>
      </div>
    </div>
  )
}
