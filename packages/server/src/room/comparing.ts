/** What a node holds in memory, held against the store: whatever notes said or did not say, nobody stays behind for long.
 *  Rule: NODE-4 */
import type { ErrorCode } from '@porchlight/shared/errors'
import type { RoomStanding, Store } from '../store/store.ts'
import type { RoomLife } from './room-life.ts'
import type { Room, Seat } from './seat.ts'
import type { Sequence } from './sequence.ts'

export interface ComparingDeps {
  store: Pick<Store, 'standings'>
  life: Pick<RoomLife, 'all'>
  sequence: Pick<Sequence, 'compared'>
  closeSeats(room: Room, codeFor: (seat: Seat) => ErrorCode | undefined): void
}

export interface Comparing {
  /** All rooms that live here and are loaded. Rejects where the store does not answer. */
  compare(): Promise<void>
}

/** In one question. */
const roomsAtOnce = 1_000

export function createComparing({ store, life, sequence, closeSeats }: ComparingDeps): Comparing {
  const judge = (room: Room, before: number, standing: RoomStanding | undefined): void => {
    closeSeats(room, (seat) => whyItMustGo(seat, standing))
    if (standing?.head !== undefined) sequence.compared(room, standing.head, before)
  }

  return {
    async compare() {
      const rooms = [...life.all()].filter((room) => room.isLoaded)
      for (let at = 0; at < rooms.length; at += roomsAtOnce) {
        const some = rooms.slice(at, at + roomsAtOnce)
        const heads = some.map(({ head }) => head)
        // oxlint-disable-next-line no-await-in-loop
        const standings = await store.standings(some.map(({ name }) => name))
        for (const [place, room] of some.entries()) judge(room, heads[place] ?? room.head, standings[place])
      }
    },
  }
}

/** A room whose epoch moved on is gone, and so is a couple that was erased: neither comes back, so an answer that is a moment old is right. */
export function whyItMustGo(seat: Pick<Seat, 'deviceId'>, standing: RoomStanding | undefined): ErrorCode | undefined {
  if (standing === undefined) return 'erased'
  if (!standing.active.includes(seat.deviceId)) return 'device-revoked'
  return standing.head === undefined ? 'epoch-moved' : undefined
}
