/** What a person keeps in *For me*, by kind, as it lies in the drawer. What a later version added to a thing of its own stays out of
 *  sight and is not harmed; what is missing is empty.  Rules: TALK-1, PLAN-1, CARE-1, PRIV-3 */

import * as v from 'valibot'
import type { DrawerRecord } from './drawer-view.ts'

export const forMeLimits = { plans: 100 } as const

const text = v.optional(v.string(), '')
const words = v.optional(v.array(v.string()), [])

/** *Before we talk*: a conversation with oneself, card by card. */
export const talkSchema = v.object({
  happened: text,
  says: text,
  asking: words,
  askingOwn: text,
  younger: text,
  give: words,
  giveOwn: text,
})
export type Talk = v.InferOutput<typeof talkSchema>

export const planSchema = v.object({
  text: v.string(),
  next: v.optional(v.boolean(), false),
  n: v.optional(v.number(), 0),
})
export type Plan = v.InferOutput<typeof planSchema>

export const careAreas = ['health', 'purpose', 'friends', 'larger'] as const
export type CareArea = (typeof careAreas)[number]
export const careSchema = v.object({ text: v.string() })

/** Kept from elsewhere, such as both answers to a question (ASK-4). */
export const keptSchema = v.object({ title: text, text })
export type KeptWords = v.InferOutput<typeof keptSchema>

export const askingWords = ['wanted', 'close', 'enough', 'safe', 'seen', 'worthy'] as const
export const giveWords = ['presence', 'calm', 'clarity'] as const

export interface Held<T> {
  id: string
  rev: string
  value: T
}

export interface ForMe {
  /** The one that is under way. */
  draft: Held<Talk> | undefined
  talks: Held<Talk>[]
  /** In the order in which they were written. */
  plans: Held<Plan>[]
  care: Record<CareArea, Held<{ text: string }> | undefined>
  kept: Held<KeptWords>[]
}

export const emptyTalk: Talk = { happened: '', says: '', asking: [], askingOwn: '', younger: '', give: [], giveOwn: '' }
export const careId = (area: CareArea): string => `care/${area}`

/** Everything of *For me* in a drawer; what it cannot read it leaves alone. */
export function forMeFrom(records: readonly DrawerRecord[]): ForMe {
  const held = <T>(kind: string, schema: v.GenericSchema<unknown, T>): Held<T>[] =>
    records.flatMap((record) => {
      const parsed = record.kind === kind ? v.safeParse(schema, record.value) : undefined
      return parsed?.success === true ? [{ id: record.id, rev: record.rev, value: parsed.output }] : []
    })
  const care = held('care', careSchema)
  const careOf = (area: CareArea) => care.find(({ id }) => id === careId(area))
  return {
    draft: held('talk-draft', talkSchema)[0],
    talks: held('talk', talkSchema),
    plans: held('plan', planSchema).toSorted((one, other) => one.value.n - other.value.n),
    care: {
      health: careOf('health'),
      purpose: careOf('purpose'),
      friends: careOf('friends'),
      larger: careOf('larger'),
    },
    kept: held('kept', keptSchema),
  }
}

export const isEmptyTalk = (talk: Talk): boolean =>
  Object.values(talk).every((said) => (typeof said === 'string' ? said.trim() === '' : said.length === 0))
