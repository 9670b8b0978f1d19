/** Beginning a ritual, changing it, letting it go, and keeping one of the versions there are: what was let go, or one of two that
 *  were written at once. Each takes the place of the versions that were on the screen, and of no other (DOM-8).
 *  Rules: RIT-1, RIT-2. */

import * as v from 'valibot'
import { base64UrlFromBytes } from '../../bytes.ts'
import type { Acting } from '../context.ts'
import { mapOf } from '../document.ts'
import { type Outcome, done, refused } from '../outcome.ts'
import { readRepeat } from '../repeat.ts'
import {
  type HeldRitual,
  type Ritual,
  type RitualTitle,
  goneLately,
  keyOf,
  maxRituals,
  minutesSchema,
  mostGone,
  ruleSchema,
  startSchema,
  titleSchema,
  zoneSchema,
} from '../ritual.ts'
import { type Raw, idSchema, maxCount } from '../stored-value.ts'
import { cleanLine, fitsIn, limits } from '../text-limit.ts'

const contentSchema = v.object({
  title: titleSchema,
  rule: ruleSchema,
  start: startSchema,
  zone: v.optional(zoneSchema),
  minutes: minutesSchema,
})

export interface SeenRitual {
  id: string
  /** The versions that were on the screen. */
  versions: readonly string[]
}

/** RIT-1  @param seen absent: a new one */
export function setRitual(acting: Acting, { ritual, seen }: { ritual: Ritual; seen?: SeenRitual }): Outcome {
  const title = writtenTitle(ritual.title)
  if ('x' in title && title.x === '') return refused('empty')
  if ('x' in title && !fitsIn(limits.ritual, title.x)) return refused('too-long')
  const checked = v.safeParse(contentSchema, { ...ritual, title })
  if (!checked.success) return refused('bad-value')
  const held = seen === undefined ? undefined : heldOf(acting, seen.id)
  if (seen !== undefined && !v.is(idSchema, seen.id)) return refused('bad-value')
  if (seen !== undefined && changedSince(seen, held, acting.now)) return refused('ritual-changed')
  const rules = versionsOf(held).map(({ rule }) => rule)
  if (readRepeat(ritual.rule) === undefined && !rules.includes(ritual.rule)) return refused('bad-value')
  const standing = acting.facts.rituals.filter(({ kept }) => kept.length > 0).length
  if (held === undefined && standing >= maxRituals) return refused('enough-rituals')
  const id = seen?.id ?? base64UrlFromBytes(acting.random.bytes(16))
  const { rule, start, zone, minutes } = checked.output
  return replace(acting, id, held, held?.kept[0]?.version ?? held?.gone[0]?.version, {
    t: checked.output.title,
    rr: rule,
    s: start,
    z: zone,
    m: minutes,
  })
}

/** One of the versions that were seen stands alone, as it was written: brought back, or chosen. */
export function keepRitual(acting: Acting, { version, seen }: { version: string; seen: SeenRitual }): Outcome {
  const held = heldOf(acting, seen.id)
  if (held === undefined || !versionsOf(held).some((one) => one.version === version)) return refused('not-found')
  if (changedSince(seen, held, acting.now)) return refused('ritual-changed')
  return replace(acting, seen.id, held, version, {})
}

/** RIT-1  Lets it go. It can be brought back for a day. */
export function removeRitual(acting: Acting, { seen }: { seen: SeenRitual }): Outcome {
  const held = heldOf(acting, seen.id)
  const [first] = held?.kept ?? []
  if (held === undefined || first === undefined) return done
  if (changedSince(seen, { ...held, gone: [] }, acting.now)) return refused('ritual-changed')
  const { doc, facts } = acting
  const earlier = facts.rituals
    .filter(({ id, kept }) => kept.length === 0 && id !== seen.id)
    .flatMap(({ id, gone }) => gone.map(({ version, stamp }) => ({ key: keyOf(id, version), stamp })))
    .sort((left, right) => right.stamp - left.stamp)
  for (const { key } of earlier.slice(mostGone - 1)) mapOf(doc, 'rituals').delete(key)
  return replace(acting, seen.id, held, first.version, { gone: true })
}

/** A new version in the place of all that are known. What this version of Porchlight does not know of the one it was made from
 *  is written again. */
function replace(
  { doc, now, random }: Acting,
  id: string,
  held: HeldRitual | undefined,
  from: string | undefined,
  fields: Raw,
): Outcome {
  const values = mapOf(doc, 'rituals')
  const before = from === undefined ? {} : (values.get(keyOf(id, from)) as Raw)
  const n = Math.min(Math.max(-1, ...versionsOf(held).map(({ sequence }) => sequence)) + 1, maxCount)
  const written = Object.entries({ ...before, gone: undefined, ...fields, n, at: now }).filter(
    ([, value]) => value !== undefined,
  )
  for (const { version } of versionsOf(held)) values.delete(keyOf(id, version))
  values.set(keyOf(id, base64UrlFromBytes(random.bytes(8))), Object.fromEntries(written))
  return done
}

function heldOf({ facts }: Acting, id: string): HeldRitual | undefined {
  return facts.rituals.find((held) => held.id === id)
}

function versionsOf(held: HeldRitual | undefined): HeldRitual['kept'] {
  return held === undefined ? [] : [...held.kept, ...held.gone]
}

/** Whether there is a version that was not on the screen. */
function changedSince({ versions }: SeenRitual, held: HeldRitual | undefined, now: number): boolean {
  const known = held === undefined ? [] : [...held.kept, ...goneLately(held.gone, now)]
  return known.some(({ version }) => !versions.includes(version))
}

function writtenTitle(title: RitualTitle): RitualTitle {
  return 'x' in title ? { x: cleanLine(title.x) } : title
}
