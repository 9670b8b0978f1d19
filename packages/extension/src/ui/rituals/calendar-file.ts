/** Rituals as a calendar file (RFC 5545), written by ical.js. The title is a neutral one unless somebody chose another; a file
 *  imported again replaces what was imported before, by UID and SEQUENCE. Nothing in it names the two or this program's words
 *  for them.
 *  Rules: RIT-4, COPY-1 */

import ICAL from 'ical.js'
import { readRepeat } from '@porchlight/shared/domain/repeat'
import type { ShownRitual } from '@porchlight/shared/domain/ritual'
import { isKnownZone } from './ritual-times.ts'
import { Temporal } from './temporal.ts'
import { timeOf, vtimezone } from './vtimezone.ts'

export interface CalendarEntry {
  ritual: Pick<ShownRitual, 'id' | 'rule' | 'start' | 'zone' | 'minutes' | 'sequence' | 'stamp'>
  title: string
  /** Minutes before it begins; absent: no alarm. */
  alarm?: number | undefined
}

/** Whether a calendar can be made of it: its rule is one this version knows, and its zone one of this browser's. */
export function fitsCalendar({ rule, zone }: Pick<ShownRitual, 'rule' | 'zone'>): boolean {
  return readRepeat(rule) !== undefined && (zone === undefined || isKnownZone(zone))
}

/** @param entries each of which fits a calendar */
export function calendarFile(entries: readonly CalendarEntry[]): string {
  const calendar = new ICAL.Component('vcalendar')
  calendar.addPropertyWithValue('version', '2.0')
  calendar.addPropertyWithValue('prodid', '-//Porchlight//Porchlight//EN')
  const startsByZone = new Map<string, Temporal.PlainDateTime>()
  for (const { ritual } of entries) {
    const { zone } = ritual
    const start = Temporal.PlainDateTime.from(ritual.start)
    const known = zone === undefined ? undefined : startsByZone.get(zone)
    if (zone !== undefined && (known === undefined || Temporal.PlainDateTime.compare(start, known) < 0))
      startsByZone.set(zone, start)
  }
  for (const [zone, start] of startsByZone) calendar.addSubcomponent(vtimezone(zone, start))
  for (const entry of entries) calendar.addSubcomponent(eventOf(entry))
  return `${calendar.toString()}\r\n`
}

function eventOf({ ritual, title, alarm }: CalendarEntry): ICAL.Component {
  const event = new ICAL.Component('vevent')
  const start = Temporal.PlainDateTime.from(ritual.start)
  event.addPropertyWithValue('uid', `${ritual.id}@porchlight`)
  event.addPropertyWithValue('sequence', ritual.sequence)
  event.addPropertyWithValue('dtstamp', ICAL.Time.fromJSDate(new Date(ritual.stamp), true))
  event.addPropertyWithValue('summary', title)
  addLocal(event, 'dtstart', start, ritual.zone)
  addLocal(event, 'dtend', endOf(start, ritual), ritual.zone)
  event.addPropertyWithValue('rrule', ICAL.Recur.fromString(ritual.rule))
  if (alarm !== undefined) event.addSubcomponent(alarmOf(title, alarm))
  return event
}

/** Minutes that pass, whatever is done to the clock meanwhile. */
function endOf(start: Temporal.PlainDateTime, { zone, minutes }: CalendarEntry['ritual']): Temporal.PlainDateTime {
  if (zone === undefined) return start.add({ minutes })
  return start.toZonedDateTime(zone).add({ minutes }).toPlainDateTime()
}

function addLocal(event: ICAL.Component, name: string, local: Temporal.PlainDateTime, zone: string | undefined): void {
  const property = event.addPropertyWithValue(name, timeOf(local))
  if (zone !== undefined) property.setParameter('tzid', zone)
}

function alarmOf(title: string, minutes: number): ICAL.Component {
  const alarm = new ICAL.Component('valarm')
  alarm.addPropertyWithValue('action', 'DISPLAY')
  alarm.addPropertyWithValue('description', title)
  alarm.addPropertyWithValue('trigger', ICAL.Duration.fromSeconds(-60 * minutes))
  return alarm
}
