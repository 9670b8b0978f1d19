/** What may be told outside Porchlight when something arrived: two kinds, neither says anything of what is in it.
 *  Never about time running out, never about someone's silence (DOM-3).
 *  Rules: SIG-3 (at most one in ten minutes), SIG-4, SIG-5 (mute). */

import { type BadgeOptions, waitingOf } from './badge.ts'
import { minuteMs } from './instant.ts'
import type { CoupleView } from './view.ts'

export type Notice = 'thinking-of-you' | 'something-here'

/** SIG-3 */
export const noticeGapMs = 10 * minuteMs

export interface NoticeOptions extends Pick<BadgeOptions, 'seen' | 'quiet' | 'mute'> {
  now: number
  /** When this device gave one last, ms. */
  lastNoticeAt?: number
}

/** @param before the view before; undefined when this device had none, so that nothing is news
 *  @returns at most one: an invitation goes before a signal */
export function noticesBetween(before: CoupleView | undefined, after: CoupleView, options: NoticeOptions): Notice[] {
  const { now, lastNoticeAt } = options
  if (before === undefined) return []
  if (lastNoticeAt !== undefined && lastNoticeAt <= now && now - lastNoticeAt < noticeGapMs) return []
  const waiting = waitingOf(after, options)
  const known = new Set([...before.signals, ...before.invitationsToMe].map(({ id }) => id))
  if (waiting.invitations.some((id) => !known.has(id))) return ['something-here']
  if (waiting.signals.some((id) => !known.has(id))) return ['thinking-of-you']
  return []
}
