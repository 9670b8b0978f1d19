/** *How I feel close*: a card of one's own that lasts.
 *  Rule: NEAR-1.
 *
 *  Register: `D.n` .near {n, f?, x?}: highest n, then the greater device id; without f there is no card */

import * as v from 'valibot'
import { compareBase64url } from './byte-order.ts'
import { type Register, sidesOf } from './register.ts'
import { type Raw, countSchema, maxCount, maybe, readField, stored, textUpTo } from './stored-value.ts'
import { cleanText, limits } from './text-limit.ts'

/** NEAR-1: words first · touch first · either · it depends. */
export const nearFirsts = ['words', 'touch', 'either', 'depends'] as const
export type NearFirst = (typeof nearFirsts)[number]

const nearSchema = stored({
  n: countSchema,
  f: v.optional(v.picklist(nearFirsts)),
  x: v.optional(textUpTo(limits.near)),
})

export interface NearRegisters {
  device: string
  near?: v.InferOutput<typeof nearSchema>
}

export interface Near {
  first: NearFirst
  text?: string
}

export const nearRegister: Register<NearRegisters> = {
  read: readNear,
  takenOver(own, gone, joined) {
    const chosen = newestNear(sidesOf(joined).mine)
    if (chosen?.device !== gone.device || gone.near === undefined) return {}
    return { name: { near: { ...gone.near, n: Math.min(chosen.n + 1, maxCount) } } }
  },
  exported(joined) {
    const { mine, theirs } = sidesOf(joined)
    return { near: { ...maybe('mine', nearOf(mine)), ...maybe('theirs', nearOf(theirs)) } }
  },
}

export function readNear(device: string, { name }: { name: Raw }): NearRegisters {
  return { device, ...maybe('near', readField(nearSchema, name['near'])) }
}

/** The card of one partner; undefined where there is none. */
export function nearOf(devices: readonly NearRegisters[]): Near | undefined {
  const { f, x = '' } = newestNear(devices) ?? {}
  return f === undefined ? undefined : { first: f, ...maybe('text', cleanText(x) || undefined) }
}

/** The one that counts, an empty one too. */
export function newestNear(devices: readonly NearRegisters[]) {
  return devices
    .flatMap(({ device, near }) => (near === undefined ? [] : [{ device, ...near }]))
    .sort((left, right) => right.n - left.n || compareBase64url(right.device, left.device))[0]
}
