/** The file is written by ical.js and read back by node-ical, which walks rules with rrule-temporal: two programs that share no
 *  line. The zone in the file is read under a name nobody knows, so that nothing but the file can say what it is. */

import ICAL from 'ical.js'
import * as ical from 'node-ical'
import { describe, expect, it } from 'vitest'
import { type RitualPreset, ritualPresets } from '@porchlight/shared/domain/ritual'
import { type CalendarEntry, calendarFile, fitsCalendar } from './calendar-file.ts'
import { presetRitual } from './presets.ts'
import { localTimes, onTheClock } from './ritual-times.ts'
import { Temporal } from './temporal.ts'

const zones = [
  'America/New_York',
  'Europe/Berlin',
  'Europe/Dublin',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Apia',
  'America/St_Johns',
]
const id = 'AAAAAAAAAAAAAAAAAAAAAQ'
const entry = (change: Partial<CalendarEntry['ritual']> = {}, rest: Partial<CalendarEntry> = {}): CalendarEntry => ({
  ritual: { id, rule: 'FREQ=DAILY', start: '2026-01-01T20:00', minutes: 60, sequence: 0, stamp: 0, ...change },
  title: 'Time for us',
  ...rest,
})
const eventsIn = (file: string) =>
  Object.values(ical.sync.parseICS(file)).flatMap((part) => (part?.type === 'VEVENT' ? [part] : []))
const eventIn = (file: string) => {
  const [event, ...others] = eventsIn(file)
  if (event === undefined || others.length > 0) throw new Error('one event')
  return event
}
/** From January to January: both changes of the clock, on either side of the equator, twice. */
const from = '2026-01-01'
const to = '2028-01-01'
/** Away from the edges, where the day is another in another zone. */
const isWithin = (time: string): boolean => time > '2026-01-03' && time < '2027-12-30'
const readTimes = (file: string): string[] =>
  ical
    .expandRecurringEvent(eventIn(file), { from: new Date(`${from}T00:00`), to: new Date(`${to}T00:00`) })
    .map(({ start, end }) => `${start.toISOString()} ${end.toISOString()}`)
    .filter(isWithin)
const ourTimes = ({ ritual }: CalendarEntry, zone: string): string[] => {
  const times: string[] = []
  for (const local of localTimes(ritual.rule, ritual.start, Temporal.PlainDateTime.from(from))) {
    if (local.toString() >= to) break
    const at = onTheClock(local, zone).epochMilliseconds
    times.push(`${new Date(at).toISOString()} ${new Date(at + ritual.minutes * 60_000).toISOString()}`)
  }
  return times.filter(isWithin)
}

describe('RIT-4 what another program reads in the file', () => {
  const kinds: [RitualPreset, string][] = ritualPresets.flatMap((preset) =>
    zones.map((zone) => [preset, zone] as [RitualPreset, string]),
  )
  it.each(kinds)('RIT-4 %s at the same moment, by the clock of %s, over four changes of the clock', (preset, zone) => {
    const one = entry({ ...presetRitual(preset, Temporal.PlainDate.from(from)), zone })
    const times = readTimes(calendarFile([one]))
    expect(times).toEqual(ourTimes(one, zone))
    expect(times.length).toBeGreaterThan(20)
  })

  it.each(ritualPresets)(
    'RIT-4 %s by the clock of each: no zone is in the file, and it is where the reader is',
    (preset) => {
      const one = entry(presetRitual(preset, Temporal.PlainDate.from(from)))
      const file = calendarFile([one])
      expect(file).not.toMatch(/TZID|VTIMEZONE|\dZ\r\nDT/)
      expect(readTimes(file)).toEqual(ourTimes(one, Intl.DateTimeFormat().resolvedOptions().timeZone))
    },
  )

  it('RIT-4 every third week on two days', () => {
    const one = entry({ rule: 'FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR', start: '2026-01-02T20:00', zone: 'Europe/Berlin' })
    expect(readTimes(calendarFile([one]))).toEqual(ourTimes(one, 'Europe/Berlin'))
  })

  it('RIT-4 a day on which its hour does not exist is left out by a calendar (RFC 5545 §3.3.10); all other days are the same', () => {
    const one = entry({ start: '2026-01-01T02:30', zone: 'Europe/Berlin' })
    const ours = ourTimes(one, 'Europe/Berlin')
    const read = readTimes(calendarFile([one]))
    expect(ours.filter((time) => !read.includes(time)).map((time) => time.slice(0, 10))).toEqual([
      '2026-03-29',
      '2027-03-28',
    ])
    expect(read.filter((time) => !ours.includes(time))).toEqual([])
  })

  it('RIT-4 a neutral title, a stable UID, a SEQUENCE that rises, no alarm', () => {
    const event = eventIn(calendarFile([entry({ sequence: 7, stamp: Date.UTC(2026, 10, 21, 12) })]))
    expect(event).toMatchObject({ summary: 'Time for us', uid: `${id}@porchlight`, sequence: 7 })
    expect(event.dtstamp.toISOString()).toBe('2026-11-21T12:00:00.000Z')
    expect(event.alarms ?? []).toEqual([])
  })

  it('RIT-4 an alarm only if asked for, with the same title', () => {
    const event = eventIn(calendarFile([entry({}, { alarm: 10, title: 'Tea' })]))
    expect(event.alarms).toMatchObject([{ action: 'DISPLAY', description: 'Tea', trigger: '-PT10M' }])
  })

  it.each([
    'Zeit für uns, zu zweit; wirklich',
    'وقت لنا 🌿',
    `${'Ein langer Titel '.repeat(4)}🌿🌿`,
    'back\\slash',
    '2 < 3: “quoted”',
  ])('RIT-4 any title comes through: %s', (title) => {
    const file = calendarFile([entry({}, { title })])
    expect(eventIn(file).summary).toBe(title)
    for (const line of file.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
  })

  it('COPY-1 all rituals in one file, each zone once', () => {
    const file = calendarFile([
      entry({ zone: 'Europe/Berlin' }, { title: 'One' }),
      entry({ id: 'B'.repeat(22), zone: 'Europe/Berlin', start: '2020-06-01T10:00' }, { title: 'Two' }),
      entry({ id: 'C'.repeat(22) }, { title: 'Three' }),
    ])
    expect(eventsIn(file).map(({ summary }) => summary)).toEqual(['One', 'Two', 'Three'])
    expect(file.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1)
  })

  it('RIT-4 no calendar is made of a rule or a zone that is not known', () => {
    expect(fitsCalendar({ rule: 'FREQ=DAILY' })).toBe(true)
    expect(fitsCalendar({ rule: 'FREQ=DAILY', zone: 'Europe/Berlin' })).toBe(true)
    expect(fitsCalendar({ rule: 'FREQ=YEARLY' })).toBe(false)
    expect(fitsCalendar({ rule: 'FREQ=DAILY', zone: 'Atlantis/Poseidonis' })).toBe(false)
  })
})

describe('RIT-4 the zone in the file', () => {
  it.each(zones)('RIT-4 %s: every day of twenty years, read from the file alone', (zone) => {
    const nameless = calendarFile([entry({ zone })]).replaceAll(zone, 'Nowhere')
    const component = ICAL.Component.fromString(nameless).getFirstSubcomponent('vtimezone')
    if (component === null) throw new Error('a zone')
    const read = new ICAL.Timezone(component)
    const end = Temporal.PlainDateTime.from('2045-12-01T12:00')
    const wrong: string[] = []
    for (
      let at = Temporal.PlainDateTime.from('2026-01-01T12:00');
      at.toString() < end.toString();
      at = at.add({ days: 1 })
    ) {
      const local = ICAL.Time.fromDateTimeString(at.toString({ smallestUnit: 'second' }))
      const offset = at.toZonedDateTime(zone).offsetNanoseconds / 1e9
      if (read.utcOffset(local) !== offset) wrong.push(`${at.toString()} ${read.utcOffset(local)}, not ${offset}`)
    }
    expect(wrong).toEqual([])
    expect(read.tzid).toBe('Nowhere')
  })
})
