/** What is said, in one sentence, where this browser lost what it kept (LOCK-2). */

import type { ScreenView } from '@porchlight/client/port/port'
import type { MessageKey } from './say.ts'

type Lost = NonNullable<Extract<ScreenView, { state: 'unpaired' }>['lost']>

export const lostKeys = {
  gone: 'lost.short',
  'ended-gone': 'lost.endedText',
  unreadable: 'lost.popupUnreadable',
} as const satisfies Record<Lost, MessageKey>
