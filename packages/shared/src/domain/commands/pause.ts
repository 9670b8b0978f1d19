/** Pausing and coming back: alone, at once, offline too, never refused.
 *  Rules: PAUSE-1, PAUSE-2, PAUSE-3. */

import type { Acting } from '../context.ts'
import { writeKey } from '../document.ts'
import { type Outcome, done, refused } from '../outcome.ts'
import { type PauseNote, pauseNotes } from '../pause.ts'
import { devicesOf } from '../roster.ts'
import { maxCount } from '../stored-value.ts'

/** PAUSE-1: a count one higher than any known. PAUSE-2: a note only if one was picked. */
export function pause({ doc, device, facts, me, roster }: Acting, note?: PauseNote): Outcome {
  if (note !== undefined && !pauseNotes.includes(note)) return refused('bad-value')
  const { p, r } = facts.partners[me].pause
  const isSpent = Math.max(p, r) >= maxCount
  // A count that cannot rise any more is a hostile one: then it begins anew, on all my devices, so that a pause stays a pause.
  if (isSpent) for (const { id } of devicesOf(roster, me)) writeKey(doc, id, 'act', { p: undefined, r: undefined })
  const count = isSpent ? 1 : Math.max(p, r) + 1
  writeKey(doc, device, 'act', { p: count })
  writeKey(doc, device, 'text', { pn: note === undefined ? undefined : { p: count, k: note } })
  return done
}

/** PAUSE-1: answers every pause known here. PAUSE-3: from now a full window runs. */
export function comeBack({ doc, device, facts, me, now }: Acting): Outcome {
  const { paused, p } = facts.partners[me].pause
  if (!paused) return done
  writeKey(doc, device, 'act', { r: p, ra: now })
  writeKey(doc, device, 'text', { pn: undefined })
  return done
}
