/** A ritual as sentences of the catalogue: its title, how often it comes round, when next, whose clock, how long. Days, hours and
 *  lists are the language's own. `ritual-words.ts` makes words of them.
 *  Rules: RIT-2, RIT-3, RIT-5 */

import { type Nth, type Weekday, readRepeat, weekdays } from '@porchlight/shared/domain/repeat'
import type { Ritual, RitualPreset } from '@porchlight/shared/domain/ritual'
import { amountIn } from '../copy/amount.ts'
import type { MessageKey, Phrase } from '../copy/say.ts'
import { softNext } from '../copy/soft-time.ts'
import { isKnownZone, nextTime } from './ritual-times.ts'

const presetKeys: Record<RitualPreset, MessageKey> = {
  evening: 'rituals.preset.evening',
  hug: 'rituals.preset.hug',
  walk: 'rituals.preset.walk',
  moving: 'rituals.preset.moving',
  'phones-away': 'rituals.preset.phonesAway',
  breakfast: 'rituals.preset.breakfast',
}

const monthKeys: Record<Nth, MessageKey> = {
  1: 'rituals.monthFirst',
  2: 'rituals.monthSecond',
  3: 'rituals.monthThird',
  4: 'rituals.monthFourth',
  [-1]: 'rituals.monthLast',
}

export const nthKeys: Record<Nth, MessageKey> = {
  1: 'rituals.nth1',
  2: 'rituals.nth2',
  3: 'rituals.nth3',
  4: 'rituals.nth4',
  [-1]: 'rituals.nthLast',
}

/** RIT-5  A ready title; one of a later version has no words of its own here yet. */
export function readyTitle(title: { k: string }): Phrase {
  return { key: presetKeys[title.k as RitualPreset] ?? 'rituals.preset.later' }
}

export function rhythmOf({ rule, start }: Pick<Ritual, 'rule' | 'start'>, locale: string): Phrase {
  const repeat = readRepeat(rule)
  if (repeat === undefined) return { key: 'rituals.unknownRule' }
  const time = timeIn(start.slice(11), locale)
  switch (repeat.every) {
    case 'day':
      return { key: 'rituals.everyDay', values: { time } }
    case 'week': {
      const named = repeat.days.map((day) => weekdayIn(day, 'long', locale))
      const days = new Intl.ListFormat(locale, { type: 'conjunction' }).format(named)
      if (repeat.weeks === 1) return { key: 'rituals.everyWeek', values: { days, time } }
      if (repeat.weeks === 2) return { key: 'rituals.everySecondWeek', values: { days, time } }
      return { key: 'rituals.everyWeeks', values: { weeks: amountIn(repeat.weeks, 'week', locale), days, time } }
    }
    case 'month':
      return { key: monthKeys[repeat.nth], values: { day: weekdayIn(repeat.day, 'long', locale), time } }
  }
  return repeat satisfies never
}

/** RIT-3  The next time in soft words, in the reader's own zone; where it is not known, nothing. And, where the clock is set
 *  forward over it, that it comes later.
 *  @param now ms */
export function nextOf(ritual: Ritual, now: number, here: string, locale: string): Phrase[] {
  const next = nextTime(ritual, now, here)
  if (next === undefined) return []
  return [softNext(next.at, now, locale, here), ...(next.isMoved ? [{ key: 'rituals.moved' } as const] : [])]
}

/** RIT-2  Whose clock; undefined for the clock of each. */
export function clockOf(zone: string | undefined): Phrase | undefined {
  if (zone === undefined) return undefined
  return { key: isKnownZone(zone) ? 'rituals.byClockOf' : 'rituals.unknownZone', values: { place: placeOf(zone) } }
}

/** America/Argentina/Buenos_Aires → Buenos Aires */
export function placeOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}

export function lengthOf(minutes: number, locale: string): Phrase {
  if (minutes === 60) return { key: 'rituals.hour' }
  if (minutes === 90) return { key: 'rituals.hourAndHalf' }
  if (minutes % 60 === 0) return { key: 'rituals.hours', values: { hours: amountIn(minutes / 60, 'hour', locale) } }
  return { key: 'rituals.minutes', values: { minutes: amountIn(minutes, 'minute', locale) } }
}

export function weekdayIn(day: Weekday, length: 'long' | 'short', locale: string): string {
  // 5 January 2026 was a Monday.
  const date = Date.UTC(2026, 0, 5 + weekdays.indexOf(day))
  return new Intl.DateTimeFormat(locale, { weekday: length, timeZone: 'UTC' }).format(date)
}

/** @param day YYYY-MM-DD */
export function dayIn(day: string, locale: string): string {
  const options = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(locale, options).format(Date.parse(`${day}T00:00Z`))
}

/** @param time HH:MM */
function timeIn(time: string, locale: string): string {
  const options = { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(locale, options).format(Date.parse(`2026-01-05T${time}Z`))
}
