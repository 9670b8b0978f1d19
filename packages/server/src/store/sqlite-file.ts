/** Opens the database file, and nothing that is not ours: a broken or foreign file is refused before anything is written to it.
 *
 *  WAL with `synchronous=FULL`: a commit is on the disk when it returns (SYNC-3). Checkpoints are rare (8,000 pages), because the
 *  log is short-lived and most of its pages are dead again before they would be copied (SYNC-5a). */
import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { PorchlightError } from '@porchlight/shared/errors'
import { applicationId, migrations } from './migrations.ts'

export interface SqliteFileOptions {
  path: string
  /** For tests of a full disk: the most pages (4 KiB each) the file may take. 0: no bound. */
  maxPages: number
}

/** Files above this are not read whole at start; their pages are still checked as they are used. */
const maxCheckedBytes = 1024 * 1024 * 1024

/** An open connection with the schema of today.
 *  Throws: PorchlightError 'broken-store' where the file is damaged, or another program's, or made by a newer Porchlight */
export const openSqliteFile = (options: SqliteFileOptions): DatabaseSync => {
  const isNew = !existsSync(options.path) || statSync(options.path).size === 0
  const db = new DatabaseSync(options.path)
  try {
    if (!isNew) refuseWhatIsNotOurs(db, options.path)
    db.exec('PRAGMA busy_timeout = 5000')
    db.exec('PRAGMA journal_mode = WAL')
    db.exec('PRAGMA synchronous = FULL')
    db.exec('PRAGMA foreign_keys = ON')
    db.exec('PRAGMA wal_autocheckpoint = 8000')
    db.exec('PRAGMA secure_delete = FAST')
    if (options.maxPages > 0) db.exec(`PRAGMA max_page_count = ${options.maxPages}`)
    migrate(db)
    return db
  } catch (error) {
    db.close()
    if (error instanceof PorchlightError) throw error
    throw new PorchlightError('broken-store', `${options.path} could not be opened. Nothing was changed.`, {
      cause: error,
    })
  }
}

const refuseWhatIsNotOurs = (db: DatabaseSync, path: string): void => {
  const nothingChanged = 'Nothing was changed. Move the file away, or restore a backup.'
  let id: number
  let problem: string
  try {
    id = numberOf(db, 'PRAGMA application_id')
    problem = statSync(path).size > maxCheckedBytes ? 'ok' : textOf(db, 'PRAGMA quick_check(1)')
  } catch (error) {
    throw new PorchlightError('broken-store', `${path} is not a readable database. ${nothingChanged}`, { cause: error })
  }
  if (id !== applicationId) {
    throw new PorchlightError('broken-store', `${path} is a database of another program. ${nothingChanged}`)
  }
  if (problem !== 'ok') throw new PorchlightError('broken-store', `${path} is damaged (${problem}). ${nothingChanged}`)
  const version = numberOf(db, 'PRAGMA user_version')
  if (version > migrations.length) {
    throw new PorchlightError(
      'broken-store',
      `${path} was written by a newer Porchlight (schema ${version}). ${nothingChanged}`,
    )
  }
}

const migrate = (db: DatabaseSync): void => {
  const done = numberOf(db, 'PRAGMA user_version')
  for (const [index, step] of migrations.entries()) {
    if (index < done) continue
    db.exec('BEGIN IMMEDIATE')
    db.exec(step)
    db.exec(`PRAGMA application_id = ${applicationId}`)
    db.exec(`PRAGMA user_version = ${index + 1}`)
    db.exec('COMMIT')
  }
}

const firstValue = (db: DatabaseSync, sql: string): unknown => Object.values(db.prepare(sql).get() ?? {})[0]
const numberOf = (db: DatabaseSync, sql: string): number => Number(firstValue(db, sql))
const textOf = (db: DatabaseSync, sql: string): string => String(firstValue(db, sql))
