/** Somebody with the server's disk: they delete rows, go back to a backup, or look at the bytes after the couple has gone.
 *  Devices and server are real; the database is changed while the server is stopped, as such a person would. */

import { randomBytes } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect } from 'vitest'
import { type Couple, coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { breakIn } from '../support/hostile-thief.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { asked } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

/** Waits between two attempts are a tenth of what they are; that a device waits is not what this is about (SYNC-9). */
const hurried = { delayMs: (ms: number): number => ms / 10 }
const it = coupleTest({ bends: { robin: hurried, sam: hurried } })

const notesAt = (one: WorldDevice): string[] => {
  const view = one.view()
  return view?.state === 'couple' ? view.couple.signals.map(({ text }) => text ?? '') : []
}
const savedBoth = ({ robin, sam }: Couple) =>
  eventually(
    () => [robin, sam].map((one) => one.view()).map((view) => (view?.state === 'couple' ? view.saving : '')),
    (states) => states.every((state) => state === 'saved'),
    40_000,
  )

/** Stops the server, lets `act` at its database, starts it again. */
async function tamper(server: ServerProcess, act: (db: DatabaseSync) => void): Promise<void> {
  await server.interrupt()
  const db = new DatabaseSync(join(server.dataDir, 'porchlight.sqlite'))
  act(db)
  db.close()
  await server.restart()
}

/** Sam writes something that stays; Robin sees it. */
async function remember({ robin, sam }: Couple, text: string): Promise<void> {
  await asked(sam, { kind: 'send-note', text })
  await eventually(
    () => notesAt(robin),
    (notes) => notes.includes(text),
    40_000,
  )
  await savedBoth({ robin, sam })
}

/** Words go both ways, and what was there before is there for somebody who has nothing but the server. */
async function allIsWell({ robin, sam }: Couple, text: string): Promise<void> {
  await savedBoth({ robin, sam })
  await asked(robin, { kind: 'set-name', name: 'Robin R.' })
  await eventually(
    () => sam.couple().couple.otherName,
    (name) => name === 'Robin R.',
    40_000,
  )
  await asked(sam, { kind: 'pause' })
  await eventually(
    () => robin.couple().couple.pause.theirs,
    (is) => is,
    40_000,
  )
  expect(notesAt(robin)).toEqual([text])
}

const entriesAtServer = async (member: WorldDevice): Promise<number> => {
  const visitor = await breakIn(member)
  const { length } = visitor.entries
  visitor.leave()
  return length
}

describe('rows deleted in the database', () => {
  /** As an empty Yjs document is encoded. */
  const emptyUpdate = new Uint8Array([0, 0])
  const emptyVector = new Uint8Array([0])
  const deletions: [string, (db: DatabaseSync) => void][] = [
    [
      'everything in the room',
      (db) => {
        db.exec('DELETE FROM log')
        db.prepare('UPDATE rooms SET base = ?, state_vector = ?').run(emptyUpdate, emptyVector)
      },
    ],
    ['the log, in which the newest is', (db) => db.exec('DELETE FROM log')],
    ['the room itself', (db) => db.exec('DELETE FROM log; DELETE FROM rooms')],
    ['the room, and not its rows in the log', (db) => db.exec('DELETE FROM rooms')],
  ]
  for (const [what, act] of deletions) {
    it(`SEAL-8 ${what}: while couple and devices remain, both heal it`, async ({ server, couple }) => {
      await remember(couple, 'Keep this.')
      const before = await entriesAtServer(couple.sam)
      await tamper(server, act)
      await allIsWell(couple, 'Keep this.')
      await eventually(
        () => entriesAtServer(couple.sam),
        (entries) => entries >= before,
        40_000,
      )
    })
  }
})

describe('a look at the bytes', () => {
  interface Trace {
    name: string
    pieces: Buffer[]
  }
  const coupleRecord = async (sam: WorldDevice) => {
    const record = await sam.record()
    if (record.state !== 'couple') throw new Error('not a couple')
    return record
  }
  const filesOf = async (server: ServerProcess): Promise<Buffer> => {
    const names = await readdir(server.dataDir)
    return Buffer.concat(await Promise.all(names.map((name) => readFile(join(server.dataDir, name)))))
  }
  /** Pieces of what the server holds of the couple, enough of each to know it again. An entry has some from all over. */
  async function traces(sam: WorldDevice): Promise<Trace[]> {
    const visitor = await breakIn(sam)
    const entries = visitor.entries.toArray().flatMap((entry) => (entry instanceof Uint8Array ? [entry] : []))
    visitor.leave()
    const { keyring } = await coupleRecord(sam)
    const ids = [keyring.epoch.coupleId, keyring.deviceId].map((id) => [
      Buffer.from(Buffer.from(id).toString('base64url')),
    ])
    return [
      { name: 'couple', pieces: ids[0] ?? [] },
      { name: 'device', pieces: ids[1] ?? [] },
      ...entries.map((entry, index) => ({
        name: `entry ${index}`,
        pieces: Array.from({ length: Math.floor(entry.length / 200) }, (_, i) =>
          Buffer.from(entry.slice(i * 200 + 40, i * 200 + 64)),
        ),
      })),
    ]
  }
  const found = async (server: ServerProcess, sought: Trace[]): Promise<string[]> => {
    const bytes = await filesOf(server)
    return sought.flatMap(({ name, pieces }) => (pieces.some((piece) => bytes.includes(piece)) ? [name] : []))
  }

  /** More than a page of what nobody can read: SQLite keeps it in pages of its own. */
  async function fill(sam: WorldDevice): Promise<void> {
    const thief = await breakIn(sam)
    for (let i = 0; i < 3; i += 1) thief.entries.push([new Uint8Array(randomBytes(20_000))])
    await eventually(
      async () => (await traces(sam)).length,
      (count) => count >= 7,
    )
    thief.leave()
  }

  for (const [what, go] of [
    ['LEAVE-2 erased', ({ robin }: Couple) => asked(robin, { kind: 'erase' })],
    [
      'LEAVE-1 left by both',
      async ({ robin, sam }: Couple) => {
        await asked(robin, { kind: 'leave' })
        await asked(sam, { kind: 'leave' })
      },
    ],
  ] as const) {
    it(`${what}: nothing of the couple is in the files, while the server runs and after it has stopped`, async ({
      server,
      couple,
    }) => {
      const { sam } = couple
      await remember(couple, 'Forget this.')
      await fill(sam)
      const sought = await traces(sam)
      expect(await found(server, sought)).toEqual(sought.map(({ name }) => name))
      const coupleId = Buffer.from((await coupleRecord(sam)).keyring.epoch.coupleId).toString('base64url')
      await go(couple)
      expect(rowsOf(server, coupleId)).toEqual([])
      expect(await found(server, sought)).toEqual([])
      await server.interrupt()
      expect(await found(server, sought)).toEqual([])
      await server.restart()
    })
  }

  /** Tables that still name the couple. */
  function rowsOf(server: ServerProcess, couple: string): string[] {
    const db = new DatabaseSync(join(server.dataDir, 'porchlight.sqlite'), { readOnly: true })
    try {
      const tables = ['devices', 'rooms', 'epoch_records', 'invites', 'recovery'].filter(
        (table) => db.prepare(`SELECT 1 FROM ${table} WHERE couple = ?`).get(couple) !== undefined,
      )
      const isThere = db.prepare('SELECT 1 FROM couples WHERE id = ?').get(couple) !== undefined
      return isThere ? ['couples', ...tables] : tables
    } finally {
      db.close()
    }
  }
})
