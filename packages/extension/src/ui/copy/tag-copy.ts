/** What an invitation is for, in words. Rule: INV-4. */

import type { InvitationTag } from '@porchlight/shared/domain/invitation'

export const tagKeys = {
  close: 'invite.tagClose',
  loved: 'invite.tagLoved',
  give: 'invite.tagGive',
} as const satisfies Record<InvitationTag, string>
