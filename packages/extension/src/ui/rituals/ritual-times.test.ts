import { describe, expect, it } from 'vitest'
import { firstStart, localTimes, nextTime, onTheClock } from './ritual-times.ts'
import { Temporal } from './temporal.ts'

const utc = (text: string): number => Date.parse(`${text}:00Z`)
const iso = (next: { at: number } | undefined): string | undefined =>
  next === undefined ? undefined : new Date(next.at).toISOString().slice(0, 16)
const friday = { rule: 'FREQ=WEEKLY;BYDAY=FR', start: '2026-11-27T20:00', minutes: 120 }
const daily = { rule: 'FREQ=DAILY', start: '2026-01-01T02:30', minutes: 5 }

describe('RIT-2', () => {
  it('RIT-2 without a zone the time is by the clock of each', () => {
    const now = utc('2026-12-01T00:00')
    expect(iso(nextTime(friday, now, 'Europe/Berlin'))).toBe('2026-12-04T19:00')
    expect(iso(nextTime(friday, now, 'Asia/Kathmandu'))).toBe('2026-12-04T14:15')
    expect(iso(nextTime(friday, now, 'Pacific/Kiritimati'))).toBe('2026-12-04T06:00')
  })

  it('RIT-2 with a zone it is the same moment for both', () => {
    for (const here of ['Europe/Berlin', 'Asia/Kathmandu', 'America/New_York'])
      expect(iso(nextTime({ ...friday, zone: 'America/New_York' }, utc('2026-12-01T00:00'), here))).toBe(
        '2026-12-05T01:00',
      )
  })
})

describe('RIT-3 the next time', () => {
  it.each([
    ['before it began, the first', '2026-01-01T00:00', '2026-11-27T19:00'],
    ['the same day', '2026-12-04T10:00', '2026-12-04T19:00'],
    ['while it goes on, it is still that one', '2026-12-04T20:59', '2026-12-04T19:00'],
    ['once it is over, the one after', '2026-12-04T21:00', '2026-12-11T19:00'],
    ['across the clocks of spring: the hour on the wall stays', '2027-03-27T00:00', '2027-04-02T18:00'],
    ['years on', '2046-05-01T00:00', '2046-05-04T18:00'],
  ])('RIT-3 %s', (_, now, next) => {
    expect(iso(nextTime(friday, utc(now), 'Europe/Berlin'))).toBe(next)
  })

  it.each([
    [
      'an hour that does not exist is told by the offset before it',
      'Europe/Berlin',
      '2026-03-28T12:00',
      '2026-03-29T01:30',
    ],
    ['… by half an hour', 'Australia/Lord_Howe', '2026-10-03T00:00', '2026-10-03T15:45'],
    ['an hour that comes twice is the first', 'Europe/Berlin', '2026-10-24T12:00', '2026-10-25T00:30'],
    ['… and in the autumn of America', 'America/New_York', '2026-10-31T12:00', '2026-11-01T05:30'],
  ])('RIT-3 %s', (_, zone, now, next) => {
    const time = zone === 'America/New_York' ? '01:30' : zone === 'Australia/Lord_Howe' ? '02:15' : '02:30'
    const ritual = { ...daily, start: `2026-01-01T${time}` }
    expect(iso(nextTime(ritual, utc(now), zone))).toBe(next)
    expect(iso(nextTime({ ...ritual, zone }, utc(now), 'Asia/Tokyo'))).toBe(next)
  })

  it('RIT-3 that the clock leaves its hour out is known, so that the screen can say so', () => {
    const moved = (now: string) => nextTime(daily, utc(now), 'Europe/Berlin')?.isMoved
    expect([moved('2026-03-28T00:00'), moved('2026-03-28T12:00'), moved('2026-03-29T12:00')]).toEqual([
      false,
      true,
      false,
    ])
  })

  it('RIT-3 every second week keeps its weeks, however long ago it began', () => {
    const ritual = { rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', start: '2026-11-27T20:00', minutes: 60 }
    const far = [...take(localTimes(ritual.rule, ritual.start, Temporal.PlainDateTime.from('2030-01-01T00:00')), 4)]
    const walked = [
      ...take(localTimes(ritual.rule, ritual.start, Temporal.PlainDateTime.from('2026-11-27T00:00')), 400),
    ]
    const all = walked.map(String)
    for (const time of far) expect(all).toContain(String(time))
    expect(all[all.indexOf(String(far[0])) + 3]).toBe(String(far[3]))
  })

  it.each([
    ['a rule this version does not know', { ...friday, rule: 'FREQ=YEARLY' }],
    ['a zone this browser does not know', { ...friday, zone: 'Atlantis/Poseidonis' }],
  ])('RIT-3 %s: no time is told', (_, ritual) => {
    expect(nextTime(ritual, utc('2026-12-01T00:00'), 'Europe/Berlin')).toBeUndefined()
  })
})

describe('the first day of a rule', () => {
  it.each([
    ['FREQ=DAILY', '2026-12-05', '2026-12-05'],
    ['FREQ=WEEKLY;BYDAY=FR', '2026-12-04', '2026-12-04'],
    ['FREQ=WEEKLY;BYDAY=FR', '2026-12-05', '2026-12-11'],
    ['FREQ=WEEKLY;INTERVAL=3;BYDAY=FR', '2026-12-05', '2026-12-11'],
    ['FREQ=MONTHLY;BYDAY=1SU', '2026-12-07', '2027-01-03'],
    ['FREQ=MONTHLY;BYDAY=-1TH', '2026-12-31', '2026-12-31'],
  ])('RIT-1 %s from %s on begins on %s', (rule, from, first) => {
    expect(firstStart(rule, Temporal.PlainDate.from(from), '09:30')).toBe(`${first}T09:30`)
  })
})

it('RIT-3 an instant is where the clock on the wall stands', () => {
  const there = onTheClock(Temporal.PlainDateTime.from('2026-07-01T12:00'), 'Australia/Lord_Howe')
  expect(iso({ at: there.epochMilliseconds })).toBe('2026-07-01T01:30')
})

function* take<T>(all: Iterable<T>, count: number): Generator<T> {
  let taken = 0
  for (const one of all) {
    if (taken === count) return
    taken += 1
    yield one
  }
}
