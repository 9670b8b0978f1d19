/** Takes a schema further, forward only, and first on a copy: a step that fails, or a disk too full for it, is found out before the
 *  database is touched. The copy of before stays beside it, `<database>.schema-<n>`, for 14 days: who has to go back restores it. */
import { copyFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PorchlightError } from '@porchlight/shared/errors'
import { applicationId, migrations } from './migrations.ts'
import { copyDatabase, flushDirectoryOf } from './sqlite-copy.ts'
import { proveWhole, schemaVersion } from './sqlite-inspection.ts'

/** As long as backups may live. Rule: SYNC-6 */
const keptCopyMs = 14 * 86_400_000

/** Where there are steps to take: keeps a copy, takes them on another one, proves that whole.
 *  Throws: PorchlightError 'broken-store' where any of it fails; then no copy is left, and the database is as it was */
export function tryMigrations(db: DatabaseSync, path: string, steps: readonly string[] = migrations): void {
  const version = schemaVersion(db)
  if (version >= steps.length) return
  const [kept, unfinished, trial] = [`${path}.schema-${version}`, `${path}.copying`, `${path}.trial`]
  try {
    for (const left of [unfinished, trial, `${trial}-journal`]) rmSync(left, { force: true })
    copyDatabase(db, unfinished)
    copyFileSync(unfinished, trial)
    takeOnCopy(trial, steps)
    rmSync(trial)
    renameSync(unfinished, kept)
    flushDirectoryOf(kept)
  } catch (error) {
    for (const left of [unfinished, trial, `${trial}-journal`]) rmSync(left, { force: true })
    throw new PorchlightError(
      'broken-store',
      `${path} has schema ${version}, and could not be taken to ${steps.length}: it was tried on a copy, which failed ` +
        `(${reasonOf(error)}). Nothing was changed. The Porchlight of before can still use it.`,
      { cause: error },
    )
  }
}

export function migrate(db: DatabaseSync, steps: readonly string[] = migrations): void {
  const done = schemaVersion(db)
  for (const [index, step] of steps.entries()) {
    if (index < done) continue
    db.exec('BEGIN IMMEDIATE')
    try {
      db.exec(step)
      db.exec(`PRAGMA application_id = ${applicationId}`)
      db.exec(`PRAGMA user_version = ${index + 1}`)
      db.exec('COMMIT')
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
}

/** How many copies of before a migration had had their time, and went. */
export function dropOldCopies(path: string, now: number): number {
  const prefix = `${basename(path)}.schema-`
  const old = readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(dirname(path), name))
    .filter((copy) => statSync(copy).mtimeMs + keptCopyMs <= now)
  for (const copy of old) rmSync(copy)
  return old.length
}

const takeOnCopy = (trial: string, steps: readonly string[]): void => {
  const db = new DatabaseSync(trial)
  try {
    db.exec('PRAGMA foreign_keys = ON')
    migrate(db, steps)
  } finally {
    db.close()
  }
  proveWhole(trial, steps.length)
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'for no reason it gave'
  return error.cause instanceof Error ? `${error.message.replace(/\.$/, '')}: ${error.cause.message}` : error.message
}
