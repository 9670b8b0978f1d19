import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { PorchlightError } from '@porchlight/shared/errors'
import { type CoupleId, type Hash, roomName } from '@porchlight/shared/wire/api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrations } from './migrations.ts'
import { openSqliteFile } from './sqlite-file.ts'
import { proveWhole } from './sqlite-inspection.ts'
import { openSqliteStore } from './sqlite.ts'

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'porchlight-migrate-'))
  path = join(dir, 'porchlight.sqlite')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const text = (bytes: number): string => randomBytes(bytes).toString('base64url')
const first = migrations.slice(0, 1)
const open = (steps: readonly string[]): DatabaseSync => openSqliteFile({ path, maxPages: 0, steps })
const filesOf = (): string[] => readdirSync(dir).sort()

/** A file as the first schema had it: one couple, one device, one room with a row that is not folded yet. */
const writeFirstSchema = (): { coupleId: CoupleId; tokenHash: Hash } => {
  const [coupleId, tokenHash] = [text(16) as CoupleId, text(32) as Hash]
  const db = open(first)
  db.prepare('INSERT INTO couples (id, epoch, created_day) VALUES (?, 1, ?)').run(coupleId, '2020-02-02')
  db.prepare(`INSERT INTO devices VALUES (?, ?, 'a', ?, 'active', '2020-02-02')`).run(text(16), coupleId, tokenHash)
  db.prepare('INSERT INTO rooms (couple, epoch, folded_head, state_vector, base) VALUES (?, 1, 0, ?, ?)').run(
    coupleId,
    new Uint8Array([0]),
    new Uint8Array([0, 0]),
  )
  db.prepare('INSERT INTO log (seq, room, bytes) VALUES (1, 1, ?)').run(new Uint8Array([0, 0]))
  db.close()
  return { coupleId, tokenHash }
}

const refusalOf = (steps: readonly string[]): { message: string; code: string } => {
  try {
    open(steps).close()
  } catch (error) {
    return error as PorchlightError
  }
  throw new Error('nothing was refused')
}

describe('a database of an older schema', () => {
  test('is taken further with all it holds; the copy of before stays, whole, and nothing else', async () => {
    const { coupleId, tokenHash } = writeFirstSchema()
    const store = openSqliteStore({ path, maxPages: 0 })
    const today = new Date().toISOString().slice(0, 10)
    expect(await store.deviceByToken(tokenHash)).toMatchObject({ coupleId, createdDay: '2020-02-02' })
    expect((await store.deviceByToken(tokenHash))?.seenDay.slice(0, 8)).toBe(today.slice(0, 8))
    expect((await store.load(roomName(coupleId, 1)))?.tail).toEqual([{ seq: 1, update: new Uint8Array([0, 0]) }])
    await store.close()
    expect(filesOf()).toEqual(['porchlight.sqlite', 'porchlight.sqlite.schema-1'])
    expect(proveWhole(path)).toEqual({ version: migrations.length, couples: 1 })
    expect(proveWhole(`${path}.schema-1`)).toEqual({ version: 1, couples: 1 })
  })

  test('the copy of before is one the program of before can use', () => {
    writeFirstSchema()
    open(migrations).close()
    rmSync(path)
    writeFileSync(path, readFileSync(`${path}.schema-1`))
    const db = open(first)
    expect(db.prepare('SELECT count(*) AS n FROM log').get()?.['n']).toBe(1)
    db.close()
  })

  test('what a killed server had not folded into its file is taken along', () => {
    writeFirstSchema()
    const server = open(first)
    server.prepare('INSERT INTO log (seq, room, bytes) VALUES (2, 1, ?)').run(new Uint8Array([0, 0]))
    const left = ['', '-wal'].map((end) => [`${path}${end}`, readFileSync(`${path}${end}`)] as const)
    server.close()
    for (const [file, bytes] of left) writeFileSync(file, bytes)
    open(migrations).close()
    for (const file of [path, `${path}.schema-1`]) {
      const db = new DatabaseSync(file, { readOnly: true })
      expect(db.prepare('SELECT count(*) AS n FROM log').get()?.['n']).toBe(2)
      db.close()
    }
  })

  test('14 days later the copy goes, as backups should', async () => {
    writeFirstSchema()
    const store = openSqliteStore({ path, maxPages: 0 })
    const at = Date.now()
    utimesSync(`${path}.schema-1`, at / 1000, at / 1000)
    expect((await store.purge(at + 14 * 86_400_000 - 60_000)).copies).toBe(0)
    expect(existsSync(`${path}.schema-1`)).toBe(true)
    expect((await store.purge(at + 14 * 86_400_000 + 60_000)).copies).toBe(1)
    expect(existsSync(`${path}.schema-1`)).toBe(false)
    await store.close()
  })

  test.each([
    [
      'a step that fails in its middle',
      'CREATE TABLE extra (n INTEGER); INSERT INTO nowhere VALUES (1);',
      /no such table/,
    ],
    [
      'a step that leaves rows in the air',
      'PRAGMA defer_foreign_keys = ON; DELETE FROM rooms;',
      /log has rows of rooms/,
    ],
  ])('%s is found out on a copy, and the file is as it was', (_, step, reason) => {
    writeFirstSchema()
    const before = readFileSync(path)
    const refusal = refusalOf([...first, step])
    expect(refusal.code).toBe('broken-store')
    expect(refusal.message).toMatch(
      /has schema 1, and could not be taken to 2: it was tried on a copy.*Nothing was changed/,
    )
    expect(refusal.message).toMatch(reason)
    expect(filesOf()).toEqual(['porchlight.sqlite'])
    expect(readFileSync(path).equals(before)).toBe(true)
    open(first).close()
  })

  test('what a start that was cut short left behind does not hinder the next one', () => {
    writeFirstSchema()
    for (const end of ['.copying', '.trial', '.trial-journal']) writeFileSync(`${path}${end}`, 'half of something')
    open(migrations).close()
    expect(filesOf()).toEqual(['porchlight.sqlite', 'porchlight.sqlite.schema-1'])
  })

  test('a database of today is opened without a copy', () => {
    open(migrations).close()
    open(migrations).close()
    expect(filesOf()).toEqual(['porchlight.sqlite'])
  })
})
