/** Runs `act` in one transaction: all of it is on the disk when this returns, or none of it ever was.
 *  Throws: what `act` throws; PorchlightError 'busy' for anything the engine refuses (disk full, locked, I/O) */
import type { DatabaseSync } from 'node:sqlite'
import { PorchlightError } from '@porchlight/shared/errors'
import { applicationId } from './migrations.ts'

export interface Transaction {
  /** `keep` says of a result whether to commit what was written (by default always) or to roll it back: a refusal changes nothing. */
  <Result>(act: (() => Result) & AtOnce<Result>, keep?: (result: Result) => boolean): Result
  /** Where the engine has refused something since it was last proven: writes, to see whether it takes it again. */
  prove(): void
}

/** What an act must not give back: a promise would settle after the commit, and with it whatever it writes. */
export type AtOnce<Result> = [Extract<Result, PromiseLike<unknown>>] extends [never]
  ? unknown
  : 'a transaction is over before a promise settles'

export function createTransaction(db: DatabaseSync): Transaction {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  let isSuspect = false
  const transaction = <Result>(act: () => Result, keep?: (result: Result) => boolean): Result => {
    try {
      begin.run()
      const result = act()
      if (keep === undefined || keep(result)) commit.run()
      else db.exec('ROLLBACK')
      return result
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      if (error instanceof PorchlightError) throw error
      isSuspect = true
      throw new PorchlightError('busy', 'The store could not commit.', { cause: error })
    }
  }
  const prove = (): void => {
    if (!isSuspect) return
    // Writes its page even where the number is the same.
    transaction(() => db.exec(`PRAGMA application_id = ${applicationId}`))
    isSuspect = false
  }
  return Object.assign(transaction, { prove })
}
