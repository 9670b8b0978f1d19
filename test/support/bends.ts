/** What lies around a device and can fail on purpose: answers that never arrive, calls a proxy answers, writes that are slow, timers
 *  that are not, a worker killed between two of its steps. The device itself is the real one; it is told nothing. */

import type { Clock } from '@porchlight/shared/capabilities'
import type { DeviceDeps } from '@porchlight/client/device/device'
import { type DeviceRecord, recordFromBytes } from '@porchlight/client/record/device-record'
import type { ApiClient } from '@porchlight/client/server/api-client'
import type * as Y from 'yjs'

/** What may be bent; each is looked at anew at every call, so a test can change it while the device runs. */
export interface Bends {
  /** Around one call of the API; calling `pass` carries it out. */
  api?: ((call: keyof ApiClient, pass: () => Promise<unknown>) => Promise<unknown>) | undefined
  /** Around one write of the keyring. */
  keyringWrite?: ((next: DeviceRecord, pass: () => Promise<void>) => Promise<void>) | undefined
  /** Around one write of several records at once: of what is private, and of all that lies here under another passcode. */
  diskWrite?: ((write: DiskWrite, pass: () => Promise<void>) => Promise<void>) | undefined
  /** How long a timer takes that this device sets; default: as long as it wants. */
  delayMs?: ((wantedMs: number) => number) | undefined
  /** Shown each outer document this device opens. */
  outer?: ((outer: Y.Doc) => void) | undefined
}

export type DiskWrite = 'writeTogether' | 'writeInstead'

export interface Surroundings
  extends Pick<DeviceDeps, 'createApi' | 'keyring' | 'pending' | 'openOuterStore' | 'clearOuterStore'> {
  /** The device's own. */
  clock: Clock
}

export interface Bent extends Surroundings {
  /** From now on no step of this life ends, and nothing it still does reaches the server or the disk: no farewell. */
  die(): void
}

/** One life of a background among these surroundings: what it does passes through `bends`, until it is killed. */
export function bend(bends: Bends, honest: Surroundings): Bent {
  const { keyring, pending } = honest
  const stores = new Set<() => void>()
  let isDead = false
  const never = new Promise<never>(() => undefined)
  const alive = async <T>(act: () => Promise<T>): Promise<T> => {
    if (isDead) return never
    const result = await act()
    return isDead ? never : result
  }

  const writing = (write: DiskWrite, act: () => Promise<void>): Promise<void> =>
    alive(() => {
      const pass = () => alive(act)
      return bends.diskWrite === undefined ? pass() : bends.diskWrite(write, pass)
    })

  return {
    clock: {
      ...honest.clock,
      after(wantedMs, act) {
        const delayMs = bends.delayMs === undefined ? wantedMs : bends.delayMs(wantedMs)
        return honest.clock.after(delayMs, () => (isDead ? undefined : act()))
      },
    },
    createApi(options) {
      const real = honest.createApi(options)
      return new Proxy(real, {
        get:
          (_, call: keyof ApiClient) =>
          (...args: unknown[]) =>
            alive(() => {
              const pass = () => (real[call] as (...all: unknown[]) => Promise<unknown>)(...args)
              return bends.api === undefined ? pass() : bends.api(call, pass)
            }),
      })
    },
    keyring: {
      ...keyring,
      readKeyring: () => alive(() => keyring.readKeyring()),
      writeKeyring: (bytes) =>
        alive(() => {
          const pass = () => alive(() => keyring.writeKeyring(bytes))
          return bends.keyringWrite === undefined ? pass() : bends.keyringWrite(recordFromBytes(bytes), pass)
        }),
      readPrivate: () => alive(() => keyring.readPrivate()),
      writeTogether: (records) => writing('writeTogether', () => keyring.writeTogether(records)),
      writeInstead: (records) => writing('writeInstead', () => keyring.writeInstead(records)),
    },
    pending: {
      ...pending,
      read: () => alive(() => pending.read()),
      write: (record) => alive(() => pending.write(record)),
      remove: () => alive(() => pending.remove()),
    },
    openOuterStore(room, outer) {
      bends.outer?.(outer)
      const opened = honest.openOuterStore(room, outer)
      stores.add(() => {
        // The disk stops taking writes, and the socket goes without a close frame.
        outer.destroy()
        void opened.close()
      })
      return opened
    },
    clearOuterStore: (room) => alive(() => honest.clearOuterStore(room)),
    die() {
      isDead = true
      for (const end of stores) end()
    },
  }
}
