/** The words for the ways of thinking of someone. */

import type { ArrivedSignal } from '@porchlight/shared/domain/view'
import type { MessageKey } from './say.ts'

type Kind = ArrivedSignal['kind']

export const sentKeys = {
  glow: 'signal.sentGlow',
  hug: 'signal.sentHug',
  thanks: 'signal.sentThanks',
  smile: 'signal.sentSmile',
  note: 'signal.sentNote',
} as const satisfies Record<Kind, MessageKey>

export const arrivedKeys = {
  glow: 'signal.arrivedGlow',
  hug: 'signal.arrivedHug',
  thanks: 'signal.arrivedThanks',
  smile: 'signal.arrivedSmile',
  note: 'signal.arrivedNote',
} as const satisfies Record<Kind, MessageKey>
