/** What one node tells the others, by topic. A hint, never the truth: it may drop, repeat or delay a note, but must not invent one
 *  and must keep the notes of one sender on one topic in order. Whoever hears a gap reads the store. Rule: SYNC-5c.
 *
 *  A member hears the notes of every other member on the topics it has joined, and never its own. */
import type { DeviceId, RoomName } from '@porchlight/shared/wire/api'

export type RoomTopic = `room:${RoomName}`
export type InviteTopic = `invite:${string}`
export type Topic = RoomTopic | InviteTopic

export type Note =
  /** An update was committed at this place in the room's sequence. A bus may leave out its bytes: whoever lacks them reads the store. */
  | { kind: 'update'; seq: number; update: Uint8Array | undefined }
  /** A presence frame, as relayed: `01`, length, awareness update. */
  | { kind: 'presence'; frame: Uint8Array }
  /** The couple's epoch moved on; this room is gone. */
  | { kind: 'moved'; revoked: DeviceId[] }
  /** These devices may not use the room any more. */
  | { kind: 'revoked'; devices: DeviceId[] }
  /** The couple is gone. */
  | { kind: 'erased' }
  /** An invite is not what it was. */
  | { kind: 'invite-changed' }

export interface BusMember {
  join(topic: Topic): void
  leave(topic: Topic): void
  publish(topic: Topic, note: Note): void
  /** Leaves every topic. */
  detach(): void
}

export interface Bus {
  /** Neither may throw.
   *  @param missed called when notes may have been lost, some time after they were */
  attach(hear: (topic: Topic, note: Note) => void, missed?: () => void): BusMember
  close(): Promise<void>
}
