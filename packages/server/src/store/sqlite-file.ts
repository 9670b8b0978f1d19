/** Opens the database file, and nothing that is not ours: a broken or foreign file is refused before anything is written to it.
 *
 *  WAL with `synchronous=FULL`: a commit is on the disk when it returns (SYNC-3). Checkpoints are rare (8,000 pages), because the
 *  log is short-lived and most of its pages are dead again before they would be copied (SYNC-5a). */
import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { PorchlightError } from '@porchlight/shared/errors'
import { migrations } from './migrations.ts'
import { refuseWhatIsNotOurs } from './sqlite-inspection.ts'
import { migrate, tryMigrations } from './sqlite-migrate.ts'

export interface SqliteFileOptions {
  path: string
  /** For tests of a full disk: the most pages (4 KiB each) the file may take. 0: no bound. */
  maxPages: number
  /** Tests only: other steps than those of today. */
  steps?: readonly string[]
}

/** How long a statement waits for another process: a backup, somebody who looks. */
export const busyTimeoutMs = 5_000

/** An open connection with the schema of today. A schema of before is taken further, after that went well on a copy.
 *  Throws: PorchlightError 'broken-store' where the file is damaged, or another program's, or made by a newer Porchlight, or
 *  cannot be taken further; it is as it was then */
export function openSqliteFile({ path, maxPages, steps = migrations }: SqliteFileOptions): DatabaseSync {
  const isNew = !existsSync(path) || statSync(path).size === 0
  const db = new DatabaseSync(path)
  try {
    if (!isNew) {
      refuseWhatIsNotOurs(db, path, steps.length)
      tryMigrations(db, path, steps)
    }
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
    db.exec('PRAGMA journal_mode = WAL')
    db.exec('PRAGMA synchronous = FULL')
    db.exec('PRAGMA foreign_keys = ON')
    db.exec('PRAGMA wal_autocheckpoint = 8000')
    db.exec('PRAGMA secure_delete = ON')
    if (maxPages > 0) db.exec(`PRAGMA max_page_count = ${maxPages}`)
    migrate(db, steps)
    return db
  } catch (error) {
    db.close()
    if (error instanceof PorchlightError) throw error
    throw new PorchlightError('broken-store', `${path} could not be opened. Nothing was changed.`, { cause: error })
  }
}
