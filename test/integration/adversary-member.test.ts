/** My partner, with a changed program: they have the key by right and may hand out the next one. Whatever they put into it, my
 *  screens open, and I can pause, take my yes back and go. */

import type { EpochPayload } from '@porchlight/shared/crypto/epoch'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { keyringOf, moveKey } from '../support/hostile-member.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { asked, pairDevices } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

let server: ServerProcess
let robin: WorldDevice
/** The hostile one. */
let sam: WorldDevice
const faults: unknown[] = []
const note = (fault: unknown): void => void faults.push(fault)

beforeAll(async () => {
  server = await startServer()
  process.on('uncaughtException', note)
  process.on('unhandledRejection', note)
})
afterAll(async () => {
  process.off('uncaughtException', note)
  process.off('unhandledRejection', note)
  await server?.dispose()
})
beforeEach(async () => {
  faults.length = 0
  robin = await startDevice({ name: 'robin' })
  sam = await startDevice({ name: 'sam' })
  await pairDevices(server.url, robin, sam)
  await asked(robin, { kind: 'send-note', text: 'Mine.' })
  await eventually(
    () => robin.couple().saving,
    (saving) => saving === 'saved',
  )
})
afterEach(() => {
  robin.abandon()
  sam.abandon()
})

type Roster = EpochPayload['roster']
const isSam = async () => {
  const { deviceId } = await keyringOf(sam)
  return (id: Uint8Array): boolean => Buffer.from(id).equals(deviceId)
}

const rosters: [string, (roster: Roster, isTheirs: (id: Uint8Array) => boolean) => Roster][] = [
  ['leaves me out', (roster, isTheirs) => ({ ...roster, devices: roster.devices.filter(({ id }) => isTheirs(id)) })],
  ['is empty', (roster) => ({ ...roster, devices: [] })],
  [
    'makes me the other of the two',
    (roster) => ({
      ...roster,
      devices: roster.devices.map((device) => ({ ...device, person: device.person === 'a' ? 'b' : 'a' })),
    }),
  ],
  [
    'says that I am gone',
    (roster, isTheirs) => ({
      ...roster,
      devices: roster.devices.map((device) => (isTheirs(device.id) ? device : { ...device, gone: 1 })),
    }),
  ],
  [
    'names me twice, once as the other',
    (roster) => ({
      ...roster,
      devices: [...roster.devices.map((device) => ({ ...device, person: 'b' as const })), ...roster.devices],
    }),
  ],
  [
    'has another key in my name',
    (roster, isTheirs) => {
      const theirs = roster.devices.find(({ id }) => isTheirs(id))
      return {
        ...roster,
        devices: roster.devices.map((device) =>
          isTheirs(device.id) ? device : { ...device, pub: theirs?.pub ?? device.pub },
        ),
      }
    },
  ],
]

describe('a next key whose roster', () => {
  for (const [what, change] of rosters) {
    it(`EPOCH-4 ${what}: my screens open, and I can pause, take back, export and go`, async () => {
      const isTheirs = await isSam()
      const before = (await keyringOf(robin)).epoch
      await moveKey(sam, { payload: (honest) => ({ ...honest, roster: change(honest.roster, isTheirs) }) })
      await refused(before)
      expect(await stillMine()).toEqual([])
    })
  }
})

describe('a next key', () => {
  const payloads: [string, (honest: EpochPayload) => EpochPayload, 'refused' | 'followed'][] = [
    ['of the last generation there can be', (honest) => ({ ...honest, gen: Number.MAX_SAFE_INTEGER }), 'refused'],
    ['of a generation out of the row', (honest) => ({ ...honest, gen: honest.gen + 2 }), 'refused'],
    ['of the next generation, with the same document', (honest) => ({ ...honest, gen: honest.gen + 1 }), 'followed'],
    [
      'whose labels turn the line around',
      (honest) => ({
        ...honest,
        roster: {
          ...honest.roster,
          devices: honest.roster.devices.map((device) => ({ ...device, label: '\u202e\u0000\n'.repeat(20) })),
        },
      }),
      'followed',
    ],
    [
      'that says it had a document it had not',
      (honest) => ({ ...honest, had: new Uint8Array([1, 200, 1, 200, 1]) }),
      'followed',
    ],
    [
      'that says something unreadable of what it had',
      (honest) => ({ ...honest, had: new Uint8Array([255, 255, 255, 255, 127]) }),
      'followed',
    ],
    [
      'that says it had more than there are clients',
      (honest) => ({ ...honest, had: new Uint8Array(40_000).fill(250) }),
      'followed',
    ],
  ]
  for (const [what, payload, becomes] of payloads) {
    it(`EPOCH-4 ${what}: my screens open, and I can pause, take back, export and go`, async () => {
      const before = (await keyringOf(robin)).epoch
      const next = await moveKey(sam, { payload })
      if (becomes === 'refused') await refused(before)
      else await followed(next.epoch)
      expect(await stillMine()).toEqual([])
    })
  }
})

/** It was looked at, and this device stays where it was. */
async function refused({ epoch }: EpochPayload): Promise<void> {
  await eventually(
    () => robin.view(),
    (view) => view?.state === 'couple' && view.cannotFollow === true,
    30_000,
  )
  expect((await keyringOf(robin)).epoch.epoch).toBe(epoch)
}

async function followed(epoch: number): Promise<void> {
  await eventually(
    async () => (await keyringOf(robin)).epoch.epoch,
    (now) => now >= epoch,
    30_000,
  )
}

/** Whatever came: after a while, and after a restart, the device shows what it has and does what one person may do alone.
 *  @returns what went wrong unheard */
async function stillMine(): Promise<unknown[]> {
  for (const life of ['as it runs', 'after a restart']) {
    if (life === 'after a restart') await robin.kill()
    await eventually(
      () => robin.view()?.state,
      (state) => state === 'couple' || state === 'ended',
      30_000,
    )
    const exported = await eventually(
      () => robin.device.run({ kind: 'export' }),
      ({ ok }) => ok,
      30_000,
    )
    expect(exported.ok && exported.value, life).toContain('Mine.')
    if (robin.view()?.state !== 'couple') continue
    await asked(robin, { kind: 'pause' })
    expect(robin.couple().couple.pause.mine, life).toBe(true)
    await asked(robin, { kind: 'withdraw' })
    await asked(robin, { kind: 'come-back' })
  }
  if (robin.view()?.state === 'couple') {
    // It says at once that this person left; the server is told when it listens (LEAVE-1).
    void asked(robin, { kind: 'leave' })
    await eventually(
      () => robin.view()?.state,
      (state) => state !== 'couple',
    )
  } else await asked(robin, { kind: 'wipe' })
  return faults
}
