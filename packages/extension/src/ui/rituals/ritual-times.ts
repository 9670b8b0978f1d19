/** When a ritual comes round. The rule is walked by ical.js, by the clock on the wall (RFC 5545 §3.8.5.3); where that clock
 *  stands, `Temporal` says, daylight saving and hours that do not exist included.
 *  Rules: RIT-2, RIT-3 */

import ICAL from 'ical.js'
import { readRepeat } from '@porchlight/shared/domain/repeat'
import type { Ritual } from '@porchlight/shared/domain/ritual'
import { Temporal } from './temporal.ts'

type Timing = Pick<Ritual, 'rule' | 'start' | 'zone' | 'minutes'>

export interface NextTime {
  /** ms */
  at: number
  /** The clock is set forward over the hour it was meant for: it comes that much later. */
  isMoved: boolean
}

/** RIT-3  The time that comes next, or goes on now.
 *  @param now ms
 *  @param here the reader's own zone, for a ritual without one
 *  @returns undefined where this version does not know the rule, or this browser the zone */
export function nextTime({ rule, start, zone, minutes }: Timing, now: number, here: string): NextTime | undefined {
  const clock = zone ?? here
  if (readRepeat(rule) === undefined || !isKnownZone(clock)) return undefined
  const nowThere = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(clock)
  // A day and an hour more than it can last: no clock is ever set back so far.
  const from = nowThere.toPlainDateTime().subtract({ minutes: minutes + 25 * 60 })
  for (const local of localTimes(rule, start, from)) {
    const there = onTheClock(local, clock)
    const at = there.epochMilliseconds
    if (at + minutes * 60_000 > now) return { at, isMoved: !there.toPlainDateTime().equals(local) }
  }
  return undefined
}

/** The times from one on, by the clock on the wall. There is no end to them. */
export function* localTimes(
  rule: string,
  start: string,
  from: Temporal.PlainDateTime,
): Generator<Temporal.PlainDateTime> {
  const begin = lateStart(rule, Temporal.PlainDateTime.from(start), from)
  const times = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateTimeString(`${begin}:00`))
  const earliest = from.toString({ smallestUnit: 'second' })
  for (let time: ICAL.Time | null = times.next(); time !== null; time = times.next()) {
    // Both are written YYYY-MM-DDTHH:MM:SS, so their order is that of their characters.
    const local = time.toString()
    if (local >= earliest) yield Temporal.PlainDateTime.from(local)
  }
}

/** A day near `from` that the rule may be walked from as well as from its start: whole turns of its weeks later. So a ritual of
 *  years is not walked through from its first day. */
function lateStart(rule: string, start: Temporal.PlainDateTime, from: Temporal.PlainDateTime): string {
  const repeat = readRepeat(rule)
  const turn = 7 * (repeat?.every === 'week' ? repeat.weeks : 1)
  const days = Math.floor(start.until(from, { largestUnit: 'day' }).days / turn) * turn
  return start.add({ days: Math.max(0, days) }).toString({ smallestUnit: 'minute' })
}

/** As RFC 5545 §3.3.5 reads a date and time: what a clock set forward leaves out is told by the offset before; what happens twice
 *  is the first. */
export function onTheClock(local: Temporal.PlainDateTime, zone: string): Temporal.ZonedDateTime {
  return local.toZonedDateTime(zone, { disambiguation: 'compatible' })
}

/** The first day of a rule, from a day on. */
export function firstStart(rule: string, from: Temporal.PlainDate, time: string): string {
  // Of every second week the first that fits, too.
  const weekly = rule.replace(/INTERVAL=\d+;/u, '')
  const [first] = localTimes(weekly, `${from.toString()}T${time}`, from.toPlainDateTime())
  return first === undefined ? `${from.toString()}T${time}` : first.toString({ smallestUnit: 'minute' })
}

export function isKnownZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
