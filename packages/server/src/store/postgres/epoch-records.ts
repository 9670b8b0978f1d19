/** The records that hand a new key to its members, in PostgreSQL: kept until they are taken, and nobody else's table. Rule: EPOCH-3 */
import type { CoupleId, MemberId } from '@porchlight/shared/wire/api'
import { text, whole } from '../columns.ts'
import type { EpochRecord } from '../store.ts'
import type { Session } from './database.ts'

export async function insertRecord(
  session: Session,
  coupleId: CoupleId,
  to: MemberId,
  { epoch, from, enc, ct }: EpochRecord,
): Promise<void> {
  const sql = 'INSERT INTO epoch_records (recipient, epoch, couple, sender, enc, ct) VALUES ($1, $2, $3, $4, $5, $6)'
  await session.run(sql, to, epoch, coupleId, from, enc, ct)
}

/** Those beyond an epoch, the oldest first. */
export async function recordsOf(session: Session, recipient: MemberId, after: number): Promise<EpochRecord[]> {
  const rows = await session.all(
    { epoch: whole, sender: text, enc: text, ct: text },
    'SELECT epoch, sender, enc, ct FROM epoch_records WHERE recipient = $1 AND epoch > $2 ORDER BY epoch',
    recipient,
    after,
  )
  return rows.map(({ epoch, sender, enc, ct }) => ({ epoch, from: sender, enc, ct }))
}

/** Those up to an epoch, that one too. */
export async function dropRecords(
  session: Session,
  recipient: MemberId,
  upTo: number = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  await session.run('DELETE FROM epoch_records WHERE recipient = $1 AND epoch <= $2', recipient, upTo)
}
