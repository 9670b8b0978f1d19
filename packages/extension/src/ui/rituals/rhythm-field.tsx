/** How often: every day, on some days of every or every second week, or once a month. */

import { useId } from 'preact/hooks'
import { type Repeat, nths, weekdays } from '@porchlight/shared/domain/repeat'
import { i18n } from '../copy/i18n.ts'
import { type MessageKey, say } from '../copy/say.ts'
import { Combo } from '../parts/combo.tsx'
import { nthKeys } from './ritual-copy.ts'
import { dayWords, manyWeeks, weekdayWords } from './ritual-words.ts'
import { type RitualDraft, chosenFirstDay, firstDays } from './ritual-draft.ts'
import type { Temporal } from './temporal.ts'

interface Props {
  draft: RitualDraft
  today: Temporal.PlainDate
  onChange: (change: Partial<RitualDraft>) => void
}

const kinds: { every: Repeat['every']; key: MessageKey; first: Repeat }[] = [
  { every: 'day', key: 'rituals.daily', first: { every: 'day' } },
  { every: 'week', key: 'rituals.weekly', first: { every: 'week', weeks: 1, days: [] } },
  { every: 'month', key: 'rituals.monthly', first: { every: 'month', nth: 1, day: 'SU' } },
]
const weekKeys: MessageKey[] = ['rituals.week1', 'rituals.week2', 'rituals.week3', 'rituals.week4']

export function RhythmField({ draft, today, onChange }: Props) {
  const group = useId()
  const { repeat } = draft
  if (repeat === undefined) {
    return (
      <div class="stack tight">
        <p>{i18n.t('rituals.unknownRule')}</p>
        <button type="button" onClick={() => onChange({ repeat: { every: 'day' } })}>
          {i18n.t('rituals.otherDays')}
        </button>
      </div>
    )
  }
  return (
    <fieldset class="stack tight">
      <legend>{i18n.t('rituals.howOften')}</legend>
      <div class="row choices">
        {kinds.map(({ every, key, first }) => (
          <label key={every} class="chip">
            <input
              type="radio"
              name={group}
              checked={repeat.every === every}
              onChange={() => onChange({ repeat: first, firstDay: today.toString() })}
            />
            <span>{say({ key })}</span>
          </label>
        ))}
      </div>
      {repeat.every === 'week' && <Weekly {...{ draft, today, onChange }} repeat={repeat} />}
      {repeat.every === 'month' && (
        <div class="side-by-side">
          <Combo
            label={i18n.t('rituals.nth')}
            value={String(repeat.nth)}
            options={nths.map((nth) => ({ value: String(nth), words: say({ key: nthKeys[nth] }) }))}
            onChoose={(value) =>
              onChange({ repeat: { ...repeat, nth: nths.find((nth) => String(nth) === value) ?? 1 } })
            }
          />
          <Combo
            label={i18n.t('rituals.weekday')}
            value={repeat.day}
            options={weekdays.map((day) => ({ value: day, words: weekdayWords(day, 'long') }))}
            onChoose={(value) =>
              onChange({ repeat: { ...repeat, day: weekdays.find((day) => day === value) ?? 'SU' } })
            }
          />
        </div>
      )}
    </fieldset>
  )
}

function Weekly({ draft, today, onChange, repeat }: Props & { repeat: Extract<Repeat, { every: 'week' }> }) {
  const { weeks } = repeat
  const days = weeks === 1 ? [] : firstDays(repeat, today)
  return (
    <>
      <fieldset class="row choices days">
        <legend class="hidden">{i18n.t('rituals.days')}</legend>
        {weekdays.map((day) => (
          <label key={day} class="chip">
            <input
              type="checkbox"
              aria-label={weekdayWords(day, 'long')}
              checked={repeat.days.includes(day)}
              onChange={({ currentTarget: { checked } }) =>
                onChange({
                  repeat: {
                    ...repeat,
                    days: weekdays.filter((one) => (one === day ? checked : repeat.days.includes(one))),
                  },
                })
              }
            />
            <span aria-hidden="true">{weekdayWords(day, 'short')}</span>
          </label>
        ))}
      </fieldset>
      <Combo
        label={i18n.t('rituals.weeks')}
        value={String(weeks)}
        options={[...new Set([1, 2, 3, 4, weeks])].map((count) => ({ value: String(count), words: weeksWords(count) }))}
        onChoose={(value) => onChange({ repeat: { ...repeat, weeks: Number(value) } })}
      />
      {days.length > 0 && (
        <Combo
          label={i18n.t('rituals.firstTime')}
          value={chosenFirstDay(draft, days, weeks) ?? days[0] ?? ''}
          options={days.map((day) => ({ value: day, words: dayWords(day) }))}
          onChoose={(firstDay) => onChange({ firstDay })}
        />
      )}
    </>
  )
}

function weeksWords(weeks: number): string {
  const key = weekKeys[weeks - 1]
  return key === undefined ? i18n.t('rituals.weekN', { weeks: manyWeeks(weeks) }) : say({ key })
}
