/** Rituals of two people, for the gallery. */

import type { ShownRitual } from '@porchlight/shared/domain/view'

type Kept = Extract<ShownRitual, { state: 'kept' }>

const kept = (id: string, change: Partial<Kept>): Kept => ({
  id,
  version: `${id}-1`,
  versions: [`${id}-1`],
  state: 'kept',
  besides: [],
  title: { k: 'evening' },
  rule: 'FREQ=WEEKLY;BYDAY=FR',
  start: '2026-01-02T20:00',
  minutes: 120,
  sequence: 0,
  stamp: 0,
  ...change,
})

const evening = kept('r1', {})
const hug = kept('r2', { title: { k: 'hug' }, rule: 'FREQ=DAILY', start: '2026-01-02T21:30', minutes: 5 })
const breakfast = kept('r3', { title: { k: 'breakfast' }, rule: 'FREQ=MONTHLY;BYDAY=1SU', start: '2026-01-04T09:30' })
const call = kept('r4', {
  title: { x: 'Call from the roof' },
  rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU',
  start: '2026-01-06T20:15',
  zone: 'Asia/Kathmandu',
})
const gone: ShownRitual = { ...evening, id: 'r5', title: { k: 'walk' }, state: 'gone' }

export const someRituals: ShownRitual[] = [evening, hug, breakfast, call, gone]

/** Changed by both while they were apart. */
export const ritualsOfBoth: ShownRitual[] = [
  {
    ...evening,
    title: { x: 'Music by candlelight' },
    besides: [{ ...evening, version: 'r1-2', title: { x: 'A film, and the big blanket' }, start: '2026-01-02T19:30' }],
  },
]

/** Long words, another script, and what only a later version or another browser knows. */
export const strangeRituals: ShownRitual[] = [
  kept('r6', { title: { x: 'Donaudampfschifffahrtsgesellschaftskapitänskajütenteestunde mit Keksen und Kerzen' } }),
  kept('r7', { title: { x: 'نزهة تحت الأشجار' }, rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR' }),
  kept('r8', { title: { k: 'stars' }, rule: 'FREQ=YEARLY;BYMONTH=6' }),
  kept('r9', { title: { x: 'Tea' }, zone: 'Atlantis/Poseidonis' }),
]
