import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CoupleId, DeviceId, Hash } from '@porchlight/shared/wire/api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Device, Store } from '../store/store.ts'
import { createLastSeen, type LastSeen } from './last-seen.ts'
import { createLog } from '../ops/log.ts'

const day = 86_400_000
let dir: string
let now: number
let store: Store
let seen: LastSeen
let file: DatabaseSync
let id: DeviceId

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'porchlight-seen-'))
  now = Date.UTC(2026, 10, 21, 23, 59)
  store = openSqliteStore({ path: join(dir, 'porchlight.sqlite'), maxPages: 0 })
  seen = createLastSeen({ store, clock: { now: () => now, after: () => () => undefined }, log: createLog('silent') })
  file = new DatabaseSync(join(dir, 'porchlight.sqlite'), { readOnly: true })
  id = randomBytes(16).toString('base64url') as DeviceId
  await store.createCouple({
    coupleId: randomBytes(16).toString('base64url') as CoupleId,
    deviceId: id,
    tokenHash: randomBytes(32).toString('base64url') as Hash,
    base: { update: new Uint8Array([0, 0]), stateVector: new Uint8Array([0]) },
    now,
  })
})
afterEach(async () => {
  file.close()
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

const device = async (): Promise<Device> => {
  const found = await store.deviceById(id)
  if (found === undefined) throw new Error('the device is gone')
  return found
}
/** Changes with every commit of somebody else. */
const commits = (): unknown => file.prepare('PRAGMA data_version').get()?.['data_version']

test('a couple is written down once a day, by its first request, and never again that day', async () => {
  const first = commits()
  for (let n = 0; n < 50; n++) seen.device(await device())
  expect(commits()).toBe(first)
  now += 120_000
  seen.device(await device())
  expect((await device()).seenDay).toBe('2026-11-22')
  const second = commits()
  expect(second).not.toBe(first)
  now += day - 180_000
  for (let n = 0; n < 50; n++) seen.device(await device())
  expect(commits()).toBe(second)
})

test('a couple that only holds a socket open is here too', async () => {
  now += 40 * day
  seen.couples([(await device()).coupleId])
  expect((await device()).seenDay).toBe('2026-12-31')
})

test('a store that takes nothing hinders no request', async () => {
  now += day
  const asking = await device()
  file.close()
  await store.close()
  expect(() => seen.device(asking)).not.toThrow()
  store = openSqliteStore({ path: join(dir, 'porchlight.sqlite'), maxPages: 0 })
  file = new DatabaseSync(join(dir, 'porchlight.sqlite'), { readOnly: true })
  expect((await device()).seenDay).toBe('2026-11-21')
})
