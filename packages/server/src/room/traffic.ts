/** The way of every message through a live room: from a seat into the commit queue, from there to the others.
 *
 *  Sequence, clocks, relay and marks move only when an update is committed. Presence waits behind the updates that were sent before
 *  it: a caret must not arrive before its letter. What other nodes commit arrives over the bus; a gap in the sequence is read
 *  from the store. Rule: SYNC-3, SYNC-4, SYNC-5, SYNC-5c, SYNC-7.
 *
 *  Over 250 lines: one shell that performs what the pure files decide; each act is a few lines. */
import type { Clock } from '@porchlight/shared/capabilities'
import { sizeLimits } from '@porchlight/shared/wire/limits'
import * as Y from 'yjs'
import type { Note } from '../bus/bus.ts'
import type { Log } from '../ops/log.ts'
import type { HubMetrics } from '../ops/metrics.ts'
import type { RoomLimits } from './room-limits.ts'
import { type Step, syncFrame, syncStep } from './frame.ts'
import type { Store } from '../store/store.ts'
import { createCommitQueue } from './commit-queue.ts'
import { countDurable, relay, send, sendAnswer, tellPresence } from './live-room.ts'
import { hearPresence, type PresenceEntry, presenceFrame } from './presence.ts'
import { createMarks } from './saved-mark.ts'
import type { Room, Seat } from './seat.ts'
import type { StoredRooms } from './stored-room.ts'
import { decodeUpdate } from './update-clocks.ts'

export interface TrafficDeps {
  store: Pick<Store, 'append' | 'since'>
  stored: StoredRooms
  clock: Clock
  log: Log
  metrics: HubMetrics
  /** Null where limits are off. */
  limits: RoomLimits | null
  publish(room: Room, note: Note): void
  fold(room: Room): Promise<void>
  /** The same, with failures told to the log. */
  foldNow(room: Room): void
  /** A commit is through and nobody sits in its room any more. */
  emptied(room: Room): void
}

export interface TrafficOptions {
  maxRoomBytes: number
}

export const trafficDefaults: TrafficOptions = { maxRoomBytes: sizeLimits.maxOuterBytes }

/** A room that never falls quiet is folded all the same, at so many times the rows. */
const patience = 8

/** What waits for the next commit. An entry without an update only keeps its place in the order. */
interface Entry {
  room: Room
  seat: Seat
  update: Uint8Array | null
  step: Extract<Step, { kind: 'store' | 'mark' | 'present' }>
}

type StoreStep = Extract<Step, { kind: 'store' }>

export const createTraffic = (deps: TrafficDeps, options: TrafficOptions = trafficDefaults) => {
  const { store, stored, clock, log, metrics, limits } = deps
  const marks = createMarks({ clock, send })
  const queue = createCommitQueue<Entry>({
    store,
    committed: (entry, place) => performCommitted(entry, place),
    failed: (entry, error) => {
      leaveQueue(entry)
      if (entry.update === null) perform(entry)
      else {
        metrics.commitFailed()
        closeAll([entry.seat], 'a commit failed; its sender is told to try again', error)
      }
    },
    afterBatch: (updates, commitSeconds, relaySeconds) => {
      if (updates > 0) metrics.committed(updates, commitSeconds, relaySeconds)
      marks.sendDue()
    },
    crashed: (error) => log.error({ err: error }, 'what follows a commit failed'),
  })

  // --- from a seat

  /** Performs one step of a seat. Steps of one seat keep their order, also where one of them has to wait. */
  const receive = (seat: Seat, step: Step): void => {
    if (limits === null && seat.turn === null) {
      const waiting = take(seat, step)
      if (waiting !== null) takeTurn(seat, waiting)
      return
    }
    takeTurn(
      seat,
      (seat.turn ?? Promise.resolve()).then(() => takeIfAllowed(seat, step)),
    )
  }

  const takeTurn = (seat: Seat, turn: Promise<void>): void => {
    const ended = turn.then(() => {
      if (seat.turn === ended) seat.turn = null
    })
    seat.turn = ended
  }

  const takeIfAllowed = async (seat: Seat, step: Step): Promise<void> => {
    // Whoever was put out meanwhile spends nothing of the couple's any more.
    if (!seat.isSeated) return
    try {
      if (limits === null || (await limits.allows(seat, step)) === 'allowed') await take(seat, step)
      else seat.peer.closeFor('rate-limited')
    } catch (error) {
      closeAll([seat], 'a step could not be taken', error)
    }
  }

  /** Null where it is done; else it ends when the next step may begin. */
  const take = (seat: Seat, step: Step): Promise<void> | null => {
    if (!seat.isSeated || !seat.peer.isOpen()) return null
    const { room } = seat
    switch (step.kind) {
      case 'store':
        if (room.bytes + room.uncommittedBytes + step.update.byteLength > options.maxRoomBytes) {
          return storeIfItFits(seat, step)
        }
        enqueue({ room, seat, update: step.update, step })
        return null
      case 'answer':
        // Whoever is closed for what comes next has its answer: without it nobody can make room.
        return answer(seat, step.stateVector)
      case 'mark':
      case 'present':
        enqueue({ room, seat, update: null, step })
        return null
      case 'tell-presence':
        tellPresence(seat, clock.now())
        return null
      case 'nothing':
        return null
      case 'close':
        metrics.malformed()
        seat.peer.closeFor(step.code)
        return null
      default:
        return step satisfies never
    }
  }

  const enqueue = (entry: Entry): void => {
    if (entry.update === null && entry.room.uncommitted === 0) {
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
        await deps.fold(seat.room)
        // oxlint-disable-next-line no-await-in-loop
        update = await stored.answer(seat.room.name, stateVector)
      }
      if (update !== null && update !== 'poisoned' && seat.isSeated) sendAnswer(seat, update, clock.now())
    } catch (error) {
      closeAll([seat], 'a sync could not be answered', error)
    }
  }

  /** A room at its limit: what counts is how large it would be with this update applied. Rule: SEAL-4 */
  const storeIfItFits = async (seat: Seat, step: StoreStep): Promise<void> => {
    const { room } = seat
    try {
      const bytes = await bytesWith(room, step.update)
      if (bytes === null || !seat.isSeated) return
      if (bytes === 'malformed') seat.peer.closeFor('malformed')
      else if (bytes > options.maxRoomBytes) seat.peer.closeFor('room-too-large')
      else {
        enqueue({ room, seat, update: step.update, step })
        await queue.drained()
        await deps.fold(room)
      }
    } catch (error) {
      closeAll([seat], 'a full room could not be measured', error)
    }
  }

  /** What others put on the way meanwhile counts too, so then it is measured again. */
  const bytesWith = async (room: Room, update: Uint8Array): Promise<number | 'malformed' | null> => {
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

  const performCommitted = (entry: Entry, place: number | null): void => {
    const { room, seat, update } = entry
    leaveQueue(entry)
    if (update !== null && place === null) {
      seat.peer.closeFor('epoch-moved')
      return
    }
    if (update !== null && place !== null) moveHead(room, place, update.byteLength)
    perform(entry)
    if (room.tailRows >= room.foldFrom * patience) deps.foldNow(room)
    if (room.seats.length === 0) deps.emptied(room)
  }

  const perform = ({ room, seat, step }: Entry): void => {
    switch (step.kind) {
      case 'store':
        countDurable(room, step.runs)
        relay(room, step.frame, seat, clock.now())
        deps.publish(room, { kind: 'update', seq: room.head, update: step.update })
        marks.ask(seat, step.completesSync)
        return
      case 'present':
        present(room, seat, step.entries)
        return
      case 'mark':
        marks.ask(seat, true)
        marks.sendDue()
        return
      default:
        step satisfies never
    }
  }

  const present = (room: Room, seat: Seat, entries: PresenceEntry[]): void => {
    room.presence ??= new Map()
    const news = hearPresence(room.presence, seat, entries, clock.now())
    if (news.length === 0) return
    if (limits === null) {
      relayPresence(room, seat, news)
      return
    }
    limits.allowsPresence(seat).then(
      (isAllowed) => {
        if (isAllowed) relayPresence(room, seat, news)
        else metrics.presenceDropped()
      },
      (error: unknown) => log.error({ err: error }, 'a limit could not be checked'),
    )
  }

  const relayPresence = (room: Room, except: Seat | null, entries: PresenceEntry[]): void => {
    const frame = presenceFrame(entries)
    relay(room, frame, except, clock.now())
    deps.publish(room, { kind: 'presence', frame })
  }

  // --- from other nodes

  /** Another node's updates lie between what we know and our own place: fetch them. A place we have passed: the store went back. */
  const moveHead = (room: Room, place: number, bytes: number): void => {
    const known = room.head
    room.head = place
    room.tailRows++
    room.bytes += bytes
    room.lastAppendAt = clock.now()
    if (place > known + 1) void fetchGap(room, known)
    else if (place <= known) void resync(room)
  }

  const hearUpdate = (room: Room, seq: number, update: Uint8Array): void => {
    if (seq > room.head + 1) {
      void fetchGap(room, room.head)
    } else if (seq === room.head + 1) {
      room.head = seq
      room.tailRows++
      room.bytes += update.byteLength
      room.lastAppendAt = clock.now()
      takeFromElsewhere(room, update)
    }
  }

  const fetchGap = async (room: Room, after: number): Promise<void> => {
    try {
      const rows = await store.since(room.name, after)
      if (rows === null) {
        await resync(room)
        return
      }
      for (const row of rows) takeFromElsewhere(room, row.update)
      room.head = Math.max(room.head, rows.at(-1)?.seq ?? 0)
    } catch (error) {
      closeAll(room.seats, 'a gap could not be read; its room starts over', error)
    }
  }

  const takeFromElsewhere = (room: Room, update: Uint8Array): void => {
    countDurable(room, decodeUpdate(update)?.runs ?? [])
    relay(room, syncFrame(syncStep.update, update), null, clock.now())
  }

  /** Forgets what was known of the room, tells everybody in it what is stored, and asks what they have beyond that. */
  const resync = async (room: Room): Promise<void> => {
    try {
      const whole = await stored.whole(room.name)
      if (whole === null) return
      room.head = whole.head
      room.clocks = Y.decodeStateVector(whole.stateVector)
      relay(room, syncFrame(syncStep.update, whole.update), null, clock.now())
      relay(room, syncFrame(syncStep.step1, whole.stateVector), null, clock.now())
    } catch (error) {
      closeAll(room.seats, 'a room could not be read again', error)
    }
  }

  const closeAll = (seats: readonly Seat[], what: string, error: unknown): void => {
    log.error({ err: error, room: seats[0]?.room.name }, what)
    for (const seat of seats) seat.peer.closeFor('busy')
  }

  return {
    receive,
    relayPresence,
    hearUpdate,
    forget: (seat: Seat): void => marks.forget(seat),
    drained: (): Promise<void> => queue.drained(),
    stop: (): void => marks.stop(),
  }
}

export type Traffic = ReturnType<typeof createTraffic>
