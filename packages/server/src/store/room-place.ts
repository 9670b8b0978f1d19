/** What the name of a room says: whose it is, and of which epoch. Rule: SYNC-1 */
import { CoupleId, type RoomName } from '@porchlight/shared/wire/api'
import * as v from 'valibot'

export interface RoomPlace {
  couple: string
  epoch: number
}

export function placeOf(room: RoomName): RoomPlace {
  const dot = room.indexOf('.')
  return { couple: room.slice(0, dot), epoch: Number(room.slice(dot + 1)) }
}

export function coupleOf(room: RoomName): CoupleId {
  return v.parse(CoupleId, placeOf(room).couple)
}
