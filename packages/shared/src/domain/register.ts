/** What the file of a register says once. A register is what each device writes about one matter, in some fields of its own
 *  keys; a partner is the join over their devices. Whatever is done with all of them is a loop over `registers.ts`.
 *  Rules: DOM-4, DOM-5, DOM-6, DOC-3, LEAVE-2, SIG-4. */

import type { KeyPart } from './document.ts'
import { hourMs } from './instant.ts'
import type { PartnerId } from './roster.ts'
import type { Raw } from './stored-value.ts'
import type { Waiting } from './waiting.ts'

/** Faded or closed things stay this much longer, so that a clock that is off, or a device that sleeps, loses nothing. */
export const graceMs = 12 * hourMs

/** A device's own keys as stored. */
export type RawKeys = Record<KeyPart, Raw>
/** Fields to be written into a device's own keys; undefined removes one. */
export type KeyChanges = Partial<Record<KeyPart, Raw>>

/** What both partners' devices hold, who is looking, and when. */
export interface Joined<R extends object> {
  me: PartnerId
  partners: Record<PartnerId, { present: boolean; devices: readonly R[] }>
  /** Removed ones among them: what they wrote counts, what they alone know is lost (DOC-3). */
  gone: ReadonlySet<string>
  now: number
  /** The highest turn number the document tells of. */
  turnNumber: number
}

export interface Register<R extends object> {
  /** What one device holds; what is not as it should be is read as if it were absent (DOC-6). */
  read(device: string, raw: RawKeys): R
  /** What nobody needs any more of this device's own (DOM-4); nothing where nothing is over. Changes no fact. */
  over?(own: R, joined: Joined<R>, raw: RawKeys): KeyChanges
  /** A key of a removed device that has to wait, because this device's own holds something that cannot lie beside it. */
  noRoomIn?(own: R, gone: R): KeyPart | undefined
  /** What still counts of a removed device, to be written by this one (DOC-3). Without it nothing is taken along. */
  takenOver?(own: R, gone: R, joined: Joined<R>): KeyChanges
  /** Instants (ms) at which time alone changes what the screens show of it. */
  changesAt?(joined: Joined<R>): number[]
  /** What came for `me` and waits until it is seen (SIG-4). */
  waiting?(joined: Joined<R>): Waiting[]
  /** What `me` may take along when they leave (LEAVE-2), under names of its own. @param isoOf an instant in ms as ISO 8601 */
  exported?(joined: Joined<R>, isoOf: (at: number) => string): Readonly<Record<string, unknown>>
}

/** The devices of the one who is looking, and of the other. */
export function sidesOf<R extends object>({ me, partners }: Joined<R>): { mine: readonly R[]; theirs: readonly R[] } {
  return { mine: partners[me].devices, theirs: partners[me === 'a' ? 'b' : 'a'].devices }
}

/** A field that goes. */
export function goes(field: string, isOver: boolean): Raw {
  return isOver ? { [field]: undefined } : {}
}

/** A list without what is over; unreadable entries go too, an untouched list is not written again. */
export function shortened<T>(field: string, stored: unknown, entries: readonly T[], stays: (entry: T) => boolean): Raw {
  if (!Array.isArray(stored)) return {}
  const left = entries.filter(stays)
  if (left.length === stored.length) return {}
  return { [field]: left.length === 0 ? undefined : left }
}

/** The greater of two counts; 0 is not written. */
export function greater(left: number, right: number): number | undefined {
  return Math.max(left, right) || undefined
}
