/** What the server keeps, and what it promises about keeping it.
 *
 *  The store is the truth; everything in memory may be thrown away. It is asynchronous by contract, so that it can live in
 *  a worker thread or on another machine. Each room has a sequence of its own: its `head` counts the updates ever appended,
 *  rises by one with each, and never goes back while the room lives (a head lower than one seen means: a restored backup).
 *
 *  A method that returns has committed to stable storage; one that throws has changed nothing.
 *  `store.contract.ts` checks every promise here on a real engine. Rule: SYNC-3, SYNC-5a–c, SYNC-6, PAIR-2, EPOCH-3, RECOVER-1, LEAVE-1, LEAVE-2. */
import type {
  CoupleId,
  DeviceId,
  Hash,
  InviteId,
  InviteState,
  MemberId,
  Person,
  RecoveryId,
  RoomName,
} from '@porchlight/shared/wire/api'

export interface Device {
  deviceId: DeviceId
  coupleId: CoupleId
  person: Person
  /** `pending`: claimed an invite, or opened recovery words, and is not let in yet; its token opens nothing but, after
   *  recovery words, one move of the epoch. */
  state: 'pending' | 'active' | 'revoked'
  /** UTC day, `2026-11-21`: the finest time kept about a device. */
  createdDay: string
  /** UTC day of the last request of any device of its couple. */
  seenDay: string
  /** The epoch of its couple now. */
  epoch: number
}

export interface NewCouple {
  coupleId: CoupleId
  deviceId: DeviceId
  tokenHash: Hash
  base: Folded
  now: number
}

/** A room's content as one update, and the Yjs V1 state vector of what is integrated in it. */
export interface Folded {
  update: Uint8Array
  stateVector: Uint8Array
}

/** One update of a room, and its place in the room's sequence. */
export interface Row {
  seq: number
  update: Uint8Array
}

/** A snapshot: base and tail of one moment. The head is the base's plus one for each row of the tail. */
export interface StoredRoom {
  head: number
  base: Folded
  tail: Row[]
}

/** What is known of a room without reading its content. */
export interface RoomSummary {
  head: number
  stateVector: Uint8Array
  tailRows: number
  /** Base and tail together. */
  bytes: number
}

/** What a node that holds a room may have missed. */
export interface RoomStanding {
  /** Of its couple, now. */
  epoch: number
  /** Undefined where this room is gone: the epoch moved. */
  head: number | undefined
  active: DeviceId[]
}

export interface Append {
  room: RoomName
  update: Uint8Array
}

export interface Fold {
  room: RoomName
  base: Folded
  /** Everything up to and including this place is in the base now, or in quarantine. */
  head: number
  /** Places of rows that no document can take: kept aside 14 days, never served. Rule: SYNC-5b */
  quarantine: number[]
  now: number
}

export interface Invite {
  inviteId: InviteId
  coupleId: CoupleId
  creator: DeviceId
  person: Person
  claimAuthHash: Hash
  state: InviteState
  expiresAt: number
  claim: string | undefined
  reveal: string | undefined
}

export interface NewInvite {
  inviteId: InviteId
  coupleId: CoupleId
  creator: DeviceId
  person: Person
  claimAuthHash: Hash
  offer: string
  expiresAt: number
  now: number
}

/** Proof of having read the link. Compared in constant time. */
export interface ClaimProof {
  inviteId: InviteId
  claimAuthHash: Hash
  now: number
}

export interface NewClaim extends ClaimProof {
  claim: string
  deviceId: DeviceId
  tokenHash: Hash
}

export type InviteRefusal = 'not-found' | 'invite-claimed' | 'invite-expired' | 'invite-burned'

export type OpenResult = { ok: true; offer: string; expiresAt: number } | { ok: false; reason: InviteRefusal }
export type ClaimResult =
  | { ok: true; state: InviteState }
  | { ok: false; reason: InviteRefusal | 'couple-full' | 'already-exists' | 'too-many' }
export type RevealResult = { ok: true } | { ok: false; reason: InviteRefusal | 'invite-unclaimed' }

export interface EpochRecord {
  epoch: number
  from: MemberId
  enc: string
  ct: string
}

export interface NewEpoch {
  coupleId: CoupleId
  /** An active device; or one that opened recovery words, which is let in by this and must activate itself and nobody else. */
  by: DeviceId
  from: number
  /** The head of the old room the caller compared state vectors at. */
  ifHead: number
  base: Folded
  records: { to: MemberId; enc: string; ct: string }[]
  revoke: DeviceId[]
  activate: DeviceId[]
  now: number
}

export type EpochMoved =
  /** `doneInvites`: those that brought somebody in, and those of revoked devices, which are burned. */
  | { ok: true; epoch: number; revoked: DeviceId[]; doneInvites: InviteId[] }
  | { ok: false; reason: 'epoch-moved' | 'outer-moved' | 'unknown-device' | 'couple-full' | 'unknown-member' }

export interface NewRecovery {
  id: RecoveryId
  authHash: Hash
  /** Sealed; its key is of `epoch`. */
  base: string
  epoch: number
  coupleId: CoupleId
  person: Person
}

/** Proof of having the words. Compared in constant time. */
export interface RecoveryProof {
  id: RecoveryId
  authHash: Hash
  deviceId: DeviceId
  tokenHash: Hash
  now: number
}

/** Devices that lost their token, and invites that let nobody in any more. */
export interface Left {
  revoked: DeviceId[]
  burned: InviteId[]
}

export type RecoveryOpening =
  | { ok: true; coupleId: CoupleId; person: Person; epoch: number; base: string; records: EpochRecord[] }
  | { ok: false; reason: 'not-found' | 'already-exists' }

export interface Store {
  /** Couple, its creator as partner `a`, and room 1, at once. */
  createCouple(couple: NewCouple): Promise<'created' | 'already-exists'>
  deviceByToken(tokenHash: Hash): Promise<Device | undefined>
  deviceById(deviceId: DeviceId): Promise<Device | undefined>
  /** Active and revoked devices of one partner. */
  devicesOf(coupleId: CoupleId, person: Person): Promise<Device[]>

  /** A day is all that is kept of when a couple was last here; an earlier one than is known changes nothing. */
  markSeen(coupleId: CoupleId, day: string): Promise<void>
  /** Couples nobody of whom was here on that day or after it. */
  couplesNotSeenSince(day: string): Promise<CoupleId[]>

  createInvite(invite: NewInvite, maxOpenInvites: number): Promise<'created' | 'already-exists' | 'too-many'>
  /** A wrong proof counts; the fifth burns the invite. Unknown id and wrong proof are one refusal. */
  openInvite(proof: ClaimProof): Promise<OpenResult>
  /** Atomic and final. The same claim by the same device again is `ok`. Refuses a third person (PAIR-2). */
  claimInvite(claim: NewClaim, maxDevices: number): Promise<ClaimResult>
  revealInvite(inviteId: InviteId, creator: DeviceId, reveal: string, now: number): Promise<RevealResult>
  invite(inviteId: InviteId, now: number): Promise<Invite | undefined>
  /** Burns it and forgets the device that claimed it. False where it is unknown or not this creator's. */
  burnInvite(inviteId: InviteId, creator: DeviceId): Promise<boolean>
  /** The same by whoever holds the link. `invite-claimed`: the claimant was let in already, and goes by `leaveAlone`. */
  rejectInvite(proof: ClaimProof): Promise<'burned' | InviteRefusal>

  /** These are this partner's words from now on: those before, records to them and a device that opened them are gone.
   *  `epoch-moved`: the base holds the key of another epoch. `already-exists`: the id is somebody else's. */
  putRecovery(recovery: NewRecovery): Promise<'stored' | 'epoch-moved' | 'already-exists'>
  /** The device waits (`lifetimes.recoveryMs`) to move the epoch; who waited with the same words before is forgotten. The same
   *  again is the same answer, also once it was let in. Unknown id and wrong proof are one refusal, and cost the same. */
  openRecovery(proof: RecoveryProof): Promise<RecoveryOpening>
  /** Whether this pending device may move the epoch. */
  isRecovering(deviceId: DeviceId, now: number): Promise<boolean>
  /** The ids of both partners' words. */
  recoveriesOf(coupleId: CoupleId): Promise<RecoveryId[]>

  /** One transaction: compare, new room, records, tokens, invites, old room gone. Recovery words that get no record end,
   *  and so do records to them. Rule: EPOCH-3, RECOVER-1 */
  moveEpoch(move: NewEpoch): Promise<EpochMoved>
  epochRecords(deviceId: DeviceId, after: number): Promise<EpochRecord[]>
  ackEpochs(deviceId: DeviceId, epoch: number): Promise<void>

  /** Revokes every device of that partner, burns their invites, ends their recovery words. Where nobody is left, everything of the couple goes. Rule: LEAVE-1 */
  leave(coupleId: CoupleId, person: Person): Promise<Left>
  /** Revokes this one device and burns its invites. Where it is its partner's last one, as `leave`. Rule: PAIR-6 */
  leaveAlone(coupleId: CoupleId, deviceId: DeviceId): Promise<Left>
  /** Everything of the couple, at once. Rule: LEAVE-2 */
  erase(coupleId: CoupleId): Promise<{ burned: InviteId[] }>

  /** Appends all of them or, when it throws, none. A place in the room's sequence for each; undefined where the room is gone. */
  append(batch: readonly Append[]): Promise<(number | undefined)[]>
  summary(room: RoomName): Promise<RoomSummary | undefined>
  /** How each of these rooms stands; undefined where its couple is gone. Rule: NODE-4 */
  standings(rooms: readonly RoomName[]): Promise<(RoomStanding | undefined)[]>
  load(room: RoomName): Promise<StoredRoom | undefined>
  /** Rows above `seq`, in order; undefined where the room is gone or some of them are folded already (then load). */
  since(room: RoomName, seq: number): Promise<Row[] | undefined>
  /** Rooms, each at most once, in one transaction. False, and nothing done, where one is gone or was folded beyond that head
   *  meanwhile. */
  fold(folds: readonly Fold[]): Promise<boolean[]>
  /** Rooms with unfolded rows, the most bytes first. */
  longestTails(count: number): Promise<RoomName[]>
  /** Bytes of unfolded rows of all rooms. */
  logBytes(): Promise<number>

  /** Drops what has had its time: quarantine over 14 days old, invites long over, devices that opened recovery words and did
   *  no more, copies made before the schema was taken further. */
  purge(now: number): Promise<{ quarantined: number; invites: number; recovering: number; copies: number }>
  /** Throws where the store cannot answer, or has refused to store something and would refuse again. */
  ping(): Promise<void>
  close(): Promise<void>
}

export const storeTimes = { quarantineMs: 14 * 86_400_000, closedInviteMs: 7 * 86_400_000 } as const
export const maxInviteFails = 5
