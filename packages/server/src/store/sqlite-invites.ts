/** Invites in SQLite: open, claim, reveal, burn. Synchronous inside; `sqlite.ts` makes the asynchronous contract of it.
 *  A wrong proof and an unknown id cost the same: one look-up, one comparison, one committed count. Rule: PAIR-2, HTTP-1. */
import { timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { CoupleId, DeviceId, Hash, InviteId, InviteState, Person } from '@porchlight/shared/wire/api'
import { dayOf } from './utc-day.ts'
import type { Transaction } from './sqlite-transaction.ts'
import {
  type ClaimProof,
  type Invite,
  type InviteRefusal,
  maxInviteFails,
  type NewClaim,
  type NewInvite,
  storeTimes,
} from './store.ts'

interface InviteRow {
  id: InviteId
  couple: CoupleId
  creator: DeviceId
  creator_person: Person
  person: Person
  claim_auth_hash: Hash
  state: Exclude<InviteState, 'expired'>
  expires: number
  fails: number
  offer: string | null
  claim: string | null
  reveal: string | null
  device: DeviceId | null
}

const nobodysHash = 'A'.repeat(43) as Hash
const open = `('waiting', 'claimed', 'revealed')`

export function createSqliteInvites(db: DatabaseSync, transaction: Transaction) {
  const insert = db.prepare(`
    INSERT INTO invites (id, couple, creator, person, claim_auth_hash, state, expires, offer)
    VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?) ON CONFLICT DO NOTHING`)
  const countOpen = db.prepare(
    `SELECT count(*) AS n FROM invites WHERE couple = ? AND state IN ${open} AND expires > ?`,
  )
  const find = db.prepare(`
    SELECT i.*, c.person AS creator_person FROM invites i JOIN devices c ON c.id = i.creator WHERE i.id = ?`)
  const addFail = db.prepare('UPDATE invites SET fails = fails + 1 WHERE id = ?')
  const addMiss = db.prepare('UPDATE misses SET n = n + 1')
  const burn = db.prepare(
    `UPDATE invites SET state = 'burned', offer = NULL, claim = NULL, reveal = NULL, device = NULL WHERE id = ?`,
  )
  const setClaim = db.prepare(`UPDATE invites SET state = 'claimed', claim = ?, device = ? WHERE id = ?`)
  const setReveal = db.prepare(`UPDATE invites SET state = 'revealed', reveal = ? WHERE id = ?`)
  const insertDevice = db.prepare(`
    INSERT INTO devices (id, couple, person, token_hash, state, created_day) VALUES (?, ?, ?, ?, 'pending', ?) ON CONFLICT DO NOTHING`)
  const hasDevice = db.prepare('SELECT 1 FROM devices WHERE id = ? AND token_hash = ?')
  const deletePending = db.prepare(`DELETE FROM devices WHERE id = ? AND state = 'pending'`)
  const devicesOfCouple = db.prepare(`SELECT person, state FROM devices WHERE couple = ? AND state <> 'revoked'`)
  const expired = db.prepare(
    `SELECT id, device FROM invites WHERE state IN ${open} AND expires <= ? AND (offer IS NOT NULL OR device IS NOT NULL)`,
  )
  const expiredOf = db.prepare(
    `SELECT id, device FROM invites WHERE couple = ? AND state IN ${open} AND expires <= ? AND device IS NOT NULL`,
  )
  const emptyInvite = db.prepare(
    'UPDATE invites SET offer = NULL, claim = NULL, reveal = NULL, device = NULL WHERE id = ?',
  )
  const deleteOld = db.prepare('DELETE FROM invites WHERE expires <= ?')

  const read = (inviteId: InviteId): InviteRow | null =>
    (find.get(inviteId) as unknown as InviteRow | undefined) ?? null

  /** The invite where the proof is right; else the refusal. Writes in either case (a miss is counted), so that both cost a commit. */
  const prove = ({ inviteId, claimAuthHash, now }: ClaimProof): { row: InviteRow } | { reason: InviteRefusal } => {
    const row = read(inviteId)
    const isRight = timingSafeEqual(Buffer.from(row?.claim_auth_hash ?? nobodysHash), Buffer.from(claimAuthHash))
    if (row === null || !isRight) {
      addMiss.run()
      addFail.run(inviteId)
      if (row !== null && row.fails + 1 >= maxInviteFails && stateOf(row, now) === 'waiting') burn.run(inviteId)
      return { reason: 'not-found' }
    }
    const state = stateOf(row, now)
    if (state === 'expired') return { reason: 'invite-expired' }
    if (state === 'burned') return { reason: 'invite-burned' }
    return { row }
  }

  const forgetClaimants = (rows: unknown[]): void => {
    for (const { id, device } of rows as { id: InviteId; device: DeviceId | null }[]) {
      if (device !== null) deletePending.run(device)
      emptyInvite.run(id)
    }
  }

  return {
    createInvite(invite: NewInvite, maxOpenInvites: number): 'created' | 'already-exists' | 'too-many' {
      const { inviteId, coupleId, creator, person, claimAuthHash, offer, expiresAt, now } = invite
      return transaction(() => {
        const { n } = countOpen.get(coupleId, now) as unknown as { n: number }
        if (n >= maxOpenInvites) return 'too-many'
        const { changes } = insert.run(inviteId, coupleId, creator, person, claimAuthHash, expiresAt, offer)
        return changes === 0 ? 'already-exists' : 'created'
      })
    },

    openInvite(
      proof: ClaimProof,
    ): { ok: true; offer: string; expiresAt: number } | { ok: false; reason: InviteRefusal } {
      return transaction(() => {
        const proved = prove(proof)
        if ('reason' in proved) return { ok: false, reason: proved.reason }
        const { state, offer, expires } = proved.row
        if (state !== 'waiting' || offer === null) return { ok: false, reason: 'invite-claimed' }
        return { ok: true, offer, expiresAt: expires }
      })
    },

    claimInvite(
      claim: NewClaim,
      maxDevices: number,
    ):
      | { ok: true; state: InviteState }
      | { ok: false; reason: InviteRefusal | 'couple-full' | 'already-exists' | 'too-many' } {
      return transaction(() => {
        const proved = prove(claim)
        if ('reason' in proved) return { ok: false, reason: proved.reason }
        const { row } = proved
        if (row.state !== 'waiting') {
          const isSame = row.device === claim.deviceId && hasDevice.get(claim.deviceId, claim.tokenHash) !== undefined
          return isSame ? { ok: true, state: row.state } : { ok: false, reason: 'invite-claimed' }
        }
        forgetClaimants(expiredOf.all(row.couple, claim.now))
        const devices = devicesOfCouple.all(row.couple) as unknown as { person: Person; state: string }[]
        if (row.person !== row.creator_person && devices.some((device) => device.person === row.person)) {
          return { ok: false, reason: 'couple-full' }
        }
        if (devices.length >= maxDevices) return { ok: false, reason: 'too-many' }
        const { changes } = insertDevice.run(claim.deviceId, row.couple, row.person, claim.tokenHash, dayOf(claim.now))
        if (changes === 0) return { ok: false, reason: 'already-exists' }
        setClaim.run(claim.claim, claim.deviceId, row.id)
        return { ok: true, state: 'claimed' }
      })
    },

    revealInvite(
      inviteId: InviteId,
      creator: DeviceId,
      reveal: string,
      now: number,
    ): { ok: true } | { ok: false; reason: InviteRefusal | 'invite-unclaimed' } {
      return transaction(() => {
        const row = read(inviteId)
        if (row === null || row.creator !== creator) return { ok: false, reason: 'not-found' }
        const state = stateOf(row, now)
        switch (state) {
          case 'claimed':
            setReveal.run(reveal, inviteId)
            return { ok: true }
          case 'revealed':
            return row.reveal === reveal ? { ok: true } : { ok: false, reason: 'invite-claimed' }
          case 'waiting':
            return { ok: false, reason: 'invite-unclaimed' }
          case 'done':
            return { ok: false, reason: 'invite-claimed' }
          case 'expired':
            return { ok: false, reason: 'invite-expired' }
          case 'burned':
            return { ok: false, reason: 'invite-burned' }
          default:
            return state satisfies never
        }
      })
    },

    invite(inviteId: InviteId, now: number): Invite | null {
      const row = read(inviteId)
      if (row === null) return null
      return {
        inviteId,
        coupleId: row.couple,
        creator: row.creator,
        person: row.person,
        claimAuthHash: row.claim_auth_hash,
        state: stateOf(row, now),
        expiresAt: row.expires,
        claim: row.claim,
        reveal: row.reveal,
      }
    },

    burnInvite(inviteId: InviteId, creator: DeviceId): boolean {
      return transaction(() => {
        const row = read(inviteId)
        if (row === null || row.creator !== creator) return false
        if (row.state === 'done') return true
        if (row.device !== null) deletePending.run(row.device)
        burn.run(inviteId)
        return true
      })
    },

    rejectInvite(proof: ClaimProof): 'burned' | InviteRefusal {
      return transaction(() => {
        const proved = prove(proof)
        if ('reason' in proved) return proved.reason
        const { row } = proved
        if (row.state === 'done') return 'invite-claimed'
        if (row.device !== null) deletePending.run(row.device)
        burn.run(row.id)
        return 'burned'
      })
    },

    /** Invites over their time lose what they carried and who claimed them; a week later the rest goes too. */
    purgeInvites: (now: number): number =>
      transaction(() => {
        forgetClaimants(expired.all(now))
        return Number(deleteOld.run(now - storeTimes.closedInviteMs).changes)
      }),
  }
}

const stateOf = (row: InviteRow, now: number): InviteState =>
  row.state !== 'done' && row.state !== 'burned' && row.expires <= now ? 'expired' : row.state
