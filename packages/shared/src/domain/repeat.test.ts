import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Repeat, mostWeeks, nths, readRepeat, ruleOf, weekdays } from './repeat.ts'

describe('RIT-1 the closed part of an RRULE', () => {
  const known: [string, string, Repeat][] = [
    ['every day', 'FREQ=DAILY', { every: 'day' }],
    ['every Friday', 'FREQ=WEEKLY;BYDAY=FR', { every: 'week', weeks: 1, days: ['FR'] }],
    ['Mondays and Sundays', 'FREQ=WEEKLY;BYDAY=MO,SU', { every: 'week', weeks: 1, days: ['MO', 'SU'] }],
    ['every second week', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', { every: 'week', weeks: 2, days: ['WE'] }],
    ['once a year of weeks', 'FREQ=WEEKLY;INTERVAL=52;BYDAY=WE', { every: 'week', weeks: 52, days: ['WE'] }],
    ['the first Sunday of a month', 'FREQ=MONTHLY;BYDAY=1SU', { every: 'month', nth: 1, day: 'SU' }],
    ['the last Thursday of a month', 'FREQ=MONTHLY;BYDAY=-1TH', { every: 'month', nth: -1, day: 'TH' }],
  ]
  test.each(known)('RIT-1 %s', (_, rule, repeat) => {
    expect(readRepeat(rule)).toEqual(repeat)
    expect(ruleOf(repeat)).toBe(rule)
  })

  test.each([
    ['', 'nothing'],
    ['FREQ=YEARLY', 'another frequency'],
    ['FREQ=DAILY;COUNT=3', 'an end'],
    ['FREQ=WEEKLY', 'no day'],
    ['FREQ=WEEKLY;BYDAY=', 'no day'],
    ['FREQ=WEEKLY;BYDAY=SU,MO', 'not in the order of the week'],
    ['FREQ=WEEKLY;BYDAY=MO,MO', 'a day twice'],
    ['FREQ=WEEKLY;BYDAY=MO,XX', 'a day there is not'],
    ['FREQ=WEEKLY;INTERVAL=1;BYDAY=MO', 'an interval of one'],
    ['FREQ=WEEKLY;INTERVAL=0;BYDAY=MO', 'no interval'],
    ['FREQ=WEEKLY;INTERVAL=53;BYDAY=MO', 'more than a year'],
    ['FREQ=MONTHLY;BYDAY=5MO', 'a fifth Monday, which most months have not'],
    ['FREQ=MONTHLY;BYDAY=1MO,2MO', 'two of them'],
    ['freq=daily', 'small letters'],
  ])('RIT-1 %s is not of it: %s', (rule) => {
    expect(readRepeat(rule)).toBeUndefined()
  })

  test.each<[string, Repeat]>([
    ['no day', { every: 'week', weeks: 1, days: [] }],
    ['half a week', { every: 'week', weeks: 0.5, days: ['MO'] }],
    ['no weeks', { every: 'week', weeks: 0, days: ['MO'] }],
    ['too many', { every: 'week', weeks: 53, days: ['MO'] }],
  ])('RIT-1 what cannot be kept has no rule: %s', (_, repeat) => {
    expect(ruleOf(repeat)).toBeUndefined()
  })

  const anyRepeat: fc.Arbitrary<Repeat> = fc.oneof(
    fc.constant<Repeat>({ every: 'day' }),
    fc.record({
      every: fc.constant('week' as const),
      weeks: fc.integer({ min: 1, max: mostWeeks }),
      days: fc.subarray([...weekdays], { minLength: 1 }),
    }),
    fc.record({
      every: fc.constant('month' as const),
      nth: fc.constantFrom(...nths),
      day: fc.constantFrom(...weekdays),
    }),
  )
  test('RIT-1 what is written is read again', () => {
    fc.assert(
      fc.property(anyRepeat, (repeat) => {
        expect(readRepeat(ruleOf(repeat) ?? '')).toEqual(repeat)
      }),
    )
  })

  test('RIT-1 any text is read or not, and what is read is written the same', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^FREQ=(DAILY|WEEKLY|MONTHLY)(;[A-Z]+=[A-Z0-9,-]*)*$/))
    fc.assert(
      fc.property(text, (rule) => {
        const repeat = readRepeat(rule)
        expect(repeat === undefined ? rule : ruleOf(repeat)).toBe(rule)
      }),
    )
  })
})
