/** Choosing the name the other sees. */

import type { Acting } from '../context.ts'
import { writeKey } from '../document.ts'
import { nameOf } from '../name.ts'
import { type Outcome, done, refused } from '../outcome.ts'
import { cleanLine, fitsIn, limits } from '../text-limit.ts'

export function setName({ doc, device, facts, me }: Acting, text: string): Outcome {
  const name = cleanLine(text)
  if (name === '') return refused('empty')
  if (!fitsIn(limits.name, name)) return refused('too-long')
  writeKey(doc, device, 'name', { n: nameOf(facts.partners[me].devices).n + 1, name })
  return done
}
