import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ritualPresets } from '@porchlight/shared/domain/ritual'
import type { Phrase } from '../copy/say.ts'
import { clockOf, lengthOf, nextOf, readyTitle, rhythmOf } from './ritual-copy.ts'

const friday = { title: { k: 'evening' }, rule: 'FREQ=WEEKLY;BYDAY=FR', start: '2026-11-27T20:00', minutes: 120 }
const rhythm = (rule: string): Phrase => rhythmOf({ rule, start: '2026-11-27T20:00' }, 'en-GB')
const time = '20:00'

describe('a ritual in words', () => {
  it('RIT-5 each ready one has a sentence of the catalogue for its title, and one of a later version has one, too', () => {
    const keys = ritualPresets.map((k) => readyTitle({ k }).key)
    expect(new Set(keys).size).toBe(ritualPresets.length)
    const catalogue = readFileSync(new URL('../../locales/en.yml', import.meta.url), 'utf8')
    for (const key of [...keys, readyTitle({ k: 'stars' }).key])
      expect(catalogue).toMatch(new RegExp(`^    ${key.split('.').at(-1)}: [A-Z][a-z ]+$`, 'm'))
  })

  it.each<[string, Phrase]>([
    ['FREQ=DAILY', { key: 'rituals.everyDay', values: { time } }],
    ['FREQ=WEEKLY;BYDAY=FR', { key: 'rituals.everyWeek', values: { days: 'Friday', time } }],
    ['FREQ=WEEKLY;BYDAY=MO,FR', { key: 'rituals.everyWeek', values: { days: 'Monday and Friday', time } }],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=FR', { key: 'rituals.everySecondWeek', values: { days: 'Friday', time } }],
    [
      'FREQ=WEEKLY;INTERVAL=3;BYDAY=FR',
      { key: 'rituals.everyWeeks', values: { weeks: '3 weeks', days: 'Friday', time } },
    ],
    ['FREQ=MONTHLY;BYDAY=1SU', { key: 'rituals.monthFirst', values: { day: 'Sunday', time } }],
    ['FREQ=MONTHLY;BYDAY=-1SU', { key: 'rituals.monthLast', values: { day: 'Sunday', time } }],
    ['FREQ=YEARLY', { key: 'rituals.unknownRule' }],
  ])('RIT-1 %s', (rule, phrase) => {
    expect(rhythm(rule)).toEqual(phrase)
  })

  it.each<[string, Phrase]>([
    ['2026-12-04T10:00', { key: 'next.thisEvening' }],
    ['2026-12-03T10:00', { key: 'next.tomorrowEvening' }],
    ['2026-12-01T10:00', { key: 'next.weekdayEvening', values: { weekday: 'Friday' } }],
    ['2026-11-20T10:00', { key: 'next.day', values: { date: 'Friday 27 November' } }],
    ['2026-12-04T20:30', { key: 'next.thisEvening' }],
  ])('RIT-3 the next time, seen at %s', (now, phrase) => {
    expect(nextOf(friday, Date.parse(`${now}Z`), 'Europe/Berlin', 'en-GB')).toEqual([phrase])
  })

  it('RIT-3 where the clock is set forward over it, that is said', () => {
    const daily = { ...friday, rule: 'FREQ=DAILY', start: '2026-01-01T02:30' }
    expect(nextOf(daily, Date.UTC(2026, 2, 28, 12), 'Europe/Berlin', 'en-GB').map(({ key }) => key)).toEqual([
      'next.tonight',
      'rituals.moved',
    ])
  })

  it('RIT-3 never a number, but of a date; never what was', () => {
    for (let hours = 0; hours < 400; hours += 1) {
      const [phrase] = nextOf(friday, Date.UTC(2026, 10, 20) + hours * 3_600_000, 'Europe/Berlin', 'en-GB')
      expect(phrase?.key).toMatch(/^next\./)
      expect(phrase?.key === 'next.day' || !/\d/.test(JSON.stringify(phrase?.values ?? {}))).toBe(true)
    }
  })

  it('RIT-2 whose clock it is, where it is one', () => {
    expect(clockOf(undefined)).toBeUndefined()
    const place = 'Buenos Aires'
    expect(clockOf('America/Argentina/Buenos_Aires')).toEqual({ key: 'rituals.byClockOf', values: { place } })
    expect(clockOf('Atlantis/Poseidonis')).toEqual({ key: 'rituals.unknownZone', values: { place: 'Poseidonis' } })
  })

  it('RIT-1 how long it takes', () => {
    expect([5, 60, 90, 120].map((minutes) => lengthOf(minutes, 'en').key)).toEqual([
      'rituals.minutes',
      'rituals.hour',
      'rituals.hourAndHalf',
      'rituals.hours',
    ])
  })
})
