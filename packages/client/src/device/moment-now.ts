/** Takes a device's moment from its parts. */

import type { KeyringLock } from '../lock/keyring-lock.ts'
import type { Locking } from '../lock/locking.ts'
import type { Membership } from '../membership/membership.ts'
import type { ServerClock } from '../server/server-clock.ts'
import type { Acting } from './acting.ts'
import type { HeldChoices } from './choices.ts'
import type { Lookout } from './lookout.ts'
import type { Door, Moment } from './moment.ts'
import type { Reading } from './reading.ts'
import type { Traces } from './traces.ts'

export interface MomentParts {
  clock: ServerClock
  lock: Pick<KeyringLock, 'state' | 'nextTryAt'>
  locking: Pick<Locking, 'isShut'>
  reading: Pick<Reading, 'hasBegun' | 'missing'>
  choices: Pick<HeldChoices, 'now'>
  traces: Pick<Traces, 'seen'>
  membership: Pick<Membership, 'record' | 'session' | 'pairing' | 'cannotFollow' | 'recovery'>
  lookout: Pick<Lookout, 'view' | 'offlineForMs'>
  acting: Pick<Acting, 'held' | 'missed'>
}

export function momentNow(parts: MomentParts): Moment {
  const { clock, reading, choices, traces, membership, lookout, acting } = parts
  const session = membership.session()
  return {
    now: clock.now(),
    door: doorNow(parts),
    choices: choices.now(),
    seen: traces.seen(),
    record: membership.record(),
    missing: reading.missing(),
    pairing: membership.pairing(),
    session: session && {
      couple: lookout.view(),
      saving: session.saving(),
      held: acting.held(),
      missed: acting.missed(),
      offlineForMs: lookout.offlineForMs(),
      cannotFollow: membership.cannotFollow(),
      recovery: membership.recovery(),
    },
  }
}

export function doorNow({ lock, locking, reading }: Pick<MomentParts, 'lock' | 'locking' | 'reading'>): Door {
  if (!reading.hasBegun()) return { state: 'unread' }
  return locking.isShut()
    ? { state: 'shut', nextTryAt: lock.nextTryAt() }
    : { state: 'open', hasPasscode: lock.state() !== 'none' }
}
