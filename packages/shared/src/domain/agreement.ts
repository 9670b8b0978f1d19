/** The terms of an agreement, and the starters to choose from.
 *  Rules: AGREE-8, AGREE-9. Root: `terms`, a Y.Map with one key per term, written by both. */

import * as v from 'valibot'
import { partnerSchema, readField, windowHoursSchema } from './stored-value.ts'
import { cleanLine, fitsIn, limits } from './text-limit.ts'
import type { PartnerId } from './roster.ts'

export const waysToReachOut = ['hug', 'hand', 'note', 'invitation'] as const
/** What counts as reaching out: one of the ready ones, shown in the reader's language, or the couple's own words. */
export type Way = { k: (typeof waysToReachOut)[number] } | { x: string }

export interface Terms {
  /** 24–336 elapsed hours; null: no window. */
  windowHours: number | null
  firstHolder: PartnerId
  /** At most 20. */
  reachingOut: Way[]
  /** 2–12 */
  reviewWeeks: number
}

export const maxWays = 20

export const defaultTerms: Terms = {
  windowHours: 48,
  firstHolder: 'a',
  reachingOut: waysToReachOut.map((k) => ({ k })),
  reviewWeeks: 4,
}

const waySchema = v.union([
  v.strictObject({ k: v.picklist(waysToReachOut) }),
  v.strictObject({
    x: v.pipe(
      v.string(),
      v.check((text) => text !== '' && cleanLine(text) === text.normalize('NFC') && fitsIn(limits.term, text)),
    ),
  }),
])

const schemas = {
  windowHours: windowHoursSchema,
  firstHolder: partnerSchema,
  reachingOut: v.pipe(v.array(waySchema), v.maxLength(maxWays)),
  reviewWeeks: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(12)),
}

/** AGREE-8  All terms with their defaults; a bad value is read as the default.
 *  @param valueOf the stored value of a term, undefined where there is none */
export function readTerms(valueOf: (term: keyof Terms) => unknown): Terms {
  return {
    windowHours: orDefault(schemas.windowHours, valueOf('windowHours'), defaultTerms.windowHours),
    firstHolder: orDefault(schemas.firstHolder, valueOf('firstHolder'), defaultTerms.firstHolder),
    reachingOut: orDefault(schemas.reachingOut, valueOf('reachingOut'), defaultTerms.reachingOut).map(composed),
    reviewWeeks: orDefault(schemas.reviewWeeks, valueOf('reviewWeeks'), defaultTerms.reviewWeeks),
  }
}

/** AGREE-8  The terms to write, or undefined where one of them is bad: nothing is written then. */
export function checkTerms(terms: Partial<Terms>): Partial<Terms> | undefined {
  const parsed = v.safeParse(v.partial(v.strictObject(schemas)), terms)
  if (!parsed.success) return undefined
  const { reachingOut, ...rest } = terms
  return reachingOut === undefined ? rest : { ...rest, reachingOut: reachingOut.map(composed) }
}

export const starterIds = ['48-hours', 'slower-week', 'touch-only', 'from-afar', 'blank'] as const
export type StarterId = (typeof starterIds)[number]

/** AGREE-9  What each starter sets; its wording is the screen's, in the reader's language. Who starts is left as it is:
 *  at first the one who proposed Porchlight, who is `a`. */
export const starterTerms: Record<StarterId, Omit<Terms, 'firstHolder'>> = {
  '48-hours': { windowHours: 48, reachingOut: defaultTerms.reachingOut, reviewWeeks: 4 },
  'slower-week': { windowHours: 168, reachingOut: defaultTerms.reachingOut, reviewWeeks: 8 },
  'touch-only': { windowHours: 48, reachingOut: [{ k: 'hug' }, { k: 'hand' }], reviewWeeks: 4 },
  'from-afar': { windowHours: 72, reachingOut: [{ k: 'note' }, { k: 'invitation' }], reviewWeeks: 4 },
  blank: { windowHours: 48, reachingOut: defaultTerms.reachingOut, reviewWeeks: 4 },
}

function orDefault<S extends v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>>(
  schema: S,
  value: unknown,
  byDefault: v.InferOutput<S>,
): v.InferOutput<S> {
  const read = readField(schema, value)
  return read === undefined ? byDefault : read
}

/** The same characters written in two ways are the same words (AGREE-3). */
function composed(way: Way): Way {
  return 'x' in way ? { x: way.x.normalize('NFC') } : way
}
