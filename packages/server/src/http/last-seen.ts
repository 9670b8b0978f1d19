/** Keeps the day a couple was last here, so that `purge` knows who is long gone: no finer than a UTC day, and written at most
 *  once a day for each couple, never with an update. What fails here hinders no request. */
import type { Clock } from '@porchlight/shared/capabilities'
import type { CoupleId } from '@porchlight/shared/wire/api'
import { dayOf } from '../store/utc-day.ts'
import type { Device, Store } from '../store/store.ts'
import type { Log } from '../ops/log.ts'

export interface LastSeen {
  /** A device asks for something. */
  device(device: Device): void
  /** Couples that hold a socket open, for whoever makes no request for days. */
  couples(coupleIds: readonly CoupleId[]): void
}

export function createLastSeen(deps: { store: Pick<Store, 'markSeen'>; clock: Clock; log: Log }): LastSeen {
  const { store, clock, log } = deps
  const mark = (coupleId: CoupleId): void => {
    store
      .markSeen(coupleId, dayOf(clock.now()))
      .catch((error: unknown) => log.warn({ err: error }, 'the day a couple was here could not be kept'))
  }
  return {
    device: ({ coupleId, seenDay }) => {
      if (seenDay < dayOf(clock.now())) mark(coupleId)
    },
    couples: (coupleIds) => coupleIds.forEach(mark),
  }
}
