/** What the other needs today, in one quiet line; where nothing was said there is none. Rule: CHECK-2. */

import type { CheckIn } from '@porchlight/shared/domain/check-in'
import { checkInWordsText } from '../copy/check-in-copy.ts'
import { i18n } from '../copy/i18n.ts'

export function TheirCheckIn({ checkIn, name }: { checkIn: CheckIn; name: string }) {
  // The line is read in the room, where there is space for it.
  const words = checkIn.words.length > 0 ? checkInWordsText(checkIn.words) : (checkIn.text ?? '')
  return (
    <p class="their-check-in" dir="auto">
      {i18n.t('checkIn.theirs', { name, words })}
    </p>
  )
}
