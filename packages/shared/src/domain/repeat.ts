/** How often a ritual comes round: a closed part of an RRULE (RFC 5545 §3.3.10), written in one way only. What it comes to in a
 *  calendar is for a calendar's library, where somebody looks at it: here a rule is only read and written.
 *  Rule: RIT-1 */

/** As RFC 5545 names them, the week beginning on Monday. */
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof weekdays)[number]

/** Which of them in a month; -1: the last. */
export const nths = [1, 2, 3, 4, -1] as const
export type Nth = (typeof nths)[number]

export const mostWeeks = 52

export type Repeat =
  | { every: 'day' }
  /** Every `weeks` weeks, on these days; at least one, in the order of the week. */
  | { every: 'week'; weeks: number; days: Weekday[] }
  | { every: 'month'; nth: Nth; day: Weekday }

/** @returns undefined where it is a rule that this version does not know */
export function readRepeat(rule: string): Repeat | undefined {
  if (rule === 'FREQ=DAILY') return { every: 'day' }
  const weekly = /^FREQ=WEEKLY(?:;INTERVAL=(\d{1,2}))?;BYDAY=([A-Z,]+)$/u.exec(rule)
  const monthly = /^FREQ=MONTHLY;BYDAY=([1-4]|-1)([A-Z]{2})$/u.exec(rule)
  const days = weekly?.[2]?.split(',') ?? []
  const repeat: Repeat | undefined =
    weekly !== null
      ? { every: 'week', weeks: Number(weekly[1] ?? 1), days: weekdays.filter((day) => days.includes(day)) }
      : monthlyOf(Number(monthly?.[1]), monthly?.[2])
  // Written in one way only: what this version would write otherwise is not its own.
  return repeat !== undefined && ruleOf(repeat) === rule ? repeat : undefined
}

/** @returns undefined where it is nothing that could be kept: no day, or a number of weeks that is none */
export function ruleOf(repeat: Repeat): string | undefined {
  switch (repeat.every) {
    case 'day':
      return 'FREQ=DAILY'
    case 'week': {
      const { weeks } = repeat
      const days = weekdays.filter((day) => repeat.days.includes(day))
      if (days.length === 0 || !Number.isInteger(weeks) || weeks < 1 || weeks > mostWeeks) return undefined
      return `FREQ=WEEKLY;${weeks === 1 ? '' : `INTERVAL=${weeks};`}BYDAY=${days.join(',')}`
    }
    case 'month':
      return `FREQ=MONTHLY;BYDAY=${repeat.nth}${repeat.day}`
  }
  return repeat satisfies never
}

function monthlyOf(number: number, named: string | undefined): Repeat | undefined {
  const nth = nths.find((one) => one === number)
  const day = weekdays.find((one) => one === named)
  return nth === undefined || day === undefined ? undefined : { every: 'month', nth, day }
}
