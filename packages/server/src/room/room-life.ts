/** When a room begins and ends on this node, and what happens to its rows meanwhile.
 *
 *  It begins with the first seat, loaded once. It is folded when its last seat leaves; while it lives, in the first quiet second after
 *  so many rows, so that a burst pays for commits only. It ends when nobody sits in it, nobody is about to come back and nothing of it is
 *  on its way. Rule: SYNC-5a, SYNC-5c, SYNC-6. */
import type { Clock } from '@porchlight/shared/capabilities'
import type { CoupleId, RoomName } from '@porchlight/shared/wire/api'
import * as Y from 'yjs'
import type { BusMember, RoomTopic } from '../bus/bus.ts'
import type { Log } from '../ops/log.ts'
import type { Store } from '../store/store.ts'
import { awaitsReturn } from './presence.ts'
import type { Room } from './seat.ts'
import type { StoredRooms } from './stored-room.ts'

export interface RoomLifeDeps {
  store: Pick<Store, 'summary'>
  stored: StoredRooms
  member: Pick<BusMember, 'join' | 'leave'>
  clock: Clock
  log: Log
}

export interface RoomLifeOptions {
  foldAtRows: number
  /** How long a room has to be silent to be folded while it lives. */
  quietMs: number
}

export const roomLifeDefaults: RoomLifeOptions = { foldAtRows: 256, quietMs: 1_000 }

export interface RoomLife {
  /** The room if it lives here. */
  find(name: RoomName): Room | undefined
  /** All that live here. */
  all(): Iterable<Room>
  count(): number
  /** The room that lives, or one that begins now: `ready` settles when it is loaded. */
  open(name: RoomName, coupleId: CoupleId): Room
  /** Rejects where it cannot be folded. */
  fold(room: Room): Promise<void>
  /** Where it has many rows and is quiet. Failures are told to the log. */
  foldIfDue(room: Room): void
  /** Where it has far too many, quiet or not. */
  foldIfOverdue(room: Room): void
  /** Ends a room nobody sits in, folding it first; unless somebody may be about to come back, or something is still on its way. */
  settle(room: Room): void
}

/** A room that never falls quiet is folded all the same, at so many times the rows. */
const patience = 8

export function createRoomLife(deps: RoomLifeDeps, options: RoomLifeOptions = roomLifeDefaults): RoomLife {
  const { store, stored, member, clock, log } = deps
  const rooms = new Map<RoomName, Room>()

  const open = (name: RoomName, coupleId: CoupleId): Room => {
    const known = rooms.get(name)
    if (known !== undefined) return known
    const room: Room = {
      name,
      coupleId,
      topic: topicOf(name),
      seats: [],
      head: 0,
      toldOf: 0,
      isCatchingUp: false,
      isLoaded: false,
      clocks: new Map(),
      presence: undefined,
      tailRows: 0,
      bytes: 0,
      foldFrom: options.foldAtRows,
      lastAppendAt: 0,
      ready: Promise.resolve(false),
      folding: undefined,
      uncommitted: 0,
      uncommittedBytes: 0,
    }
    rooms.set(name, room)
    member.join(room.topic)
    room.ready = load(room)
    return room
  }

  /** A room with unfolded rows is folded first: after that its state vector is known, and its rows are known to be sound. */
  const load = async (room: Room): Promise<boolean> => {
    let summary = await store.summary(room.name)
    if (summary !== undefined && summary.tailRows > 0) {
      await fold(room)
      summary = await store.summary(room.name)
    }
    if (summary === undefined) return false
    room.head = summary.head
    room.clocks = Y.decodeStateVector(summary.stateVector)
    room.tailRows = summary.tailRows
    room.bytes = summary.bytes
    room.isLoaded = true
    return true
  }

  /** One fold of a room at a time: whoever wants another meanwhile waits for it. */
  const fold = (room: Room): Promise<void> => {
    room.folding ??= foldNext(room).finally(() => {
      room.folding = undefined
    })
    return room.folding
  }

  const foldNext = async (room: Room): Promise<void> => {
    const compacted = await stored.fold(room.name)
    if (compacted === undefined) return
    if (compacted.poisonous.length > 0) {
      const whole = await stored.whole(room.name)
      if (whole !== undefined) room.clocks = Y.decodeStateVector(whole.stateVector)
    }
    const summary = await store.summary(room.name)
    if (summary === undefined) return
    room.tailRows = summary.tailRows
    room.bytes = summary.bytes
  }

  /** A room that cannot be folded is tried again when it has grown as much once more. */
  const foldNow = (room: Room): void => {
    if (room.folding !== undefined) return
    fold(room).then(
      () => {
        room.foldFrom = options.foldAtRows
      },
      (error: unknown) => {
        room.foldFrom = room.tailRows + options.foldAtRows
        log.error({ err: error, room: room.name }, 'a room could not be folded')
      },
    )
  }

  const settle = (room: Room): void => {
    if (!isAbandoned(room) || room.folding !== undefined) return
    if (room.presence !== undefined && awaitsReturn(room.presence)) return
    if (room.tailRows === 0) {
      forget(room)
      return
    }
    fold(room).then(
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

  return {
    find: (name) => rooms.get(name),
    all: () => rooms.values(),
    count: () => rooms.size,
    open,
    fold,
    foldIfDue(room) {
      if (room.tailRows >= room.foldFrom && clock.now() - room.lastAppendAt >= options.quietMs) foldNow(room)
    },
    foldIfOverdue(room) {
      if (room.tailRows >= room.foldFrom * patience) foldNow(room)
    },
    settle,
  }
}

export function topicOf(room: RoomName): RoomTopic {
  return `room:${room}`
}
