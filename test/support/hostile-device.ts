/** A device of `world.ts` whose surroundings fail on purpose: answers that never arrive, calls a proxy answers, writes that
 *  are slow, a worker killed between two of its steps. It is the real background; only what lies around it is bent. */

import 'fake-indexeddb/auto'
import { type ApiClient, type ApiClientOptions, createApiClient } from '@porchlight/client/server/api-client'
import { type Device, type DeviceDeps, createDevice } from '@porchlight/client/device/device'
import { type DeviceRecord, recordFromBytes } from '@porchlight/client/record/device-record'
import { createServerClock } from '@porchlight/client/server/server-clock'
import { noPlace } from '@porchlight/client/session/kept-place'
import { firstSettings } from '@porchlight/client/port/settings'
import type { HousekeepingLimits } from '@porchlight/client/epoch/housekeeping-limits'
import { clock, random } from '@porchlight/client/capabilities'
import { openDeviceStore } from '@porchlight/extension/platform/device-store'
import { clearOuterStore, openOuterStore } from '@porchlight/extension/platform/outer-store'
import { noTries } from '@porchlight/client/lock/unlock-wait'
import type * as Y from 'yjs'
import { type WorldDevice, memoryCopy, oftenLooked, outerStoresOf } from './world.ts'

/** What may be bent; each is looked at anew at every call, so a test can change it while the device runs. */
export interface Bends {
  /** Around one call of the API; calling `pass` carries it out. */
  api?: ((call: keyof ApiClient, pass: () => Promise<unknown>) => Promise<unknown>) | undefined
  /** Around one write of the keyring. */
  keyringWrite?: ((next: DeviceRecord, pass: () => Promise<void>) => Promise<void>) | undefined
  skewMs?: number
  housekeeping: Partial<HousekeepingLimits>
  /** Shown each outer document this device opens. */
  outer?: ((outer: Y.Doc) => void) | undefined
}

export interface HostileDevice extends WorldDevice {
  bends: Bends
  /** Lets the running background hang where it is, as a killed worker: no farewell, and nothing it still does reaches the
   *  server or the disk. Starts another on the same profile. */
  kill(): Promise<void>
  /** As `kill`, without starting another. */
  abandon(): void
  start(): Promise<void>
  log: string[]
  /** For a test that plays this member with another program. */
  keyPair(): Promise<CryptoKeyPair>
}

let profiles = 0

export async function startHostileDevice(name: string, bent: Partial<Bends> = {}): Promise<HostileDevice> {
  const bends: Bends = { housekeeping: oftenLooked(), ...bent }
  profiles += 1
  const profile = `hostile-${name}-${profiles}`
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
  const log: string[] = []
  let abandonRunning = (): void => undefined

  const start = async (): Promise<Device> => {
    const store = openDeviceStore(profile)
    const sockets = new Set<() => void>()
    let isDead = false
    const never = new Promise<never>(() => undefined)
    /** A dead worker's step never ends. */
    const alive = async <T>(act: () => Promise<T>): Promise<T> => {
      if (isDead) return never
      const result = await act()
      return isDead ? never : result
    }
    const createApi = (options: ApiClientOptions): ApiClient => {
      const real = createApiClient(options)
      return new Proxy(real, {
        get:
          (_, call: keyof ApiClient) =>
          (...args: unknown[]) =>
            alive(() => {
              const pass = () => (real[call] as (...all: unknown[]) => Promise<unknown>)(...args)
              return world.bends.api === undefined ? pass() : world.bends.api(call, pass)
            }),
      })
    }
    const pending = store.record<Uint8Array>('pending')
    const deps: DeviceDeps = {
      clock: createServerClock({
        now: () => clock.now() + (world.bends.skewMs ?? world.skewMs),
        after: (delayMs, act) => clock.after(delayMs, () => (isDead ? undefined : act())),
      }),
      random,
      createApi,
      keyring: {
        ...store,
        readKeyring: () => alive(() => store.readKeyring()),
        writeKeyring: (bytes) =>
          alive(() => {
            const pass = () => alive(() => store.writeKeyring(bytes))
            return world.bends.keyringWrite === undefined
              ? pass()
              : world.bends.keyringWrite(recordFromBytes(bytes), pass)
          }),
      },
      pending: {
        read: () => alive(() => pending.read()),
        write: (record) => alive(() => pending.write(record)),
        remove: () => alive(() => pending.remove()),
        setAside: store.record<Uint8Array>('pending-aside').write,
      },
      firstSeen: store.record('first-seen'),
      openOuterStore(room, outer) {
        bends.outer?.(outer)
        const opened = openOuterStore(`${profile}/${room}`, outer)
        sockets.add(() => {
          // The disk stops taking writes, and the socket goes without a close frame.
          outer.destroy()
          void opened.close()
        })
        return opened
      },
      housekeeping: bends.housekeeping,
      deviceLabel: `${name}’s browser`,
      about: { version: '0.1.0', browser: 'Node' },
      clearOuterStore: (room) => alive(() => clearOuterStore(`${profile}/${room}`)),
      outerStores: () => outerStoresOf(profile),
      log: (message, cause) => log.push(`${message} ${cause instanceof Error ? cause.message : ''}`),
      ...kept,
      unlockedCopy,
      firstSettings,
    }
    const device = createDevice(deps)
    abandonRunning = () => {
      isDead = true
      for (const end of sockets) end()
      void device.stop()
    }
    await device.load()
    return device
  }

  const world: HostileDevice = {
    skewMs: 0,
    housekeeping: bends.housekeeping,
    profile,
    choices: kept.settings.read,
    place: kept.place,
    bends,
    log,
    device: undefined as unknown as Device,
    view: () => world.device.view(),
    couple() {
      const view = world.device.view()
      if (view?.state !== 'couple') throw new Error(`${profile} is ${view?.state ?? 'not ready'}`)
      return view
    },
    async keyPair() {
      const pair = await openDeviceStore(profile).keyPair()
      if (pair === undefined) throw new Error(`${profile} has no keys`)
      return pair
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
    abandon: () => abandonRunning(),
    async start() {
      world.device = await start()
    },
    async kill() {
      abandonRunning()
      world.device = await start()
    },
  }
  world.device = await start()
  return world
}

function memory<T>(initial: T) {
  let value = initial
  return {
    read: () => Promise.resolve(value),
    update(change: (value: T) => T) {
      value = change(value)
      return Promise.resolve(value)
    },
  }
}
