/** Looks at a database file before anybody relies on it, and never changes it. */
import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { PorchlightError } from '@porchlight/shared/errors'
import { applicationId, migrations } from './migrations.ts'

/** Files above this are not read whole at start; their pages are still checked as they are used. */
const maxCheckedBytes = 1024 * 1024 * 1024

/** Throws: PorchlightError 'broken-store' where the file is damaged, or another program's, or made by a newer Porchlight */
export function refuseWhatIsNotOurs(db: DatabaseSync, path: string, newest = migrations.length): void {
  let id: number
  let problem: string
  try {
    id = numberOf(db, 'PRAGMA application_id')
    problem = statSync(path).size > maxCheckedBytes ? 'ok' : textOf(db, 'PRAGMA quick_check(1)')
  } catch (error) {
    throw new PorchlightError('broken-store', `${path} is not a readable database. ${nothingChanged}`, { cause: error })
  }
  refuseForeign(id, path)
  if (problem !== 'ok') throw new PorchlightError('broken-store', `${path} is damaged (${problem}). ${nothingChanged}`)
  const version = schemaVersion(db)
  if (version > newest) {
    throw new PorchlightError(
      'broken-store',
      `${path} was written by a newer Porchlight (schema ${version}). ${nothingChanged}`,
    )
  }
}

/** For commands that may run beside the server: sees what is committed, changes nothing, hinders nobody.
 *  Throws: PorchlightError 'broken-store' where there is no file, or one that is not ours */
export function openToRead(path: string): DatabaseSync {
  if (!existsSync(path))
    throw new PorchlightError('broken-store', `There is no ${path}. DATA_DIR names the directory of the data.`)
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    db.exec('PRAGMA busy_timeout = 5000')
    refuseForeign(numberOf(db, 'PRAGMA application_id'), path)
    return db
  } catch (error) {
    db.close()
    if (error instanceof PorchlightError) throw error
    throw new PorchlightError('broken-store', `${path} is not a readable database. ${nothingChanged}`, { cause: error })
  }
}

/** `openToRead`, where a command has to know the schema.
 *  Throws: PorchlightError 'broken-store' also where the schema is not the one of today */
export function openToReadToday(path: string): DatabaseSync {
  const db = openToRead(path)
  const version = schemaVersion(db)
  if (version === migrations.length) return db
  db.close()
  const remedy =
    version < migrations.length ? 'Start the server once: it takes it further.' : 'It needs a newer Porchlight.'
  throw new PorchlightError('broken-store', `${path} has schema ${version}, not ${migrations.length}. ${remedy}`)
}

/** Reads all of a file that nobody writes to.
 *  Throws: PorchlightError 'broken-store' where anything is wrong with it */
export function proveWhole(path: string, newest = migrations.length): { version: number; couples: number } {
  const db = openToRead(path)
  try {
    refuseWhatIsNotOurs(db, path, newest)
    const problems = allProblems(db)
    if (problems.length > 0)
      throw new PorchlightError('broken-store', `${path} is damaged (${problems[0]}). ${nothingChanged}`)
    return { version: schemaVersion(db), couples: numberOf(db, 'SELECT count(*) FROM couples') }
  } finally {
    db.close()
  }
}

/** A trigger or view that somebody put into a file would act in the server's name.
 *  Throws: PorchlightError 'broken-store' where the file holds another table, index, trigger or view than its version has */
export function refuseForeignSchema(path: string): void {
  const db = openToRead(path)
  try {
    if (schemaOf(db) === schemaAfter(schemaVersion(db))) return
    throw new PorchlightError('broken-store', `${path} has tables or triggers that are not ours. ${nothingChanged}`)
  } finally {
    db.close()
  }
}

const schemaOf = (db: DatabaseSync): string =>
  JSON.stringify(
    db
      .prepare(
        `SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name, type`,
      )
      .all(),
  )

const schemaAfter = (version: number): string => {
  const db = new DatabaseSync(':memory:')
  try {
    for (const step of migrations.slice(0, version)) db.exec(step)
    return schemaOf(db)
  } finally {
    db.close()
  }
}

/** What the engine finds wrong with the file, and rows that hang in the air. */
export function allProblems(db: DatabaseSync): string[] {
  return [
    ...db
      .prepare('PRAGMA integrity_check(20)')
      .all()
      .map((row) => String(Object.values(row)[0]))
      .filter((problem) => problem !== 'ok'),
    ...db
      .prepare('PRAGMA foreign_key_check')
      .all()
      .map((row) => `${String(row['table'])} names a row of ${String(row['parent'])} that is not there`),
    ...(numberOf(db, 'SELECT count(*) FROM log WHERE room NOT IN (SELECT id FROM rooms)') > 0
      ? ['log has rows of rooms that are not there']
      : []),
  ]
}

export function schemaVersion(db: DatabaseSync): number {
  return numberOf(db, 'PRAGMA user_version')
}

export function numberOf(db: DatabaseSync, sql: string): number {
  return Number(firstValue(db, sql))
}

const textOf = (db: DatabaseSync, sql: string): string => String(firstValue(db, sql))
const firstValue = (db: DatabaseSync, sql: string): unknown => Object.values(db.prepare(sql).get() ?? {})[0]

const nothingChanged = 'Nothing was changed. Move the file away, or restore a backup.'

const refuseForeign = (id: number, path: string): void => {
  if (id === applicationId) return
  throw new PorchlightError('broken-store', `${path} is a database of another program. ${nothingChanged}`)
}
