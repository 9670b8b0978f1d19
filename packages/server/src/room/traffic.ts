/** The way of every message through a live room: from a seat into the commit queue, from there to the others.
 *
 *  Sequence, clocks, relay and marks move only when an update is committed. Presence waits behind the updates that were sent before
 *  it: a caret must not arrive before its letter. Rule: SYNC-3, SYNC-4, SYNC-5, SYNC-5c, SYNC-7. */
import type { Clock } from '@porchlight/shared/capabilities'
import { sizeLimits } from '@porchlight/shared/wire/limits'
import type { BusMember } from '../bus/bus.ts'
import type { Log } from '../ops/log.ts'
import type { HubMetrics } from '../ops/metrics.ts'
import type { Store } from '../store/store.ts'
import { createCommitQueue } from './commit-queue.ts'
import type { Step } from './frame.ts'
import { closeBusy, countDurable, relay, send, sendAnswer, tellPresence } from './live-room.ts'
import type { RoomLife } from './room-life.ts'
import type { RoomLimits } from './room-limits.ts'
import { createMarks } from './saved-mark.ts'
import type { Room, Seat } from './seat.ts'
import type { Sequence } from './sequence.ts'
import type { StoredRooms } from './stored-room.ts'
import { inOrder } from './in-order.ts'
import type { PresenceRelay } from './presence-relay.ts'

export interface TrafficDeps {
  store: Pick<Store, 'append'>
  stored: StoredRooms
  life: RoomLife
  sequence: Sequence
  presence: PresenceRelay
  member: Pick<BusMember, 'publish'>
  clock: Clock
  log: Log
  metrics: HubMetrics
  /** Undefined where limits are off. */
  limits: RoomLimits | undefined
}

export interface TrafficOptions {
  maxRoomBytes: number
}

export const trafficDefaults: TrafficOptions = { maxRoomBytes: sizeLimits.maxOuterBytes }

export interface Traffic {
  /** Performs one step of a seat. Steps of one seat keep their order, also where one of them has to wait. */
  receive(seat: Seat, step: Step): void
  /** The seat is gone: no mark for it any more. */
  forget(seat: Seat): void
  /** Resolves when all that was received is committed or failed. */
  drained(): Promise<void>
  stop(): void
}

/** What waits for the next commit. An entry without an update only keeps its place in the order. */
interface Entry {
  room: Room
  seat: Seat
  update: Uint8Array | undefined
  step: Extract<Step, { kind: 'store' | 'mark' | 'present' }>
}

type StoreStep = Extract<Step, { kind: 'store' }>

export function createTraffic(deps: TrafficDeps, options: TrafficOptions = trafficDefaults): Traffic {
  const { stored, life, sequence, presence, member, clock, log, metrics, limits } = deps
  const marks = createMarks({ clock, send })
  const queue = createCommitQueue<Entry>({
    store: deps.store,
    committed: (entry, place) => performCommitted(entry, place),
    failed: (entry, error) => {
      leaveQueue(entry)
      if (entry.update === undefined) perform(entry)
      else {
        metrics.commitFailed()
        closeBusy(log, [entry.seat], 'a commit failed; its sender is told to try again', error)
      }
    },
    afterBatch: (updates, commitSeconds, relaySeconds) => {
      if (updates > 0) metrics.committed(updates, commitSeconds, relaySeconds)
      marks.sendDue()
    },
    crashed: (error) => log.error({ err: error }, 'what follows a commit failed'),
  })

  // --- from a seat

  const receive = (seat: Seat, step: Step): void =>
    inOrder(seat, () =>
      limits === undefined && seat.turn === undefined ? take(seat, step) : takeIfAllowed(seat, step),
    )

  const takeIfAllowed = async (seat: Seat, step: Step): Promise<void> => {
    // Whoever was put out meanwhile spends nothing of the couple's any more.
    if (!seat.isSeated) return
    try {
      if (limits === undefined || (await limits.allows(seat, step)) === 'allowed') await take(seat, step)
      else seat.peer.closeFor('rate-limited')
    } catch (error) {
      closeBusy(log, [seat], 'a step could not be taken', error)
    }
  }

  /** Undefined where it is done; else it ends when the next step may begin. */
  const take = (seat: Seat, step: Step): Promise<void> | undefined => {
    if (!seat.isSeated || !seat.peer.isOpen()) return undefined
    const { room } = seat
    switch (step.kind) {
      case 'store':
        if (room.bytes + room.uncommittedBytes + step.update.byteLength > options.maxRoomBytes) {
          return storeIfItFits(seat, step)
        }
        enqueue({ room, seat, update: step.update, step })
        return undefined
      case 'answer':
        // Whoever is closed for what comes next has its answer: without it nobody can make room.
        return answer(seat, step.stateVector)
      case 'mark':
      case 'present':
        enqueue({ room, seat, update: undefined, step })
        return undefined
      case 'tell-presence':
        tellPresence(seat, clock.now())
        return undefined
      case 'nothing':
        return undefined
      case 'close':
        metrics.malformed()
        seat.peer.closeFor(step.code)
        return undefined
      default:
        return step satisfies never
    }
  }

  const enqueue = (entry: Entry): void => {
    if (entry.update === undefined && entry.room.uncommitted === 0) {
      perform(entry)
      return
    }
    if (queue.add(entry)) {
      entry.room.uncommitted++
      entry.room.uncommittedBytes += entry.update?.byteLength ?? 0
    } else entry.seat.peer.closeFor('busy')
  }

  const leaveQueue = ({ room, update }: Entry): void => {
    room.uncommitted--
    room.uncommittedBytes -= update?.byteLength ?? 0
  }

  const answer = async (seat: Seat, stateVector: Uint8Array): Promise<void> => {
    try {
      let update = await stored.answer(seat.room.name, stateVector)
      while (update === 'poisoned' && seat.isSeated) {
        // Each look follows a fold; what came meanwhile may be poison again.
        // oxlint-disable-next-line no-await-in-loop
        await life.fold(seat.room)
        // oxlint-disable-next-line no-await-in-loop
        update = await stored.answer(seat.room.name, stateVector)
      }
      if (update !== undefined && update !== 'poisoned' && seat.isSeated) sendAnswer(seat, update, clock.now())
    } catch (error) {
      closeBusy(log, [seat], 'a sync could not be answered', error)
    }
  }

  /** A room at its limit: what counts is how large it would be with this update applied. Rule: SEAL-4 */
  const storeIfItFits = async (seat: Seat, step: StoreStep): Promise<void> => {
    const { room } = seat
    try {
      const bytes = await bytesWith(room, step.update)
      if (bytes === undefined || !seat.isSeated) return
      if (bytes === 'malformed') seat.peer.closeFor('malformed')
      else if (bytes > options.maxRoomBytes) seat.peer.closeFor('room-too-large')
      else {
        enqueue({ room, seat, update: step.update, step })
        await queue.drained()
        await life.fold(room)
      }
    } catch (error) {
      closeBusy(log, [seat], 'a full room could not be measured', error)
    }
  }

  /** What others put on the way meanwhile counts too, so then it is measured again. */
  const bytesWith = async (room: Room, update: Uint8Array): Promise<number | 'malformed' | undefined> => {
    for (;;) {
      // Each look waits for what was on the way at the one before.
      // oxlint-disable-next-line no-await-in-loop
      await queue.drained()
      // oxlint-disable-next-line no-await-in-loop
      const bytes = await stored.bytesWith(room.name, update)
      if (room.uncommittedBytes === 0) return bytes
    }
  }

  // --- after the commit

  const performCommitted = (entry: Entry, place: number | undefined): void => {
    const { room, seat, update } = entry
    leaveQueue(entry)
    if (update !== undefined && place === undefined) {
      seat.peer.closeFor('epoch-moved')
      return
    }
    if (update !== undefined && place !== undefined) sequence.committed(room, place, update.byteLength)
    perform(entry)
    life.foldIfOverdue(room)
    if (room.seats.length === 0) life.settle(room)
  }

  const perform = ({ room, seat, step }: Entry): void => {
    switch (step.kind) {
      case 'store':
        countDurable(room, step.runs)
        relay(room, step.frame, seat, clock.now())
        member.publish(room.topic, { kind: 'update', seq: room.head, update: step.update })
        marks.ask(seat, step.completesSync)
        return
      case 'present':
        presence.hear(seat, step.entries)
        return
      case 'mark':
        marks.ask(seat, true)
        marks.sendDue()
        return
      default:
        step satisfies never
    }
  }

  return {
    receive,
    forget: (seat) => marks.forget(seat),
    drained: () => queue.drained(),
    stop: () => marks.stop(),
  }
}
