/** The lamp on the toolbar: a pure function of what a device is at one moment. What a couple's looks like is `badgeOf`.
 *  Rules: BADGE-1 … BADGE-3, LOCK-1, LOCK-2 */

import { type Badge, badgeOf } from '@porchlight/shared/domain/badge'
import { type Moment, isUnreadable, quietness } from './moment.ts'

/** @returns undefined while nothing can be said yet */
export function toolbarBadge(moment: Moment): Badge | undefined {
  const { door, record, missing, session, choices } = moment
  const options = {
    ...quietness(moment),
    style: choices.badge,
    privateMode: choices.privateMode,
    offlineForMs: session?.offlineForMs ?? 0,
  }
  switch (door.state) {
    case 'unread':
      return undefined
    case 'shut':
      return badgeOf('unpaired', options)
    case 'open':
      break
  }
  if (isUnreadable(missing)) return badgeOf('unreadable', options)
  if (missing?.what === 'gone') return badgeOf('gone', options)
  if (record.state !== 'couple') return badgeOf('unpaired', options)
  return session?.couple === undefined ? undefined : badgeOf(session.couple, options)
}
