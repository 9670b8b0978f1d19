/** The live rooms of this node: who sits where, when a room begins and ends, and who has to go.
 *
 *  A seat joins its room's relay set before the room is loaded: a duplicate is harmless, a gap is not. A room is folded when its
 *  last seat leaves; while it lives, in the first quiet second after 256 rows, so that a burst pays for commits only. Rule: SYNC-5a, SYNC-5c, SYNC-6, SYNC-7, SYNC-9. */
import type { Clock } from '@porchlight/shared/capabilities'
import type { ErrorCode } from '@porchlight/shared/errors'
import type { CoupleId, DeviceId, RoomName } from '@porchlight/shared/wire/api'
import { rateLimits } from '@porchlight/shared/wire/limits'
import * as Y from 'yjs'
import type { Bus, Note, RoomTopic, Topic } from '../bus/bus.ts'
import type { Log } from '../ops/log.ts'
import type { HubMetrics } from '../ops/metrics.ts'
import type { RoomLimits } from './room-limits.ts'
import type { Store } from '../store/store.ts'
import { greet, relay } from './live-room.ts'
import { awaitsReturn, duePresence, leavePresence } from './presence.ts'
import type { Peer, Room, Seat } from './seat.ts'
import { createStoredRooms } from './stored-room.ts'
import { createTraffic, type TrafficOptions, trafficDefaults } from './traffic.ts'

export interface HubDeps {
  store: Store
  bus: Bus
  clock: Clock
  log: Log
  metrics: HubMetrics
  /** Null where limits are off. */
  limits: RoomLimits | null
}

export interface HubOptions extends TrafficOptions {
  foldAtRows: number
  /** How long a room has to be silent to be folded while it lives. */
  quietMs: number
  /** Unfolded rows of all rooms together. */
  maxLogBytes: number
  /** Infinity where limits are off. */
  maxSeatsPerDevice: number
}

export const hubDefaults: HubOptions = {
  ...trafficDefaults,
  foldAtRows: 256,
  quietMs: 1_000,
  maxLogBytes: 64 * 1024 * 1024,
  maxSeatsPerDevice: rateLimits.socketsPerToken,
}

export interface Arrival {
  peer: Peer
  room: RoomName
  coupleId: CoupleId
  deviceId: DeviceId
  wantsMarks: boolean
}

export const createHub = (deps: HubDeps, options: HubOptions = hubDefaults) => {
  const { store, clock, log } = deps
  const rooms = new Map<RoomName, Room>()
  const stored = createStoredRooms(deps)
  const member = deps.bus.attach((topic, note) => hear(topic, note))
  const traffic = createTraffic(
    {
      ...deps,
      stored,
      publish: (room, note) => member.publish(room.topic, note),
      fold: (room) => foldRoom(room),
      foldNow: (room) => foldNow(room),
      emptied: (room) => settle(room),
    },
    options,
  )
  let movements = 0

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
      lastMarkAt: Number.NEGATIVE_INFINITY,
      lastSentAt: clock.now(),
      unsentAllowance: 0,
      turn: null,
      isSeated: true,
    }
    room.seats.push(seat)
    seated(seat)
    closeOldest(seat)
    const refusal = await refusalOf(seat)
    if (refusal !== null) {
      leave(seat)
      seat.peer.closeFor(refusal)
    } else if (seat.isSeated) {
      greet(seat, clock.now())
    }
  }

  /** The device is looked up after the seat is taken: a revocation between ticket and seat must not slip through. */
  const refusalOf = async (seat: Seat): Promise<ErrorCode | null> => {
    try {
      if (!(await seat.room.ready)) return 'epoch-moved'
      const device = await store.deviceById(seat.deviceId)
      if (device === null) return 'erased'
      return device.state === 'active' ? null : 'device-revoked'
    } catch (error) {
      log.error({ err: error, room: seat.room.name }, 'a room could not be loaded')
      return 'busy'
    }
  }

  /** A device over its number of sockets loses the oldest: it is the one most likely to be dead already. Rule: HTTP-2 */
  const closeOldest = (seat: Seat): void => {
    const own = seat.room.seats.filter((other) => other.deviceId === seat.deviceId)
    if (own.length > options.maxSeatsPerDevice) own[0]?.peer.closeFor('rate-limited')
  }

  const leave = (seat: Seat): void => {
    if (!seat.isSeated) return
    seat.isSeated = false
    const { room } = seat
    room.seats = room.seats.filter((other) => other !== seat)
    traffic.forget(seat)
    if (room.presence !== null) leavePresence(room.presence, seat, clock.now(), ++movements)
    settle(room)
  }

  const openRoom = (name: RoomName, coupleId: CoupleId): Room => {
    const room: Room = {
      name,
      coupleId,
      topic: topicOf(name),
      seats: [],
      head: 0,
      clocks: new Map(),
      presence: null,
      tailRows: 0,
      bytes: 0,
      foldFrom: options.foldAtRows,
      lastAppendAt: 0,
      ready: Promise.resolve(false),
      folding: null,
      uncommitted: 0,
      uncommittedBytes: 0,
    }
    rooms.set(name, room)
    member.join(room.topic)
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
    return true
  }

  /** One fold of a room at a time: whoever wants another meanwhile waits for it. */
  const foldRoom = (room: Room): Promise<void> => {
    room.folding ??= foldNext(room).finally(() => {
      room.folding = null
    })
    return room.folding
  }

  const foldNext = async (room: Room): Promise<void> => {
    const compacted = await stored.fold(room.name)
    if (compacted === null) return
    if (compacted.poisonous.length > 0) {
      const whole = await stored.whole(room.name)
      if (whole !== null) room.clocks = Y.decodeStateVector(whole.stateVector)
    }
    const summary = await store.summary(room.name)
    if (summary === null) return
    room.tailRows = summary.tailRows
    room.bytes = summary.bytes
  }

  /** A room that cannot be folded is tried again when it has grown as much once more. */
  const foldNow = (room: Room): void => {
    if (room.folding !== null) return
    foldRoom(room).then(
      () => {
        room.foldFrom = options.foldAtRows
      },
      (error: unknown) => {
        room.foldFrom = room.tailRows + options.foldAtRows
        log.error({ err: error, room: room.name }, 'a room could not be folded')
      },
    )
  }

  /** Ends a room nobody sits in, folding it first; unless somebody may be about to come back, or something is still on its way. */
  const settle = (room: Room): void => {
    if (!isAbandoned(room) || room.folding !== null) return
    if (room.presence !== null && awaitsReturn(room.presence)) return
    if (room.tailRows === 0) {
      forget(room)
      return
    }
    foldRoom(room).then(
      () => forget(room),
      (error: unknown) => {
        log.error({ err: error, room: room.name }, 'a room could not be folded')
        forget(room)
      },
    )
  }

  const forget = (room: Room): void => {
    if (!isAbandoned(room)) return
    rooms.delete(room.name)
    member.leave(room.topic)
  }

  const isAbandoned = (room: Room): boolean =>
    room.seats.length === 0 && room.uncommitted === 0 && rooms.get(room.name) === room

  // --- what is said about a room, here or on another node

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
        traffic.hearUpdate(room, note.seq, note.update)
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
    receive: traffic.receive,

    /** A change of who may use a room: holds here at once, and is told to the other nodes. */
    announce(name: RoomName, note: Note): void {
      log.debug({ room: name, note: note.kind }, 'who may use a room has changed')
      const room = rooms.get(name)
      if (room !== undefined) hearNote(room, note)
      member.publish(topicOf(name), note)
    },

    /** Somebody was put out of the couple, who may have spent what it can store in an hour: the others can go on. Rule: HTTP-2 */
    startQuotaAfresh: async (coupleId: CoupleId): Promise<void> => deps.limits?.startAfresh(coupleId),

    /** Once a second or so: departures to announce, rooms to end, a log to keep short. */
    async sweep(): Promise<void> {
      for (const room of rooms.values()) {
        if (room.tailRows >= room.foldFrom && clock.now() - room.lastAppendAt >= options.quietMs) foldNow(room)
        if (room.presence === null) continue
        const due = duePresence(room.presence, clock.now())
        if (due.length > 0) traffic.relayPresence(room, null, due)
        if (room.presence.size === 0) room.presence = null
        settle(room)
      }
      if ((await store.logBytes()) <= options.maxLogBytes * 0.75) return
      for (const name of await store.longestTails(16)) {
        const room = rooms.get(name)
        // One after the other: folding is the event loop's own time.
        // oxlint-disable-next-line no-await-in-loop
        await (room === undefined ? stored.fold(name) : foldRoom(room))
      }
    },

    /** Whose rooms live. */
    couples: (): CoupleId[] => [...rooms.values()].map((room) => room.coupleId),
    counts: (): { rooms: number } => ({ rooms: rooms.size }),

    /** Everything received is committed or refused, and folded where it was due. */
    drained: (): Promise<void> => traffic.drained().then(() => stored.drained()),

    close(): void {
      traffic.stop()
      member.detach()
    },
  }
}

export type Hub = ReturnType<typeof createHub>

const topicOf = (room: RoomName): RoomTopic => `room:${room}`
