/** My partner, with a changed program: they have the key by right and may hand out the next one. Whatever they put into it, my
 *  screens open, and I can pause, take my yes back and go. */

import type { EpochPayload } from '@porchlight/shared/crypto/epoch'
import { describe, expect } from 'vitest'
import { coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { keyringOf, moveKey } from '../support/hostile-member.ts'
import { asked } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

/** Sam is the hostile one. */
const it = coupleTest().extend('faults', ({}, { onCleanup }) => {
  const faults: unknown[] = []
  const note = (fault: unknown): void => void faults.push(fault)
  process.on('uncaughtException', note)
  process.on('unhandledRejection', note)
  onCleanup(() => {
    process.off('uncaughtException', note)
    process.off('unhandledRejection', note)
  })
  return faults
})
it.beforeEach(async ({ robin }) => {
  await asked(robin, { kind: 'send-note', text: 'Mine.' })
  await eventually(
    () => robin.couple().saving,
    (saving) => saving === 'saved',
  )
})

type Roster = EpochPayload['roster']
const isOf = async (sam: WorldDevice) => {
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
    it(`EPOCH-4 ${what}: my screens open, and I can pause, take back, export and go`, async ({
      robin,
      sam,
      faults,
    }) => {
      const isTheirs = await isOf(sam)
      const before = (await keyringOf(robin)).epoch
      await moveKey(sam, { payload: (honest) => ({ ...honest, roster: change(honest.roster, isTheirs) }) })
      await refused(robin, before)
      await stillMine(robin)
      expect(faults).toEqual([])
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
    it(`EPOCH-4 ${what}: my screens open, and I can pause, take back, export and go`, async ({
      robin,
      sam,
      faults,
    }) => {
      const before = (await keyringOf(robin)).epoch
      const next = await moveKey(sam, { payload })
      if (becomes === 'refused') await refused(robin, before)
      else await followed(robin, next.epoch)
      await stillMine(robin)
      expect(faults).toEqual([])
    })
  }
})

/** It was looked at, and this device stays where it was. */
async function refused(robin: WorldDevice, { epoch }: EpochPayload): Promise<void> {
  await eventually(
    () => robin.view(),
    (view) => view?.state === 'couple' && view.cannotFollow === true,
    30_000,
  )
  expect((await keyringOf(robin)).epoch.epoch).toBe(epoch)
}

async function followed(robin: WorldDevice, epoch: number): Promise<void> {
  await eventually(
    async () => (await keyringOf(robin)).epoch.epoch,
    (now) => now >= epoch,
    30_000,
  )
}

/** Whatever came: after a while, and after a restart, the device shows what it has and does what one person may do alone. */
async function stillMine(robin: WorldDevice): Promise<void> {
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
}
