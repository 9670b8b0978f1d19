/** Recovery words in PostgreSQL: at most one row for each partner, and at most one device waiting on it. A wrong proof and an unknown id
 *  cost the same: one look-up, one comparison, one committed count. Rule: RECOVER-1, HTTP-1. */
import type { CoupleId, DeviceId, Person, RecoveryId } from '@porchlight/shared/wire/api'
import { lifetimes } from '@porchlight/shared/wire/limits'
import { nullable, text } from '../columns.ts'
import { person } from '../device-columns.ts'
import { opens, recoveryColumns, type RecoveryRow, wasLetIn } from '../recovery-rules.ts'
import type { NewRecovery, RecoveryOpening, RecoveryProof } from '../store.ts'
import { dayOf } from '../utc-day.ts'
import type { Database, Session } from './database.ts'
import { deviceByIdAndToken, forgetPending, insertDevice } from './devices.ts'
import { dropRecords, recordsOf } from './epoch-records.ts'
import { lockCouple } from './lock-couple.ts'

export function putRecovery(
  database: Database,
  { id, authHash, base, epoch, coupleId, person: of }: NewRecovery,
): Promise<'stored' | 'epoch-moved' | 'already-exists'> {
  return database.transaction(
    async (session) => {
      if ((await lockCouple(session, coupleId)) !== epoch) return 'epoch-moved'
      await endRecoveryOf(session, coupleId, of)
      const sql =
        'INSERT INTO recovery (id, auth_hash, base, couple, person) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING'
      return (await session.run(sql, id, authHash, base, coupleId, of)) > 0 ? 'stored' : 'already-exists'
    },
    (result) => result === 'stored',
  )
}

export function openRecovery(database: Database, proof: RecoveryProof): Promise<RecoveryOpening> {
  const { id, deviceId, tokenHash, now } = proof
  return database.transaction(
    async (session): Promise<RecoveryOpening> => {
      const row = await findLocked(session, id)
      if (!opens(row, proof)) {
        await session.run('UPDATE misses SET n = n + 1')
        return { ok: false, reason: 'not-found' }
      }
      const { couple: coupleId, person: of, epoch, base } = row
      if (!wasLetIn(row, await deviceByIdAndToken(session, deviceId, tokenHash))) {
        await forgetWaiting(session, row)
        const device = { deviceId, coupleId, person: of, tokenHash, state: 'pending', createdDay: dayOf(now) } as const
        if (!(await insertDevice(session, device))) return { ok: false, reason: 'already-exists' }
        await setWaiting(session, id, deviceId, now + lifetimes.recoveryMs)
      }
      return { ok: true, coupleId, person: of, epoch, base, records: await recordsOf(session, id, 0) }
    },
    (opening) => opening.ok || opening.reason === 'not-found',
  )
}

/** The words this pending device has opened. */
export async function recoveringAs(session: Session, deviceId: DeviceId, now: number): Promise<RecoveryId | undefined> {
  const sql = 'SELECT id FROM recovery WHERE device = $1 AND device_expires > $2'
  return (await session.get({ id: text<RecoveryId> }, sql, deviceId, now))?.id
}

export async function recoveriesOf(session: Session, coupleId: CoupleId): Promise<RecoveryId[]> {
  return (await idsOf(session, coupleId)).map(({ id }) => id)
}

export function purgeRecovering(database: Database, now: number): Promise<number> {
  return database.transaction(async (session) => {
    const rows = await session.all(
      { id: text<RecoveryId>, device: nullable(text<DeviceId>) },
      'SELECT id, device FROM recovery WHERE device_expires <= $1 ORDER BY id FOR UPDATE',
      now,
    )
    // oxlint-disable-next-line no-await-in-loop
    for (const row of rows) await forgetWaiting(session, row)
    return rows.length
  })
}

// --- in the caller's transaction

/** The words, the records to them and who waits on them. */
export async function endRecovery(session: Session, id: RecoveryId): Promise<void> {
  const row = await find(session, id)
  if (row === undefined) return
  await forgetWaiting(session, row)
  await dropRecords(session, id)
  await session.run('DELETE FROM recovery WHERE id = $1', id)
}

export async function endRecoveryOf(session: Session, coupleId: CoupleId, of: Person): Promise<void> {
  for (const row of await idsOf(session, coupleId)) {
    // At most one.
    // oxlint-disable-next-line no-await-in-loop
    if (row.person === of) await endRecovery(session, row.id)
  }
}

/** Who waited on these words is a device like any other now. */
export async function letIn(session: Session, id: RecoveryId): Promise<void> {
  await setWaiting(session, id, null, null)
}

const idsOf = (session: Session, coupleId: CoupleId) =>
  session.all(
    { id: text<RecoveryId>, person },
    'SELECT id, person FROM recovery WHERE couple = $1 ORDER BY person',
    coupleId,
  )

const find = (session: Session, id: RecoveryId): Promise<RecoveryRow | undefined> =>
  session.get(
    recoveryColumns,
    'SELECT r.*, c.epoch FROM recovery r JOIN couples c ON c.id = r.couple WHERE r.id = $1',
    id,
  )

/** As they are once nobody else changes their couple. */
const findLocked = async (session: Session, id: RecoveryId): Promise<RecoveryRow | undefined> => {
  const row = await find(session, id)
  if (row === undefined) return undefined
  await lockCouple(session, row.couple)
  return find(session, id)
}

const forgetWaiting = async (session: Session, row: Pick<RecoveryRow, 'id' | 'device'>): Promise<void> => {
  if (row.device !== null) await forgetPending(session, row.device)
  await setWaiting(session, row.id, null, null)
}

const setWaiting = async (
  session: Session,
  id: RecoveryId,
  deviceId: DeviceId | null,
  expires: number | null,
): Promise<void> => {
  await session.run('UPDATE recovery SET device = $1, device_expires = $2 WHERE id = $3', deviceId, expires, id)
}
