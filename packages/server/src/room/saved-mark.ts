/** The *saved* mark: message type 100, a state vector of what is on stable storage now. Rule: SYNC-4.
 *
 *  A mark goes to the socket that wrote, once after each sync step 2 and then at most every 250 ms. The first on a socket names
 *  every client of the room; later ones those that rose since, whoever raised them. */
import { messageType } from '@porchlight/shared/wire/close-code'
import * as encoding from 'lib0/encoding'
import type { Seat } from './seat.ts'

export const markIntervalMs = 250

/** The frame for this seat, which counts as marked now. */
export const takeMark = (seat: Seat, now: number): Uint8Array => {
  const { clocks } = seat.room
  const named: [number, number][] =
    seat.unmarked === null ? [...clocks] : [...seat.unmarked].map((client) => [client, clocks.get(client) ?? 0])
  seat.unmarked = new Set()
  seat.lastMarkAt = now
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageType.saved)
  encoding.writeVarUint8Array(encoder, encodeClocks(named))
  return encoding.toUint8Array(encoder)
}

/** A Yjs V1 state vector: count, then client and clock of each, client ids descending. */
export const encodeClocks = (clocks: Iterable<[number, number]>): Uint8Array => {
  const sorted = [...clocks].sort(([x], [y]) => y - x)
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, sorted.length)
  for (const [client, clock] of sorted) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
  }
  return encoding.toUint8Array(encoder)
}
