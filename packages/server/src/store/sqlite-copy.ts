/** Copies a database, also one that is being written to: one consistent state of it, in a file of its own. */
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { PorchlightError } from '@porchlight/shared/errors'
import { proveWhole } from './sqlite-inspection.ts'

/** The copy is on the disk, readable by its owner only, and proven whole; or it is not there.
 *  Throws: PorchlightError 'broken-store' where there is a file of that name, no room, or damage */
export function copyDatabase(db: DatabaseSync, path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    throw new PorchlightError('broken-store', `${path} cannot be made, or is there already.`, { cause: error })
  }
  try {
    db.prepare('VACUUM INTO ?').run(path)
    flush(path)
    proveWhole(path)
  } catch (error) {
    rmSync(path, { force: true })
    if (error instanceof PorchlightError) throw error
    const reason = error instanceof Error ? ` (${error.message})` : ''
    throw new PorchlightError('broken-store', `The database could not be copied to ${path}${reason}.`, { cause: error })
  }
}

/** What was written to the file is on the disk. */
export function flush(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** The file's name is on the disk. */
export function flushDirectoryOf(path: string): void {
  const directory = openSync(dirname(path), 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
