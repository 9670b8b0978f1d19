/** The live rooms of this node: who sits where, and who has to go.
 *
 *  A seat joins its room's relay set before the room is loaded: a duplicate is harmless, a gap is not.
 *  Rule: SYNC-5c, SYNC-6, SYNC-7, SYNC-9. */
import type { Clock } from '@porchlight/shared/capabilities'
import type { ErrorCode } from '@porchlight/shared/errors'
import type { CoupleId, DeviceId, RoomName } from '@porchlight/shared/wire/api'
import { rateLimits } from '@porchlight/shared/wire/limits'
import type { Bus, Note, Topic } from '../bus/bus.ts'
import type { Log } from '../ops/log.ts'
import type { HubMetrics } from '../ops/metrics.ts'
import type { Store } from '../store/store.ts'
import { createComparing } from './comparing.ts'
import type { Step } from './frame.ts'
import { greet } from './live-room.ts'
import { leavePresence } from './presence.ts'
import { createRoomLife, type RoomLifeOptions, roomLifeDefaults, topicOf } from './room-life.ts'
import type { RoomLimits } from './room-limits.ts'
import type { Peer, Room, Seat } from './seat.ts'
import { createSequence } from './sequence.ts'
import { createStoredRooms } from './stored-room.ts'
import { createTraffic, type TrafficOptions, trafficDefaults } from './traffic.ts'
import { createPresenceRelay } from './presence-relay.ts'

export interface HubDeps {
  store: Store
  bus: Bus
  clock: Clock
  log: Log
  metrics: HubMetrics
  /** Undefined where limits are off. */
  limits: RoomLimits | undefined
}

export interface HubOptions extends TrafficOptions, RoomLifeOptions {
  /** Unfolded rows of all rooms together. */
  maxLogBytes: number
  /** Infinity where limits are off. */
  maxSeatsPerDevice: number
}

export const hubDefaults: HubOptions = {
  ...trafficDefaults,
  ...roomLifeDefaults,
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

export interface Hub {
  /** Seats the peer at once, and greets it when its room is loaded. Where the room is gone or cannot be loaded, closes the peer.
   *  @param seated called before anything is awaited: whoever loses the peer must call `leave` */
  join(arrival: Arrival, seated: (seat: Seat) => void): Promise<void>
  leave(seat: Seat): void
  receive(seat: Seat, step: Step): void
  /** A change of who may use a room: holds here at once, and is told to the other nodes. */
  announce(name: RoomName, note: Note): void
  /** Somebody was put out of the couple, who may have spent what it can store in an hour: the others can go on. Rule: HTTP-2 */
  startQuotaAfresh(coupleId: CoupleId): Promise<void>
  /** Once a second or so: departures to announce, rooms to end, a log to keep short. */
  sweep(): Promise<void>
  /** Holds what is in memory against the store: for a node that is not the only one. Failures are told to the log. Rule: NODE-4 */
  compare(): Promise<void>
  /** Whose rooms live. */
  couples(): CoupleId[]
  counts(): { rooms: number }
  /** Everything received is committed or refused, and folded where it was due. */
  drained(): Promise<void>
  close(): void
}

export function createHub(deps: HubDeps, options: HubOptions = hubDefaults): Hub {
  const { store, clock, log } = deps
  const member = deps.bus.attach(
    (topic, note) => hear(topic, note),
    () => void compare(),
  )
  const stored = createStoredRooms(deps)
  const life = createRoomLife({ ...deps, stored, member }, options)
  const sequence = createSequence({ ...deps, stored })
  const presence = createPresenceRelay({ ...deps, member })
  const comparing = createComparing({
    store,
    life,
    sequence,
    closeSeats: (room, codeFor) => closeSeats(room, codeFor),
  })
  const traffic = createTraffic({ ...deps, stored, life, sequence, presence, member }, options)
  let movements = 0

  // --- coming and going

  const join = async (arrival: Arrival, seated: (seat: Seat) => void): Promise<void> => {
    const room = life.open(arrival.room, arrival.coupleId)
    const seat: Seat = {
      peer: arrival.peer,
      room,
      deviceId: arrival.deviceId,
      wantsMarks: arrival.wantsMarks,
      opened: ++movements,
      unmarked: undefined,
      lastMarkAt: Number.NEGATIVE_INFINITY,
      lastSentAt: clock.now(),
      unsentAllowance: 0,
      turn: undefined,
      isSeated: true,
    }
    room.seats.push(seat)
    seated(seat)
    closeOldest(seat)
    const refusal = await refusalOf(seat)
    if (refusal !== undefined) {
      leave(seat)
      seat.peer.closeFor(refusal)
    } else if (seat.isSeated) {
      greet(seat, clock.now())
    }
  }

  /** The device is looked up after the seat is taken: a revocation between ticket and seat must not slip through. */
  const refusalOf = async (seat: Seat): Promise<ErrorCode | undefined> => {
    try {
      if (!(await seat.room.ready)) return 'epoch-moved'
      const device = await store.deviceById(seat.deviceId)
      if (device === undefined) return 'erased'
      return device.state === 'active' ? undefined : 'device-revoked'
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
    if (room.presence !== undefined) leavePresence(room.presence, seat, clock.now(), ++movements)
    life.settle(room)
  }

  // --- what is said about a room, here or on another node

  const hear = (topic: Topic, note: Note): void => {
    const room = life.find(topic.slice('room:'.length) as RoomName)
    if (room === undefined) return
    void room.ready.then(
      () => hearNote(room, note),
      () => undefined,
    )
  }

  const hearNote = (room: Room, note: Note): void => {
    switch (note.kind) {
      case 'update':
        sequence.heard(room, note.seq, note.update)
        return
      case 'presence':
        presence.heardElsewhere(room, note.frame)
        return
      case 'moved':
        closeSeats(room, (seat) => (note.revoked.includes(seat.deviceId) ? 'device-revoked' : 'epoch-moved'))
        return
      case 'revoked':
        closeSeats(room, (seat) => (note.devices.includes(seat.deviceId) ? 'device-revoked' : undefined))
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

  const closeSeats = (room: Room, codeFor: (seat: Seat) => ErrorCode | undefined): void => {
    for (const seat of room.seats) {
      const code = codeFor(seat)
      if (code === undefined) continue
      seat.peer.closeFor(code)
      leave(seat)
    }
  }

  const compare = (): Promise<void> =>
    comparing.compare().catch((error: unknown) => log.warn({ err: error }, 'what is held could not be compared'))

  return {
    join,
    leave,
    receive: traffic.receive,
    announce(name, note) {
      log.debug({ room: name, note: note.kind }, 'who may use a room has changed')
      const room = life.find(name)
      if (room !== undefined) hearNote(room, note)
      member.publish(topicOf(name), note)
    },
    startQuotaAfresh: async (coupleId) => deps.limits?.startAfresh(coupleId),
    async sweep() {
      for (const room of life.all()) {
        life.foldIfDue(room)
        if (room.presence === undefined) continue
        presence.sweep(room)
        life.settle(room)
      }
      if ((await store.logBytes()) <= options.maxLogBytes * 0.75) return
      for (const name of await store.longestTails(16)) {
        const room = life.find(name)
        // One after the other: folding is the event loop's own time.
        // oxlint-disable-next-line no-await-in-loop
        await (room === undefined ? stored.fold(name) : life.fold(room))
      }
    },
    compare,
    couples: () => [...life.all()].map((room) => room.coupleId),
    counts: () => ({ rooms: life.count() }),
    drained: () => traffic.drained().then(() => stored.drained()),
    close() {
      traffic.stop()
      member.detach()
    },
  }
}
