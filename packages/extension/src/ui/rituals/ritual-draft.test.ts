import { describe, expect, it } from 'vitest'
import type { Ritual } from '@porchlight/shared/domain/ritual'
import { presetRitual, presets } from './presets.ts'
import { chosenFirstDay, draftOf, firstDays, newDraft, ritualFrom } from './ritual-draft.ts'
import { Temporal } from './temporal.ts'

/** A Tuesday. */
const today = Temporal.PlainDate.from('2026-12-01')
const evening: Ritual = { title: { x: 'Music' }, rule: 'FREQ=WEEKLY;BYDAY=FR', start: '2026-01-02T20:00', minutes: 120 }

describe('what the form makes', () => {
  it('RIT-1 what is not changed stays as it was, its first day, too', () => {
    const all: Ritual[] = [
      evening,
      { ...evening, title: { x: 'Music' }, zone: 'Asia/Kathmandu' },
      { ...evening, rule: 'FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR' },
      { ...evening, rule: 'FREQ=MONTHLY;BYDAY=-1TH', start: '2026-01-29T09:30' },
      { ...evening, rule: 'FREQ=YEARLY;BYMONTH=6' },
    ]
    for (const ritual of all) expect(ritualFrom(draftOf(ritual, 'Music'), ritual, today)).toEqual({ ok: true, ritual })
  })

  it('RIT-1 another hour of the same days keeps the weeks it comes in', () => {
    const base = { ...evening, rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR' }
    const made = ritualFrom({ ...draftOf(base, 'Music'), time: '19:00' }, base, today)
    expect(made).toMatchObject({ ritual: { start: '2026-01-02T19:00' } })
  })

  it('RIT-1 other days begin at the next of them', () => {
    const made = ritualFrom(
      { ...draftOf(evening, 'Music'), repeat: { every: 'week', weeks: 1, days: ['SU'] } },
      evening,
      today,
    )
    expect(made).toMatchObject({ ritual: { rule: 'FREQ=WEEKLY;BYDAY=SU', start: '2026-12-06T20:00' } })
  })

  it('RIT-1 of every second week the writer says which is the first', () => {
    const repeat = { every: 'week', weeks: 2, days: ['FR'] } as const
    const days = firstDays({ ...repeat, days: ['FR'] }, today)
    expect(days).toEqual(['2026-12-04', '2026-12-11'])
    for (const firstDay of days) {
      const draft = { ...newDraft(today), title: 'Tea', repeat: { ...repeat, days: ['FR'] }, firstDay } as const
      const typed = { ...draft, repeat: { every: 'week' as const, weeks: 2, days: ['FR' as const] } }
      expect(chosenFirstDay(typed, days, 2)).toBe(firstDay)
      expect(ritualFrom(typed, undefined, today)).toMatchObject({ ritual: { start: `${firstDay}T20:00` } })
    }
  })

  it('RIT-1 no day, no ritual', () => {
    const made = ritualFrom({ ...newDraft(today), repeat: { every: 'week', weeks: 1, days: [] } }, undefined, today)
    expect(made).toEqual({ ok: false, missing: 'day' })
  })

  it('RIT-2 no zone is written unless one was chosen, and none is chosen beforehand', () => {
    expect(newDraft(today)).toMatchObject({ clock: 'each', zone: '' })
    expect(ritualFrom({ ...newDraft(today), clock: 'one' }, undefined, today)).toEqual({ ok: false, missing: 'zone' })
    const chosen = ritualFrom({ ...newDraft(today), clock: 'one', zone: 'Europe/Berlin' }, undefined, today)
    expect(chosen).toMatchObject({ ritual: { zone: 'Europe/Berlin' } })
    const made = ritualFrom({ ...newDraft(today), zone: 'Europe/Berlin' }, undefined, today)
    expect(made.ok && 'zone' in made.ritual).toBe(false)
  })
})

describe('what is ready', () => {
  it.each(Object.keys(presets) as (keyof typeof presets)[])(
    'RIT-5 %s begins on the next of its days, by the clock of each',
    (preset) => {
      const ritual = presetRitual(preset, today)
      expect(ritual).toMatchObject({ title: { k: preset } })
      expect(ritual).not.toHaveProperty('zone')
      expect(ritual.start >= '2026-12-01' && ritual.start < '2027-01-08').toBe(true)
      expect(ritualFrom(draftOf(ritual, 'Music'), ritual, today)).toEqual({ ok: true, ritual })
    },
  )
})
