/** Where an invite stands, and what may be done with it. Pure: an engine reads the row, asks here, and does what the answer says, all in
 *  one transaction. Rule: PAIR-2, HTTP-1. */
import { timingSafeEqual } from 'node:crypto'
import type { CoupleId, DeviceId, Hash, InviteId, InviteState } from '@porchlight/shared/wire/api'
import { nullable, oneOf, type RowOf, text, whole } from './columns.ts'
import { person } from './device-columns.ts'
import { isThird } from './epoch-rules.ts'
import { type ClaimProof, type Device, type Invite, type InviteRefusal, maxInviteFails } from './store.ts'

const states = oneOf('waiting', 'claimed', 'revealed', 'done', 'burned')

/** A row of `invites`, with its creator's person. */
export const inviteColumns = {
  id: text<InviteId>,
  couple: text<CoupleId>,
  creator: text<DeviceId>,
  creator_person: person,
  person,
  claim_auth_hash: text<Hash>,
  state: states,
  expires: whole,
  fails: whole,
  offer: nullable(text),
  claim: nullable(text),
  reveal: nullable(text),
  device: nullable(text<DeviceId>),
}

export type InviteRow = RowOf<typeof inviteColumns>

const nobodysHash = 'A'.repeat(43)

export function stateOf(row: Pick<InviteRow, 'state' | 'expires'>, now: number): InviteState {
  return row.state !== 'done' && row.state !== 'burned' && row.expires <= now ? 'expired' : row.state
}

export function inviteFromRow(row: InviteRow, now: number): Invite {
  return {
    inviteId: row.id,
    coupleId: row.couple,
    creator: row.creator,
    person: row.person,
    claimAuthHash: row.claim_auth_hash,
    state: stateOf(row, now),
    expiresAt: row.expires,
    claim: row.claim ?? undefined,
    reveal: row.reveal ?? undefined,
  }
}

export type Proved =
  | { ok: true; row: InviteRow }
  /** `isMiss`: the guess counts, against the invite where there is one; `burns`: it was the fifth. */
  | { ok: false; reason: InviteRefusal; isMiss: boolean; burns: boolean }

/** Unknown id and wrong proof are one refusal, and cost the same comparison. */
export function proveInvite(row: InviteRow | undefined, { claimAuthHash, now }: ClaimProof): Proved {
  const isRight = timingSafeEqual(Buffer.from(row?.claim_auth_hash ?? nobodysHash), Buffer.from(claimAuthHash))
  if (row === undefined || !isRight) {
    const burns = row !== undefined && row.fails + 1 >= maxInviteFails && stateOf(row, now) === 'waiting'
    return { ok: false, reason: 'not-found', isMiss: true, burns }
  }
  const state = stateOf(row, now)
  if (state === 'expired') return { ok: false, reason: 'invite-expired', isMiss: false, burns: false }
  if (state === 'burned') return { ok: false, reason: 'invite-burned', isMiss: false, burns: false }
  return { ok: true, row }
}

/** May a new device claim a waiting invite?
 *  @param present active and waiting devices of the couple */
export function refusalOfClaim(
  row: InviteRow,
  present: readonly Pick<Device, 'person'>[],
  maxDevices: number,
): 'couple-full' | 'too-many' | undefined {
  const invited = { person: row.person, creatorPerson: row.creator_person }
  if (
    isThird(
      invited,
      present.map(({ person }) => person),
    )
  )
    return 'couple-full'
  return present.length >= maxDevices ? 'too-many' : undefined
}

/** `reveal`: it is to be written; `revealed`: it is there already, the same. */
export function planReveal(
  row: InviteRow | undefined,
  creator: DeviceId,
  reveal: string,
  now: number,
): 'reveal' | 'revealed' | InviteRefusal | 'invite-unclaimed' {
  if (row === undefined || row.creator !== creator) return 'not-found'
  const state = stateOf(row, now)
  switch (state) {
    case 'claimed':
      return 'reveal'
    case 'revealed':
      return row.reveal === reveal ? 'revealed' : 'invite-claimed'
    case 'waiting':
      return 'invite-unclaimed'
    case 'done':
      return 'invite-claimed'
    case 'expired':
      return 'invite-expired'
    case 'burned':
      return 'invite-burned'
    default:
      return state satisfies never
  }
}
