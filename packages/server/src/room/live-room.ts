/** What happens in one live room once its state is known: relay, presence, marks. Functions over `Seat` and `Room`; no store here.
 *  Rule: SYNC-3, SYNC-4, SYNC-7, SYNC-10. */
import { sizeLimits } from '@porchlight/shared/wire/limits'
import type { Log } from '../ops/log.ts'
import { syncFrame, syncStep } from './frame.ts'
import { type PresenceEntry, presenceFrame, presentEntries } from './presence.ts'
import { encodeClocks } from './saved-mark.ts'
import type { Room, Seat } from './seat.ts'
import { type ClockRun, raiseClocks } from './update-clocks.ts'

/** To one seat, unless it reads too slowly: then it is closed, and comes back for what it missed. Rule: SYNC-10 */
export function send(seat: Seat, frame: Uint8Array, now: number): void {
  const unsent = seat.peer.unsentBytes()
  if (unsent === 0) seat.unsentAllowance = 0
  if (unsent > sizeLimits.maxUnsentBytes + seat.unsentAllowance) {
    seat.peer.closeFor('slow-reader')
    return
  }
  seat.lastSentAt = now
  seat.peer.sendFrame(frame)
}

/** An answer may be larger than what a slow reader may have unsent: it does not count against the seat. */
export function sendAnswer(seat: Seat, update: Uint8Array, now: number): void {
  const frame = syncFrame(syncStep.step2, update)
  send(seat, frame, now)
  seat.unsentAllowance += frame.byteLength
}

export function relay(room: Room, frame: Uint8Array, except: Seat | undefined, now: number): void {
  for (const seat of room.seats) if (seat !== except) send(seat, frame, now)
}

/** Says hello: our sync step 1, so that offline edits come (SYNC-8a), and who is here. */
export function greet(seat: Seat, now: number): void {
  send(seat, syncFrame(syncStep.step1, encodeClocks(seat.room.clocks)), now)
  tellPresence(seat, now)
}

export function tellPresence(seat: Seat, now: number): void {
  const entries: PresenceEntry[] = seat.room.presence === undefined ? [] : presentEntries(seat.room.presence)
  if (entries.length > 0) send(seat, presenceFrame(entries), now)
}

/** Raises the room's clocks and notes for every seat that wants marks which clients rose. */
export function countDurable(room: Room, runs: readonly ClockRun[]): void {
  const risen = raiseClocks(room.clocks, runs)
  for (const seat of room.seats) {
    if (seat.unmarked === undefined) continue
    for (const client of risen) seat.unmarked.add(client)
  }
}

/** What had to happen for them failed: they come back, with what they have, when it may work again. */
export function closeBusy(log: Log, seats: readonly Seat[], what: string, error: unknown): void {
  log.error({ err: error, room: seats[0]?.room.name }, what)
  for (const seat of seats) seat.peer.closeFor('busy')
}
