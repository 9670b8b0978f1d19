/** The rules of the one language there is, and what reads by them: a file of its own in the package. */

import { type Adviser, createAdviser } from '@porchlight/shared/wording-help/advice'
import { english } from '@porchlight/shared/wording-help/en'

export function createEnglishAdviser(): Adviser {
  return createAdviser(english)
}
