/** RIT-5  The ready rituals: what one press begins. Their titles are the catalogue's. */

import type { Ritual, RitualPreset } from '@porchlight/shared/domain/ritual'
import { firstStart } from './ritual-times.ts'
import type { Temporal } from './temporal.ts'

interface Preset {
  rule: string
  /** By the clock of each. */
  time: string
  minutes: number
}

export const presets: Record<RitualPreset, Preset> = {
  evening: { rule: 'FREQ=WEEKLY;BYDAY=FR', time: '20:00', minutes: 120 },
  hug: { rule: 'FREQ=DAILY', time: '21:30', minutes: 5 },
  walk: { rule: 'FREQ=WEEKLY;BYDAY=SU', time: '15:00', minutes: 60 },
  moving: { rule: 'FREQ=WEEKLY;BYDAY=WE', time: '18:30', minutes: 45 },
  'phones-away': { rule: 'FREQ=DAILY', time: '20:30', minutes: 60 },
  breakfast: { rule: 'FREQ=MONTHLY;BYDAY=1SU', time: '09:30', minutes: 60 },
}

/** @param today where its writer is: a day says nothing about a zone */
export function presetRitual(preset: RitualPreset, today: Temporal.PlainDate): Ritual {
  const { rule, time, minutes } = presets[preset]
  return { title: { k: preset }, rule, start: firstStart(rule, today, time), minutes }
}
