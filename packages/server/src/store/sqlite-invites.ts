/** Invites in SQLite: open, claim, reveal, burn; nobody else's table. Synchronous inside; `sqlite.ts` makes the asynchronous contract
 *  of it. A wrong proof and an unknown id cost the same: one look-up, one comparison, one committed count. Rule: PAIR-2, HTTP-1. */
import type { DatabaseSync } from 'node:sqlite'
import type { CoupleId, DeviceId, Hash, InviteId, Person } from '@porchlight/shared/wire/api'
import { nullable, text, whole } from './columns.ts'
import type { Claimant } from './epoch-rules.ts'
import {
  inviteColumns,
  inviteFromRow,
  type InviteRow,
  planReveal,
  type Proved,
  proveInvite,
  refusalOfClaim,
} from './invite-rules.ts'
import type { SqliteDevices } from './sqlite-devices.ts'
import { prepare, prepareQuery } from './sqlite-statement.ts'
import type { Transaction } from './sqlite-transaction.ts'
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
} from './store.ts'
import { dayOf } from './utc-day.ts'

export interface SqliteInvites {
  create(invite: NewInvite, maxOpenInvites: number): 'created' | 'already-exists' | 'too-many'
  open(proof: ClaimProof): OpenResult
  claim(claim: NewClaim, maxDevices: number): ClaimResult
  reveal(inviteId: InviteId, creator: DeviceId, reveal: string, now: number): RevealResult
  find(inviteId: InviteId, now: number): Invite | undefined
  burn(inviteId: InviteId, creator: DeviceId): boolean
  reject(proof: ClaimProof): 'burned' | InviteRefusal
  /** Invites over their time lose what they carried and who claimed them; a week later the rest goes too. */
  purge(now: number): number

  // --- in the caller's transaction

  /** Undefined where it claimed none, or that one is over. */
  claimantOf(deviceId: DeviceId, now: number): Claimant | undefined
  /** It brought somebody in. */
  finish(inviteId: InviteId): void
  /** Nobody is left who could let in whoever has such a link. */
  burnOf(creator: DeviceId): InviteId[]
  burnOfPerson(coupleId: CoupleId, person: Person): InviteId[]
  openOf(coupleId: CoupleId): InviteId[]
}

const open = `('waiting', 'claimed', 'revealed')`
const claimedColumns = { id: text<InviteId>, device: nullable(text<DeviceId>) }
type Claimed = Pick<InviteRow, 'id' | 'device'>

export function createSqliteInvites(db: DatabaseSync, transaction: Transaction, devices: SqliteDevices): SqliteInvites {
  const insert = prepare<[InviteId, CoupleId, DeviceId, Person, Hash, number, string]>(
    db,
    `INSERT INTO invites (id, couple, creator, person, claim_auth_hash, state, expires, offer)
    VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?) ON CONFLICT DO NOTHING`,
  )
  const countOpen = prepareQuery<[CoupleId, number]>()(
    db,
    `SELECT count(*) AS n FROM invites WHERE couple = ? AND state IN ${open} AND expires > ?`,
    { n: whole },
  )
  const select = 'SELECT i.*, c.person AS creator_person FROM invites i JOIN devices c ON c.id = i.creator'
  const byId = prepareQuery<[InviteId]>()(db, `${select} WHERE i.id = ?`, inviteColumns)
  const byDevice = prepareQuery<[DeviceId, number]>()(
    db,
    `${select} WHERE i.device = ? AND i.state IN ('claimed', 'revealed') AND i.expires > ?`,
    inviteColumns,
  )
  const openBy = prepareQuery<[DeviceId]>()(
    db,
    `SELECT id, device FROM invites WHERE creator = ? AND state IN ${open}`,
    claimedColumns,
  )
  const openByPerson = prepareQuery<[CoupleId, Person]>()(
    db,
    `SELECT i.id, i.device FROM invites i JOIN devices c ON c.id = i.creator
    WHERE i.couple = ? AND c.person = ? AND i.state IN ${open}`,
    claimedColumns,
  )
  const openOf = prepareQuery<[CoupleId]>()(
    db,
    `SELECT id, device FROM invites WHERE couple = ? AND state IN ${open}`,
    claimedColumns,
  )
  const expired = prepareQuery<[number]>()(
    db,
    `SELECT id, device FROM invites WHERE state IN ${open} AND expires <= ? AND (offer IS NOT NULL OR device IS NOT NULL)`,
    claimedColumns,
  )
  const expiredOf = prepareQuery<[CoupleId, number]>()(
    db,
    `SELECT id, device FROM invites WHERE couple = ? AND state IN ${open} AND expires <= ? AND device IS NOT NULL`,
    claimedColumns,
  )
  const addFail = prepare<[InviteId]>(db, 'UPDATE invites SET fails = fails + 1 WHERE id = ?')
  const addMiss = prepare<[]>(db, 'UPDATE misses SET n = n + 1')
  const setClaim = prepare<[string, DeviceId, InviteId]>(
    db,
    `UPDATE invites SET state = 'claimed', claim = ?, device = ? WHERE id = ?`,
  )
  const setReveal = prepare<[string, InviteId]>(db, `UPDATE invites SET state = 'revealed', reveal = ? WHERE id = ?`)
  const setDone = prepare<[InviteId]>(db, `UPDATE invites SET state = 'done', offer = NULL, claim = NULL WHERE id = ?`)
  const setBurned = prepare<[InviteId]>(
    db,
    `UPDATE invites SET state = 'burned', offer = NULL, claim = NULL, reveal = NULL, device = NULL WHERE id = ?`,
  )
  const empty = prepare<[InviteId]>(
    db,
    'UPDATE invites SET offer = NULL, claim = NULL, reveal = NULL, device = NULL WHERE id = ?',
  )
  const deleteOld = prepare<[number]>(db, 'DELETE FROM invites WHERE expires <= ?')

  /** The invite where the proof is right; else the refusal. Writes in either case (a miss is counted), so that both cost a commit. */
  const prove = (proof: ClaimProof): Proved => {
    const proved = proveInvite(byId.get(proof.inviteId), proof)
    if (proved.ok || !proved.isMiss) return proved
    addMiss.run()
    addFail.run(proof.inviteId)
    if (proved.burns) setBurned.run(proof.inviteId)
    return proved
  }

  const burn = (invite: Claimed): void => {
    if (invite.device !== null) devices.forgetPending(invite.device)
    setBurned.run(invite.id)
  }

  const burnAll = (invites: readonly Claimed[]): InviteId[] => {
    invites.forEach(burn)
    return invites.map(({ id }) => id)
  }

  const forgetClaimants = (invites: readonly Claimed[]): void => {
    for (const { id, device } of invites) {
      if (device !== null) devices.forgetPending(device)
      empty.run(id)
    }
  }

  return {
    create({ inviteId, coupleId, creator, person, claimAuthHash, offer, expiresAt, now }, maxOpenInvites) {
      return transaction(() => {
        if ((countOpen.get(coupleId, now)?.n ?? 0) >= maxOpenInvites) return 'too-many'
        const isNew = insert.run(inviteId, coupleId, creator, person, claimAuthHash, expiresAt, offer) > 0
        return isNew ? 'created' : 'already-exists'
      })
    },

    open: (proof) =>
      transaction((): OpenResult => {
        const proved = prove(proof)
        if (!proved.ok) return { ok: false, reason: proved.reason }
        const { state, offer, expires } = proved.row
        if (state !== 'waiting' || offer === null) return { ok: false, reason: 'invite-claimed' }
        return { ok: true, offer, expiresAt: expires }
      }),

    claim: (claim, maxDevices) =>
      transaction((): ClaimResult => {
        const proved = prove(claim)
        if (!proved.ok) return { ok: false, reason: proved.reason }
        const { row } = proved
        const { deviceId, tokenHash } = claim
        if (row.state !== 'waiting') {
          const isSame = row.device === deviceId && devices.byIdAndToken(deviceId, tokenHash) !== undefined
          return isSame ? { ok: true, state: row.state } : { ok: false, reason: 'invite-claimed' }
        }
        forgetClaimants(expiredOf.all(row.couple, claim.now))
        const reason = refusalOfClaim(row, devices.present(row.couple), maxDevices)
        if (reason !== undefined) return { ok: false, reason }
        const { couple: coupleId, person } = row
        const device = {
          deviceId,
          coupleId,
          person,
          tokenHash,
          state: 'pending',
          createdDay: dayOf(claim.now),
        } as const
        if (!devices.insert(device)) return { ok: false, reason: 'already-exists' }
        setClaim.run(claim.claim, deviceId, row.id)
        return { ok: true, state: 'claimed' }
      }),

    reveal: (inviteId, creator, reveal, now) =>
      transaction((): RevealResult => {
        const plan = planReveal(byId.get(inviteId), creator, reveal, now)
        if (plan === 'reveal') setReveal.run(reveal, inviteId)
        return plan === 'reveal' || plan === 'revealed' ? { ok: true } : { ok: false, reason: plan }
      }),

    find(inviteId, now) {
      const row = byId.get(inviteId)
      return row === undefined ? undefined : inviteFromRow(row, now)
    },

    burn: (inviteId, creator) =>
      transaction(() => {
        const row = byId.get(inviteId)
        if (row === undefined || row.creator !== creator) return false
        if (row.state !== 'done') burn(row)
        return true
      }),

    reject: (proof) =>
      transaction(() => {
        const proved = prove(proof)
        if (!proved.ok) return proved.reason
        if (proved.row.state === 'done') return 'invite-claimed'
        burn(proved.row)
        return 'burned'
      }),

    purge: (now) =>
      transaction(() => {
        forgetClaimants(expired.all(now))
        return deleteOld.run(now - storeTimes.closedInviteMs)
      }),

    claimantOf(deviceId, now) {
      const [row, device] = [byDevice.get(deviceId, now), devices.byId(deviceId)]
      if (row === undefined || device === undefined) return undefined
      return { device, inviteId: row.id, creator: row.creator, creatorPerson: row.creator_person, person: row.person }
    },
    finish: (inviteId) => void setDone.run(inviteId),
    burnOf: (creator) => burnAll(openBy.all(creator)),
    burnOfPerson: (coupleId, person) => burnAll(openByPerson.all(coupleId, person)),
    openOf: (coupleId) => openOf.all(coupleId).map(({ id }) => id),
  }
}
