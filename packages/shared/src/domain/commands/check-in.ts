/** Saying what I need today, and taking it back.
 *  Rule: CHECK-1. */

import { checkInWords, checkInWordsMost, type CheckInWord, newestCheckIn } from '../check-in.ts'
import type { Acting } from '../context.ts'
import { writeKey } from '../document.ts'
import { lastInstantMs } from '../instant.ts'
import { type Outcome, done, refused } from '../outcome.ts'
import { devicesOf } from '../roster.ts'
import { cleanText, fitsIn, limits } from '../text-limit.ts'

/** CHECK-1: saying it again replaces it. */
export function checkIn(
  acting: Acting,
  { words, text = '' }: { words: readonly CheckInWord[]; text?: string },
): Outcome {
  const line = cleanText(text)
  const chosen = [...new Set(words)]
  if (chosen.length > checkInWordsMost || chosen.some((word) => !checkInWords.includes(word))) {
    return refused('bad-value')
  }
  if (!fitsIn(limits.checkIn, line)) return refused('too-long')
  if (chosen.length === 0 && line === '') return refused('empty')
  say(acting, { words: chosen, ...(line === '' ? {} : { x: line }) })
  return done
}

/** CHECK-1: takes it back at once, whichever of my devices said it. */
export function neverMind(acting: Acting): Outcome {
  const { facts, me } = acting
  if (newestCheckIn(facts.partners[me].devices) !== undefined) say(acting, { words: [] })
  return done
}

/** Later than what any of my devices is known to have said, whatever their clocks say. */
function say({ doc, device, facts, me, now, roster }: Acting, said: { words: CheckInWord[]; x?: string }): void {
  const before = newestCheckIn(facts.partners[me].devices)?.at ?? -1
  // A time that cannot be passed is a hostile one: then it goes, on all my devices.
  const isSpent = before >= lastInstantMs
  if (isSpent) for (const { id } of devicesOf(roster, me)) writeKey(doc, id, 'text', { c: undefined })
  writeKey(doc, device, 'text', { c: { ...said, at: isSpent ? now : Math.max(now, before + 1) } })
}
