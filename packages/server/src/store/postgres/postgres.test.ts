import { randomBytes } from 'node:crypto'
import type { PorchlightError } from '@porchlight/shared/errors'
import type { CoupleId, DeviceId, Hash, InviteId, RoomName } from '@porchlight/shared/wire/api'
import { roomName } from '@porchlight/shared/wire/api'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ask, type Postgres, startPostgres } from '../../../../../test/support/postgres.ts'
import { describeStore } from '../store.contract.ts'
import type { NewEpoch, Store } from '../store.ts'
import { openPostgresStore } from './postgres.ts'
import { postgresMigrations } from './schema.ts'

let postgres: Postgres
let url: string
beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.createDatabase()
  await (await openPostgresStore({ url, connections: 1, node: 'test' })).close()
})
afterAll(() => postgres.stop())

describeStore('PostgreSQL', async () => {
  await ask(url, 'DELETE FROM couples; DELETE FROM log; UPDATE misses SET n = 0')
  let store = await openPostgresStore({ url, connections: 4, node: 'test' })
  return {
    store,
    reopen: async () => {
      await store.close()
      store = await openPostgresStore({ url, connections: 4, node: 'test' })
      return store
    },
    dispose: () => store.close(),
  }
})

const newCouple = async (store: Store): Promise<RoomName> => {
  const coupleId = randomBytes(16).toString('base64url') as CoupleId
  const deviceId = randomBytes(16).toString('base64url') as DeviceId
  const tokenHash = randomBytes(32).toString('base64url') as Hash
  const base = { update: new Uint8Array([0, 0]), stateVector: new Uint8Array([0]) }
  await store.createCouple({ coupleId, deviceId, tokenHash, base, now: 0 })
  return roomName(coupleId, 1)
}

describe('two nodes', () => {
  let here: Store
  let there: Store
  beforeEach(async () => {
    here = await openPostgresStore({ url, connections: 4, node: 'test' })
    there = await openPostgresStore({ url, connections: 4, node: 'test' })
  })
  afterEach(() => Promise.all([here.close(), there.close()]))

  test('NODE-2 two nodes that append to the same rooms in any order never deadlock and leave no gap', async () => {
    const rooms = await Promise.all(Array.from({ length: 8 }, () => newCouple(here)))
    const batchOf = (round: number, order: readonly RoomName[]) =>
      order.flatMap((room) => [1, 2].map((nth) => ({ room, update: new Uint8Array([round, nth]) })))
    const rounds = Array.from({ length: 40 }, (_, round) => round)
    const places = await Promise.all(
      rounds.flatMap((round) => [here.append(batchOf(round, rooms)), there.append(batchOf(round, rooms.toReversed()))]),
    )
    expect(places.flat().every((place) => place !== undefined)).toBe(true)
    for (const room of rooms) {
      const rows = (await there.since(room, 0)) ?? []
      expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 160 }, (_, at) => at + 1))
    }
  })

  test('NODE-2 of an append and a move of the key at once, either the update is in the room the move saw, or it is refused', async () => {
    for (let round = 0; round < 20; round += 1) {
      const room = await newCouple(here)
      const coupleId = room.slice(0, 22) as CoupleId
      const [device] = await here.devicesOf(coupleId, 'a')
      const move: NewEpoch = {
        coupleId,
        by: device?.deviceId ?? ('' as DeviceId),
        from: 1,
        ifHead: 0,
        base: { update: new Uint8Array([0, 0]), stateVector: new Uint8Array([0]) },
        records: [],
        revoke: [],
        activate: [],
        now: 0,
      }
      const [[place], moved] = await Promise.all([
        here.append([{ room, update: new Uint8Array([round]) }]),
        there.moveEpoch(move),
      ])
      expect(moved.ok ? place : moved.reason).toBe(moved.ok ? undefined : 'outer-moved')
    }
  })

  test('PAIR-2 two people who claim one invite at once on two nodes: one is taken', async () => {
    const room = await newCouple(here)
    const coupleId = room.slice(0, 22) as CoupleId
    const [creator] = await here.devicesOf(coupleId, 'a')
    const claimAuthHash = randomBytes(32).toString('base64url') as Hash
    const inviteId = randomBytes(16).toString('base64url') as InviteId
    const invite = {
      inviteId,
      coupleId,
      creator: creator?.deviceId ?? ('' as DeviceId),
      person: 'b',
      claimAuthHash,
    } as const
    await here.createInvite({ ...invite, offer: 'offer', expiresAt: 1_000, now: 0 }, 8)
    const claim = (store: Store) =>
      store.claimInvite(
        {
          inviteId,
          claimAuthHash,
          now: 1,
          claim: 'claim',
          deviceId: randomBytes(16).toString('base64url') as DeviceId,
          tokenHash: randomBytes(32).toString('base64url') as Hash,
        },
        32,
      )
    const claims = await Promise.all([claim(here), claim(there), claim(here), claim(there)])
    expect(claims.map(({ ok }) => ok).toSorted()).toEqual([false, false, false, true])
  })
})

describe('opening a database', () => {
  const refusal = async (address: string): Promise<string> =>
    openPostgresStore({ url: address, connections: 1, node: 'test' }).then(
      async (store) => {
        await store.close()
        return 'opened'
      },
      (error: PorchlightError) => `${error.code}: ${error.message}`,
    )

  test('NODE-9 nodes that start at once on an empty database take it to the schema of today one after another', async () => {
    const empty = await postgres.createDatabase()
    const stores = await Promise.all(
      Array.from({ length: 3 }, () => openPostgresStore({ url: empty, connections: 2, node: 'test' })),
    )
    expect(await ask(empty, 'SELECT schema FROM porchlight')).toEqual([{ schema: String(postgresMigrations.length) }])
    await Promise.all(stores.map((store) => store.close()))
  })

  test('NODE-9 a node older than the schema refuses to start, and changes nothing', async () => {
    const newer = await postgres.createDatabase()
    await ask(newer, 'CREATE TABLE porchlight (schema bigint); INSERT INTO porchlight VALUES (99)')
    expect(await refusal(newer)).toMatch(/^broken-store: .* newer Porchlight \(schema 99\)/)
    expect(await ask(newer, 'SELECT schema FROM porchlight')).toEqual([{ schema: '99' }])
  })

  test('NODE-9 a database of another program is left alone', async () => {
    const foreign = await postgres.createDatabase()
    await ask(foreign, 'CREATE TABLE recipes (name text)')
    expect(await refusal(foreign)).toMatch(/^broken-store: .* another program/)
    expect(await ask(foreign, `SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'`)).toEqual([
      { n: 1 },
    ])
  })

  test('NODE-1 a database that would say saved too early is refused', async () => {
    const hasty = await postgres.createDatabase()
    await ask(hasty, `ALTER DATABASE ${new URL(hasty).pathname.slice(1)} SET synchronous_commit = off`)
    expect(await refusal(hasty)).toMatch(/^broken-store: .* synchronous_commit = off/)
  })

  test.each([
    ['that is not there', (there: string) => there.replace(/[^/]+$/, 'nowhere'), /does not exist/],
    ['of a server that is not there', (there: string) => there.replace(/:\d+/, ':1'), /ECONNREFUSED/],
    ['for somebody without rights', (there: string) => there.replace('porchlight@', 'guest@'), /guest/],
  ])('a database %s is one sentence', async (_, change, words) => {
    const said = await refusal(change(url))
    expect(said).toMatch(/^broken-store: The /)
    expect(said).toMatch(words)
  })
})
