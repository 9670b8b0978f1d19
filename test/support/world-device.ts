/** A device without a browser around it: the real background code, a real server process, real IndexedDB semantics
 *  (fake-indexeddb), real sockets. Its clock can be wrong, and what lies around it can be bent (`bends.ts`). */

import 'fake-indexeddb/auto'
import { clock, random } from '@porchlight/client/capabilities'
import { type Device, createDevice } from '@porchlight/client/device/device'
import type { HousekeepingLimits } from '@porchlight/client/epoch/housekeeping-limits'
import { noTries } from '@porchlight/client/lock/unlock-wait'
import type { ScreenView } from '@porchlight/client/port/port'
import { type Choices, firstSettings } from '@porchlight/client/port/settings'
import type { Stored } from '@porchlight/client/port/stored'
import { type DeviceRecord, recordFromBytes } from '@porchlight/client/record/device-record'
import { createApiClient } from '@porchlight/client/server/api-client'
import { createServerClock } from '@porchlight/client/server/server-clock'
import { type KeptPlace, noPlace } from '@porchlight/client/session/kept-place'
import { openDeviceStore } from '@porchlight/extension/platform/device-store'
import { clearOuterStore, openOuterStore } from '@porchlight/extension/platform/outer-store'
import { type Bends, bend } from './bends.ts'
import { memory, memoryCopy } from './in-memory.ts'
import { outerStoresOf } from './outer-stores.ts'

export interface WorldDevice {
  /** Names what it keeps on disk. */
  profile: string
  housekeeping: Partial<HousekeepingLimits>
  /** Ms by which its clock is wrong, from now on. */
  skewMs: number
  /** What fails around it, from now on. */
  bends: Bends
  /** What it would have said on its console. */
  log: string[]
  /** What it keeps in plain. */
  choices(): Promise<Choices>
  /** That there is a place here, beside the keyring. */
  place: Stored<KeptPlace>
  /** The running background; another one after `restart`. */
  device: Device
  view(): ScreenView | undefined
  couple(): Extract<ScreenView, { state: 'couple' }>
  /** What this device's keyring holds, for a test that plays a member with another program; so is `keyPair`. */
  record(): Promise<DeviceRecord>
  keyPair(): Promise<CryptoKeyPair>
  /** One more background on this profile; the one before goes on, unless it was stopped or abandoned. */
  start(): Promise<void>
  /** Ends this background as a browser ends it in its own time, and starts another on the same profile. */
  restart(): Promise<void>
  /** As `restart`, of the whole browser: what it held in memory is gone (LOCK-1). */
  restartBrowser(): Promise<void>
  /** Lets the running background hang where it is, as a killed worker: no farewell, and nothing it still does reaches the
   *  server or the disk. */
  abandon(): void
  /** Abandons it, and starts another on the same profile. */
  kill(): Promise<void>
}

export interface WorldDeviceOptions {
  name: string
  /** What is on its disk already; default: nothing is. */
  profile?: string
  skewMs?: number
  /** Looked at anew each time: see `keepHouse`. */
  housekeeping?: Partial<HousekeepingLimits>
  bends?: Bends
}

let profiles = 0

export async function startDevice({
  name,
  profile = `${name}-${(profiles += 1)}`,
  skewMs = 0,
  housekeeping = oftenLooked(),
  bends = {},
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
  let abandon = (): void => undefined

  const start = async (): Promise<void> => {
    const store = openDeviceStore(profile)
    const {
      die,
      clock: bentClock,
      ...around
    } = bend(world.bends, {
      clock: { now: () => clock.now() + world.skewMs, after: clock.after },
      createApi: createApiClient,
      keyring: store,
      pending: { ...store.record<Uint8Array>('pending'), setAside: store.record<Uint8Array>('pending-aside').write },
      openOuterStore: (room, outer) => openOuterStore(`${profile}/${room}`, outer),
      clearOuterStore: (room) => clearOuterStore(`${profile}/${room}`),
    })
    const device = createDevice({
      ...around,
      ...kept,
      clock: createServerClock(bentClock),
      random,
      firstSeen: store.record('first-seen'),
      outerStores: () => outerStoresOf(profile),
      housekeeping,
      deviceLabel: `${name}’s browser`,
      about: { version: '0.1.0', browser: 'Node' },
      log: (message, cause) => world.log.push(`${message} ${cause instanceof Error ? cause.message : ''}`),
      unlockedCopy,
      // A slow device: what it costs to try a passcode is shown beside the passcode itself.
      passcodePatienceMs: 0,
      firstSettings,
    })
    abandon = () => {
      die()
      void device.stop()
    }
    await device.load()
    world.device = device
  }

  const world: WorldDevice = {
    profile,
    housekeeping,
    skewMs,
    bends,
    log: [],
    choices: kept.settings.read,
    place: kept.place,
    device: undefined as unknown as Device,
    view: () => world.device.view(),
    couple() {
      const view = world.device.view()
      if (view?.state === 'couple') return view
      const shown = view?.state === 'ended' ? view.why : (view?.state ?? 'not ready')
      throw new Error([`${profile} is ${shown}`, ...world.log].join('\n'))
    },
    async record() {
      const bytes = await openDeviceStore(profile).readKeyring()
      if (bytes === undefined) throw new Error(`${profile} has no keyring`)
      return recordFromBytes(bytes)
    },
    async keyPair() {
      const pair = await openDeviceStore(profile).keyPair()
      if (pair === undefined) throw new Error(`${profile} has no keys`)
      return pair
    },
    start,
    async restart() {
      await world.device.stop()
      await start()
    },
    async restartBrowser() {
      await unlockedCopy.remove()
      await world.restart()
    },
    abandon: () => abandon(),
    async kill() {
      abandon()
      await start()
    },
  }
  await start()
  return world
}

/** It looks often, and finds nothing to do. */
export const oftenLooked = (): Partial<HousekeepingLimits> => ({ jitterMs: 0, everyMs: 100 })
