/** A line about what the two did, once they let their agreement go.
 *  Rule: AGREE-14. */

import type { Acting } from '../context.ts'
import { writeKey } from '../document.ts'
import { type Outcome, done, refused } from '../outcome.ts'
import { cleanText, fitsIn, limits } from '../text-limit.ts'

/** Saying it again replaces it; an empty one takes it back. Refused where nothing is retired: 'no-agreement'. */
export function sayThanks({ doc, device, facts, now }: Acting, { text }: { text: string }): Outcome {
  const { retired, withdrawals } = facts.consents
  if (!retired) return refused('no-agreement')
  const line = cleanText(text)
  if (!fitsIn(limits.thanks, line)) return refused('too-long')
  writeKey(doc, device, 'text', { th: { w: withdrawals, x: line, at: now } })
  return done
}
