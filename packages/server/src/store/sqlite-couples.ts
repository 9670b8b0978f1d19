/** Couples, devices and what moves an epoch, in SQLite. Synchronous inside; `sqlite.ts` makes the asynchronous contract of it.
 *  Rule: HTTP-0, EPOCH-3, RECOVER-1, LEAVE-1, LEAVE-2. */
import type { DatabaseSync } from 'node:sqlite'
import {
  type CoupleId,
  type DeviceId,
  type Hash,
  type InviteId,
  type Person,
  roomName,
} from '@porchlight/shared/wire/api'
import type { SqliteRecovery } from './sqlite-recovery.ts'
import type { SqliteRooms } from './sqlite-rooms.ts'
import type { Transaction } from './sqlite-transaction.ts'
import { dayOf } from './utc-day.ts'
import type { Device, EpochMoved, EpochRecord, NewCouple, NewEpoch } from './store.ts'

interface DeviceRow {
  id: DeviceId
  couple: CoupleId
  person: Person
  state: Device['state']
  created_day: string
  seen_day: string
  epoch: number
}

interface ClaimedRow {
  id: InviteId
  person: Person
  creator_person: Person
}

const selectDevice = `SELECT d.id, d.couple, d.person, d.state, d.created_day, c.seen_day, c.epoch FROM devices d JOIN couples c ON c.id = d.couple`

export function createSqliteCouples(
  db: DatabaseSync,
  transaction: Transaction,
  rooms: SqliteRooms,
  recovery: SqliteRecovery,
) {
  const insertCouple = db.prepare(
    'INSERT INTO couples (id, epoch, created_day, seen_day) VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING',
  )
  const insertDevice = db.prepare(
    'INSERT INTO devices (id, couple, person, token_hash, state, created_day) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const byToken = db.prepare(`${selectDevice} WHERE d.token_hash = ?`)
  const byId = db.prepare(`${selectDevice} WHERE d.id = ?`)
  const byPerson = db.prepare(
    `${selectDevice} WHERE d.couple = ? AND d.person = ? AND d.state <> 'pending' ORDER BY d.created_day, d.id`,
  )
  const activeOf = db.prepare(`SELECT id, person FROM devices WHERE couple = ? AND state = 'active'`)
  const setState = db.prepare('UPDATE devices SET state = ? WHERE id = ?')
  const epochOf = db.prepare('SELECT epoch FROM couples WHERE id = ?')
  const setEpoch = db.prepare('UPDATE couples SET epoch = ? WHERE id = ?')
  const deleteCouple = db.prepare('DELETE FROM couples WHERE id = ?')
  const setSeen = db.prepare('UPDATE couples SET seen_day = ? WHERE id = ? AND seen_day < ?')
  const notSeenSince = db.prepare('SELECT id FROM couples WHERE seen_day < ?')
  const insertRecord = db.prepare(
    'INSERT INTO epoch_records (recipient, epoch, couple, sender, enc, ct) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const recordsAfter = db.prepare(
    'SELECT epoch, sender, enc, ct FROM epoch_records WHERE recipient = ? AND epoch > ? ORDER BY epoch',
  )
  const dropRecords = db.prepare('DELETE FROM epoch_records WHERE recipient = ? AND epoch <= ?')
  const claimedBy = db.prepare(`
    SELECT i.id, i.person, c.person AS creator_person FROM invites i JOIN devices c ON c.id = i.creator
    WHERE i.device = ? AND i.state IN ('claimed', 'revealed') AND i.expires > ?`)
  const finishInvite = db.prepare(`UPDATE invites SET state = 'done', offer = NULL, claim = NULL WHERE id = ?`)
  const openInvitesOf = db.prepare(`
    SELECT i.id, i.device FROM invites i JOIN devices c ON c.id = i.creator
    WHERE i.couple = ? AND c.person = ? AND i.state IN ('waiting', 'claimed', 'revealed')`)
  const openInvitesOfCouple = db.prepare(
    `SELECT id FROM invites WHERE couple = ? AND state IN ('waiting', 'claimed', 'revealed')`,
  )
  const openInvitesBy = db.prepare(
    `SELECT id, device FROM invites WHERE creator = ? AND state IN ('waiting', 'claimed', 'revealed')`,
  )
  const burn = db.prepare(
    `UPDATE invites SET state = 'burned', offer = NULL, claim = NULL, reveal = NULL, device = NULL WHERE id = ?`,
  )
  const deletePending = db.prepare(`DELETE FROM devices WHERE id = ? AND state = 'pending'`)

  const deviceFromRow = (row: DeviceRow): Device => ({
    deviceId: row.id,
    coupleId: row.couple,
    person: row.person,
    state: row.state,
    createdDay: row.created_day,
    seenDay: row.seen_day,
    epoch: row.epoch,
  })
  const oneDevice = (row: unknown): Device | null => (row === undefined ? null : deviceFromRow(row as DeviceRow))
  const currentEpoch = (coupleId: CoupleId): number | null =>
    (epochOf.get(coupleId) as unknown as { epoch: number } | undefined)?.epoch ?? null

  const revoke = (deviceId: DeviceId): void => {
    setState.run('revoked', deviceId)
    dropRecords.run(deviceId, Number.MAX_SAFE_INTEGER)
  }

  /** Nobody is left who could let in whoever has such a link. */
  const burnInvitesOf = (creator: DeviceId): InviteId[] => {
    const open = openInvitesBy.all(creator) as unknown as { id: InviteId; device: DeviceId | null }[]
    for (const invite of open) {
      if (invite.device !== null) deletePending.run(invite.device)
      burn.run(invite.id)
    }
    return open.map((invite) => invite.id)
  }

  /** Everything of a couple, in the caller's transaction. Returns what to do once it is committed. */
  const removeCouple = (coupleId: CoupleId, epoch: number): (() => void) => {
    const forget = rooms.remove(coupleId, epoch)
    deleteCouple.run(coupleId)
    return forget
  }

  const leave = (coupleId: CoupleId, person: Person): { revoked: DeviceId[]; burned: InviteId[] } => {
    let forget = (): void => undefined
    const left = transaction(() => {
      const active = activeOf.all(coupleId) as unknown as { id: DeviceId; person: Person }[]
      const mine = active.filter((device) => device.person === person).map((device) => device.id)
      const open = openInvitesOf.all(coupleId, person) as unknown as { id: InviteId; device: DeviceId | null }[]
      for (const invite of open) {
        if (invite.device !== null) deletePending.run(invite.device)
        burn.run(invite.id)
      }
      mine.forEach(revoke)
      recovery.endOf(coupleId, person)
      const epoch = currentEpoch(coupleId)
      if (mine.length === active.length && epoch !== null) forget = removeCouple(coupleId, epoch)
      return { revoked: mine, burned: open.map((invite) => invite.id) }
    })
    forget()
    return left
  }

  return {
    createCouple({ coupleId, deviceId, tokenHash, base, now }: NewCouple): 'created' | 'already-exists' {
      const day = dayOf(now)
      const create = (): 'created' | 'already-exists' => {
        if (insertCouple.run(coupleId, day, day).changes === 0) return 'already-exists'
        if (insertDevice.run(deviceId, coupleId, 'a', tokenHash, 'active', day).changes === 0) return 'already-exists'
        rooms.create(coupleId, 1, base)
        return 'created'
      }
      return transaction(create, (result) => result === 'created')
    },

    deviceByToken: (tokenHash: Hash): Device | null => oneDevice(byToken.get(tokenHash)),
    deviceById: (deviceId: DeviceId): Device | null => oneDevice(byId.get(deviceId)),
    devicesOf: (coupleId: CoupleId, person: Person): Device[] =>
      (byPerson.all(coupleId, person) as unknown as DeviceRow[]).map(deviceFromRow),

    markSeen: (coupleId: CoupleId, day: string): void => transaction(() => void setSeen.run(day, coupleId, day)),
    couplesNotSeenSince: (day: string): CoupleId[] =>
      (notSeenSince.all(day) as unknown as { id: CoupleId }[]).map(({ id }) => id),

    moveEpoch(move: NewEpoch): EpochMoved {
      const { coupleId, by, from, now } = move
      let forgetOld = (): void => undefined
      const act = (): EpochMoved => {
        const epoch = currentEpoch(coupleId)
        const rotator = oneDevice(byId.get(by))
        const words = recovery.recoveringAs(by, now)
        if (epoch === null || rotator?.coupleId !== coupleId || (rotator.state !== 'active' && words === null)) {
          return { ok: false, reason: 'unknown-device' }
        }
        if (epoch !== from) return { ok: false, reason: 'epoch-moved' }
        if (rooms.summary(roomName(coupleId, from))?.head !== move.ifHead) return { ok: false, reason: 'outer-moved' }

        const before = activeOf.all(coupleId) as unknown as { id: DeviceId; person: Person }[]
        const members = new Map(before.map((device) => [device.id, device.person]))
        const revoked = move.revoke.filter((id) => members.delete(id))
        revoked.forEach(revoke)
        const doneInvites: InviteId[] = revoked.flatMap(burnInvitesOf)
        if (words !== null) {
          if (move.activate.join() !== by) return { ok: false, reason: 'unknown-member' }
          setState.run('active', by)
          recovery.letIn(words)
          members.set(by, rotator.person)
        }
        for (const id of words === null ? move.activate : []) {
          const claimed = claimedBy.get(id, now) as unknown as ClaimedRow | undefined
          const device = oneDevice(byId.get(id))
          if (claimed === undefined || device?.state !== 'pending' || device.coupleId !== coupleId) {
            return { ok: false, reason: 'unknown-member' }
          }
          const isThird = claimed.person !== claimed.creator_person && [...members.values()].includes(claimed.person)
          if (isThird) return { ok: false, reason: 'couple-full' }
          setState.run('active', id)
          finishInvite.run(claimed.id)
          members.set(id, claimed.person)
          doneInvites.push(claimed.id)
        }
        const recoveries = new Set<string>(recovery.recoveriesOf(coupleId))
        for (const { to, enc, ct } of move.records) {
          if (!members.has(to as DeviceId) && !recoveries.delete(to)) return { ok: false, reason: 'unknown-member' }
          insertRecord.run(to, from + 1, coupleId, words ?? by, enc, ct)
        }
        // Without a record the words no longer lead to the key.
        recoveries.forEach(recovery.end)
        forgetOld = rooms.remove(coupleId, from)
        setEpoch.run(from + 1, coupleId)
        rooms.create(coupleId, from + 1, move.base)
        return { ok: true, epoch: from + 1, revoked, doneInvites }
      }
      const moved = transaction(act, (result) => result.ok)
      if (moved.ok) forgetOld()
      return moved
    },

    epochRecords: (deviceId: DeviceId, after: number): EpochRecord[] =>
      (
        recordsAfter.all(deviceId, after) as unknown as { epoch: number; sender: string; enc: string; ct: string }[]
      ).map(({ epoch, sender, enc, ct }) => ({ epoch, from: sender, enc, ct })),

    ackEpochs: (deviceId: DeviceId, epoch: number): void => transaction(() => void dropRecords.run(deviceId, epoch)),

    leave,

    leaveAlone(coupleId: CoupleId, deviceId: DeviceId): { revoked: DeviceId[]; burned: InviteId[] } {
      const active = activeOf.all(coupleId) as unknown as { id: DeviceId; person: Person }[]
      const person = active.find(({ id }) => id === deviceId)?.person
      if (person === undefined) return { revoked: [], burned: [] }
      if (!active.some((device) => device.person === person && device.id !== deviceId)) return leave(coupleId, person)
      return transaction(() => {
        const burned = burnInvitesOf(deviceId)
        revoke(deviceId)
        return { revoked: [deviceId], burned }
      })
    },

    erase(coupleId: CoupleId): { burned: InviteId[] } {
      let forget = (): void => undefined
      const erased = transaction(() => {
        const open = openInvitesOfCouple.all(coupleId) as unknown as { id: InviteId }[]
        const epoch = currentEpoch(coupleId)
        if (epoch !== null) forget = removeCouple(coupleId, epoch)
        return { burned: open.map((invite) => invite.id) }
      })
      forget()
      return erased
    },
  }
}
