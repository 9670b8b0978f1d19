/** How somebody feels close, in words. Rule: NEAR-1. */

import type { NearFirst } from '@porchlight/shared/domain/near'
import type { MessageKey, Phrase } from './say.ts'

export const nearKeys = {
  words: 'near.words',
  touch: 'near.touch',
  either: 'near.either',
  depends: 'near.depends',
} as const satisfies Record<NearFirst, MessageKey>

/** Said once, softly, to whoever writes them an invitation. */
export function nearHint(first: NearFirst, name: string): Phrase {
  const keys = {
    words: 'near.hintWords',
    touch: 'near.hintTouch',
    either: 'near.hintEither',
    depends: 'near.hintDepends',
  } as const satisfies Record<NearFirst, MessageKey>
  return { key: keys[first], values: { name } }
}
