/** A backup of a server that may be running: one consistent, compact file, proven whole before it gets its name.
 *
 *  It is a snapshot by `VACUUM INTO`, so it holds no page that was let go: what was deleted before it is not in it (SYNC-6). */
import { existsSync, renameSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { PorchlightError } from '@porchlight/shared/errors'
import { databasePath } from '../store/data-dir.ts'
import { copyDatabase, flushDirectoryOf } from '../store/sqlite-copy.ts'
import { openToRead, schemaVersion } from '../store/sqlite-inspection.ts'
import { type Command, size } from './command.ts'

export const backup: Command = {
  usage: '<file>',
  summary: 'writes everything the server keeps to a new file; the server may be running',
  operands: 1,
  options: {},
  run: async ({ operands: [file = ''], dataDir, say }) => {
    const target = resolve(file)
    if (existsSync(target))
      throw new PorchlightError('broken-store', `${target} is there already. A backup never overwrites anything.`)
    const db = openToRead(databasePath(dataDir))
    try {
      const unfinished = `${target}.unfinished`
      copyDatabase(db, unfinished)
      renameSync(unfinished, target)
      flushDirectoryOf(target)
      say(`Backed up to ${target} (${size(statSync(target).size)}, schema ${schemaVersion(db)}).`)
      say('The secret that signs tickets is not in it, and need not be: a restored server makes a new one.')
      return 0
    } finally {
      db.close()
    }
  },
}
