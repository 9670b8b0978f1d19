/** A live room and who sits in it. These are the only mutable things between the socket and the store; `live-room.ts`, `room-life.ts`, `sequence.ts`, `traffic.ts` and `hub.ts` change them.
 *  Ten thousand of them lie idle at once, so a seat holds no closure and no timer. */
import type { ErrorCode } from '@porchlight/shared/errors'
import type { CoupleId, DeviceId, RoomName } from '@porchlight/shared/wire/api'
import type { RoomTopic } from '../bus/bus.ts'
import type { Owner, Presence } from './presence.ts'

/** The socket, as a room sees it. */
export interface Peer {
  sendFrame(frame: Uint8Array): void
  /** Closes with the code of SYNC-9 for this failure. */
  closeFor(code: ErrorCode): void
  /** False as soon as it was closed, by either side: what it said before and nobody has taken yet is not taken any more. */
  isOpen(): boolean
  /** Bytes handed over and not yet taken by the network. */
  unsentBytes(): number
}

export interface Seat extends Owner {
  readonly peer: Peer
  readonly room: Room
  readonly deviceId: DeviceId
  readonly wantsMarks: boolean
  /** Clients to name in the next saved mark; undefined: all of them, nothing was marked yet. */
  unmarked: Set<number> | undefined
  lastMarkAt: number
  lastSentAt: number
  /** What a slow reader may have unsent beyond the limit: the one answer that may be larger. */
  unsentAllowance: number
  /** The last act begun for this seat, where acts must wait for each other. */
  turn: Promise<void> | undefined
  /** False before its room is loaded, and again once it has left. */
  isSeated: boolean
}

export interface Room {
  readonly name: RoomName
  readonly coupleId: CoupleId
  readonly topic: RoomTopic
  seats: Seat[]
  /** Place of the newest update known here. */
  head: number
  /** The farthest place that another node spoke of and nobody here has read yet; else no more than the head. */
  toldOf: number
  isCatchingUp: boolean
  /** How far each client is durable without a hole. */
  clocks: Map<number, number>
  presence: Presence | undefined
  tailRows: number
  bytes: number
  /** How many unfolded rows are enough for a fold in the next quiet moment; at eight times as many it does not wait for one. */
  foldFrom: number
  lastAppendAt: number
  /** Settles when the room may be used; false where it is gone. */
  ready: Promise<boolean>
  /** Whether what is said of it here is known: not before it is loaded. */
  isLoaded: boolean
  /** Settles when the fold in progress is done; undefined where there is none. */
  folding: Promise<void> | undefined
  /** Entries in the commit queue. */
  uncommitted: number
  /** Their updates. */
  uncommittedBytes: number
}
