/** Devices of a couple without a browser around them: the real background code, a real server process, real IndexedDB
 *  semantics (fake-indexeddb), real sockets. Each device has a network that can be cut and a clock that can be wrong. */

import 'fake-indexeddb/auto'
import { createApiClient } from '@porchlight/client/server/api-client'
import { type Device, createDevice } from '@porchlight/client/device/device'
import { type DeviceRecord, recordFromBytes } from '@porchlight/client/record/device-record'
import { type KeptPlace, noPlace } from '@porchlight/client/session/kept-place'
import { type Choices, firstSettings } from '@porchlight/client/port/settings'
import type { PairingView, ScreenView } from '@porchlight/client/port/port'
import type { Stored } from '@porchlight/client/port/stored'
import { clock, random } from '@porchlight/client/capabilities'
import { openDeviceStore } from '@porchlight/extension/platform/device-store'
import { clearOuterStore, openOuterStore } from '@porchlight/extension/platform/outer-store'
import { noTries } from '@porchlight/client/lock/unlock-wait'
import type { UnlockedCopy } from '@porchlight/client/lock/keyring-lock'
import type { HousekeepingLimits } from '@porchlight/client/epoch/housekeeping-limits'
import { createServerClock } from '@porchlight/client/server/server-clock'
import { eventually } from './eventually.ts'

export interface WorldDevice {
  housekeeping: Partial<HousekeepingLimits>
  /** Names what it keeps on disk. */
  profile: string
  /** Ms by which its clock is wrong, from now on. */
  skewMs: number
  /** What it keeps in plain. */
  choices(): Promise<Choices>
  /** That there is a place here, beside the keyring. */
  place: Stored<KeptPlace>
  /** The running background; another one after `restart`. */
  device: Device
  view(): ScreenView | undefined
  couple(): Extract<ScreenView, { state: 'couple' }>
  /** What this device's keyring holds, for a test that plays a member with another program. */
  record(): Promise<DeviceRecord>
  /** Ends this background as a killed worker would end, and starts another on the same profile. */
  restart(): Promise<void>
  /** As `restart`, of the whole browser: what it held in memory is gone (LOCK-1). */
  restartBrowser(): Promise<void>
}

export interface WorldDeviceOptions {
  name: string
  /** What is on its disk already; default: nothing is. */
  profile?: string
  /** Ms by which this device's clock is wrong. */
  skewMs?: number
  /** Looked at anew each time: see `keepHouse`. */
  housekeeping?: Partial<HousekeepingLimits>
}

let profiles = 0

export async function startDevice({
  name,
  profile = `${name}-${(profiles += 1)}`,
  skewMs = 0,
  housekeeping = oftenLooked(),
}: WorldDeviceOptions): Promise<WorldDevice> {
  const kept = {
    place: memory(noPlace),
    settings: memory(firstSettings),
    presses: memory({ at: [] as number[] }),
    seen: memory({ ids: [] as string[] }),
    tidied: memory({ at: 0 }),
    clockOffset: memory({ ms: 0 }),
    unlockTries: memory(noTries),
    lastLook: memory({ at: 0 }),
  }
  const unlockedCopy = memoryCopy()

  const start = async (): Promise<Device> => {
    const store = openDeviceStore(profile)
    const device = createDevice({
      clock: createServerClock({ now: () => clock.now() + world.skewMs, after: clock.after }),
      random,
      createApi: createApiClient,
      keyring: store,
      pending: { ...store.record<Uint8Array>('pending'), setAside: store.record<Uint8Array>('pending-aside').write },
      firstSeen: store.record('first-seen'),
      openOuterStore: (room, outer) => openOuterStore(`${profile}/${room}`, outer),
      housekeeping,
      deviceLabel: `${name}’s browser`,
      about: { version: '0.1.0', browser: 'Node' },
      clearOuterStore: (room) => clearOuterStore(`${profile}/${room}`),
      outerStores: () => outerStoresOf(profile),
      log: (message, cause) => console.error(`${profile}: ${message}`, cause ?? ''),
      ...kept,
      unlockedCopy,
      // A slow device: what it costs to try a passcode is shown beside the passcode itself.
      passcodePatienceMs: 0,
      firstSettings,
    })
    await device.load()
    return device
  }

  const world: WorldDevice = {
    skewMs,
    housekeeping,
    profile,
    choices: kept.settings.read,
    place: kept.place,
    device: undefined as unknown as Device,
    view: () => world.device.view(),
    couple() {
      const view = world.device.view()
      if (view?.state !== 'couple')
        throw new Error(`${profile} is ${view?.state === 'ended' ? view.why : (view?.state ?? 'not ready')}`)
      return view
    },
    async record() {
      const bytes = await openDeviceStore(profile).readKeyring()
      if (bytes === undefined) throw new Error(`${profile} has no keyring`)
      return recordFromBytes(bytes)
    },
    async restart() {
      await world.device.stop()
      world.device = await start()
    },
    async restartBrowser() {
      await unlockedCopy.remove()
      await world.restart()
    },
  }
  world.device = await start()
  return world
}

/** Two devices, paired over the server as two people would. */
export async function pairDevices(
  server: string,
  first: WorldDevice,
  second: WorldDevice,
  /** How the second reaches the server, where that is another address. */
  secondServer = server,
): Promise<void> {
  await asked(first, { kind: 'light-porch', name: 'Robin', server })
  const { link } = await stepOf(first, 'invited')
  await asked(second, { kind: 'join', name: 'Sam', link: link.replace(server, secondServer) })
  const [mine, theirs] = await Promise.all([stepOf(first, 'words'), stepOf(second, 'words')])
  if (mine.words.join() !== theirs.words.join()) throw new Error('the words differ')
  await asked(first, { kind: 'confirm-words' })
  await asked(second, { kind: 'confirm-words' })
  await eventually(
    () => [first.view()?.state, second.view()?.state],
    (states) => states.every((state) => state === 'couple'),
  )
  await eventually(
    () => first.couple().couple.otherName,
    (name) => name === 'Sam',
  )
}

/** A further device of the same person, added as one would: a link, the words, *This is them*. */
export async function addDevice(
  first: WorldDevice,
  further: WorldDevice,
  label?: string,
  /** How the further one reaches the server, where that is another address. */
  furtherServer?: string,
): Promise<void> {
  await asked(first, { kind: 'add-device' })
  const { link } = await stepOf(first, 'invited')
  const { origin } = new URL(link)
  const own = { kind: 'join', link: link.replace(origin, furtherServer ?? origin) } as const
  await asked(further, label === undefined ? own : { ...own, label })
  const [mine, theirs] = await Promise.all([stepOf(first, 'words'), stepOf(further, 'words')])
  if (mine.words.join() !== theirs.words.join()) throw new Error('the words differ')
  await asked(first, { kind: 'confirm-words' })
  await asked(further, { kind: 'confirm-words' })
  await eventually(
    () => further.view()?.state,
    (state) => state === 'couple',
  )
}

/** It looks often, and finds nothing to do. */
export const oftenLooked = (): Partial<HousekeepingLimits> => ({ jitterMs: 0, everyMs: 100 })

/** Lets this device find that its documents hold too much of the past; resolves once it has a fresh one.
 *  @returns the number of the fresh document */
export async function keepHouse(world: WorldDevice): Promise<number> {
  const before = await genOf(world)
  world.housekeeping.tombstoneBytes = -1
  const gen = await eventually(
    () => world.device.gen() ?? 0,
    (now) => now > before,
    30_000,
  )
  delete world.housekeeping.tombstoneBytes
  return gen
}

export async function genOf(world: WorldDevice): Promise<number> {
  const record = await world.record()
  return record.state === 'unpaired' ? 0 : record.keyring.epoch.gen
}

/** Runs a command that must succeed. */
export async function asked(world: WorldDevice, command: Parameters<Device['run']>[0]): Promise<string | undefined> {
  const result = await world.device.run(command)
  if (!result.ok) throw new Error(`${command.kind}: ${result.reason}`)
  return result.value
}

/** Waits for a step of the pairing. */
export function stepOf<S extends PairingView['step']>(
  world: WorldDevice,
  step: S,
): Promise<Extract<PairingView, { step: S }>> {
  return eventually(
    () => {
      const view = world.view()
      return view === undefined || view.state === 'ended' || view.state === 'locked' ? undefined : view.pairing
    },
    (pairing) => pairing?.step === step,
  ) as Promise<Extract<PairingView, { step: S }>>
}

/** Rooms of which a profile holds a copy. */
export const outerStoresOf = async (profile: string): Promise<string[]> =>
  (await indexedDB.databases()).flatMap(({ name = '' }) =>
    name.startsWith(`${profile}/`) ? [name.slice(profile.length + 1)] : [],
  )

/** The session memory of a browser. */
export function memoryCopy(): UnlockedCopy {
  let key: Uint8Array | undefined
  return {
    read: () => Promise.resolve(key),
    write: (written) => Promise.resolve(void (key = written)),
    remove: () => Promise.resolve(void (key = undefined)),
  }
}

function memory<T>(initial: T): Stored<T> {
  let value = initial
  return {
    read: () => Promise.resolve(value),
    update(change) {
      value = change(value)
      return Promise.resolve(value)
    },
  }
}
