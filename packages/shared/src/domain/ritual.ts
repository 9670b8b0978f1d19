/** Rituals: small things the two come back to. Both write them, so a ritual is kept by its **versions**: whoever changes one
 *  writes a new key and takes away those they had seen. Two who change it at once leave two versions, and lose no word of either;
 *  one who lets it go while the other changes it leaves the change. There is no done, no skipped, and no time is
 *  ever remembered.
 *  Rules: RIT-1, RIT-2.
 *
 *  Root `rituals`, key `Q/V`: Q the ritual (16 bytes), V this version of it (8 bytes), both base64url */

import { equalityDeep } from 'lib0/function'
import * as v from 'valibot'
import type * as Y from 'yjs'
import { compareBase64url } from './byte-order.ts'
import { dayMs, isOver } from './instant.ts'
import { graceMs } from './register.ts'
import type { SharedMatter } from './shared-matter.ts'
import { countSchema, instantSchema, maybe, readField, stored } from './stored-value.ts'
import { cleanLine, fitsIn, limits } from './text-limit.ts'

/** RIT-5  Titles that are shown in the reader's language. A later version may know more of them. */
export const ritualPresets = ['evening', 'hug', 'walk', 'moving', 'phones-away', 'breakfast'] as const
export type RitualPreset = (typeof ritualPresets)[number]
export type RitualTitle = { k: string } | { x: string }

export const maxRituals = 20
/** Two who were apart may each have begun so many. */
const mostRead = 2 * maxRituals
const mostVersions = 8
export const maxMinutes = 24 * 60
/** RIT-1  What was let go can be brought back for this long. */
export const goneForMs = dayMs
/** …and of what was let go only so many, the newest. */
export const mostGone = 5

export interface Ritual {
  title: RitualTitle
  /** RFC 5545 RRULE; one that `readRepeat` does not know is kept as it is. */
  rule: string
  /** The first time, by the clock on the wall: `YYYY-MM-DDTHH:MM`. */
  start: string
  /** RIT-2  Whose clock (an IANA name); absent: by the clock of each. */
  zone?: string
  /** How long it takes. */
  minutes: number
}

/** A moment by the clock on the wall that the calendar has, in the years a ritual may begin in. */
export const startSchema = v.pipe(
  v.string(),
  v.regex(/^2[01]\d\d-\d\d-\d\dT\d\d:\d\d$/u),
  v.check((start) => start >= '2020' && start < '2200' && isInCalendar(start)),
)
export const zoneSchema = v.pipe(v.string(), v.regex(/^[A-Za-z][\w+-]{0,31}(?:\/[A-Za-z][\w+-]{0,31}){0,2}$/u))
export const minutesSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxMinutes))
export const ruleSchema = v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9=;,:+-]{0,199}$/u))
export const titleSchema = v.union([
  v.strictObject({ k: v.pipe(v.string(), v.regex(/^[a-z][a-z-]{0,31}$/u)) }),
  v.strictObject({
    x: v.pipe(
      v.string(),
      v.check((title) => cleanLine(title) !== '' && fitsIn(limits.ritual, title)),
    ),
  }),
])

const versionSchema = stored({
  t: titleSchema,
  rr: ruleSchema,
  s: startSchema,
  z: v.optional(zoneSchema),
  m: minutesSchema,
  n: countSchema,
  at: instantSchema,
  gone: v.optional(v.literal(true)),
})
type StoredVersion = v.InferOutput<typeof versionSchema>

/** One version of a ritual, and the name it has beside the others. */
export interface RitualVersion extends Ritual {
  version: string
  /** RFC 5545 §3.8.7.4: by it a calendar knows the newer from the older. */
  sequence: number
  /** When it was written, ms: RFC 5545 §3.8.7.2, DTSTAMP. */
  stamp: number
}

export interface HeldRitual {
  id: string
  /** Those that stand; of several, written at once, the same first for everyone. */
  kept: RitualVersion[]
  gone: RitualVersion[]
}

/** Where a ritual stands. `versions` names all that is known of it, for the command that replaces them. */
export type ShownRitual = RitualVersion & {
  id: string
  versions: string[]
} & (
    | { state: 'kept'; besides: RitualVersion[] }
    /** Let go, not long ago. */
    | { state: 'gone' }
  )

export interface RitualFacts {
  rituals: HeldRitual[]
}

export const ritualMatter: SharedMatter<RitualFacts> = {
  root: 'rituals',
  read: (values) => ({ rituals: readRituals(values) }),
  over: ({ rituals }, now) =>
    rituals.flatMap(({ id, gone }) =>
      gone.filter(({ stamp }) => isOver(stamp, goneForMs + graceMs, now)).map(({ version }) => keyOf(id, version)),
    ),
  changesAt: ({ rituals }) => rituals.flatMap(({ gone }) => gone.map(({ stamp }) => stamp + goneForMs)),
  exported: ({ rituals }) => ({
    rituals: rituals.flatMap(({ kept }) =>
      kept.map(({ title, rule, start, zone, minutes }) => ({
        title: 'x' in title ? title.x : title.k,
        rule,
        start,
        ...maybe('zone', zone),
        minutes,
      })),
    ),
  }),
}

export function keyOf(id: string, version: string): string {
  return `${id}/${version}`
}

/** What the screens show: what is kept, and what was let go within the last day. */
export function shownRituals(rituals: readonly HeldRitual[], now: number): ShownRitual[] {
  return rituals.flatMap(({ id, kept, gone }): ShownRitual[] => {
    const [first, ...others] = kept
    const [last] = goneLately(gone, now)
    const versions = [...kept, ...goneLately(gone, now)].map(({ version }) => version)
    if (first !== undefined) {
      const besides = others.filter((other) => !equalityDeep(ritualOf(other), ritualOf(first)))
      return [{ id, ...first, versions, state: 'kept', besides }]
    }
    return last === undefined ? [] : [{ id, ...last, versions, state: 'gone' }]
  })
}

/** What can still be brought back. */
export function goneLately(gone: readonly RitualVersion[], now: number): RitualVersion[] {
  return gone.filter(({ stamp }) => !isOver(stamp, goneForMs, now))
}

export function ritualOf({ title, rule, start, zone, minutes }: Ritual): Ritual {
  return { title, rule, start, ...maybe('zone', zone), minutes }
}

/** Ids and versions in the order of their bytes, so that a limit takes the same ones on every device. */
function readRituals(values: Y.Map<unknown>): HeldRitual[] {
  const found = [...values.keys()]
    .flatMap((key) => {
      const [, id, version] = /^([\w-]{22})\/([\w-]{11})$/u.exec(key) ?? []
      const held = id === undefined ? undefined : readField(versionSchema, values.get(key))
      return id === undefined || version === undefined || held === undefined ? [] : [{ id, version, held }]
    })
    .sort((left, right) => compareBase64url(left.id, right.id) || compareBase64url(left.version, right.version))
  return [...Map.groupBy(found, ({ id }) => id)].slice(0, mostRead).map(([id, several]) => {
    const versions = several
      .sort((left, right) => right.held.n - left.held.n || compareBase64url(right.version, left.version))
      .slice(0, mostVersions)
    const named = (isGone: boolean): RitualVersion[] =>
      versions.filter(({ held }) => (held.gone === true) === isGone).map(({ version, held }) => shown(version, held))
    return { id, kept: named(false), gone: named(true) }
  })
}

function shown(version: string, { t, rr, s, z, m, n, at }: StoredVersion): RitualVersion {
  const title = 'x' in t ? { x: cleanLine(t.x) } : { k: t.k }
  return { version, title, rule: rr, start: s, ...maybe('zone', z), minutes: m, sequence: n, stamp: at }
}

function isInCalendar(start: string): boolean {
  // oxlint-disable-next-line no-restricted-globals -- no clock is asked, only whether there is such a day
  const at = new Date(`${start}Z`)
  return Number.isFinite(at.getTime()) && at.toISOString().startsWith(start)
}
