/** *For me* as one file, and such a file back into a drawer. Bringing in adds what is not there: the same file twice changes nothing,
 *  and nothing that is there is lost.  Rule: PRIV-3 */

import * as v from 'valibot'
import type { DrawerEntry } from './drawer-view.ts'
import {
  type CareArea,
  type ForMe,
  type Held,
  careAreas,
  careId,
  forMeLimits,
  keptSchema,
  planSchema,
  talkSchema,
} from './for-me.ts'

/** Characters of a file: more than the drawer holds, however it is escaped. */
export const largestCopy = 8_388_608

const mark = 'for me'
const areas = Object.fromEntries(careAreas.map((area) => [area, v.optional(v.string(), '')])) as Record<
  CareArea,
  v.OptionalSchema<v.StringSchema<undefined>, ''>
>
const copySchema = v.object({
  porchlight: v.literal(mark),
  version: v.literal(1),
  talks: v.array(talkSchema),
  plans: v.array(planSchema),
  care: v.object(areas),
  kept: v.optional(v.array(keptSchema), []),
})
export type ForMeCopy = v.InferOutput<typeof copySchema>

export type Copied =
  | { ok: true; copy: ForMeCopy }
  | { ok: false; reason: 'elsewhere' | 'later' | 'broken' | 'too-large' }

/** A half-written *before we talk* goes along as a whole one. */
export function copyOf({ draft, talks, plans, care, kept }: ForMe): ForMeCopy {
  return {
    porchlight: mark,
    version: 1,
    talks: [...talks, ...(draft === undefined ? [] : [draft])].map(({ value }) => value),
    plans: plans.map(({ value }) => value),
    care: {
      health: care.health?.value.text ?? '',
      purpose: care.purpose?.value.text ?? '',
      friends: care.friends?.value.text ?? '',
      larger: care.larger?.value.text ?? '',
    },
    kept: kept.map(({ value }) => value),
  }
}

export const copyAsText = (copy: ForMeCopy): string => `${JSON.stringify(copy, null, 2)}\n`

export function copyFrom(text: string): Copied {
  if (text.length > largestCopy) return { ok: false, reason: 'too-large' }
  const value = jsonFrom(text)
  // Half a file of ours begins as a whole one does.
  if (value === undefined)
    return { ok: false, reason: text.slice(0, 200).includes(`"porchlight": "${mark}"`) ? 'broken' : 'elsewhere' }
  const head = v.safeParse(v.object({ porchlight: v.literal(mark), version: v.number() }), value)
  if (!head.success) return { ok: false, reason: 'elsewhere' }
  if (head.output.version > 1) return { ok: false, reason: 'later' }
  const copy = v.safeParse(copySchema, value)
  return copy.success ? { ok: true, copy: copy.output } : { ok: false, reason: 'broken' }
}

export type BroughtIn = { ok: true; entries: DrawerEntry[] } | { ok: false; reason: 'too-many-plans' }

/** What is to be put into the drawer that it does not hold yet.
 *  @param newId makes an id that was never used, of letters and digits */
export function broughtIn(now: ForMe, copy: ForMeCopy, newId: () => string): BroughtIn {
  const added = <T extends object>(
    kind: string,
    there: readonly Held<T>[],
    comes: readonly T[],
    same: (one: T) => unknown,
  ) => {
    const known = new Set(there.map(({ value }) => JSON.stringify(same(value))))
    return comes.flatMap((value): DrawerEntry[] => {
      const name = JSON.stringify(same(value))
      if (known.has(name)) return []
      known.add(name)
      return [{ id: `${kind}/${newId()}`, kind, value: value as DrawerEntry['value'], was: null }]
    })
  }
  const last = Math.max(0, ...now.plans.map(({ value }) => value.n))
  const talks = [...now.talks, ...(now.draft === undefined ? [] : [now.draft])]
  const plans = added(
    'plan',
    now.plans,
    copy.plans.map((plan, nth) => ({ ...plan, n: last + nth + 1 })),
    ({ text }) => text,
  )
  if (now.plans.length + plans.length > forMeLimits.plans) return { ok: false, reason: 'too-many-plans' }
  return {
    ok: true,
    entries: [
      ...added('talk', talks, copy.talks, (talk) => talk),
      ...plans,
      ...careAreas.flatMap((area) => careBrought(now, copy, area)),
      ...added('kept', now.kept, copy.kept, (kept) => kept),
    ],
  }
}

/** One text for each area: what comes stands below what is there. */
function careBrought(now: ForMe, copy: ForMeCopy, area: CareArea): DrawerEntry[] {
  const [there, comes] = [now.care[area], copy.care[area]]
  const text = bothOf(there?.value.text ?? '', comes)
  return text === (there?.value.text ?? '')
    ? []
    : [{ id: careId(area), kind: 'care', value: { text }, was: there?.rev ?? null }]
}

/** Two texts that were written apart, neither lost; the one that holds the other stands for both. */
export function bothOf(there: string, comes: string): string {
  if (there.includes(comes.trim())) return there
  return comes.includes(there.trim()) ? comes : `${there.trimEnd()}\n\n${comes.trimStart()}`
}

function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
