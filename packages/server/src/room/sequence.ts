/** Where a live room stands in the sequence of its updates, and how that moves: by what is committed here, and by what other nodes say
 *  they committed.
 *
 *  Places follow each other. A place beyond the next means that something was not heard: it is read from the store. A place that was
 *  passed means that the store went back (a restored backup): the room starts over. Rule: SYNC-5c. */
import type { Clock } from '@porchlight/shared/capabilities'
import * as Y from 'yjs'
import type { Log } from '../ops/log.ts'
import type { Row, Store } from '../store/store.ts'
import { syncFrame, syncStep } from './frame.ts'
import { closeBusy, countDurable, relay } from './live-room.ts'
import type { Room } from './seat.ts'
import type { StoredRooms } from './stored-room.ts'
import { decodeUpdate } from './update-clocks.ts'

export interface SequenceDeps {
  store: Pick<Store, 'since'>
  stored: Pick<StoredRooms, 'whole'>
  clock: Clock
  log: Log
}

export interface Sequence {
  /** An update of a seat here got this place. */
  committed(room: Room, place: number, bytes: number): void
  /** Another node committed this update at this place. Without its bytes it is read from the store. */
  heard(room: Room, place: number, update: Uint8Array | undefined): void
  /** The store has the room at this head.
   *  @param before the head that was known when it was asked */
  compared(room: Room, head: number, before: number): void
}

export function createSequence({ store, stored, clock, log }: SequenceDeps): Sequence {
  const count = (room: Room, bytes: number): void => {
    room.tailRows++
    room.bytes += bytes
    room.lastAppendAt = clock.now()
  }

  const take = (room: Room, place: number, update: Uint8Array): void => {
    room.head = place
    count(room, update.byteLength)
    takeFromElsewhere(room, update)
  }

  /** What lies between what was known and a place of our own. Beyond that it is news only where nobody here has it yet. */
  const fetchGap = async (room: Room, after: number, own: number): Promise<void> => {
    const rows = await rowsAfter(room, after)
    for (const { seq, update } of rows) {
      if (seq > room.head) take(room, seq, update)
      else if (seq < own) {
        count(room, update.byteLength)
        takeFromElsewhere(room, update)
      }
    }
  }

  /** Up to the farthest place that was told. One read at a time for a room: what is told meanwhile is in the next. */
  const catchUp = async (room: Room, place: number): Promise<void> => {
    room.toldOf = Math.max(room.toldOf, place)
    if (room.isCatchingUp) return
    room.isCatchingUp = true
    for (let before = -1; room.head < room.toldOf && room.head > before; ) {
      before = room.head
      // oxlint-disable-next-line no-await-in-loop
      const rows = await rowsAfter(room, before)
      for (const { seq, update } of rows) if (seq > room.head) take(room, seq, update)
    }
    // It may have been told of what is gone with its key by now.
    room.toldOf = room.head
    room.isCatchingUp = false
  }

  /** Nothing where they cannot be had one by one; then the room starts over, or is closed. */
  const rowsAfter = async (room: Room, after: number): Promise<Row[]> => {
    try {
      const rows = await store.since(room.name, after)
      if (rows === undefined) await startOver(room)
      return rows ?? []
    } catch (error) {
      closeBusy(log, room.seats, 'a gap could not be read; its room starts over', error)
      return []
    }
  }

  const takeFromElsewhere = (room: Room, update: Uint8Array): void => {
    countDurable(room, decodeUpdate(update)?.runs ?? [])
    relay(room, syncFrame(syncStep.update, update), undefined, clock.now())
  }

  /** Forgets what was known of the room, tells everybody in it what is stored, and asks what they have beyond that. */
  const startOver = async (room: Room): Promise<void> => {
    try {
      const whole = await stored.whole(room.name)
      if (whole === undefined) return
      room.head = whole.head
      room.clocks = Y.decodeStateVector(whole.stateVector)
      relay(room, syncFrame(syncStep.update, whole.update), undefined, clock.now())
      relay(room, syncFrame(syncStep.step1, whole.stateVector), undefined, clock.now())
    } catch (error) {
      closeBusy(log, room.seats, 'a room could not be read again', error)
    }
  }

  return {
    committed(room, place, bytes) {
      const known = room.head
      room.head = place
      count(room, bytes)
      if (place > known + 1) void fetchGap(room, known, place)
      else if (place <= known) void startOver(room)
    },
    heard(room, place, update) {
      if (place <= room.head) return
      if (update !== undefined && place === room.head + 1) take(room, place, update)
      else void catchUp(room, place)
    },
    compared(room, head, before) {
      if (head < before) void startOver(room)
      else if (head > room.head) void catchUp(room, head)
    },
  }
}
