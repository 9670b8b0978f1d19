/** What may be told outside Porchlight when something arrived: two kinds, neither says anything of what is in it.
 *  Never about time running out, never about someone's silence (DOM-3).
 *  Rules: SIG-3 (at most one in ten minutes), SIG-4, SIG-5 (mute). */

import { minuteMs } from './instant.ts'
import type { CoupleView } from './view.ts'
import { type Quietness, type WaitingKind, stillWaiting, waitingKinds } from './waiting.ts'

export type Notice = WaitingKind

/** SIG-3 */
export const noticeGapMs = 10 * minuteMs

export interface NoticeOptions extends Quietness {
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
  const known = new Set([...before.waiting, ...before.signals, ...before.invitationsToMe].map(({ id }) => id))
  const news = stillWaiting(after.waiting, options).filter(({ id }) => !known.has(id))
  return waitingKinds.filter((kind) => news.some((one) => one.kind === kind)).slice(0, 1)
}
