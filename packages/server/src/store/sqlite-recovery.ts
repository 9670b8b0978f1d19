/** Recovery words in SQLite: at most one row for each partner, and at most one device waiting on it. Synchronous inside;
 *  `sqlite.ts` makes the asynchronous contract of it. A wrong proof and an unknown id cost the same: one look-up, one
 *  comparison, one committed count. Rule: RECOVER-1, HTTP-1. */
import { timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { CoupleId, DeviceId, Hash, Person, RecoveryId } from '@porchlight/shared/wire/api'
import { lifetimes } from '@porchlight/shared/wire/limits'
import { dayOf } from './utc-day.ts'
import type { Transaction } from './sqlite-transaction.ts'
import type { EpochRecord, NewRecovery, RecoveryOpening, RecoveryProof } from './store.ts'

interface RecoveryRow {
  id: RecoveryId
  auth_hash: Hash
  base: string
  couple: CoupleId
  person: Person
  device: DeviceId | null
  epoch: number
}

const nobodysHash = 'A'.repeat(43)

export function createSqliteRecovery(db: DatabaseSync, transaction: Transaction) {
  const find = db.prepare('SELECT r.*, c.epoch FROM recovery r JOIN couples c ON c.id = r.couple WHERE r.id = ?')
  const idsOf = db.prepare('SELECT id, person FROM recovery WHERE couple = ? ORDER BY person')
  const epochOf = db.prepare('SELECT epoch FROM couples WHERE id = ?')
  const insert = db.prepare(
    'INSERT INTO recovery (id, auth_hash, base, couple, person) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const remove = db.prepare('DELETE FROM recovery WHERE id = ?')
  const setWaiting = db.prepare('UPDATE recovery SET device = ?, device_expires = ? WHERE id = ?')
  const waitingFor = db.prepare('SELECT id FROM recovery WHERE device = ? AND device_expires > ?')
  const overdue = db.prepare('SELECT id, device FROM recovery WHERE device_expires <= ?')
  const records = db.prepare('SELECT epoch, sender, enc, ct FROM epoch_records WHERE recipient = ? ORDER BY epoch')
  const dropRecords = db.prepare('DELETE FROM epoch_records WHERE recipient = ?')
  const insertDevice = db.prepare(`
    INSERT INTO devices (id, couple, person, token_hash, state, created_day) VALUES (?, ?, ?, ?, 'pending', ?) ON CONFLICT DO NOTHING`)
  const knownDevice = db.prepare(
    `SELECT state FROM devices WHERE id = ? AND token_hash = ? AND couple = ? AND person = ? AND state <> 'revoked'`,
  )
  const deletePending = db.prepare(`DELETE FROM devices WHERE id = ? AND state = 'pending'`)
  const addMiss = db.prepare('UPDATE misses SET n = n + 1')

  const read = (id: RecoveryId): RecoveryRow | null => (find.get(id) as unknown as RecoveryRow | undefined) ?? null

  const forgetWaiting = (row: Pick<RecoveryRow, 'id' | 'device'>): void => {
    if (row.device !== null) deletePending.run(row.device)
    setWaiting.run(null, null, row.id)
  }

  /** The words, the records to them and who waits on them, in the caller's transaction. */
  const end = (id: string): void => {
    const row = read(id as RecoveryId)
    if (row === null) return
    forgetWaiting(row)
    dropRecords.run(id)
    remove.run(id)
  }

  const endOf = (coupleId: CoupleId, person: Person): void => {
    const rows = idsOf.all(coupleId) as unknown as { id: RecoveryId; person: Person }[]
    for (const row of rows) if (row.person === person) end(row.id)
  }

  return {
    putRecovery({ id, authHash, base, epoch, coupleId, person }: NewRecovery) {
      const put = (): 'stored' | 'epoch-moved' | 'already-exists' => {
        const couple = epochOf.get(coupleId) as unknown as { epoch: number } | undefined
        if (couple?.epoch !== epoch) return 'epoch-moved'
        endOf(coupleId, person)
        return insert.run(id, authHash, base, coupleId, person).changes === 0 ? 'already-exists' : 'stored'
      }
      return transaction(put, (result) => result === 'stored')
    },

    openRecovery({ id, authHash, deviceId, tokenHash, now }: RecoveryProof): RecoveryOpening {
      return transaction(
        () => {
          const row = read(id)
          const isRight = timingSafeEqual(Buffer.from(row?.auth_hash ?? nobodysHash), Buffer.from(authHash))
          if (row === null || !isRight) {
            addMiss.run()
            return { ok: false, reason: 'not-found' }
          }
          const { couple, person, epoch, base } = row
          const known = knownDevice.get(deviceId, tokenHash, couple, person) as unknown as { state: string } | undefined
          if (known?.state !== 'active') {
            forgetWaiting(row)
            if (insertDevice.run(deviceId, couple, person, tokenHash, dayOf(now)).changes === 0)
              return { ok: false, reason: 'already-exists' }
            setWaiting.run(deviceId, now + lifetimes.recoveryMs, id)
          }
          const sent = records.all(id) as unknown as { epoch: number; sender: string; enc: string; ct: string }[]
          const chain = sent.map((record): EpochRecord => {
            const { sender, enc, ct } = record
            return { epoch: record.epoch, from: sender, enc, ct }
          })
          return { ok: true, coupleId: couple, person, epoch, base, records: chain }
        },
        (opening) => opening.ok || opening.reason === 'not-found',
      )
    },

    /** The words this pending device has opened. */
    recoveringAs: (deviceId: DeviceId, now: number): RecoveryId | null =>
      (waitingFor.get(deviceId, now) as unknown as { id: RecoveryId } | undefined)?.id ?? null,

    recoveriesOf: (coupleId: CoupleId): RecoveryId[] =>
      (idsOf.all(coupleId) as unknown as { id: RecoveryId }[]).map(({ id }) => id),

    end,
    endOf,

    /** Who waited on these words is a device like any other now. In the caller's transaction. */
    letIn: (id: RecoveryId): void => void setWaiting.run(null, null, id),

    purgeRecovering: (now: number): number =>
      transaction(() => {
        const rows = overdue.all(now) as unknown as { id: RecoveryId; device: DeviceId }[]
        rows.forEach(forgetWaiting)
        return rows.length
      }),
  }
}

export type SqliteRecovery = ReturnType<typeof createSqliteRecovery>
