import { describe, expect, it } from 'vitest'
import { clockTime, dayOf, softAgo, softUntil } from './soft-time.ts'

const zone = 'Europe/Berlin'
/** A time of day in Berlin (winter time, UTC+1) in the week of Monday 16 November 2026. */
const at = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 10, day, hour - 1, minute)
const mondayNoon = at(16, 12)

describe('how long the light stays', () => {
  it.each([
    ['later the same day', at(16, 19), { key: 'until.thisEvening' }],
    ['late the same night', at(16, 23), { key: 'until.tonight' }],
    ['the small hours belong to the night before', at(17, 3), { key: 'until.tonight' }],
    ['the next day', at(17, 9), { key: 'until.tomorrowMorning' }],
    ['the night of the next day', at(18, 2), { key: 'until.tomorrowNight' }],
    ['a day of this week by its name', at(19, 18), { key: 'until.weekdayEvening', values: { weekday: 'Thursday' } }],
    ['a night by the day it began on', at(20, 3), { key: 'until.weekdayNight', values: { weekday: 'Thursday' } }],
    ['further away by its date', at(26, 18), { key: 'until.day', values: { date: 'Thursday 26 November' } }],
    ['the window is over and the light has not opened yet', at(16, 11), { key: 'until.soon' }],
  ])('TURN-11 %s', (_name, until, phrase) => {
    expect(softUntil(until, mondayNoon, 'en-GB', zone)).toEqual(phrase)
  })

  it('TURN-11 never says a number of hours, minutes or days, wherever in two weeks it ends', () => {
    for (let hours = 0; hours <= 336; hours += 1) {
      const { key, values } = softUntil(mondayNoon + hours * 3_600_000, mondayNoon, 'en-GB', zone)
      expect(key).toMatch(/^until\.(soon|this|tonight|tomorrow|weekday|day)/)
      expect(key === 'until.day' || !/\d/.test(JSON.stringify(values ?? {}))).toBe(true)
    }
  })

  it('TURN-11 is told in the reader’s own zone', () => {
    expect(softUntil(at(17, 1), mondayNoon, 'en', 'America/Los_Angeles')).toEqual({ key: 'until.thisAfternoon' })
  })
})

describe('when something came', () => {
  it.each([
    ['a minute ago', at(16, 11, 59), 'ago.justNow'],
    ['a quarter of an hour ago', at(16, 11, 45), 'ago.aWhile'],
    ['the same morning', at(16, 8), 'ago.thisMorning'],
    ['in the night', at(16, 3), 'ago.lastNight'],
    ['the evening before', at(15, 21), 'ago.yesterdayEvening'],
    ['the afternoon before', at(15, 13), 'ago.yesterdayAfternoon'],
    ['longer ago', at(14, 21), 'ago.before'],
  ])('SIG-4 %s', (_name, when, key) => {
    expect(softAgo(when, mondayNoon, zone)).toEqual({ key })
  })
})

describe('when an invite ends', () => {
  it('PAIR today by the clock, another day with its name', () => {
    expect(clockTime(at(16, 18, 30), mondayNoon, 'en-GB', zone)).toBe('18:30')
    expect(clockTime(at(17, 11), mondayNoon, 'en-GB', zone)).toMatch(/^Tuesday.*11:00$/)
  })
})

describe('when a device was added', () => {
  it('PAIR by its day in the reader’s zone, with the year when that is another', () => {
    expect(dayOf(at(3, 9), mondayNoon, 'en-GB', zone)).toBe('3 November')
    expect(dayOf(at(3, 0), mondayNoon, 'en-GB', 'America/Los_Angeles')).toBe('2 November')
    expect(dayOf(at(-400, 9), mondayNoon, 'en-GB', zone)).toMatch(/2025$/)
  })
})
