/** What is in the form while somebody changes a ritual, and the ritual it makes. Pure.
 *  Rules: RIT-1, RIT-2 */

import { type Repeat, readRepeat, ruleOf } from '@porchlight/shared/domain/repeat'
import type { Ritual } from '@porchlight/shared/domain/ritual'
import { presets } from './presets.ts'
import { firstStart } from './ritual-times.ts'
import { Temporal } from './temporal.ts'

export interface RitualDraft {
  title: string
  /** The title as it was shown when the form was opened. */
  shownTitle: string
  /** undefined: a rule that this version does not know, and that stays. */
  repeat: Repeat | undefined
  /** YYYY-MM-DD: a day in the first of its weeks. */
  firstDay: string
  /** HH:MM */
  time: string
  minutes: number
  clock: 'each' | 'one'
  /** '' until chosen. */
  zone: string
}

/** @param title as it is shown: a ready one has words in the reader's language */
export function draftOf(ritual: Ritual, title: string): RitualDraft {
  return {
    title,
    shownTitle: title,
    repeat: readRepeat(ritual.rule),
    firstDay: ritual.start.slice(0, 10),
    time: ritual.start.slice(11),
    minutes: ritual.minutes,
    clock: ritual.zone === undefined ? 'each' : 'one',
    zone: ritual.zone ?? '',
  }
}

export function newDraft(today: Temporal.PlainDate): RitualDraft {
  const { rule, time, minutes } = presets.evening
  const repeat = readRepeat(rule)
  return { title: '', shownTitle: '', repeat, firstDay: today.toString(), time, minutes, clock: 'each', zone: '' }
}

/** @param base what was there before; its start stays as long as its days do
 *  @returns what is still missing, or the ritual */
export function ritualFrom(
  draft: RitualDraft,
  base: Ritual | undefined,
  today: Temporal.PlainDate,
): { ok: true; ritual: Ritual } | { ok: false; missing: 'day' | 'zone' } {
  const rule = draft.repeat === undefined ? base?.rule : ruleOf(draft.repeat)
  if (rule === undefined) return { ok: false, missing: 'day' }
  if (draft.clock === 'one' && draft.zone === '') return { ok: false, missing: 'zone' }
  const isSameTitle = base !== undefined && draft.shownTitle === draft.title.trim()
  return {
    ok: true,
    ritual: {
      title: isSameTitle ? base.title : { x: draft.title },
      rule,
      start: startOf(draft, rule, base, today),
      ...(draft.clock === 'one' ? { zone: draft.zone } : {}),
      minutes: draft.minutes,
    },
  }
}

/** Of every second week, which week is the first: one day for each turn, from today on. */
export function firstDays(repeat: Extract<Repeat, { every: 'week' }>, today: Temporal.PlainDate): string[] {
  const rule = ruleOf(repeat)
  if (rule === undefined) return []
  return Array.from({ length: repeat.weeks }, (_, week) =>
    firstStart(rule, today.add({ weeks: week }), '12:00').slice(0, 10),
  )
}

/** The first day offered that lies in the same turn as the draft's. */
export function chosenFirstDay(draft: RitualDraft, days: readonly string[], weeks: number): string | undefined {
  const monday = (day: string): Temporal.PlainDate => {
    const date = Temporal.PlainDate.from(day)
    return date.subtract({ days: date.dayOfWeek - 1 })
  }
  return days.find((day) => monday(draft.firstDay).until(monday(day), { largestUnit: 'day' }).days % (7 * weeks) === 0)
}

function startOf(draft: RitualDraft, rule: string, base: Ritual | undefined, today: Temporal.PlainDate): string {
  const day = draft.firstDay
  if (rule === base?.rule && day === base.start.slice(0, 10)) return `${day}T${draft.time}`
  const { repeat } = draft
  if (repeat?.every !== 'week' || repeat.weeks === 1) return firstStart(rule, today, draft.time)
  const days = firstDays(repeat, today)
  return `${chosenFirstDay(draft, days, repeat.weeks) ?? days[0] ?? day}T${draft.time}`
}
