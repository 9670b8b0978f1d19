/** Saying how I feel close, and taking the card away.
 *  Rule: NEAR-1. */

import type { Acting } from '../context.ts'
import { writeKey } from '../document.ts'
import { type NearFirst, nearFirsts, newestNear } from '../near.ts'
import { type Outcome, done, refused } from '../outcome.ts'
import { devicesOf } from '../roster.ts'
import { maxCount } from '../stored-value.ts'
import { cleanText, fitsIn, limits } from '../text-limit.ts'

export function sayNear(acting: Acting, { first, text = '' }: { first: NearFirst; text?: string }): Outcome {
  if (!nearFirsts.includes(first)) return refused('bad-value')
  const line = cleanText(text)
  if (!fitsIn(limits.near, line)) return refused('too-long')
  say(acting, { f: first, ...(line === '' ? {} : { x: line }) })
  return done
}

export function removeNear(acting: Acting): Outcome {
  const { facts, me } = acting
  if (newestNear(facts.partners[me].devices)?.f !== undefined) say(acting, {})
  return done
}

function say({ doc, device, facts, me, roster }: Acting, said: { f?: NearFirst; x?: string }): void {
  const before = newestNear(facts.partners[me].devices)?.n ?? 0
  // A count that cannot rise any more is a hostile one: then the card goes, on all my devices.
  const isSpent = before >= maxCount
  if (isSpent) for (const { id } of devicesOf(roster, me)) writeKey(doc, id, 'name', { near: undefined })
  writeKey(doc, device, 'name', { near: { n: isSpent ? 1 : before + 1, ...said } })
}
