/** Every HTTP call, its body and its answer, as schemas; a type beside each.
 *
 *  Bytes travel as base64url without padding, in its canonical spelling only (spare bits zero), so that one value has
 *  one spelling and ids can be compared as strings. Times are milliseconds since the Unix epoch, on the server's clock.
 *  A failure is a problem document (RFC 9457, `application/problem+json`) with a word `code` from `errors.ts`.
 *
 *  Over 120 lines because it is one table: splitting it would scatter what is read together.
 *  Rule: HTTP-0 … HTTP-2, PAIR, EPOCH-3, SYNC-2. */
import * as v from 'valibot'
import { lastInstantMs, lifetimes, sizeLimits } from './limits.ts'

const base64urlOf = (bytes: number): number => Math.ceil((bytes * 4) / 3)
const maxLength = (bytes: number): string => `takes at most ${bytes} bytes`

/** Bytes of any length up to `maxBytes`, as base64url. */
const bytesUpTo = (maxBytes: number) =>
  v.pipe(
    v.string(),
    v.maxLength(base64urlOf(maxBytes), maxLength(maxBytes)),
    v.regex(/^[\w-]*$/, 'is base64url without padding'),
    v.check((text) => text.length % 4 !== 1, 'is base64url without padding'),
  )
const bytes16 = v.pipe(v.string(), v.regex(/^[\w-]{21}[AQgw]$/, 'is 16 bytes as base64url'))
const bytes32 = v.pipe(v.string(), v.regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/, 'is 32 bytes as base64url'))

export const CoupleId = v.pipe(bytes16, v.brand('CoupleId'))
export const DeviceId = v.pipe(bytes16, v.brand('DeviceId'))
export const InviteId = v.pipe(bytes16, v.brand('InviteId'))
/** What recovery words are known by. Rule: RECOVER-1 */
export const RecoveryId = v.pipe(bytes16, v.brand('RecoveryId'))
/** Who an epoch record is for: a device, or a recovery id. */
export const MemberId = bytes16
/** SHA-256 of raw bytes. */
export const Hash = v.pipe(bytes32, v.brand('Hash'))
/** A bearer token or a claim-auth: 32 raw bytes. */
export const Secret = v.pipe(bytes32, v.brand('Secret'))
/** A Yjs V1 update: the outer document. */
export const State = v.pipe(bytesUpTo(sizeLimits.maxOuterBytes), v.minLength(3, 'is a Yjs update'), v.brand('State'))
export const Sealed = bytesUpTo(sizeLimits.maxInviteFieldBytes)
export const Person = v.picklist(['a', 'b'])
/** Epochs count from 1 and fit the u32 of a sealed entry. */
export const Epoch = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff), v.brand('Epoch'))
/** `<coupleId>.<epoch>`, the room of SYNC-1. */
export const RoomName = v.pipe(
  v.string(),
  v.regex(/^[\w-]{21}[AQgw]\.[1-9]\d{0,9}$/, 'is <coupleId>.<epoch>'),
  v.brand('RoomName'),
)
/** No later than a calendar can name: beyond it every sum and every date a client makes of it is broken (ECMA-262, 21.4.1.1). */
const Instant = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(lastInstantMs))
const Count = v.pipe(v.number(), v.integer(), v.minValue(0))

export type CoupleId = v.InferOutput<typeof CoupleId>
export type DeviceId = v.InferOutput<typeof DeviceId>
export type InviteId = v.InferOutput<typeof InviteId>
export type RecoveryId = v.InferOutput<typeof RecoveryId>
export type MemberId = v.InferOutput<typeof MemberId>
export type Hash = v.InferOutput<typeof Hash>
export type Secret = v.InferOutput<typeof Secret>
export type Person = v.InferOutput<typeof Person>
export type Epoch = v.InferOutput<typeof Epoch>
export type RoomName = v.InferOutput<typeof RoomName>

/** The room of one epoch of a couple. Rule: SYNC-1, EPOCH-1 */
export function roomName(coupleId: string, epoch: number): RoomName {
  return `${coupleId}.${epoch}` as RoomName
}

/** `POST /v1/couples` → 201. The caller becomes partner `a`. `signupCode` where the server asks for one. */
export const CreateCouple = v.strictObject({
  coupleId: CoupleId,
  deviceId: DeviceId,
  tokenHash: Hash,
  state: State,
  signupCode: v.optional(v.pipe(v.string(), v.maxLength(200))),
})
export const CoupleCreated = v.object({ coupleId: CoupleId, epoch: Epoch, now: Instant })
export type CreateCouple = v.InferOutput<typeof CreateCouple>
export type CoupleCreated = v.InferOutput<typeof CoupleCreated>

/** `GET /v1/couple` → 200. `devices` are the caller's own, revoked ones included; `bytes` is what the room holds now;
 *  `recovery` are the ids of both partners' words, as far as they work: each must have a record in the next `POST /v1/epochs`. */
export const CoupleInfo = v.object({
  coupleId: CoupleId,
  epoch: Epoch,
  bytes: Count,
  limits: v.object({
    maxEntryBytes: Count,
    maxOuterBytes: Count,
    maxFrameBytes: Count,
    maxBodyBytes: Count,
    maxAwarenessBytes: Count,
  }),
  devices: v.array(
    v.object({
      deviceId: DeviceId,
      person: Person,
      createdDay: v.string(),
      revoked: v.boolean(),
      current: v.boolean(),
    }),
  ),
  recovery: v.array(RecoveryId),
  /** devices of the other partner that are members no more: how it is learned that they left (LEAVE-1) */
  gone: v.optional(v.array(DeviceId), []),
  /** those that are; a server that went back to an older backup may have neither */
  present: v.optional(v.array(DeviceId)),
})
export type CoupleInfo = v.InferOutput<typeof CoupleInfo>

/** `POST /v1/tickets` → 200, no body. `now` is for DOM-9. The ticket opens one socket, once, within 60 s. */
export const TicketIssued = v.object({
  ticket: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  room: RoomName,
  expiresAt: Instant,
  now: Instant,
})
export type TicketIssued = v.InferOutput<typeof TicketIssued>

/** Where an invite stands.
 *  `waiting` → (claim) `claimed` → (reveal) `revealed` → (POST /v1/epochs that activates the device) `done`.
 *  `burned` (by its creator, or five wrong opens) and `expired` are final too. */
export const InviteState = v.picklist(['waiting', 'claimed', 'revealed', 'done', 'burned', 'expired'])
export type InviteState = v.InferOutput<typeof InviteState>

/** `POST /v1/invites` → 201. */
export const CreateInvite = v.strictObject({
  inviteId: InviteId,
  person: Person,
  claimAuthHash: Hash,
  offer: Sealed,
  expiresInSeconds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(lifetimes.inviteSeconds)),
})
export const InviteCreated = v.object({ inviteId: InviteId, expiresAt: Instant })
export type CreateInvite = v.InferOutput<typeof CreateInvite>
export type InviteCreated = v.InferOutput<typeof InviteCreated>

/** `POST /v1/invites/:id/open` → 200. Five wrong ones burn the invite. */
export const OpenInvite = v.strictObject({ claimAuth: Secret })
export const InviteOpened = v.object({ offer: Sealed, expiresAt: Instant })
export type OpenInvite = v.InferOutput<typeof OpenInvite>
export type InviteOpened = v.InferOutput<typeof InviteOpened>

/** `POST /v1/invites/:id/claim` → 202. Final: the first valid one wins; the very same claim sent again answers 202 too. */
export const ClaimInvite = v.strictObject({ claimAuth: Secret, claim: Sealed, deviceId: DeviceId, tokenHash: Hash })
export const InviteClaimed = v.object({ state: InviteState })
export type ClaimInvite = v.InferOutput<typeof ClaimInvite>
export type InviteClaimed = v.InferOutput<typeof InviteClaimed>

/** `POST /v1/invites/:id/reveal` → 204. */
export const RevealInvite = v.strictObject({ reveal: Sealed })
export type RevealInvite = v.InferOutput<typeof RevealInvite>

/** `GET /v1/invites/:id?wait=25&known=waiting` → 200.
 *  Without `wait` it answers at once. With it, it answers as soon as the state differs from `known` (by default the
 *  state when the request arrives), or after `wait` seconds with whatever holds then: so a change between two polls is not slept through. */
export const InviteQuery = v.object({
  wait: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,2}$/), v.transform(Number), v.maxValue(lifetimes.longPollSeconds)),
  ),
  known: v.optional(InviteState),
})
export const InviteView = v.object({
  state: InviteState,
  expiresAt: Instant,
  claim: v.optional(Sealed),
  reveal: v.optional(Sealed),
})
export type InviteQuery = v.InferOutput<typeof InviteQuery>
export type InviteView = v.InferOutput<typeof InviteView>

/** The header that speaks for the claiming device while its own token is not active yet. */
export const claimHeader = 'Porchlight-Claim'

/** `POST /v1/epochs` → 201; 409 `epoch-moved` or `outer-moved`. `ifOuterSV`: see EPOCH-3. One record for each member at most.
 *  Recovery words without a record end here: what they open no longer leads to the key. Rule: RECOVER-1 */
export const PostEpoch = v.strictObject({
  from: Epoch,
  ifOuterSV: Hash,
  records: v.pipe(
    v.array(v.strictObject({ to: MemberId, enc: bytesUpTo(1024), ct: bytesUpTo(sizeLimits.maxEpochRecordBytes) })),
    v.maxLength(64),
    v.check(
      (records) => new Set(records.map(({ to }) => to)).size === records.length,
      'has one record for each member',
    ),
  ),
  state: State,
  revoke: v.pipe(v.array(DeviceId), v.maxLength(64)),
  activate: v.pipe(v.array(DeviceId), v.maxLength(8)),
})
export const EpochPosted = v.object({ epoch: Epoch })
export type PostEpoch = v.InferOutput<typeof PostEpoch>
export type EpochPosted = v.InferOutput<typeof EpochPosted>

/** One record as its recipient gets it. `from`: a device, or the recovery id that moved the epoch. */
export const EpochRecord = v.object({ epoch: Epoch, from: MemberId, enc: v.string(), ct: v.string() })
export type EpochRecord = v.InferOutput<typeof EpochRecord>

/** `GET /v1/epochs?after=e` → 200: the records for this device, oldest first. `epoch` is the one in force. */
export const EpochsQuery = v.object({
  after: v.optional(v.pipe(v.string(), v.regex(/^\d{1,10}$/), v.transform(Number)), '0'),
})
export const EpochRecords = v.object({
  epoch: Epoch,
  records: v.array(EpochRecord),
})
export type EpochRecords = v.InferOutput<typeof EpochRecords>

/** `POST /v1/epochs/ack` → 204: drops this device's records up to and including `epoch`. */
export const AckEpochs = v.strictObject({ epoch: Epoch })
export type AckEpochs = v.InferOutput<typeof AckEpochs>

/** `PUT /v1/recovery` → 204: my words from now on; those before, and the records to them, are gone. `epoch` is the one `base`
 *  holds the key of: where it is not the one in force, 409 `epoch-moved`, and nothing has changed. Rule: RECOVER-1 */
export const PutRecovery = v.strictObject({
  id: RecoveryId,
  authHash: Hash,
  base: v.pipe(bytesUpTo(sizeLimits.maxEpochRecordBytes), v.minLength(1, 'is not empty')),
  epoch: Epoch,
})
export type PutRecovery = v.InferOutput<typeof PutRecovery>

/** `POST /v1/recovery/open` → 200; unknown words are 404 `not-found`. Asked again alike, it answers alike.
 *  The token opens nothing but one `POST /v1/epochs`, within `lifetimes.recoveryMs`: its records come from `id`, it activates
 *  exactly this device. `records`: what was sent to `id` since `base`, oldest first. `state`: the outer document of `epoch`. */
export const OpenRecovery = v.strictObject({ id: RecoveryId, auth: Secret, deviceId: DeviceId, tokenHash: Hash })
export const RecoveryOpened = v.object({
  coupleId: CoupleId,
  person: Person,
  epoch: Epoch,
  base: v.string(),
  records: v.array(EpochRecord),
  state: State,
})
export type OpenRecovery = v.InferOutput<typeof OpenRecovery>
export type RecoveryOpened = v.InferOutput<typeof RecoveryOpened>

/** `GET /v1/info` → 200: how a client knows that it talks to a Porchlight. */
export const ServerInfo = v.object({
  name: v.literal('porchlight'),
  server: v.string(),
  protocols: v.array(v.string()),
  minClient: v.string(),
  signup: v.picklist(['open', 'code', 'closed']),
  now: Instant,
})
export type ServerInfo = v.InferOutput<typeof ServerInfo>

/** Any failure. `code` is one of `errors.ts` (a newer server may know more); `problems` names every field at fault at once. */
export const Problem = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  detail: v.optional(v.string()),
  problems: v.optional(v.array(v.object({ path: v.string(), message: v.string() }))),
})
export type Problem = v.InferOutput<typeof Problem>
