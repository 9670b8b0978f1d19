/** A zone as a calendar file carries it (RFC 5545 §3.6.5): what the browser's own time zone data say, from a little before a
 *  ritual begins to twenty years after. Clocks that are set by the same rule every year are told by that rule, which many
 *  calendars ask for; others by their dates.
 *  Rule: RIT-4 */

import ICAL from 'ical.js'
import { weekdays } from '@porchlight/shared/domain/repeat'
import { Temporal } from './temporal.ts'

const years = 20

/** Clocks are set from one offset to another, once or more often. */
interface Onset {
  /** By the clock as it stood before. */
  at: Temporal.PlainDateTime
  fromSeconds: number
  toSeconds: number
}

/** @param from the first local time that has to be right */
export function vtimezone(zone: string, from: Temporal.PlainDateTime): ICAL.Component {
  const component = new ICAL.Component('vtimezone')
  component.addPropertyWithValue('tzid', zone)
  const onsets = onsetsIn(zone, from)
  const groups = Map.groupBy(onsets, ({ fromSeconds, toSeconds }) => `${fromSeconds} ${toSeconds}`)
  // Where clocks are set once and never back, what they are set to is the standard.
  const isSeasonal = groups.size > 1
  for (const group of groups.values()) component.addSubcomponent(observance(group, isSeasonal))
  return component
}

/** The last one before `from`, or the offset that always was; and all for twenty years. */
function onsetsIn(zone: string, from: Temporal.PlainDateTime): [Onset, ...Onset[]] {
  const start = from.toZonedDateTime(zone)
  const end = start.add({ years })
  // Two before: the clocks of a summer and of a winter, so that each kind is there from the beginning.
  const last = start.add({ minutes: 1 }).getTimeZoneTransition('previous')
  const first = last?.getTimeZoneTransition('previous') ?? last
  const isRecent = first !== null && Temporal.ZonedDateTime.compare(first, start.subtract({ years: 1 })) > 0
  const onsets: Onset[] = []
  const begin = isRecent ? first : last
  for (
    let at = begin;
    at !== null && Temporal.ZonedDateTime.compare(at, end) < 0;
    at = at.getTimeZoneTransition('next')
  )
    onsets.push(onsetAt(at))
  const [one, ...more] = onsets
  if (one !== undefined && Temporal.PlainDateTime.compare(one.at, from) <= 0) return [one, ...more]
  const seconds = start.offsetNanoseconds / 1e9
  const always = { at: Temporal.PlainDateTime.from('1970-01-01T00:00'), fromSeconds: seconds, toSeconds: seconds }
  return [always, ...onsets]
}

function onsetAt(at: Temporal.ZonedDateTime): Onset {
  const before = at.subtract({ nanoseconds: 1 })
  return {
    at: before.toPlainDateTime().add({ nanoseconds: 1 }),
    fromSeconds: before.offsetNanoseconds / 1e9,
    toSeconds: at.offsetNanoseconds / 1e9,
  }
}

function observance(onsets: readonly Onset[], isSeasonal: boolean): ICAL.Component {
  const [first] = onsets
  if (first === undefined) throw new Error('a group has one at least')
  const component = new ICAL.Component(isSeasonal && first.toSeconds > first.fromSeconds ? 'daylight' : 'standard')
  component.addPropertyWithValue('dtstart', timeOf(first.at))
  component.addPropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromSeconds(first.fromSeconds))
  component.addPropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromSeconds(first.toSeconds))
  const rule = yearlyRule(onsets)
  if (rule !== undefined) component.addPropertyWithValue('rrule', rule)
  // The first one, too: libical, and what is built like it, takes its beginning only where there is no list.
  else if (onsets.length > 1) for (const { at } of onsets) component.addPropertyWithValue('rdate', timeOf(at))
  return component
}

/** The rule by which these clocks are set, if it is one of the two kinds in use and gives exactly these times. */
function yearlyRule(onsets: readonly Onset[]): ICAL.Recur | undefined {
  const [first] = onsets
  if (first === undefined || onsets.length < years - 1) return undefined
  const day = weekdays[first.at.dayOfWeek - 1] ?? 'SU'
  return [Math.ceil(first.at.day / 7), -1]
    .map((nth) => ICAL.Recur.fromData({ freq: 'YEARLY', bymonth: [first.at.month], byday: [`${nth}${day}`] }))
    .find((rule) => {
      const times = rule.iterator(timeOf(first.at))
      return onsets.every(({ at }) => times.next()?.compare(timeOf(at)) === 0)
    })
}

export function timeOf(local: Temporal.PlainDateTime): ICAL.Time {
  return ICAL.Time.fromDateTimeString(local.toString({ smallestUnit: 'second' }))
}
