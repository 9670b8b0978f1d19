/** *For my turn*: ideas and surprises, any of them marked *next*. Shown here and nowhere else, also when the light comes. Rule: PLAN-1 */

import { useSignal } from '@preact/signals'
import { type Held, type Plan, forMeLimits } from '@porchlight/client/port/for-me'
import { fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import { i18n } from '../copy/i18n.ts'
import { TextField } from '../parts/text-field.tsx'
import type { ForMeProps } from './for-me-props.ts'

export function Plans({ drawer, newId, tell, plans }: ForMeProps & { plans: readonly Held<Plan>[] }) {
  const idea = useSignal('')
  const editing = useSignal<string | undefined>(undefined)
  const isFull = plans.length >= forMeLimits.plans

  const add = async (): Promise<void> => {
    const text = idea.value.trim()
    if (text === '') return tell({ key: 'refusal.empty' })
    if (!fitsIn(limits.plan, text)) return tell({ key: 'refusal.tooLong' })
    const n = Math.max(0, ...plans.map(({ value }) => value.n)) + 1
    const put = await drawer.put([{ id: `plan/${newId()}`, kind: 'plan', value: { text, next: false, n }, was: null }])
    if (!put.ok) return tell(put.reason)
    idea.value = ''
    tell(undefined)
  }
  const change = async ({ id, rev, value }: Held<Plan>, changed: Partial<Plan>): Promise<boolean> => {
    const put = await drawer.put([{ id, kind: 'plan', value: { ...value, ...changed }, was: rev }])
    tell(put.ok ? undefined : put.reason)
    return put.ok
  }
  const letGo = async ({ id, value }: Held<Plan>): Promise<void> => {
    const gone = await drawer.remove([id])
    if (!gone.ok) return tell(gone.reason)
    tell({ key: 'forMe.planGone' }, () => drawer.put([{ id, kind: 'plan', value: { ...value }, was: null }]))
  }

  return (
    <section class="card stack" aria-labelledby="for-me-plans">
      <div class="stack tight">
        <h2 id="for-me-plans">{i18n.t('forMe.plansTitle')}</h2>
        <p class="soft">{i18n.t('forMe.plansText')}</p>
      </div>
      {plans.length > 0 && (
        <ul class="plans">
          {plans.map((plan) =>
            editing.value === plan.id ? (
              <li key={plan.id}>
                <PlanForm
                  text={plan.value.text}
                  onClose={() => {
                    editing.value = undefined
                  }}
                  onKeep={async (text) => {
                    if (await change(plan, { text })) editing.value = undefined
                  }}
                />
              </li>
            ) : (
              <li key={plan.id}>
                <p class="own-words" dir="auto">
                  {plan.value.text}
                </p>
                <div class="row plan-ways">
                  <button
                    type="button"
                    class="word small"
                    aria-pressed={plan.value.next}
                    onClick={() => void change(plan, { next: !plan.value.next })}
                  >
                    {i18n.t('forMe.next')}
                  </button>
                  <button
                    type="button"
                    class="bare small"
                    onClick={() => {
                      editing.value = plan.id
                    }}
                  >
                    {i18n.t('forMe.change')}
                  </button>
                  <button type="button" class="bare small" onClick={() => void letGo(plan)}>
                    {i18n.t('forMe.letGo')}
                  </button>
                </div>
              </li>
            ),
          )}
        </ul>
      )}
      {isFull ? (
        <p class="soft">{i18n.t('forMe.plansFull')}</p>
      ) : (
        <div class="stack tight">
          <TextField
            label={i18n.t('forMe.plan')}
            value={idea}
            limit={limits.plan}
            rows={1}
            onEnter={() => void add()}
          />
          <div class="row end">
            <button type="button" class="leaning" onClick={() => void add()}>
              {i18n.t('forMe.addPlan')}
            </button>
          </div>
        </div>
      )}
    </section>
  )
}

function PlanForm(props: { text: string; onClose: () => void; onKeep: (text: string) => Promise<void> }) {
  const text = useSignal(props.text)
  const keep = (): void => {
    const kept = text.value.trim()
    if (kept !== '' && fitsIn(limits.plan, kept)) void props.onKeep(kept)
  }
  return (
    <div class="stack tight">
      <TextField label={i18n.t('forMe.plan')} value={text} limit={limits.plan} rows={2} focused onEnter={keep} />
      <div class="row end">
        <button type="button" class="bare" onClick={props.onClose}>
          {i18n.t('common.neverMind')}
        </button>
        <button type="button" class="leaning" onClick={keep}>
          {i18n.t('forMe.keepPlan')}
        </button>
      </div>
    </div>
  )
}
