import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CoupleId, type DeviceId, type Hash, type RoomName, roomName } from '@porchlight/shared/wire/api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createFakeClock } from '../../../../test/support/fake-clock.ts'
import { updateOfRivals } from '../../../../test/support/hostile-update.ts'
import { writer } from '../../../../test/support/raw-socket.ts'
import { createLog } from '../ops/log.ts'
import { createMetrics } from '../ops/metrics.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Fold, Store } from '../store/store.ts'
import { emptyFold } from './fold.ts'
import { createFoldQueue, type FoldQueue } from './fold-queue.ts'

let dir: string
let store: Store
let folds: (readonly Fold[])[]
let queue: FoldQueue

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'porchlight-fold-'))
  store = openSqliteStore({ path: join(dir, 'porchlight.sqlite'), maxPages: 0 })
  folds = []
  const watched: Pick<Store, 'load' | 'fold'> = {
    load: store.load,
    fold: (batch) => {
      folds.push(batch)
      return store.fold(batch)
    },
  }
  queue = createFoldQueue({
    store: watched,
    clock: createFakeClock(),
    log: createLog('silent'),
    metrics: createMetrics(),
  })
})
afterEach(async () => {
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

const newRoom = async (...updates: Uint8Array[]): Promise<RoomName> => {
  const coupleId = randomBytes(16).toString('base64url') as CoupleId
  const deviceId = randomBytes(16).toString('base64url') as DeviceId
  const tokenHash = randomBytes(32).toString('base64url') as Hash
  await store.createCouple({ coupleId, deviceId, tokenHash, base: emptyFold, now: 0 })
  const room = roomName(coupleId, 1)
  await store.append(updates.map((update) => ({ room, update })))
  return room
}

/** Two entries of one hand. */
const honest = (): Uint8Array[] => {
  const { push, updates } = writer(7)
  push(1)
  push(2)
  return updates
}

const entriesIn = async (room: RoomName): Promise<number> => {
  const stored = await store.load(room)
  const doc = new Y.Doc()
  for (const update of [stored?.base.update ?? emptyFold.update, ...(stored?.tail ?? []).map((row) => row.update)])
    Y.applyUpdate(doc, update)
  return doc.getArray('e').length
}

describe('folding in company', () => {
  test('SYNC-5a rooms asked for together share a commit, and each keeps its own content', async () => {
    const rooms = await Promise.all([newRoom(...honest()), newRoom(...honest()), newRoom()])
    const folded = await Promise.all(rooms.map(queue.fold))
    expect(folded.map((one) => one?.poisonous)).toEqual([[], [], undefined])
    expect(folds.map((batch) => batch.map(({ room }) => room))).toEqual([rooms.slice(0, 2)])
    expect(await Promise.all(rooms.map(entriesIn))).toEqual([2, 2, 0])
    expect(await store.logBytes()).toBe(0)
  })

  test('SYNC-5b a room whose rows must be sorted out does not keep the others from their commit', async () => {
    const poisoned = await newRoom(updateOfRivals(2_000), ...honest())
    const sound = await newRoom(...honest())
    const told: string[] = []
    const slow = queue.fold(poisoned).then(() => told.push('poisoned'))
    await queue.fold(sound).then(() => told.push('sound'))
    expect(told).toEqual(['sound'])
    await slow
    expect(await store.logBytes()).toBe(0)
    expect(await entriesIn(sound)).toBe(2)
  })

  test('what is asked for while a batch is under way is folded too; drained waits for all of it', async () => {
    const rooms = await Promise.all(Array.from({ length: 100 }, () => newRoom(...honest())))
    let toldOf = 0
    for (const room of rooms) void queue.fold(room).then(() => toldOf++)
    await queue.drained()
    expect(toldOf).toBe(100)
    expect(folds.map((batch) => batch.length)).toEqual([64, 36])
  })

  test('a room that is gone is null; a store that cannot commit is told to everybody of the batch', async () => {
    const room = await newRoom(...honest())
    expect(await queue.fold(roomName(randomBytes(16).toString('base64url') as CoupleId, 1))).toBeUndefined()
    await store.close()
    await expect(queue.fold(room)).rejects.toThrow('database is not open')
    store = openSqliteStore({ path: join(dir, 'porchlight.sqlite'), maxPages: 0 })
  })
})
