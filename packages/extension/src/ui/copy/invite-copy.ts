/** Words to begin from, for an invitation and for its answers: each is text that can be changed. Rules: INV-5…7. */

import type { AnswerKind } from '@porchlight/shared/domain/invitation'
import type { InvitationLines } from '../invite/compose-invitation.ts'

export const lineKeys = {
  feel: { label: 'invite.feel', examples: ['invite.feel1', 'invite.feel2', 'invite.feel3'] },
  enjoy: { label: 'invite.enjoy', examples: ['invite.enjoy1', 'invite.enjoy2', 'invite.enjoy3'] },
  invitation: { label: 'invite.open', examples: ['invite.open1', 'invite.open2', 'invite.open3'] },
  wayOut: { label: 'invite.wayOut', examples: ['invite.wayOut1', 'invite.wayOut2', 'invite.wayOut3'] },
} as const satisfies Record<keyof InvitationLines, { label: string; examples: readonly string[] }>

/** What to invite to where *something gentler* was the answer. */
export const softerExamples = ['invite.softer1', 'invite.softer2', 'invite.softer3'] as const

export const answerStarters = {
  gladly: ['answer.gladly1', 'answer.gladly2', 'answer.gladly3'],
  gentler: ['answer.gentler1', 'answer.gentler2', 'answer.gentler3'],
  'rain-check': ['answer.rainCheck1', 'answer.rainCheck2', 'answer.rainCheck3'],
  'not-now': ['answer.notNow1', 'answer.notNow2', 'answer.notNow3'],
  talk: ['answer.talk1', 'answer.talk2', 'answer.talk3'],
} as const satisfies Record<AnswerKind, readonly string[]>

/** INV-6: a hope, not a date. */
export const whenStarters = ['answer.when1', 'answer.when2', 'answer.when3'] as const
