/** Invites in PostgreSQL: open, claim, reveal, burn; nobody else's table. What is decided by several rows of a couple is decided under the
 *  lock of its row in `couples`. A wrong proof and an unknown id cost the same: one look-up, one comparison, one committed count.
 *  Rule: PAIR-2, HTTP-1. */
import type { CoupleId, DeviceId, InviteId, Person } from '@porchlight/shared/wire/api'
import { nullable, text, whole } from '../columns.ts'
import type { Claimant } from '../epoch-rules.ts'
import {
  inviteColumns,
  inviteFromRow,
  type InviteRow,
  planReveal,
  type Proved,
  proveInvite,
  refusalOfClaim,
} from '../invite-rules.ts'
import {
  type ClaimProof,
  type ClaimResult,
  type Invite,
  type InviteRefusal,
  type NewClaim,
  type NewInvite,
  type OpenResult,
  type RevealResult,
  storeTimes,
} from '../store.ts'
import { dayOf } from '../utc-day.ts'
import type { Database, Session } from './database.ts'
import { deviceById, deviceByIdAndToken, forgetPending, insertDevice, presentDevices } from './devices.ts'
import { lockCouple } from './lock-couple.ts'

const open = `('waiting', 'claimed', 'revealed')`
const select = 'SELECT i.*, c.person AS creator_person FROM invites i JOIN devices c ON c.id = i.creator'
const claimedColumns = { id: text<InviteId>, device: nullable(text<DeviceId>) }
type Claimed = Pick<InviteRow, 'id' | 'device'>

export function createInvite(
  database: Database,
  { inviteId, coupleId, creator, person, claimAuthHash, offer, expiresAt, now }: NewInvite,
  maxOpenInvites: number,
): Promise<'created' | 'already-exists' | 'too-many'> {
  return database.transaction(async (session) => {
    await lockCouple(session, coupleId)
    const count = `SELECT count(*) AS n FROM invites WHERE couple = $1 AND state IN ${open} AND expires > $2`
    if (((await session.get({ n: whole }, count, coupleId, now))?.n ?? 0) >= maxOpenInvites) return 'too-many'
    const made = await session.run(
      `INSERT INTO invites (id, couple, creator, person, claim_auth_hash, state, expires, offer)
       VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7) ON CONFLICT DO NOTHING`,
      inviteId,
      coupleId,
      creator,
      person,
      claimAuthHash,
      expiresAt,
      offer,
    )
    return made > 0 ? 'created' : 'already-exists'
  })
}

export function openInvite(database: Database, proof: ClaimProof): Promise<OpenResult> {
  return database.transaction(async (session): Promise<OpenResult> => {
    const proved = await prove(session, proof)
    if (!proved.ok) return { ok: false, reason: proved.reason }
    const { state, offer, expires } = proved.row
    if (state !== 'waiting' || offer === null) return { ok: false, reason: 'invite-claimed' }
    return { ok: true, offer, expiresAt: expires }
  })
}

export function claimInvite(database: Database, claim: NewClaim, maxDevices: number): Promise<ClaimResult> {
  return database.transaction(async (session): Promise<ClaimResult> => {
    const proved = await prove(session, claim)
    if (!proved.ok) return { ok: false, reason: proved.reason }
    const { row } = proved
    const { deviceId, tokenHash } = claim
    if (row.state !== 'waiting') {
      const isSame = row.device === deviceId && (await deviceByIdAndToken(session, deviceId, tokenHash)) !== undefined
      return isSame ? { ok: true, state: row.state } : { ok: false, reason: 'invite-claimed' }
    }
    const { couple: coupleId, person } = row
    const expired = `SELECT id, device FROM invites WHERE couple = $1 AND state IN ${open} AND expires <= $2 AND device IS NOT NULL`
    await forgetClaimants(session, await session.all(claimedColumns, expired, coupleId, claim.now))
    const reason = refusalOfClaim(row, await presentDevices(session, coupleId), maxDevices)
    if (reason !== undefined) return { ok: false, reason }
    const createdDay = dayOf(claim.now)
    const isNew = await insertDevice(session, { deviceId, coupleId, person, tokenHash, state: 'pending', createdDay })
    if (!isNew) return { ok: false, reason: 'already-exists' }
    const set = `UPDATE invites SET state = 'claimed', claim = $1, device = $2 WHERE id = $3`
    await session.run(set, claim.claim, deviceId, row.id)
    return { ok: true, state: 'claimed' }
  })
}

export function revealInvite(
  database: Database,
  inviteId: InviteId,
  creator: DeviceId,
  reveal: string,
  now: number,
): Promise<RevealResult> {
  return database.transaction(async (session): Promise<RevealResult> => {
    const plan = planReveal(await findLocked(session, inviteId), creator, reveal, now)
    if (plan === 'reveal')
      await session.run(`UPDATE invites SET state = 'revealed', reveal = $1 WHERE id = $2`, reveal, inviteId)
    return plan === 'reveal' || plan === 'revealed' ? { ok: true } : { ok: false, reason: plan }
  })
}

export async function findInvite(session: Session, inviteId: InviteId, now: number): Promise<Invite | undefined> {
  const row = await find(session, inviteId)
  return row === undefined ? undefined : inviteFromRow(row, now)
}

export function burnInvite(database: Database, inviteId: InviteId, creator: DeviceId): Promise<boolean> {
  return database.transaction(async (session) => {
    const row = await findLocked(session, inviteId)
    if (row === undefined || row.creator !== creator) return false
    if (row.state !== 'done') await burnAll(session, [row])
    return true
  })
}

export function rejectInvite(database: Database, proof: ClaimProof): Promise<'burned' | InviteRefusal> {
  return database.transaction(async (session) => {
    const proved = await prove(session, proof)
    if (!proved.ok) return proved.reason
    if (proved.row.state === 'done') return 'invite-claimed'
    await burnAll(session, [proved.row])
    return 'burned'
  })
}

/** Invites over their time lose what they carried and who claimed them; a week later the rest goes too. */
export function purgeInvites(database: Database, now: number): Promise<number> {
  return database.transaction(async (session) => {
    const expired = `SELECT id, device FROM invites
      WHERE state IN ${open} AND expires <= $1 AND (offer IS NOT NULL OR device IS NOT NULL) ORDER BY id FOR UPDATE`
    await forgetClaimants(session, await session.all(claimedColumns, expired, now))
    return session.run('DELETE FROM invites WHERE expires <= $1', now - storeTimes.closedInviteMs)
  })
}

// --- in the caller's transaction

/** Undefined where it claimed none, or that one is over. */
export async function claimantOf(session: Session, deviceId: DeviceId, now: number): Promise<Claimant | undefined> {
  const sql = `${select} WHERE i.device = $1 AND i.state IN ('claimed', 'revealed') AND i.expires > $2`
  const row = await session.get(inviteColumns, sql, deviceId, now)
  const device = await deviceById(session, deviceId)
  if (row === undefined || device === undefined) return undefined
  return { device, inviteId: row.id, creator: row.creator, creatorPerson: row.creator_person, person: row.person }
}

/** It brought somebody in. */
export async function finishInvite(session: Session, inviteId: InviteId): Promise<void> {
  await session.run(`UPDATE invites SET state = 'done', offer = NULL, claim = NULL WHERE id = $1`, inviteId)
}

/** Nobody is left who could let in whoever has such a link. */
export async function burnInvitesOf(session: Session, creator: DeviceId): Promise<InviteId[]> {
  const sql = `SELECT id, device FROM invites WHERE creator = $1 AND state IN ${open}`
  return burnAll(session, await session.all(claimedColumns, sql, creator))
}

export async function burnInvitesOfPerson(session: Session, coupleId: CoupleId, of: Person): Promise<InviteId[]> {
  const sql = `SELECT i.id, i.device FROM invites i JOIN devices c ON c.id = i.creator
    WHERE i.couple = $1 AND c.person = $2 AND i.state IN ${open}`
  return burnAll(session, await session.all(claimedColumns, sql, coupleId, of))
}

export async function openInvitesOf(session: Session, coupleId: CoupleId): Promise<InviteId[]> {
  const sql = `SELECT id, device FROM invites WHERE couple = $1 AND state IN ${open}`
  return (await session.all(claimedColumns, sql, coupleId)).map(({ id }) => id)
}

const find = (session: Session, inviteId: InviteId): Promise<InviteRow | undefined> =>
  session.get(inviteColumns, `${select} WHERE i.id = $1`, inviteId)

/** As it is once nobody else changes its couple. */
const findLocked = async (session: Session, inviteId: InviteId): Promise<InviteRow | undefined> => {
  const row = await find(session, inviteId)
  if (row === undefined) return undefined
  await lockCouple(session, row.couple)
  return find(session, inviteId)
}

/** The invite where the proof is right; else the refusal. Writes in either case (a miss is counted), so that both cost a commit. */
const prove = async (session: Session, proof: ClaimProof): Promise<Proved> => {
  const proved = proveInvite(await findLocked(session, proof.inviteId), proof)
  if (proved.ok || !proved.isMiss) return proved
  await session.run('UPDATE invites SET fails = fails + 1 WHERE id = $1', proof.inviteId)
  if (proved.burns) await burnAll(session, [{ id: proof.inviteId, device: null }])
  await session.run('UPDATE misses SET n = n + 1')
  return proved
}

const burnAll = async (session: Session, invites: readonly Claimed[]): Promise<InviteId[]> => {
  for (const { id, device } of invites) {
    // Few, and in one transaction they go one after the other anyway.
    // oxlint-disable-next-line no-await-in-loop
    if (device !== null) await forgetPending(session, device)
    // oxlint-disable-next-line no-await-in-loop
    await session.run(
      `UPDATE invites SET state = 'burned', offer = NULL, claim = NULL, reveal = NULL, device = NULL WHERE id = $1`,
      id,
    )
  }
  return invites.map(({ id }) => id)
}

const forgetClaimants = async (session: Session, invites: readonly Claimed[]): Promise<void> => {
  for (const { id, device } of invites) {
    // oxlint-disable-next-line no-await-in-loop
    if (device !== null) await forgetPending(session, device)
    // oxlint-disable-next-line no-await-in-loop
    await session.run('UPDATE invites SET offer = NULL, claim = NULL, reveal = NULL, device = NULL WHERE id = $1', id)
  }
}
