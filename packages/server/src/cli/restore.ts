/** A backup becomes the data of a server that is not running. What is there already is never overwritten, and nothing gets the
 *  database's name before it is proven whole. A schema of before is fine: the server takes it further when it starts. */
import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { PorchlightError } from '@porchlight/shared/errors'
import { openDataDir } from '../store/data-dir.ts'
import { flush, flushDirectoryOf } from '../store/sqlite-copy.ts'
import { proveWhole, refuseForeignSchema } from '../store/sqlite-inspection.ts'
import { type Command, count } from './command.ts'

export const restore: Command = {
  usage: '<file>',
  summary: 'makes a backup the data of the server; refused while it runs, or where there is data',
  operands: 1,
  options: {},
  run: async ({ operands: [file = ''], dataDir, say }) => {
    const source = resolve(file)
    if (!existsSync(source)) throw new PorchlightError('broken-store', `There is no file ${source}.`)
    const dir = openDataDir(dataDir)
    try {
      const { databasePath } = dir
      for (const path of [databasePath, `${databasePath}-wal`, `${databasePath}-journal`]) {
        if (!existsSync(path)) continue
        throw new PorchlightError(
          'broken-store',
          `${path} is there already. Nothing was changed. Move it away first, and what begins with its name.`,
        )
      }
      const unfinished = `${databasePath}.restoring`
      try {
        copyFileSync(source, unfinished)
        chmodSync(unfinished, 0o600)
        const { version, couples } = proveWhole(unfinished)
        refuseForeignSchema(unfinished)
        flush(unfinished)
        renameSync(unfinished, databasePath)
        flushDirectoryOf(databasePath)
        say(`Restored ${count(couples, 'couple')} (schema ${version}) to ${databasePath}.`)
        say('What was changed or erased since that backup is as it was then.')
        return 0
      } finally {
        rmSync(unfinished, { force: true })
      }
    } finally {
      dir.release()
    }
  },
}
