/** The directory of the embedded store: made where it is missing, taken by one server at a time.
 *
 *  The lock is an SQLite transaction on a file of its own, because the system releases it however the process ends. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Stop } from '@porchlight/shared/capabilities'
import { PorchlightError } from '@porchlight/shared/errors'

export interface DataDir {
  databasePath: string
  /** The secret that signs tickets, kept beside the database: made on first use. */
  readSecret(): Uint8Array
  release: Stop
}

/** Where the database of a data directory is, for commands that only read it. */
export function databasePath(dir: string): string {
  return join(dir, 'porchlight.sqlite')
}

/** Throws: PorchlightError 'broken-store' where it cannot be written, or another server has it */
export function openDataDir(dir: string): DataDir {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new PorchlightError('broken-store', `${dir} cannot be made or written.`, { cause: error })
  }
  const lock = takeLock(dir)
  return {
    databasePath: databasePath(dir),
    readSecret: () => readSecret(join(dir, 'server-secret')),
    release: () => lock.close(),
  }
}

const takeLock = (dir: string): DatabaseSync => {
  let lock: DatabaseSync | undefined = undefined
  try {
    lock = new DatabaseSync(join(dir, 'serving.lock'))
    lock.exec('PRAGMA locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    throw new PorchlightError(
      'broken-store',
      `${dir} cannot be taken: another Porchlight server is running there, or it cannot be written.`,
      { cause: error },
    )
  }
}

const readSecret = (path: string): Uint8Array => {
  if (!existsSync(path))
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  const secret = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url')
  if (secret.byteLength >= 32) return new Uint8Array(secret)
  throw new PorchlightError(
    'broken-store',
    `${path} does not hold a secret of 32 bytes. Remove it to have a new one made.`,
  )
}
