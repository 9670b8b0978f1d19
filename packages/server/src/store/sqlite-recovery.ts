/** Recovery words in SQLite: at most one row for each partner, and at most one device waiting on it. Synchronous inside;
 *  `sqlite.ts` makes the asynchronous contract of it. A wrong proof and an unknown id cost the same: one look-up, one
 *  comparison, one committed count. Rule: RECOVER-1, HTTP-1. */
import type { DatabaseSync } from 'node:sqlite'
import type { CoupleId, DeviceId, Hash, Person, RecoveryId } from '@porchlight/shared/wire/api'
import { lifetimes } from '@porchlight/shared/wire/limits'
import { nullable, text, whole } from './columns.ts'
import { person } from './device-columns.ts'
import { opens, recoveryColumns, type RecoveryRow, wasLetIn } from './recovery-rules.ts'
import type { SqliteDevices } from './sqlite-devices.ts'
import type { SqliteEpochRecords } from './sqlite-epoch-records.ts'
import { prepare, prepareQuery } from './sqlite-statement.ts'
import type { Transaction } from './sqlite-transaction.ts'
import type { NewRecovery, RecoveryOpening, RecoveryProof } from './store.ts'
import { dayOf } from './utc-day.ts'

export interface SqliteRecovery {
  put(recovery: NewRecovery): 'stored' | 'epoch-moved' | 'already-exists'
  open(proof: RecoveryProof): RecoveryOpening
  /** The words this pending device has opened. */
  recoveringAs(deviceId: DeviceId, now: number): RecoveryId | undefined
  of(coupleId: CoupleId): RecoveryId[]
  purge(now: number): number

  // --- in the caller's transaction

  /** The words, the records to them and who waits on them. */
  end(id: RecoveryId): void
  endOf(coupleId: CoupleId, person: Person): void
  /** Who waited on these words is a device like any other now. */
  letIn(id: RecoveryId): void
}

export function createSqliteRecovery(
  db: DatabaseSync,
  transaction: Transaction,
  devices: SqliteDevices,
  records: SqliteEpochRecords,
): SqliteRecovery {
  const find = prepareQuery<[RecoveryId]>()(
    db,
    'SELECT r.*, c.epoch FROM recovery r JOIN couples c ON c.id = r.couple WHERE r.id = ?',
    recoveryColumns,
  )
  const idsOf = prepareQuery<[CoupleId]>()(db, 'SELECT id, person FROM recovery WHERE couple = ? ORDER BY person', {
    id: text<RecoveryId>,
    person,
  })
  const epochOf = prepareQuery<[CoupleId]>()(db, 'SELECT epoch FROM couples WHERE id = ?', { epoch: whole })
  const insert = prepare<[RecoveryId, Hash, string, CoupleId, Person]>(
    db,
    'INSERT INTO recovery (id, auth_hash, base, couple, person) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const remove = prepare<[RecoveryId]>(db, 'DELETE FROM recovery WHERE id = ?')
  const setWaiting = prepare<[DeviceId | null, number | null, RecoveryId]>(
    db,
    'UPDATE recovery SET device = ?, device_expires = ? WHERE id = ?',
  )
  const waitingFor = prepareQuery<[DeviceId, number]>()(
    db,
    'SELECT id FROM recovery WHERE device = ? AND device_expires > ?',
    { id: text<RecoveryId> },
  )
  const overdue = prepareQuery<[number]>()(db, 'SELECT id, device FROM recovery WHERE device_expires <= ?', {
    id: text<RecoveryId>,
    device: nullable(text<DeviceId>),
  })
  const addMiss = prepare<[]>(db, 'UPDATE misses SET n = n + 1')

  const forgetWaiting = (row: Pick<RecoveryRow, 'id' | 'device'>): void => {
    if (row.device !== null) devices.forgetPending(row.device)
    setWaiting.run(null, null, row.id)
  }

  const end = (id: RecoveryId): void => {
    const row = find.get(id)
    if (row === undefined) return
    forgetWaiting(row)
    records.dropAll(id)
    remove.run(id)
  }

  const endOf = (coupleId: CoupleId, of: Person): void => {
    for (const row of idsOf.all(coupleId)) if (row.person === of) end(row.id)
  }

  return {
    put({ id, authHash, base, epoch, coupleId, person: of }) {
      const put = (): 'stored' | 'epoch-moved' | 'already-exists' => {
        if (epochOf.get(coupleId)?.epoch !== epoch) return 'epoch-moved'
        endOf(coupleId, of)
        return insert.run(id, authHash, base, coupleId, of) > 0 ? 'stored' : 'already-exists'
      }
      return transaction(put, (result) => result === 'stored')
    },

    open(proof) {
      const { id, deviceId, tokenHash, now } = proof
      const act = (): RecoveryOpening => {
        const row = find.get(id)
        if (!opens(row, proof)) {
          addMiss.run()
          return { ok: false, reason: 'not-found' }
        }
        const { couple: coupleId, person: of, epoch, base } = row
        if (!wasLetIn(row, devices.byIdAndToken(deviceId, tokenHash))) {
          forgetWaiting(row)
          const device = {
            deviceId,
            coupleId,
            person: of,
            tokenHash,
            state: 'pending',
            createdDay: dayOf(now),
          } as const
          if (!devices.insert(device)) return { ok: false, reason: 'already-exists' }
          setWaiting.run(deviceId, now + lifetimes.recoveryMs, id)
        }
        return { ok: true, coupleId, person: of, epoch, base, records: records.of(id, 0) }
      }
      return transaction(act, (opening) => opening.ok || opening.reason === 'not-found')
    },

    recoveringAs: (deviceId, now) => waitingFor.get(deviceId, now)?.id,
    of: (coupleId) => idsOf.all(coupleId).map(({ id }) => id),
    purge: (now) =>
      transaction(() => {
        const rows = overdue.all(now)
        rows.forEach(forgetWaiting)
        return rows.length
      }),
    end,
    endOf,
    letIn: (id) => void setWaiting.run(null, null, id),
  }
}
