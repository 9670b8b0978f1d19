/** The operator's commands, beside a real server and without it. Rule: SYNC-3, SYNC-5b, SYNC-6, LEAVE-2 */
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { temporaryFolder } from '../support/leftovers.ts'
import { runCli } from '../support/cli.ts'
import { eventually } from '../support/eventually.ts'
import { openSocket, readRoom, step2Frame, updateFrame, writer } from '../support/raw-socket.ts'
import { addDevice, call, createCouple, type Device, offerInvite } from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

let dir: string
beforeEach(async () => {
  dir = temporaryFolder('cli')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const databaseIn = (dataDir: string): string => join(dataDir, 'porchlight.sqlite')

/** Changes or reads the stored rows of a server that is not running. */
const inDatabase = <Result>(dataDir: string, act: (db: DatabaseSync) => Result): Result => {
  const db = new DatabaseSync(databaseIn(dataDir))
  try {
    return act(db)
  } finally {
    db.close()
  }
}

/** A couple of two with one entry on stable storage. */
const writtenCouple = async (server: ServerProcess, text: string): Promise<Device> => {
  const ada = await createCouple(server.url)
  await addDevice(ada)
  const socket = await openSocket(ada, { saved: true })
  const doc = new Y.Doc()
  doc.getArray('e').push([new TextEncoder().encode(text)])
  socket.send(step2Frame(Y.encodeStateAsUpdate(doc)))
  await socket.next('saved')
  await socket.close()
  return ada
}

describe('the command line', () => {
  test('help names every command; what is no command is refused with the help', async () => {
    const help = await runCli(dir, ['--help'])
    expect(help.code).toBe(0)
    for (const name of ['serve', 'backup', 'restore', 'purge', 'stats', 'check']) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'))
    }
    const unknown = await runCli(dir, ['bakcup', 'x'])
    expect([unknown.code, unknown.stdout]).toEqual([2, ''])
    expect(unknown.stderr).toMatch(/^There is no command bakcup\.\n\nporchlight <command>/)
  })

  test('a command with too little, too much or something else is refused, and nothing is made', async () => {
    for (const words of [['backup'], ['backup', 'a', 'b'], ['stats', '--jsn'], ['purge', '--inactive-days', '0']]) {
      const { code, stderr } = await runCli(join(dir, 'data'), words)
      expect([words, code]).toEqual([words, 2])
      expect(stderr).toContain('porchlight <command>')
    }
    expect(await readdir(dir)).toEqual([])
  })

  test('where there is no data a command says so, and makes none', async () => {
    for (const words of [['backup', 'x'], ['stats'], ['check'], ['purge', '--inactive-days', '9']]) {
      const { code, stderr } = await runCli(join(dir, 'data'), words)
      expect([words, code]).toEqual([words, 1])
      expect(stderr).toMatch(/There is no .*porchlight\.sqlite\. DATA_DIR names/)
    }
    expect(await readdir(dir)).toEqual([])
  })
})

describe('backup and restore', () => {
  test('SYNC-3 a backup of a server at work is one moment of it; restored, everything saved before it is there', async () => {
    const server = await startServer()
    const ada = await writtenCouple(server, 'before the backup')
    const busy = await createCouple(server.url)
    const socket = await openSocket(busy)
    const { doc, push } = writer(1)
    const backedUp = new AbortController()
    const writing = (async () => {
      for (let n = 0; !backedUp.signal.aborted; n++) {
        socket.send(updateFrame(push(n, 300)))
        await new Promise((resume) => setImmediate(resume))
      }
    })()
    const file = join(dir, 'porchlight.backup')
    const ran = await runCli(server.dataDir, ['backup', file])
    backedUp.abort()
    await writing
    expect(ran).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`Backed up to ${file}`) })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const secret = (await readFile(join(server.dataDir, 'server-secret'), 'utf8')).trim()
    expect((await readFile(file)).includes(secret)).toBe(false)
    await socket.close()

    const elsewhere = join(dir, 'elsewhere')
    const restored = await runCli(elsewhere, ['restore', file])
    expect(restored).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Restored 2 couples') })
    const second = await startServer({ dataDir: elsewhere })
    const at = (device: Device): Device => ({ ...device, url: second.url })
    expect((await readRoom(at(ada))).getArray('e').toJSON()).toEqual([new TextEncoder().encode('before the backup')])
    const early = (await readRoom(at(busy))).getArray('e').toJSON()
    expect(doc.getArray('e').toJSON().slice(0, early.length)).toEqual(early)
    await second.dispose()
    expect((await runCli(elsewhere, ['check'])).stdout).toContain('2 rooms opened, 0 did not.')
    await server.dispose()
  })

  test('SYNC-6 what was let go before a backup is not in it', async () => {
    const server = await startServer()
    const ada = await createCouple(server.url)
    const socket = await openSocket(ada, { saved: true })
    const doc = new Y.Doc()
    const entry = new Uint8Array(400).fill(0xa5)
    doc.getArray('e').push([entry])
    socket.send(step2Frame(Y.encodeStateAsUpdate(doc)))
    await socket.next('saved')
    const holds = async (name: string): Promise<boolean> => {
      expect((await runCli(server.dataDir, ['backup', join(dir, name)])).code).toBe(0)
      return (await readFile(join(dir, name))).includes(Buffer.from(entry))
    }
    expect(await holds('with')).toBe(true)
    const before = Y.encodeStateVector(doc)
    doc.getArray('e').delete(0, 1)
    doc.getArray('e').push([new Uint8Array([1])])
    socket.send(updateFrame(Y.encodeStateAsUpdate(doc, before)))
    await socket.next('saved', socket.heard.length)
    await socket.close()
    await eventually(
      async () => (await runCli(server.dataDir, ['stats', '--json'])).stdout,
      (stdout) => JSON.parse(stdout).unfoldedRows === 0,
    )
    expect(await holds('without')).toBe(false)
    await server.dispose()
  })

  test('a backup overwrites nothing, and one that does not fit leaves nothing', async () => {
    const server = await startServer()
    await createCouple(server.url)
    const file = join(dir, 'letter')
    await writeFile(file, 'Dear future me')
    const refused = await runCli(server.dataDir, ['backup', file])
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('letter is there already') })
    expect(await readFile(file, 'utf8')).toBe('Dear future me')
    const full = await runCli(server.dataDir, ['backup', join(dir, 'new')], { maxFileBytes: 20_000 })
    expect(full).toMatchObject({ code: 1, stderr: expect.stringMatching(/could not be copied to .*new/) })
    expect(await readdir(dir)).toEqual(['letter'])
    await server.dispose()
  })

  test('restoring is refused while the server runs, and where there is data; nothing is changed', async () => {
    const server = await startServer()
    const ada = await writtenCouple(server, 'kept')
    const file = join(dir, 'backup')
    await runCli(server.dataDir, ['backup', file])
    const running = await runCli(server.dataDir, ['restore', file])
    expect(running).toMatchObject({ code: 1, stderr: expect.stringContaining('another Porchlight server is running') })
    expect((await readRoom(ada)).getArray('e').length).toBe(1)
    await server.interrupt()
    const before = await readFile(databaseIn(server.dataDir))
    const taken = await runCli(server.dataDir, ['restore', file])
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringMatching(/porchlight\.sqlite is there already/) })
    expect((await readFile(databaseIn(server.dataDir))).equals(before)).toBe(true)
    await rm(databaseIn(server.dataDir))
    await writeFile(`${databaseIn(server.dataDir)}-wal`, 'left behind')
    const wal = await runCli(server.dataDir, ['restore', file])
    expect(wal).toMatchObject({ code: 1, stderr: expect.stringMatching(/porchlight\.sqlite-wal is there already/) })
    await server.dispose()
  })

  test('what is no sound backup is refused before it gets the name, and nothing stays', async () => {
    const server = await startServer()
    for (let n = 0; n < 30; n++) await createCouple(server.url)
    await server.interrupt()
    const good = join(dir, 'good')
    expect((await runCli(server.dataDir, ['backup', good])).code).toBe(0)
    const bytes = await readFile(good)
    const to = join(dir, 'to')
    const refusal = async (name: string, content: Buffer): Promise<string> => {
      const file = join(dir, name)
      await writeFile(file, content)
      const { code, stderr } = await runCli(to, ['restore', file])
      expect(code).toBe(1)
      expect((await readdir(to)).filter((left) => left.startsWith('porchlight.sqlite'))).toEqual([])
      expect((await readFile(file)).equals(content)).toBe(true)
      return stderr
    }
    expect(await refusal('letter', Buffer.from('Dear future me\n'.repeat(500)))).toMatch(/not a readable database/)
    expect(await refusal('half', bytes.subarray(0, bytes.length / 2))).toMatch(/damaged|not a readable/)
    const scratched = Buffer.from(bytes)
    scratched.fill(0x5a, 4096 * 3, 4096 * 4)
    expect(await refusal('scratched', scratched)).toMatch(/damaged|not a readable/)
    const newer = Buffer.from(bytes)
    newer.writeUInt32BE(99, 60)
    expect(await refusal('newer', newer)).toMatch(/newer Porchlight \(schema 99\)/)
    const foreign = Buffer.from(bytes)
    foreign.writeUInt32BE(1, 68)
    expect(await refusal('foreign', foreign)).toMatch(/another program/)
    const rigged = join(dir, 'rigged')
    await writeFile(rigged, bytes)
    const db = new DatabaseSync(rigged)
    db.exec('CREATE TRIGGER guest AFTER INSERT ON couples BEGIN DELETE FROM couples; END')
    db.close()
    expect(await refusal('with a trigger', await readFile(rigged))).toMatch(/tables or triggers that are not ours/)
    expect((await runCli(to, ['restore', join(dir, 'nowhere')])).stderr).toMatch(/There is no file/)
    const full = await runCli(to, ['restore', good], { maxFileBytes: 20_000 })
    expect(full.code).toBe(1)
    expect((await readdir(to)).filter((left) => left.startsWith('porchlight.sqlite'))).toEqual([])
    expect((await runCli(to, ['restore', good])).stdout).toContain('Restored 30 couples')
    await server.dispose()
  })
})

describe('purge', () => {
  test('LEAVE-2 couples nobody of whom was here for so many days go, with all they had; nobody else does', async () => {
    const server = await startServer()
    const [ada, eve] = [await writtenCouple(server, 'gone'), await writtenCouple(server, 'here')]
    await server.interrupt()
    const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
    const see = (device: Device, day: string): void =>
      inDatabase(server.dataDir, (db) => {
        db.prepare('UPDATE couples SET seen_day = ? WHERE id = ?').run(day, device.coupleId)
      })
    see(ada, dayBefore(200))
    see(eve, dayBefore(200))
    await server.restart()
    expect((await call(server.url, 'GET', '/v1/couple', { token: eve.token })).status).toBe(200)
    await eventually(
      () => runCli(server.dataDir, ['purge', '--inactive-days', '199', '--dry-run']),
      ({ stdout }) => stdout === `1 couple not seen since ${dayBefore(199)} would be erased.\n`,
    )
    const running = await runCli(server.dataDir, ['purge', '--inactive-days', '199'])
    expect(running).toMatchObject({ code: 1, stderr: expect.stringContaining('another Porchlight server is running') })
    await server.interrupt()
    expect((await runCli(server.dataDir, ['purge', '--inactive-days', '200'])).stdout).toMatch(/^0 couples/)
    expect((await runCli(server.dataDir, ['purge', '--inactive-days', '199'])).stdout).toMatch(
      /^1 couple .* was erased/,
    )
    await server.restart()
    expect((await call(server.url, 'GET', '/v1/couple', { token: ada.token })).status).toBe(401)
    expect((await readRoom(eve)).getArray('e').length).toBe(1)
    await server.interrupt()
    const left = inDatabase(server.dataDir, (db) =>
      ['couples', 'rooms', 'devices', 'log', 'invites', 'epoch_records'].map(
        (table) => db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'],
      ),
    )
    expect(left).toEqual([1, 1, 2, 0, 1, 2])
    await server.dispose()
  })
})

describe('stats and check', () => {
  let server: ServerProcess
  let ada: Device
  beforeAll(async () => {
    server = await startServer()
    ada = await writtenCouple(server, 'x'.repeat(3000))
    await createCouple(server.url)
    await offerInvite(ada, 'a')
  })
  afterAll(() => server.dispose())

  test('stats counts, beside the running server, and names nobody', async () => {
    const { code, stdout } = await runCli(server.dataDir, ['stats', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      couples: 2,
      couplesOfTwo: 1,
      couplesSeenWithinDays: { 1: 2, 90: 2 },
      devices: { active: 3, pending: 0, revoked: 0 },
      invites: 1,
      recoveries: 0,
      epochRecords: 2,
      rooms: 2,
      roomsUpToBytes: { 1024: 1, 16384: 1 },
      roomsAboveBytes: 0,
      quarantinedRows: 0,
    })
    const text = await runCli(server.dataDir, ['stats'])
    expect(text.stdout).toMatch(/^couples +2, of two people 1$/m)
    for (const id of [ada.coupleId, ada.deviceId]) expect(stdout + text.stdout).not.toContain(id)
  })

  test('check opens every room beside the running server', async () => {
    const { code, stdout } = await runCli(server.dataDir, ['check'])
    expect([code, stdout]).toEqual([0, '2 rooms opened, 0 did not.\nIn quarantine: 0 rows.\nAll is well.\n'])
  })

  test('SYNC-5b check reports rows no document takes, and they are no damage; a room that does not open is', async () => {
    const copy = join(dir, 'copy')
    await runCli(server.dataDir, ['backup', join(dir, 'backup')])
    await runCli(copy, ['restore', join(dir, 'backup')])
    inDatabase(copy, (db) => {
      const room = db.prepare('SELECT id FROM rooms WHERE couple = ?').get(ada.coupleId)?.['id'] as number
      db.prepare('INSERT INTO log (room, bytes) VALUES (?, ?)').run(room, new Uint8Array([1, 1, 1]))
    })
    const poisoned = await runCli(copy, ['check'])
    expect([poisoned.code, poisoned.stdout]).toEqual([0, expect.stringContaining('1 row that no document takes')])
    inDatabase(copy, (db) => {
      db.prepare('UPDATE rooms SET base = ? WHERE couple = ?').run(new Uint8Array([1, 1, 1]), ada.coupleId)
    })
    const broken = await runCli(copy, ['check'])
    expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining('1 room opened, 1 did not.')])
    inDatabase(copy, (db) => {
      db.prepare('UPDATE rooms SET base = ?, state_vector = ? WHERE couple = ?').run(
        new Uint8Array([0, 0]),
        new Uint8Array([1, 1, 1]),
        ada.coupleId,
      )
    })
    expect((await runCli(copy, ['check'])).code).toBe(1)
    inDatabase(copy, (db) => {
      db.exec('PRAGMA foreign_keys = OFF')
      db.exec('DELETE FROM couples')
    })
    const orphaned = await runCli(copy, ['check'])
    expect([orphaned.code, orphaned.stdout]).toEqual([
      1,
      expect.stringMatching(/Damaged: rooms names a row of couples/),
    ])
  })

  test('a schema that is not today’s is not guessed at', async () => {
    const copy = join(dir, 'copy')
    await runCli(server.dataDir, ['backup', join(dir, 'backup')])
    await runCli(copy, ['restore', join(dir, 'backup')])
    inDatabase(copy, (db) => db.exec('PRAGMA user_version = 1'))
    for (const words of [['stats'], ['check'], ['purge', '--inactive-days', '9']]) {
      const { code, stderr } = await runCli(copy, words)
      expect([words[0], code, stderr]).toEqual([
        words[0],
        1,
        expect.stringMatching(/has schema 1, .* Start the server once/),
      ])
    }
  })
})
