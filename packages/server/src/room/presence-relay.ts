/** Presence on its way through a live room: who says they are here, who hears it, and who has gone without a word. Rule: SYNC-7. */
import type { Clock } from '@porchlight/shared/capabilities'
import type { BusMember } from '../bus/bus.ts'
import type { Log } from '../ops/log.ts'
import type { HubMetrics } from '../ops/metrics.ts'
import { relay } from './live-room.ts'
import { duePresence, hearPresence, type PresenceEntry, presenceFrame } from './presence.ts'
import type { RoomLimits } from './room-limits.ts'
import type { Room, Seat } from './seat.ts'

export interface PresenceRelayDeps {
  member: Pick<BusMember, 'publish'>
  clock: Clock
  log: Log
  metrics: HubMetrics
  /** Undefined where limits are off. */
  limits: RoomLimits | undefined
}

export interface PresenceRelay {
  hear(seat: Seat, entries: readonly PresenceEntry[]): void
  /** Another node relays this. */
  heardElsewhere(room: Room, frame: Uint8Array): void
  /** Announces those who did not come back in time. */
  sweep(room: Room): void
}

export function createPresenceRelay({ member, clock, log, metrics, limits }: PresenceRelayDeps): PresenceRelay {
  const tell = (room: Room, except: Seat | undefined, entries: PresenceEntry[]): void => {
    const frame = presenceFrame(entries)
    relay(room, frame, except, clock.now())
    member.publish(room.topic, { kind: 'presence', frame })
  }

  return {
    hear(seat, entries) {
      const { room } = seat
      room.presence ??= new Map()
      const news = hearPresence(room.presence, seat, entries, clock.now())
      if (news.length === 0) return
      if (limits === undefined) {
        tell(room, seat, news)
        return
      }
      limits.allowsPresence(seat).then(
        (isAllowed) => {
          if (isAllowed) tell(room, seat, news)
          else metrics.presenceDropped()
        },
        (error: unknown) => log.error({ err: error }, 'a limit could not be checked'),
      )
    },
    heardElsewhere: (room, frame) => relay(room, frame, undefined, clock.now()),
    sweep(room) {
      if (room.presence === undefined) return
      const due = duePresence(room.presence, clock.now())
      if (due.length > 0) tell(room, undefined, due)
      if (room.presence.size === 0) room.presence = undefined
    },
  }
}
