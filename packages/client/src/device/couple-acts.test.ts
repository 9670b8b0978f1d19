import { createCoupleKey } from '@porchlight/shared/crypto/keys'
import { expect, it } from 'vitest'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { clock } from '../capabilities.ts'
import { createApiClient } from '../server/api-client.ts'
import { createCoupleActs } from './couple-acts.ts'
import { openCoupleSession } from '../session/couple-session.ts'
import type { Keyring } from '../record/device-record.ts'
import { createServerClock } from '../server/server-clock.ts'

const random = createSeededRandom(21)
const kept = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  setAside: () => Promise.resolve(),
}

it('EPOCH-4 a press on a session that ends before its document was read is handed back, and not left waiting', async () => {
  const keyring: Keyring = {
    server: 'http://127.0.0.1:1',
    token: random.bytes(32),
    deviceId: random.bytes(16),
    person: 'a',
    epoch: {
      coupleId: random.bytes(16),
      epoch: 2,
      gen: 1,
      key: createCoupleKey(random),
      roster: { devices: [], recovery: [] },
      reason: 'add',
    },
  }
  const changed = (): void => {}
  const session = openCoupleSession(
    {
      clock: createServerClock(clock),
      random,
      api: createApiClient({ server: keyring.server }),
      pending: kept,
      firstSeen: kept,
      // A disk that is slow to answer.
      openOuterStore: () => ({
        loaded: new Promise(() => {}),
        persisted: () => Promise.resolve(),
        close: () => Promise.resolve(),
      }),
      log: changed,
    },
    { keyring, connect: false },
    { changed, caretsChanged: changed, clockLearned: changed, ended: changed },
  )
  const acts = createCoupleActs(
    {
      clock: createServerClock(clock),
      random,
      presses: { read: () => Promise.resolve([]), write: () => Promise.resolve() },
      refusedLate: changed,
      changed,
    },
    session,
    'a'.repeat(22),
    { devices: [] },
  )
  const pressed = acts.run({ kind: 'pause' })
  await session.close()
  expect(await pressed).toBeUndefined()
})
