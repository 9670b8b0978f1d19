/** A server of today on the data of an older one, where the disk is full. */
import { randomBytes } from 'node:crypto'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '@porchlight/server/store/migrations'
import { openSqliteFile } from '@porchlight/server/store/sqlite-file'
import { temporaryFolder } from '../support/leftovers.ts'
import { runCli } from '../support/cli.ts'
import { startServer } from '../support/server-process.ts'

let dir: string
let path: string
beforeEach(async () => {
  dir = temporaryFolder('full')
  path = join(dir, 'porchlight.sqlite')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

test('where a copy does not fit, or the steps do not fit on it, the server refuses and the file is as it was', async () => {
  const db = openSqliteFile({ path, maxPages: 0, steps: migrations.slice(0, 1) })
  const insert = db.prepare('INSERT INTO couples (id, epoch, created_day) VALUES (?, 1, ?)')
  for (let n = 0; n < 2000; n++) insert.run(randomBytes(16).toString('base64url'), '2026-11-21')
  db.exec('VACUUM')
  db.close()
  const { size } = await stat(path)
  const before = await readFile(path)
  for (const maxFileBytes of [size / 2, size + 4096]) {
    const { code, stderr } = await runCli(dir, ['serve'], { maxFileBytes })
    expect([code, stderr]).toEqual([1, expect.stringMatching(/could not be taken to \d+: it was tried on a copy/)])
    expect((await readdir(dir)).filter((name) => name.startsWith('porchlight.sqlite'))).toEqual(['porchlight.sqlite'])
    expect((await readFile(path)).equals(before)).toBe(true)
  }
  const server = await startServer({ dataDir: dir })
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  await server.dispose()
  expect(await readdir(dir)).toContain('porchlight.sqlite.schema-1')
})
