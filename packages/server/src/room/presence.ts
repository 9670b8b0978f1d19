/** Who is here, without an `Awareness` object: the last entry of each awareness client id and the socket it belongs to.
 *
 *  The stock provider repeats to the server what it heard from it, so an entry belongs to the open socket that last raised its
 *  clock, and what others say about it counts only when they raise the clock themselves. When an owner is gone its entries stay
 *  five seconds, in case it comes back: taken over by a higher clock from anyone, or by an equal one from a socket opened since
 *  (an older socket that says an equal clock only echoes). Newcomers hear only of entries whose owner is open, so that they
 *  cannot echo back to life what is about to go. A removed entry is remembered for a while for the same reason. Rule: SYNC-7. */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { messageType } from '@porchlight/shared/wire/close-code'

export interface PresenceEntry {
  client: number
  clock: number
  /** JSON text, as it came; `null` for "gone". */
  state: string
}

/** A socket, as far as presence cares. Openings and departures of sockets are numbered together, so that they can be ordered. */
export interface Owner {
  readonly opened: number
}

interface Known {
  clock: number
  state: string
  owner: Owner
  /** When its owner's socket closed, and the number of that departure; 0 while it is open. */
  leftAt: number
  left: number
  /** When it said goodbye; 0 while it is here. */
  removedAt: number
}

export type Presence = Map<number, Known>

export const presenceTimes = { graceMs: 5_000, rememberRemovedMs: 60_000 } as const
/** Awareness client ids a room remembers: two partners with a few windows each need far fewer. */
export const maxPresenceClients = 64

/** The entries of an awareness update, or undefined where it is malformed (truncated, trailing bytes, not JSON). Never throws.
 *  @param update stands at the end of its buffer, so that a length that lies reads nothing behind it */
export function decodePresence(update: Uint8Array): PresenceEntry[] | undefined {
  try {
    const decoder = decoding.createDecoder(update)
    const count = decoding.readVarUint(decoder)
    const entries: PresenceEntry[] = []
    for (let i = 0; i < count; i++) {
      const client = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      const state = decoding.readVarString(decoder)
      JSON.parse(state)
      entries.push({ client, clock, state })
    }
    return decoder.pos === update.byteLength ? entries : undefined
  } catch {
    // Truncated, or not JSON: either way not an awareness update.
    return undefined
  }
}

/** A whole frame: message type 1, then the awareness update of these entries. */
export function presenceFrame(entries: readonly PresenceEntry[]): Uint8Array {
  const update = encoding.createEncoder()
  encoding.writeVarUint(update, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(update, client)
    encoding.writeVarUint(update, clock)
    encoding.writeVarString(update, state)
  }
  const frame = encoding.createEncoder()
  encoding.writeVarUint(frame, messageType.awareness)
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(update))
  return encoding.toUint8Array(frame)
}

/** Takes in what `from` says; returns the entries that are news to the others. */
export function hearPresence(
  presence: Presence,
  from: Owner,
  entries: readonly PresenceEntry[],
  now: number,
): PresenceEntry[] {
  return entries.filter((entry) => {
    const known = presence.get(entry.client)
    if (!isNews(known, from, entry)) return false
    if (known === undefined && presence.size >= maxPresenceClients) return false
    const removedAt = entry.state === 'null' ? now : 0
    presence.set(entry.client, { clock: entry.clock, state: entry.state, owner: from, leftAt: 0, left: 0, removedAt })
    return true
  })
}

const isNews = (known: Known | undefined, from: Owner, entry: PresenceEntry): boolean => {
  if (known === undefined) return entry.state !== 'null'
  if (entry.clock > known.clock) return true
  if (entry.clock < known.clock) return false
  if (known.left > 0) return from.opened > known.left
  return known.owner === from && entry.state === 'null' && known.removedAt === 0
}

/** The socket is gone: its entries wait for its return until `duePresence` takes them. */
export function leavePresence(presence: Presence, owner: Owner, now: number, departure: number): void {
  for (const known of presence.values()) {
    if (known.owner !== owner || known.left > 0) continue
    known.leftAt = now
    known.left = departure
  }
}

/** Whether somebody who dropped may still come back in time. */
export function awaitsReturn(presence: Presence): boolean {
  for (const known of presence.values()) if (known.left > 0 && known.removedAt === 0) return true
  return false
}

/** Entries whose owner did not come back in time, as removals to announce; forgets what was removed long ago. */
export function duePresence(presence: Presence, now: number): PresenceEntry[] {
  const due: PresenceEntry[] = []
  for (const [client, known] of presence) {
    if (known.removedAt > 0) {
      if (now - known.removedAt >= presenceTimes.rememberRemovedMs) presence.delete(client)
    } else if (known.left > 0 && now - known.leftAt >= presenceTimes.graceMs) {
      known.state = 'null'
      known.removedAt = now
      due.push({ client, clock: known.clock, state: 'null' })
    }
  }
  return due
}

/** What a newcomer is told. */
export function presentEntries(presence: Presence): PresenceEntry[] {
  return [...presence]
    .filter(([, known]) => known.removedAt === 0 && known.left === 0)
    .map(([client, { clock, state }]) => ({ client, clock, state }))
}
