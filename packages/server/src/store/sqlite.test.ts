import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { PorchlightError } from '@porchlight/shared/errors'
import type { CoupleId, DeviceId, Hash } from '@porchlight/shared/wire/api'
import { roomName } from '@porchlight/shared/wire/api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDataDir } from './data-dir.ts'
import { openSqliteStore } from './sqlite.ts'
import { describeStore } from './store.contract.ts'
import type { Store } from './store.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'porchlight-sqlite-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describeStore('SQLite', async () => {
  const path = join(dir, 'porchlight.sqlite')
  let store = openSqliteStore({ path, maxPages: 0 })
  return {
    store,
    reopen: async () => {
      await store.close()
      store = openSqliteStore({ path, maxPages: 0 })
      return store
    },
    dispose: () => store.close(),
  }
})

const newCouple = async (store: Store) => {
  const coupleId = randomBytes(16).toString('base64url') as CoupleId
  const base = { update: new Uint8Array([0, 0]), stateVector: new Uint8Array([0]) }
  await store.createCouple({
    coupleId,
    deviceId: randomBytes(16).toString('base64url') as DeviceId,
    tokenHash: randomBytes(32).toString('base64url') as Hash,
    base,
    now: 0,
  })
  return { coupleId, room: roomName(coupleId, 1) }
}

describe('the file of an SQLite store', () => {
  const path = () => join(dir, 'porchlight.sqlite')
  const open = () => openSqliteStore({ path: path(), maxPages: 0 })
  /** What opening it says, and whether the file is as it was. */
  const refusal = (): { message: string; code: string; isUntouched: boolean } => {
    const before = readFileSync(path())
    const { message, code } = thrownBy(open)
    return { message, code, isUntouched: readFileSync(path()).equals(before) }
  }
  const thrownBy = (act: () => unknown): { message: string; code: string } => {
    try {
      act()
    } catch (error) {
      return error as PorchlightError
    }
    throw new Error('nothing was refused')
  }

  test('what is not a database is refused and left as it is', () => {
    writeFileSync(path(), 'this is a letter, not a database\n'.repeat(400))
    expect(refusal()).toEqual({
      message: expect.stringMatching(/not a readable database/),
      code: 'broken-store',
      isUntouched: true,
    })
  })

  test('a few bytes of something else are refused too', () => {
    writeFileSync(path(), 'short')
    expect(refusal()).toEqual({
      message: expect.stringMatching(/not a readable database/),
      code: 'broken-store',
      isUntouched: true,
    })
  })

  test('a database of another program is refused and left as it is', () => {
    const other = new DatabaseSync(path())
    other.exec('CREATE TABLE recipes (name TEXT)')
    other.close()
    expect(refusal()).toEqual({
      message: expect.stringMatching(/another program/),
      code: 'broken-store',
      isUntouched: true,
    })
  })

  test('a database of a newer Porchlight is refused and left as it is', async () => {
    await open().close()
    const newer = new DatabaseSync(path())
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    expect(refusal()).toEqual({
      message: expect.stringMatching(/newer Porchlight/),
      code: 'broken-store',
      isUntouched: true,
    })
  })

  test('a database with a hole in it is refused and left as it is', async () => {
    const store = open()
    const { room } = await newCouple(store)
    for (let n = 0; n < 50; n++) await store.append([{ room, update: randomBytes(4000) }])
    await store.close()
    truncateSync(path(), statSync(path()).size / 2)
    expect(refusal()).toEqual({
      message: expect.stringMatching(/damaged|not a readable/),
      code: 'broken-store',
      isUntouched: true,
    })
  })

  test('one server at a time has a data directory', () => {
    const first = openDataDir(dir)
    expect(() => openDataDir(dir)).toThrow(/another Porchlight server/)
    first.release()
    openDataDir(dir).release()
  })

  test('the secret is made once', () => {
    const data = openDataDir(join(dir, 'made', 'on', 'the', 'way'))
    expect(data.readSecret()).toHaveLength(32)
    expect(data.readSecret()).toEqual(data.readSecret())
    data.release()
  })
})

describe('a full disk', () => {
  test('SYNC-5c an append that does not fit changes nothing of its batch; after something goes, there is room again', async () => {
    const store = openSqliteStore({ path: join(dir, 'porchlight.sqlite'), maxPages: 120 })
    const [kept, filler] = [await newCouple(store), await newCouple(store)]
    const heads: (number | undefined)[] = []
    const fill = async (): Promise<void> => {
      for (;;) heads.push(...(await store.append([{ room: filler.room, update: randomBytes(3000) }])))
    }
    await expect(fill()).rejects.toMatchObject({ code: 'busy' })
    const batch = [
      { room: kept.room, update: new Uint8Array(1) },
      { room: filler.room, update: randomBytes(9000) },
    ]
    await expect(store.append(batch)).rejects.toMatchObject({ code: 'busy' })
    expect(await store.summary(kept.room)).toMatchObject({ head: 0, tailRows: 0 })
    expect(await store.summary(filler.room)).toMatchObject({ head: heads.length, tailRows: heads.length })
    expect((await store.load(filler.room))?.tail).toHaveLength(heads.length)
    await store.erase(filler.coupleId)
    expect(await store.append([{ room: kept.room, update: randomBytes(9000) }])).toEqual([1])
    await store.close()
  })
})
