/** The live rooms of this node: who sits where, and the way of every update from a socket to stable storage to the others.
 *
 *  A seat joins its room's relay set before the room is loaded (a duplicate is harmless, a gap is not). An update waits in the
 *  commit queue; sequence, clocks, relay and marks move only when it is committed. What other nodes commit arrives over the bus;
 *  a gap in the sequence is read from the store. Rooms are folded when the last seat leaves and at 256 rows.
 *  Rule: SYNC-3, SYNC-4, SYNC-5a–c, SYNC-6, SYNC-7.
 *
 *  Over 250 lines: it is the one shell that performs what the pure files decide, and each act is a few lines. */
import type { Clock, Stop } from '@porchlight/shared/capabilities'
import type { ErrorCode } from '@porchlight/shared/errors'
import type { CoupleId, DeviceId, RoomName } from '@porchlight/shared/wire/api'
import { rateLimits, sizeLimits } from '@porchlight/shared/wire/limits'
import * as Y from 'yjs'
import type { Bus, Note, Topic } from '../bus/bus.ts'
import type { Log } from '../ops/log.ts'
import type { HubMetrics } from '../ops/metrics.ts'
import type { RoomLimits } from '../ops/rate-limit.ts'
import { type Step, syncFrame, syncStep } from '../socket/session.ts'
import type { Store } from '../store/store.ts'
import { createCommitQueue } from './commit-queue.ts'
import { answerFrom, type Compacted, compact, foldOnce } from './compaction.ts'
import { countDurable, greet, relay, send, sendAnswer, tellPresence } from './live-room.ts'
import { duePresence, hearPresence, leavePresence, type PresenceEntry, presenceFrame } from './presence.ts'
import { markIntervalMs, takeMark } from './saved-mark.ts'
import type { Peer, Room, Seat } from './seat.ts'
import { type ClockRun, decodeUpdate } from './update-clocks.ts'

export interface HubDeps {
  store: Store
  bus: Bus
  clock: Clock
  log: Log
  metrics: HubMetrics
  /** Null where limits are off. */
  limits: RoomLimits | null
}

export interface HubOptions {
  foldAtRows: number
  maxLogBytes: number
  maxRoomBytes: number
  /** Infinity where limits are off. */
  maxSeatsPerDevice: number
}

export const hubDefaults: HubOptions = {
  foldAtRows: 256,
  maxLogBytes: 64 * 1024 * 1024,
  maxRoomBytes: sizeLimits.maxOuterBytes,
  maxSeatsPerDevice: rateLimits.socketsPerToken,
}

export interface Arrival {
  peer: Peer
  room: RoomName
  coupleId: CoupleId
  deviceId: DeviceId
  wantsMarks: boolean
}

/** What waits for the next commit. An entry without an update only keeps its place in the order. */
interface Entry {
  room: Room
  seat: Seat
  update: Uint8Array | null
  act:
    | { kind: 'relay'; frame: Uint8Array; runs: ClockRun[]; completesSync: boolean }
    | { kind: 'present'; entries: PresenceEntry[] }
    | { kind: 'mark' }
}

export const createHub = (deps: HubDeps, options: HubOptions = hubDefaults) => {
  const { store, clock, log, metrics, limits } = deps
  const rooms = new Map<RoomName, Room>()
  const dueMarks = new Set<Seat>()
  let stopMarkTimer: Stop | null = null
  let movements = 0
  const member = deps.bus.attach((topic, note) => hear(topic, note))
  const queue = createCommitQueue<Entry>({
    store,
    committed: (entry, place) => performCommitted(entry, place),
    failed: (entry, error) => {
      entry.room.uncommitted--
      if (entry.update === null) {
        act(entry)
        return
      }
      log.error({ err: error }, 'a commit failed; its senders are told to try again')
      entry.seat.peer.closeFor('busy')
    },
    afterBatch: (updates, seconds) => {
      if (updates > 0) metrics.committed(updates, seconds)
      sendDueMarks()
    },
  })

  const topicOf = (room: RoomName): Topic => `room:${room}`

  // --- coming and going

  /** Seats the peer at once, and greets it when its room is loaded. Where the room is gone or cannot be loaded, closes the peer.
   *  @param seated called before anything is awaited: whoever loses the peer must call `leave` */
  const join = async (arrival: Arrival, seated: (seat: Seat) => void): Promise<void> => {
    const room = rooms.get(arrival.room) ?? openRoom(arrival.room, arrival.coupleId)
    const seat: Seat = {
      peer: arrival.peer,
      room,
      deviceId: arrival.deviceId,
      wantsMarks: arrival.wantsMarks,
      opened: ++movements,
      unmarked: null,
      lastMarkAt: 0,
      lastSentAt: clock.now(),
      unsentAllowance: 0,
      turn: null,
      isSeated: true,
    }
    room.seats.push(seat)
    seated(seat)
    closeOldest(seat)
    let refusal: ErrorCode | null
    try {
      refusal = (await room.ready) ? await refusalOf(seat) : 'epoch-moved'
    } catch (error) {
      log.error({ err: error }, 'a room could not be loaded')
      refusal = 'busy'
    }
    if (refusal !== null) {
      leave(seat)
      seat.peer.closeFor(refusal)
      return
    }
    if (seat.isSeated) greet(seat, clock.now())
  }

  /** A device over its number of sockets loses the oldest: it is the one most likely to be dead already. Rule: HTTP-2 */
  const closeOldest = (seat: Seat): void => {
    const own = seat.room.seats.filter((other) => other.deviceId === seat.deviceId)
    if (own.length > options.maxSeatsPerDevice) own[0]?.peer.closeFor('rate-limited')
  }

  /** Looked up after the seat is taken: a revocation between ticket and seat must not slip through. */
  const refusalOf = async (seat: Seat): Promise<ErrorCode | null> => {
    const device = await store.deviceById(seat.deviceId)
    if (device === null || device.coupleId !== seat.room.coupleId) return 'erased'
    return device.state === 'active' ? null : 'device-revoked'
  }

  const leave = (seat: Seat): void => {
    if (!seat.isSeated) return
    seat.isSeated = false
    const { room } = seat
    room.seats = room.seats.filter((other) => other !== seat)
    dueMarks.delete(seat)
    if (room.presence !== null) leavePresence(room.presence, seat, clock.now(), ++movements)
    settle(room)
  }

  const openRoom = (name: RoomName, coupleId: CoupleId): Room => {
    const room: Room = {
      name,
      coupleId,
      seats: [],
      head: 0,
      clocks: new Map(),
      presence: null,
      tailRows: 0,
      bytes: 0,
      ready: Promise.resolve(false),
      isLoaded: false,
      isFolding: false,
      uncommitted: 0,
    }
    rooms.set(name, room)
    member.join(topicOf(name))
    room.ready = loadRoom(room)
    return room
  }

  /** A room with unfolded rows is folded first: after that its state vector is known, and its rows are known to be sound. */
  const loadRoom = async (room: Room): Promise<boolean> => {
    let summary = await store.summary(room.name)
    if (summary !== null && summary.tailRows > 0) {
      await foldRoom(room)
      summary = await store.summary(room.name)
    }
    if (summary === null) return false
    room.head = summary.head
    room.clocks = Y.decodeStateVector(summary.stateVector)
    room.tailRows = summary.tailRows
    room.bytes = summary.bytes
    room.isLoaded = true
    return true
  }

  /** Ends a room nobody sits in, folding it first. Rule: SYNC-5a */
  const settle = (room: Room): void => {
    if (room.seats.length > 0 || room.uncommitted > 0 || room.isFolding || rooms.get(room.name) !== room) return
    if (room.presence !== null && room.presence.size > 0) return
    if (room.isLoaded && room.tailRows > 0) {
      void foldRoom(room).then(
        () => close(room),
        (error: unknown) => {
          log.error({ err: error }, 'a room could not be folded')
          close(room)
        },
      )
      return
    }
    close(room)
  }

  const close = (room: Room): void => {
    if (room.seats.length > 0 || room.uncommitted > 0 || rooms.get(room.name) !== room) return
    rooms.delete(room.name)
    member.leave(topicOf(room.name))
  }

  // --- what a client sends

  /** Performs one step of a seat. Steps of one seat keep their order. */
  const receive = (seat: Seat, step: Step): void => {
    if (limits === null) {
      perform(seat, step)
      return
    }
    seat.turn = (seat.turn ?? Promise.resolve()).then(async () => {
      const verdict = await limits.allows(seat, step)
      if (verdict === 'allowed') perform(seat, step)
      else if (verdict === 'refused') seat.peer.closeFor('rate-limited')
    })
  }

  const perform = (seat: Seat, step: Step): void => {
    if (!seat.isSeated) return
    const { room } = seat
    switch (step.kind) {
      case 'store':
        if (room.bytes + step.update.byteLength > options.maxRoomBytes) void storeIfItFits(seat, step)
        else enqueue({ room, seat, update: step.update, act: relayOf(step) })
        return
      case 'answer':
        void answer(seat, step.stateVector)
        return
      case 'mark':
        enqueue({ room, seat, update: null, act: { kind: 'mark' } })
        return
      case 'present':
        enqueue({ room, seat, update: null, act: { kind: 'present', entries: step.entries } })
        return
      case 'tell-presence':
        tellPresence(seat, clock.now())
        return
      case 'nothing':
        return
      case 'close':
        metrics.malformed()
        seat.peer.closeFor(step.code)
        return
      default:
        step satisfies never
    }
  }

  const enqueue = (entry: Entry): void => {
    if (entry.update === null && entry.room.uncommitted === 0) {
      act(entry)
      return
    }
    entry.room.uncommitted++
    if (queue.add(entry)) return
    entry.room.uncommitted--
    entry.seat.peer.closeFor('busy')
  }

  const answer = async (seat: Seat, stateVector: Uint8Array): Promise<void> => {
    try {
      const stored = await store.load(seat.room.name)
      if (stored === null || !seat.isSeated) return
      const whole =
        stored.tail.length === 0
          ? stored.base
          : (foldOnce([stored.base.update, ...stored.tail.map((row) => row.update)]) ??
            compact(stored.base.update, stored.tail))
      if (whole === null) throw new Error('the base of a room cannot be loaded')
      sendAnswer(seat, answerFrom(whole, stateVector), clock.now())
    } catch (error) {
      log.error({ err: error }, 'a sync could not be answered')
      seat.peer.closeFor('busy')
    }
  }

  /** A room at its limit: what counts is how large it would be with this update applied, which may well delete more than it adds. */
  const storeIfItFits = async (seat: Seat, step: Extract<Step, { kind: 'store' }>): Promise<void> => {
    try {
      await queue.drained()
      const stored = await store.load(seat.room.name)
      if (stored === null || !seat.isSeated) return
      const rows = stored.tail.map((row) => row.update)
      const after = foldOnce([stored.base.update, ...rows, step.update])
      if (after === null) {
        seat.peer.closeFor('malformed')
      } else if (after.update.byteLength > options.maxRoomBytes) {
        seat.peer.closeFor('room-too-large')
      } else {
        enqueue({ room: seat.room, seat, update: step.update, act: relayOf(step) })
        await queue.drained()
        await foldRoom(seat.room)
      }
    } catch (error) {
      log.error({ err: error }, 'a full room could not be measured')
      seat.peer.closeFor('busy')
    }
  }

  // --- after the commit

  const performCommitted = (entry: Entry, place: number | null): void => {
    const { room, seat } = entry
    room.uncommitted--
    if (entry.update !== null) {
      if (place === null) {
        seat.peer.closeFor('epoch-moved')
        return
      }
      moveHead(room, place, entry.update.byteLength)
    }
    act(entry)
    if (room.tailRows >= options.foldAtRows)
      void foldRoom(room).catch((error: unknown) => log.error({ err: error }, 'a fold failed'))
    if (room.seats.length === 0) settle(room)
  }

  const act = ({ room, seat, act, update }: Entry): void => {
    switch (act.kind) {
      case 'relay':
        countDurable(room, act.runs)
        relay(room, act.frame, seat, clock.now())
        if (update !== null) member.publish(topicOf(room.name), { kind: 'update', seq: room.head, update })
        if (seat.wantsMarks) askForMark(seat, act.completesSync)
        return
      case 'present':
        present(room, seat, act.entries)
        return
      case 'mark':
        if (seat.wantsMarks) {
          askForMark(seat, true)
          sendDueMarks()
        }
        return
      default:
        act satisfies never
    }
  }

  const present = (room: Room, seat: Seat, entries: PresenceEntry[]): void => {
    room.presence ??= new Map()
    const news = hearPresence(room.presence, seat, entries, clock.now())
    if (news.length === 0) return
    if (limits === null) {
      publishPresence(room, seat, news)
      return
    }
    void limits.allowsPresence(seat).then((isAllowed) => {
      if (isAllowed) publishPresence(room, seat, news)
    })
  }

  const publishPresence = (room: Room, except: Seat | null, entries: PresenceEntry[]): void => {
    const frame = presenceFrame(entries)
    relay(room, frame, except, clock.now())
    member.publish(topicOf(room.name), { kind: 'presence', frame })
  }

  /** Another node's updates lie between what we know and our own place: fetch them. A place we have passed: the store went back. */
  const moveHead = (room: Room, place: number, bytes: number): void => {
    room.tailRows++
    room.bytes += bytes
    const known = room.head
    room.head = place
    if (place > known + 1) void fetchGap(room, known)
    else if (place <= known) void resync(room)
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
      log.error({ err: error }, 'a gap could not be read; the room starts over')
      for (const seat of room.seats) seat.peer.closeFor('busy')
    }
  }

  const takeFromElsewhere = (room: Room, update: Uint8Array): void => {
    countDurable(room, decodeUpdate(update)?.runs ?? [])
    relay(room, syncFrame(syncStep.update, update), null, clock.now())
  }

  /** Forget what was known of the room and ask everybody in it again. */
  const resync = async (room: Room): Promise<void> => {
    const stored = await store.load(room.name)
    if (stored === null) return
    const whole = compact(stored.base.update, stored.tail)
    if (whole === null) return
    room.head = stored.head
    room.clocks = Y.decodeStateVector(whole.stateVector)
    relay(room, syncFrame(syncStep.step1, whole.stateVector), null, clock.now())
    relay(room, syncFrame(syncStep.update, whole.update), null, clock.now())
  }

  // --- marks

  const askForMark = (seat: Seat, isDueNow: boolean): void => {
    if (isDueNow) seat.lastMarkAt = 0
    dueMarks.add(seat)
  }

  const sendDueMarks = (): void => {
    const now = clock.now()
    for (const seat of dueMarks) {
      if (now - seat.lastMarkAt < markIntervalMs) continue
      dueMarks.delete(seat)
      send(seat, takeMark(seat, now), now)
    }
    if (dueMarks.size === 0 || stopMarkTimer !== null) return
    stopMarkTimer = clock.after(markIntervalMs, () => {
      stopMarkTimer = null
      sendDueMarks()
    })
  }

  // --- folding

  const foldRoom = async (room: Room): Promise<void> => {
    if (room.isFolding) return
    room.isFolding = true
    try {
      const compacted = await foldStored(room.name)
      if (compacted === null) return
      if (compacted.poisonous.length > 0) room.clocks = Y.decodeStateVector(compacted.stateVector)
      const summary = await store.summary(room.name)
      if (summary === null) return
      room.tailRows = summary.tailRows
      room.bytes = summary.bytes
    } finally {
      room.isFolding = false
    }
  }

  const foldSomewhere = async (name: RoomName): Promise<void> => {
    const room = rooms.get(name)
    if (room === undefined) await foldStored(name)
    else await foldRoom(room)
  }

  /** Null where there was nothing to fold, or somebody else has. */
  const foldStored = async (name: RoomName): Promise<Compacted | null> => {
    const stored = await store.load(name)
    if (stored === null || stored.tail.length === 0) return null
    const compacted = compact(stored.base.update, stored.tail)
    if (compacted === null) throw new Error('the base of a room cannot be loaded')
    const { poisonous } = compacted
    const isDone = await store.fold(name, {
      base: compacted,
      head: stored.head,
      quarantine: poisonous,
      now: clock.now(),
    })
    if (!isDone) return null
    metrics.folded(stored.tail.length, poisonous.length)
    if (poisonous.length > 0)
      log.warn({ rows: poisonous.length }, 'rows that no document can take were put in quarantine')
    return compacted
  }

  // --- what others say

  const hear = (topic: Topic, note: Note): void => {
    const room = rooms.get(topic.slice('room:'.length) as RoomName)
    if (room === undefined) return
    void room.ready.then(
      () => hearNote(room, note),
      () => undefined,
    )
  }

  const hearNote = (room: Room, note: Note): void => {
    switch (note.kind) {
      case 'update':
        if (note.seq === room.head + 1) {
          room.head = note.seq
          room.tailRows++
          room.bytes += note.update.byteLength
          takeFromElsewhere(room, note.update)
        } else if (note.seq > room.head) {
          void fetchGap(room, room.head)
        }
        return
      case 'presence':
        relay(room, note.frame, null, clock.now())
        return
      case 'moved':
        closeSeats(room, (seat) => (note.revoked.includes(seat.deviceId) ? 'device-revoked' : 'epoch-moved'))
        return
      case 'revoked':
        closeSeats(room, (seat) => (note.devices.includes(seat.deviceId) ? 'device-revoked' : null))
        return
      case 'erased':
        closeSeats(room, () => 'erased')
        return
      case 'invite-changed':
        return
      default:
        note satisfies never
    }
  }

  const closeSeats = (room: Room, codeFor: (seat: Seat) => ErrorCode | null): void => {
    for (const seat of room.seats) {
      const code = codeFor(seat)
      if (code === null) continue
      seat.peer.closeFor(code)
      leave(seat)
    }
  }

  return {
    join,
    leave,
    receive,

    /** A change of who may use a room: holds here at once, and is told to the other nodes. */
    announce(name: RoomName, note: Note): void {
      const room = rooms.get(name)
      if (room !== undefined) hearNote(room, note)
      member.publish(topicOf(name), note)
    },

    /** Once a second or so: departures to announce, rooms to end, a log to keep short. */
    async sweep(): Promise<void> {
      for (const room of rooms.values()) {
        if (room.presence === null) continue
        const due = duePresence(room.presence, clock.now())
        if (due.length > 0) publishPresence(room, null, due)
        if (room.presence.size === 0) room.presence = null
        settle(room)
      }
      if ((await store.logBytes()) <= options.maxLogBytes * 0.75) return
      for (const name of await store.longestTails(16)) {
        // One after the other: folding is the loop's own time.
        // oxlint-disable-next-line no-await-in-loop
        await foldSomewhere(name)
      }
    },

    counts: (): { rooms: number } => ({ rooms: rooms.size }),

    /** Everything received is committed or refused. */
    drained: (): Promise<void> => queue.drained(),

    close(): void {
      stopMarkTimer?.()
      member.detach()
    },
  }
}

const relayOf = ({ frame, runs, completesSync }: Extract<Step, { kind: 'store' }>): Entry['act'] => ({
  kind: 'relay',
  frame,
  runs,
  completesSync,
})

export type Hub = ReturnType<typeof createHub>
