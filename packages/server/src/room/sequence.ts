/** Where a live room stands in the sequence of its updates, and how that moves: by what is committed here, and by what other nodes say
 *  they committed.
 *
 *  Places follow each other. A place beyond the next means that something was not heard: it is read from the store. A place that was
 *  passed means that the store went back (a restored backup): the room starts over. Rule: SYNC-5c. */
import type { Clock } from '@porchlight/shared/capabilities'
import * as Y from 'yjs'
import type { Log } from '../ops/log.ts'
import type { Store } from '../store/store.ts'
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
  /** Another node committed this update at this place. */
  heard(room: Room, place: number, update: Uint8Array): void
}

export function createSequence({ store, stored, clock, log }: SequenceDeps): Sequence {
  const grow = (room: Room, place: number, bytes: number): void => {
    room.head = place
    room.tailRows++
    room.bytes += bytes
    room.lastAppendAt = clock.now()
  }

  const fetchGap = async (room: Room, after: number): Promise<void> => {
    try {
      const rows = await store.since(room.name, after)
      if (rows === undefined) {
        await startOver(room)
        return
      }
      for (const row of rows) takeFromElsewhere(room, row.update)
      room.head = Math.max(room.head, rows.at(-1)?.seq ?? 0)
    } catch (error) {
      closeBusy(log, room.seats, 'a gap could not be read; its room starts over', error)
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
      grow(room, place, bytes)
      if (place > known + 1) void fetchGap(room, known)
      else if (place <= known) void startOver(room)
    },
    heard(room, place, update) {
      if (place > room.head + 1) void fetchGap(room, room.head)
      else if (place === room.head + 1) {
        grow(room, place, update.byteLength)
        takeFromElsewhere(room, update)
      }
    },
  }
}
