/** The *saved* mark: message type 100, a state vector of what is on stable storage now. Rule: SYNC-4.
 *
 *  A mark goes to the socket that wrote, once after each sync step 2 and then at most every 250 ms. The first on a socket names
 *  every client of the room; later ones those that rose since, whoever raised them. One timer for all sockets. */
import type { Clock, Stop } from '@porchlight/shared/capabilities'
import { messageType } from '@porchlight/shared/wire/close-code'
import * as encoding from 'lib0/encoding'
import type { Seat } from './seat.ts'

export const markIntervalMs = 250

/** How often those are looked at that have to wait. */
const lookMs = 125

export interface Marks {
  /** Something of this seat's is durable. `isAfterSync`: it completed a sync step 2, so its mark does not wait. */
  ask(seat: Seat, isAfterSync: boolean): void
  /** Sends what may be sent now, and sets the timer for the rest. */
  sendDue(): void
  forget(seat: Seat): void
  stop: Stop
}

export function createMarks(deps: { clock: Clock; send: (seat: Seat, frame: Uint8Array, now: number) => void }): Marks {
  const { clock, send } = deps
  const due = new Set<Seat>()
  /** Marked a moment ago. Apart from the others, so that a commit does not look through thousands of them. */
  const waiting = new Set<Seat>()
  let stopTimer: Stop | undefined = undefined

  const sendDue = (): void => {
    const now = clock.now()
    for (const seat of due) send(seat, takeMark(seat, now), now)
    due.clear()
    if (waiting.size > 0) stopTimer ??= clock.after(lookMs, sendRested)
  }

  const sendRested = (): void => {
    stopTimer = undefined
    const now = clock.now()
    for (const seat of waiting) {
      if (now - seat.lastMarkAt < markIntervalMs) continue
      waiting.delete(seat)
      due.add(seat)
    }
    sendDue()
  }

  return {
    ask(seat, isAfterSync) {
      if (!seat.wantsMarks) return
      const isRested = isAfterSync || clock.now() - seat.lastMarkAt >= markIntervalMs
      if (isRested) waiting.delete(seat)
      if (isRested) due.add(seat)
      else if (!due.has(seat)) waiting.add(seat)
    },
    sendDue,
    forget: (seat) => {
      due.delete(seat)
      waiting.delete(seat)
    },
    stop: () => stopTimer?.(),
  }
}

/** The frame for this seat, which counts as marked now. */
export function takeMark(seat: Pick<Seat, 'unmarked' | 'lastMarkAt' | 'room'>, now: number): Uint8Array {
  const { clocks } = seat.room
  const named: [number, number][] =
    seat.unmarked === undefined ? [...clocks] : [...seat.unmarked].map((client) => [client, clocks.get(client) ?? 0])
  seat.unmarked = new Set()
  seat.lastMarkAt = now
  const clocksBytes = encodeClocks(named)
  const mark = encoded((encoder) => {
    encoding.writeVarUint(encoder, messageType.saved)
    encoding.writeVarUint8Array(encoder, clocksBytes)
  })
  return Buffer.from(mark)
}

/** A Yjs V1 state vector: count, then client and clock of each, client ids descending. */
export function encodeClocks(clocks: Iterable<[number, number]>): Uint8Array {
  const sorted = [...clocks].sort(([x], [y]) => y - x)
  return encoded((encoder) => {
    encoding.writeVarUint(encoder, sorted.length)
    for (const [client, clock] of sorted) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
    }
  })
}

/** One encoder for all, and for a mark Node's pool: it is a dozen bytes, and memory of its own is dear. */
const scratch = encoding.createEncoder()

const encoded = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  scratch.cpos = 0
  scratch.bufs = []
  write(scratch)
  return encoding.toUint8Array(scratch)
}
