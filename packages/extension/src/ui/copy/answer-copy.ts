/** The five answers, in the order they are offered (INV-2). */

import type { AnswerKind } from '@porchlight/shared/domain/invitation'
import type { MessageKey } from './say.ts'

export const answerKeys = {
  gladly: 'invitation.gladly',
  gentler: 'invitation.gentler',
  'rain-check': 'invitation.rainCheck',
  'not-now': 'invitation.notNow',
  talk: 'invitation.talk',
} as const satisfies Record<AnswerKind, MessageKey>
