/** Time in soft words, in the reader's own zone: a part of a day, never a number counting down.
 *  The small hours belong to the night before.
 *  Rule: TURN-11 */

import type { MessageKey, Phrase } from './say.ts'

const dayMs = 86_400_000

type Part = 'Morning' | 'Afternoon' | 'Evening' | 'Night'

/** When the light moves on by itself. @param zone IANA name; absent: this device's */
export function softUntil(until: number, now: number, locale: string, zone?: string): Phrase {
  return until <= now ? { key: 'until.soon' } : soft('until', until, now, locale, zone)
}

/** When something comes round (RIT-3). What goes on now is of this part of the day. */
export function softNext(at: number, now: number, locale: string, zone?: string): Phrase {
  return soft('next', Math.max(at, now), now, locale, zone)
}

function soft(say: 'until' | 'next', until: number, now: number, locale: string, zone?: string): Phrase {
  const { day, part } = placeInDay(until, zone)
  // Who is up in the small hours calls the coming noon today's.
  const days = day - placeInDay(now, zone).calendarDay
  if (days <= 0) return { key: part === 'Night' ? `${say}.tonight` : `${say}.this${part}` }
  if (days === 1) return { key: `${say}.tomorrow${part}` }
  // A night is named by the day it began on.
  const named = part === 'Night' ? until - 5 * 3_600_000 : until
  if (days < 7)
    return { key: `${say}.weekday${part}`, values: { weekday: format(named, locale, zone, { weekday: 'long' }) } }
  const date = format(named, locale, zone, { weekday: 'long', day: 'numeric', month: 'long' })
  return { key: `${say}.day`, values: { date } }
}

/** When something came. Only ever asked within its 24 h (SIG-4). */
export function softAgo(at: number, now: number, zone?: string): Phrase {
  if (now - at < 10 * 60_000) return { key: 'ago.justNow' }
  if (now - at < 60 * 60_000) return { key: 'ago.aWhile' }
  const { day, part } = placeInDay(at, zone)
  const days = placeInDay(now, zone).day - day
  if (days <= 0) return { key: part === 'Night' ? 'ago.tonight' : (`ago.this${part}` satisfies MessageKey) }
  if (days === 1) return { key: part === 'Night' ? 'ago.lastNight' : `ago.yesterday${part}` }
  return { key: 'ago.before' }
}

/** The hour an invite ends, as the clock on the wall shows it; with its day when that is not today. */
export function clockTime(at: number, now: number, locale: string, zone?: string): string {
  const sameDay = format(at, 'en', zone, { dateStyle: 'short' }) === format(now, 'en', zone, { dateStyle: 'short' })
  return format(at, locale, zone, { ...(sameDay ? {} : { weekday: 'long' }), hour: 'numeric', minute: '2-digit' })
}

/** A day as people write it; with its year when that is not this one. */
export function dayOf(at: number, now: number, locale: string, zone?: string): string {
  const sameYear = format(at, 'en', zone, { year: 'numeric' }) === format(now, 'en', zone, { year: 'numeric' })
  return format(at, locale, zone, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) })
}

function placeInDay(at: number, zone?: string): { calendarDay: number; day: number; part: Part } {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
  }).formatToParts(at)
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
  const hour = read('hour')
  const calendarDay = Date.UTC(read('year'), read('month') - 1, read('day')) / dayMs
  if (hour < 5) return { calendarDay, day: calendarDay - 1, part: 'Night' }
  return {
    calendarDay,
    day: calendarDay,
    part: hour < 12 ? 'Morning' : hour < 17 ? 'Afternoon' : hour < 22 ? 'Evening' : 'Night',
  }
}

function format(at: number, locale: string, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(at)
}
