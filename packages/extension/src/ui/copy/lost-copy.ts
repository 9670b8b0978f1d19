/** What is said, in one sentence, where this browser lost what it kept (LOCK-2). */

import type { ScreenView } from '@porchlight/client/port/port'
import type { MessageKey } from './say.ts'

type LostView = Extract<ScreenView, { state: 'unpaired' }>
type Lost = NonNullable<LostView['lost']>

const lostKeys = {
  gone: 'lost.short',
  'ended-gone': 'lost.endedText',
  unreadable: 'lost.popupUnreadable',
} as const satisfies Record<Lost, MessageKey>

/** @param view with `lost` */
export const lostKey = ({ lost = 'gone', newer }: Pick<LostView, 'lost' | 'newer'>) =>
  newer === true ? 'lost.newerText' : lostKeys[lost]
