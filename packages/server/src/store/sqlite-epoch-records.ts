/** The records that hand a new key to its members, in SQLite: kept until they are taken, and nobody else's table.
 *  Whatever writes does so in the caller's transaction. Rule: EPOCH-3 */
import type { DatabaseSync } from 'node:sqlite'
import type { CoupleId, MemberId } from '@porchlight/shared/wire/api'
import { text, whole } from './columns.ts'
import { prepare, prepareQuery } from './sqlite-statement.ts'
import type { EpochRecord } from './store.ts'

export interface SqliteEpochRecords {
  insert(coupleId: CoupleId, to: MemberId, record: EpochRecord): void
  /** Those beyond an epoch, the oldest first. */
  of(recipient: MemberId, after: number): EpochRecord[]
  /** Those up to an epoch, that one too. */
  drop(recipient: MemberId, upTo: number): void
  dropAll(recipient: MemberId): void
}

export function createSqliteEpochRecords(db: DatabaseSync): SqliteEpochRecords {
  const insert = prepare<[MemberId, number, CoupleId, MemberId, string, string]>(
    db,
    'INSERT INTO epoch_records (recipient, epoch, couple, sender, enc, ct) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const after = prepareQuery<[MemberId, number]>()(
    db,
    'SELECT epoch, sender, enc, ct FROM epoch_records WHERE recipient = ? AND epoch > ? ORDER BY epoch',
    { epoch: whole, sender: text, enc: text, ct: text },
  )
  const drop = prepare<[MemberId, number]>(db, 'DELETE FROM epoch_records WHERE recipient = ? AND epoch <= ?')

  return {
    insert: (coupleId, to, { epoch, from, enc, ct }) => void insert.run(to, epoch, coupleId, from, enc, ct),
    of: (recipient, epoch) =>
      after.all(recipient, epoch).map((row) => ({ epoch: row.epoch, from: row.sender, enc: row.enc, ct: row.ct })),
    drop: (recipient, upTo) => void drop.run(recipient, upTo),
    dropAll: (recipient) => void drop.run(recipient, Number.MAX_SAFE_INTEGER),
  }
}
