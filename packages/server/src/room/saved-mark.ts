/** The *saved* mark: message type 100, a state vector of what is on stable storage now. Rule: SYNC-4.
 *
 *  A mark goes to the socket that wrote, once after each sync step 2 and then at most every 250 ms. The first on a socket names
 *  every client of the room; later ones those that rose since, whoever raised them. One timer for all sockets. */
import type { Clock, Stop } from '@porchlight/shared/capabilities'
import { messageType } from '@porchlight/shared/wire/close-code'
import * as encoding from 'lib0/encoding'
import type { Seat } from './seat.ts'

export const markIntervalMs = 250

export interface Marks {
  /** Something of this seat's is durable. `isAfterSync`: it completed a sync step 2, so its mark does not wait. */
  ask(seat: Seat, isAfterSync: boolean): void
  /** Sends what may be sent now, and sets the timer for the rest. */
  sendDue(): void
  forget(seat: Seat): void
  stop: Stop
}

export const createMarks = (deps: {
  clock: Clock
  send: (seat: Seat, frame: Uint8Array, now: number) => void
}): Marks => {
  const { clock, send } = deps
  const due = new Set<Seat>()
  let stopTimer: Stop | null = null

  const sendDue = (): void => {
    if (due.size === 0) return
    const now = clock.now()
    for (const seat of due) {
      if (now - seat.lastMarkAt < markIntervalMs) continue
      due.delete(seat)
      send(seat, takeMark(seat, now), now)
    }
    if (due.size === 0 || stopTimer !== null) return
    stopTimer = clock.after(markIntervalMs, () => {
      stopTimer = null
      sendDue()
    })
  }

  return {
    ask(seat, isAfterSync) {
      if (!seat.wantsMarks) return
      if (isAfterSync) seat.lastMarkAt = Number.NEGATIVE_INFINITY
      due.add(seat)
    },
    sendDue,
    forget: (seat) => void due.delete(seat),
    stop: () => stopTimer?.(),
  }
}

/** The frame for this seat, which counts as marked now. */
export const takeMark = (seat: Pick<Seat, 'unmarked' | 'lastMarkAt' | 'room'>, now: number): Uint8Array => {
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
