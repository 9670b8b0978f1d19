/** Runs `act` in one transaction: all of it is on the disk when this returns, or none of it ever was.
 *  Throws: what `act` throws; PorchlightError 'busy' for anything the engine refuses (disk full, locked, I/O) */
import type { DatabaseSync } from 'node:sqlite'
import { PorchlightError } from '@porchlight/shared/errors'

/** `keep` says of a result whether to commit what was written (by default always) or to roll it back: a refusal changes nothing. */
export type Transaction = <Result>(act: () => Result, keep?: (result: Result) => boolean) => Result

export const createTransaction = (db: DatabaseSync): Transaction => {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  return (act, keep) => {
    try {
      begin.run()
      const result = act()
      if (keep === undefined || keep(result)) commit.run()
      else db.exec('ROLLBACK')
      return result
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      if (error instanceof PorchlightError) throw error
      throw new PorchlightError('busy', 'The store could not commit.', { cause: error })
    }
  }
}
