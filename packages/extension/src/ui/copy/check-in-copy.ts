/** What somebody needs today, in words. Rule: CHECK-1. */

import type { CheckInWord } from '@porchlight/shared/domain/check-in'
import { i18n } from './i18n.ts'
import type { MessageKey } from './say.ts'

export const checkInKeys = {
  closeness: 'checkIn.closeness',
  touch: 'checkIn.touch',
  talk: 'checkIn.talk',
  play: 'checkIn.play',
  rest: 'checkIn.rest',
  space: 'checkIn.space',
  help: 'checkIn.help',
  heard: 'checkIn.heard',
} as const satisfies Record<CheckInWord, MessageKey>

/** `rest · to be heard` */
export function checkInWordsText(words: readonly CheckInWord[]): string {
  return words.map((word) => i18n.t(checkInKeys[word])).join(' · ')
}
