/** @hocuspocus/server 4.7.0 with its defaults. In memory, or, where an argument names a file, with its Database extension over
 *  node:sqlite: the table and statements of @hocuspocus/extension-sqlite 4.7.0, whose own driver (better-sqlite3) has to be
 *  compiled or fetched from elsewhere than the registry. Prints its port. */
import { DatabaseSync } from 'node:sqlite'
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'

const extensions = []
if (process.argv[2] !== undefined) {
  const db = new DatabaseSync(process.argv[2])
  db.exec(`CREATE TABLE IF NOT EXISTS "documents" ("name" varchar(255) NOT NULL, "data" blob NOT NULL, UNIQUE(name))`)
  const read = db.prepare('SELECT data FROM "documents" WHERE name = ? ORDER BY rowid DESC')
  const write = db.prepare(
    'INSERT INTO "documents" ("name", "data") VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data',
  )
  extensions.push(
    new Database({
      fetch: async ({ documentName }) => read.get(documentName)?.data ?? null,
      store: async ({ documentName, state }) => void write.run(documentName, state),
    }),
  )
}
const server = new Server({ quiet: true, stopOnSignals: false, address: '127.0.0.1', extensions })
await server.listen(Number(process.env.PORT ?? 0))
process.stdout.write(`port ${server.httpServer.address().port}\n`)
