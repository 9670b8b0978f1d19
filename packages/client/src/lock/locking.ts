/** Shutting this device and opening it again: what a person asks, and what happens by itself when they are away.
 *
 *    open ──lock, away──► shutting (the screens show it at once; what was typed is put away) ──► shut ──unlock──► open
 *
 *  A held reaching out leaves when the door is shut: the lock screen could not offer its undo, and a shut device might stay
 *  shut for days. Nothing of the couple stays referenced; what the browser has freed by then is the browser's affair.
 *  Rules: LOCK-1, PRIV-2, SEAL-6a, TURN-10. */

import { createSerialQueue } from '@porchlight/shared/serial-queue'
import type { DeviceCommand, Result } from '../port/device-command.ts'
import type { KeyringLock } from './keyring-lock.ts'

export interface LockingDeps {
  lock: KeyringLock
  /** Whether nobody can have been here for longer than was chosen; asked at every look. */
  sleptTooLong(): boolean
  /** Whether there is anything to lock: a couple, or something private (PRIV-1). */
  holdsAnything(): Promise<boolean>
  /** Lets what is held for an undo go out now. */
  releaseHeld(): void
  /** Puts the couple away: written down, closed, forgotten. */
  suspend(): Promise<void>
  /** Reads the keyring and goes on. */
  resume(): Promise<void>
  /** A passcode was set: what lay on disk without one should open nothing that comes. */
  passcodeSet(): Promise<void>
  changed(): void
}

type LockKind = 'set-passcode' | 'change-passcode' | 'remove-passcode' | 'lock' | 'unlock'

export interface Locking {
  /** From the moment the screens must show nothing. The one gate: whatever wakes, shows or acts asks here first, and whoever
   *  asks after a sleep finds it shut. */
  isShut(): boolean
  asks: { [K in LockKind]: (command: Extract<DeviceCommand, { kind: K }>) => Promise<Result> }
  shut(): Promise<void>
}

/** Characters. Shorter ones fall to whoever has the disk and a weekend. */
export const shortestPasscode = 6
const longestPasscode = 200

export function createLocking(deps: LockingDeps): Locking {
  const { lock } = deps
  let shutting: Promise<void> | undefined
  /** Two tabs that unlock at once open one couple. */
  const opening = createSerialQueue()

  const locking: Locking = {
    isShut() {
      if (deps.sleptTooLong()) void locking.shut()
      return shutting !== undefined || lock.state() === 'locked'
    },

    shut() {
      if (shutting === undefined && lock.state() === 'unlocked') {
        shutting = shutNow().finally(() => {
          shutting = undefined
          deps.changed()
        })
      }
      return shutting ?? Promise.resolve()
    },

    asks: {
      'set-passcode': async ({ passcode }) => {
        if (!(await deps.holdsAnything())) return { ok: false, reason: 'not-paired' }
        if (lock.state() !== 'none') return { ok: false, reason: 'passcode-set' }
        const fit = fitOf(passcode)
        if (!fit.ok) return fit
        await lock.set(passcode)
        await deps.passcodeSet()
        deps.changed()
        return { ok: true }
      },
      'change-passcode': async ({ passcode, next }) => {
        if (lock.state() !== 'unlocked') return { ok: false, reason: 'no-passcode' }
        const fit = fitOf(next)
        return fit.ok ? lock.change(passcode, next) : fit
      },
      'remove-passcode': async ({ passcode }) => {
        if (lock.state() !== 'unlocked') return { ok: false, reason: 'no-passcode' }
        const removed = await lock.remove(passcode)
        deps.changed()
        return removed
      },
      lock: async () => {
        if (lock.state() === 'none') return { ok: false, reason: 'no-passcode' }
        await locking.shut()
        return { ok: true }
      },
      unlock: ({ passcode }) => opening.run(() => open(passcode)),
    },
  }
  return locking

  async function open(passcode: string): Promise<Result> {
    await shutting
    if (lock.state() !== 'locked') return { ok: true }
    const opened = await lock.unlock(passcode)
    if (opened.ok) await deps.resume()
    deps.changed()
    return opened
  }

  async function shutNow(): Promise<void> {
    deps.releaseHeld()
    deps.changed()
    try {
      await deps.suspend()
    } finally {
      await lock.lock()
    }
  }
}

function fitOf(passcode: string): Result {
  const { length } = Array.from(new Intl.Segmenter().segment(passcode.normalize('NFKC')))
  if (length < shortestPasscode) return { ok: false, reason: 'passcode-short' }
  return length > longestPasscode ? { ok: false, reason: 'too-long' } : { ok: true }
}
