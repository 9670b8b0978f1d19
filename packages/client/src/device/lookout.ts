/** Looks at the couple's document: as it is now, and again when time alone will have changed what it shows. What arrived since
 *  the look before may be told outside Porchlight, where that was chosen.  Rules: DOM-6, SIG-3, SIG-5, BADGE-2 */

import type { Stop } from '@porchlight/shared/capabilities'
import { thinAfterMs } from '@porchlight/shared/domain/badge'
import type { Context } from '@porchlight/shared/domain/context'
import { factsOf } from '@porchlight/shared/domain/facts'
import { type Notice, noticesBetween } from '@porchlight/shared/domain/notices'
import { type CoupleView, coupleView } from '@porchlight/shared/domain/view'
import type { KeyringLock } from '../lock/keyring-lock.ts'
import type { Locking } from '../lock/locking.ts'
import type { Membership } from '../membership/membership.ts'
import type { ServerClock } from '../server/server-clock.ts'
import type { CoupleSession } from '../session/couple-session.ts'
import type { HeldChoices } from './choices.ts'
import { createListeners } from './listeners.ts'
import { quietness } from './moment.ts'
import type { Traces } from './traces.ts'

export interface LookoutDeps {
  clock: ServerClock
  membership: Pick<Membership, 'session' | 'otherLeft'>
  lock: Pick<KeyringLock, 'nextTryAt'>
  locking: Pick<Locking, 'isShut'>
  choices: Pick<HeldChoices, 'now'>
  traces: Pick<Traces, 'seen'>
  context(): Context
  /** It is time to look again. */
  changed(): void
}

export interface Lookout {
  /** As it was at the last look; undefined while there is nothing to read. */
  view(): CoupleView | undefined
  look(): void
  /** How long the connection has been away, ms; 0 while it is there. */
  offlineForMs(): number
  onNotice(listener: (notice: Notice) => void): Stop
  stop: Stop
}

/** A timer longer than this would overflow; looking twice a day costs nothing. */
const longestTickMs = 12 * 3_600_000
const shortestTickMs = 1_000

export function createLookout(deps: LookoutDeps): Lookout {
  const { clock, membership, lock, locking } = deps
  const notices = createListeners<Notice>()
  let view: CoupleView | undefined
  let lastNoticeAt: number | undefined
  let cancelTick: Stop = () => {}

  const viewOf = ({ inner }: CoupleSession): CoupleView => {
    const { device, roster, now } = deps.context()
    return coupleView(factsOf(inner, roster), device, now)
  }

  const offlineForMs = (): number => {
    const since = membership.session()?.offlineSince()
    return since === undefined ? 0 : Math.max(0, clock.now() - since)
  }

  const nextLookInMs = ({ changesAt }: CoupleView): number => {
    const offline = offlineForMs()
    const thinInMs = offline > 0 && offline < thinAfterMs ? thinAfterMs - offline : longestTickMs
    const changeInMs = (changesAt ?? Number.POSITIVE_INFINITY) - clock.now()
    return Math.max(shortestTickMs, Math.min(thinInMs, changeInMs, longestTickMs))
  }

  const tellNotices = (before: CoupleView | undefined, after: CoupleView): void => {
    const choices = deps.choices.now()
    if (!choices.notices) return
    const now = clock.now()
    const told = { ...quietness({ seen: deps.traces.seen(), choices }), now }
    for (const notice of noticesBetween(before, after, lastNoticeAt === undefined ? told : { ...told, lastNoticeAt })) {
      lastNoticeAt = now
      notices.tell(notice)
    }
  }

  return {
    view: () => view,
    look() {
      cancelTick()
      const session = membership.session()
      const before = view
      const isShut = locking.isShut()
      view = !isShut && session?.isReadable() === true ? viewOf(session) : undefined
      const nextTryAt = lock.nextTryAt()
      if (isShut && nextTryAt !== undefined) cancelTick = clock.after(nextTryAt - clock.device.now(), deps.changed)
      if (view === undefined) return
      if (view.otherLeft === true) membership.otherLeft()
      tellNotices(before, view)
      cancelTick = clock.after(nextLookInMs(view), deps.changed)
    },
    offlineForMs,
    onNotice: notices.add,
    stop: () => cancelTick(),
  }
}
