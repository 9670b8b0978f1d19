/** The passcode around the keyring. Without one it passes the bytes on; with one it seals them under a random key, which the
 *  passcode opens. Below it the platform's store seals once more, under a key that cannot be read out (ADR 15).
 *
 *    none ──set──► unlocked ◄──unlock── locked          remove: unlocked ──► none
 *                      └──lock, browser restarted──► locked          wipe: any ──► none
 *
 *  While unlocked the random key lies in the browser's session memory too, so that a restarted worker asks nobody.
 *  Rule: LOCK-1 */

import type { Random } from '@porchlight/shared/capabilities'
import { labelled, nonceBytes, open, seal } from '@porchlight/shared/crypto/aead'
import {
  type SealedKey,
  openWithPasscode,
  passcodeKeyBytes,
  sealUnderPasscode,
  sealedKeyFrom,
} from '@porchlight/shared/crypto/passcode'
import { PorchlightError } from '@porchlight/shared/errors'
import { createSerialQueue } from '@porchlight/shared/serial-queue'
import { decodeAny, encodeAny } from 'lib0/buffer'
import type { KeyringStore } from '../membership/membership.ts'
import type { ServerClock } from '../server/server-clock.ts'
import { type Tries, nextTryAt, noTries } from './unlock-wait.ts'

export interface KeyringLockDeps {
  clock: ServerClock
  random: Random
  store: KeyringStore
  unlockedCopy: UnlockedCopy
  /** How long one try may take before the lighter cost is taken, ms; as LOCK-1 says where absent. */
  passcodePatienceMs?: number
  tries: { read(): Promise<Tries>; update(change: (tries: Tries) => Tries): Promise<Tries> }
}

/** Bytes that outlive the worker and not the browser; `platform/unlocked-copy` makes the real one. */
export interface UnlockedCopy {
  read(): Promise<Uint8Array | undefined>
  write(key: Uint8Array): Promise<void>
  remove(): Promise<void>
}

export type Opened = { ok: true } | { ok: false; reason: 'wrong-passcode' | 'wait-a-moment' }

export interface KeyringLock {
  /** For the membership. Throws PorchlightError 'locked' while locked. */
  keyring: KeyringStore
  state(): 'none' | 'locked' | 'unlocked'
  load(): Promise<void>
  /** Puts a passcode where there is none. */
  set(passcode: string): Promise<void>
  change(passcode: string, next: string): Promise<Opened>
  remove(passcode: string): Promise<Opened>
  unlock(passcode: string): Promise<Opened>
  /** Drops the key. What JavaScript held in memory cannot be overwritten from here, only let go. */
  lock(): Promise<void>
  /** When the next passcode may be tried, ms; undefined: now. */
  nextTryAt(): number | undefined
}

/** The keyring with a passcode, as the store below has it. */
interface Envelope {
  v: 1
  state: 'locked'
  key: SealedKey
  nonce: Uint8Array
  box: Uint8Array
}

export function createKeyringLock(deps: KeyringLockDeps): KeyringLock {
  const { clock, random, store, unlockedCopy } = deps
  let state:
    | { state: 'none' }
    | { state: 'locked'; sealed: SealedKey }
    | { state: 'unlocked'; sealed: SealedKey; key: Uint8Array } = { state: 'none' }
  let tries = noTries

  /** Reads, writes and changes of the passcode, one after the other. */
  const { run: exclusive } = createSerialQueue()

  const write = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    if (state.state === 'locked') throw new PorchlightError('locked', 'This Porchlight is locked.')
    await store.writeKeyring(state.state === 'none' ? bytes : sealedBytes(random, state.sealed, state.key, bytes))
  }

  const read = async (): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const kept = await store.readKeyring()
    if (kept === undefined || state.state === 'none') return kept === undefined ? undefined : new Uint8Array(kept)
    if (state.state === 'locked') throw new PorchlightError('locked', 'This Porchlight is locked.')
    const envelope = envelopeFrom(kept)
    const plain = envelope === undefined ? undefined : openEnvelope(envelope, state.key)
    if (plain === undefined) throw new PorchlightError('broken-store', 'The keyring cannot be read.')
    return plain
  }

  /** One try: counted before it is made, so that a worker that dies in the middle made one too. */
  const tryPasscode = async (passcode: string, sealed: SealedKey): Promise<Uint8Array | Opened> => {
    tries = await deps.tries.read()
    if (nextTryAt(tries, clock.device.now()) !== undefined) return { ok: false, reason: 'wait-a-moment' }
    tries = await deps.tries.update(({ failed }) => ({ failed: failed + 1, at: clock.device.now() }))
    const key = await openWithPasscode(passcode, sealed)
    if (key === undefined) {
      tries = await deps.tries.update(({ failed }) => ({ failed, at: clock.device.now() }))
      return { ok: false, reason: 'wrong-passcode' }
    }
    tries = await deps.tries.update(() => noTries)
    return key
  }

  /** The bytes as they are now, under another passcode and another key. */
  const sealAnew = async (passcode: string): Promise<void> => {
    const key = random.bytes(passcodeKeyBytes)
    const sealed = await sealUnderPasscode({ clock: clock.device, random }, passcode, key, deps.passcodePatienceMs)
    const bytes = await read()
    if (bytes === undefined) throw new PorchlightError('broken-store', 'There is no keyring to lock.')
    await store.writeKeyring(sealedBytes(random, sealed, key, bytes))
    state = { state: 'unlocked', sealed, key }
    await unlockedCopy.write(key)
  }

  return {
    keyring: {
      ...store,
      readKeyring: () => exclusive(read),
      writeKeyring: (bytes) => exclusive(() => write(bytes)),
      wipe: () =>
        exclusive(async () => {
          await store.wipe()
          state = { state: 'none' }
          await unlockedCopy.remove()
          tries = await deps.tries.update(() => noTries)
        }),
    },
    state: () => state.state,

    load: () =>
      exclusive(async () => {
        const kept = await store.readKeyring()
        const envelope = kept === undefined ? undefined : envelopeFrom(kept)
        tries = await deps.tries.read()
        if (envelope === undefined) {
          state = { state: 'none' }
          return
        }
        const key = await unlockedCopy.read()
        state =
          key !== undefined && openEnvelope(envelope, key) !== undefined
            ? { state: 'unlocked', sealed: envelope.key, key }
            : { state: 'locked', sealed: envelope.key }
      }),

    set: (passcode) => exclusive(() => sealAnew(passcode)),

    change: (passcode, next) =>
      exclusive(async () => {
        if (state.state !== 'unlocked') throw new PorchlightError('locked', 'This Porchlight is locked.')
        const tried = await tryPasscode(passcode, state.sealed)
        if ('ok' in tried) return tried
        await sealAnew(next)
        return { ok: true }
      }),

    remove: (passcode) =>
      exclusive(async () => {
        if (state.state !== 'unlocked') throw new PorchlightError('locked', 'This Porchlight is locked.')
        const tried = await tryPasscode(passcode, state.sealed)
        if ('ok' in tried) return tried
        const bytes = await read()
        if (bytes !== undefined) await store.writeKeyring(bytes)
        state = { state: 'none' }
        await unlockedCopy.remove()
        return { ok: true }
      }),

    unlock: (passcode) =>
      exclusive(async () => {
        if (state.state !== 'locked') return { ok: true }
        const tried = await tryPasscode(passcode, state.sealed)
        if ('ok' in tried) return tried
        state = { state: 'unlocked', sealed: state.sealed, key: tried }
        await unlockedCopy.write(tried)
        return { ok: true }
      }),

    lock: () =>
      exclusive(async () => {
        await unlockedCopy.remove()
        if (state.state === 'unlocked') state = { state: 'locked', sealed: state.sealed }
      }),

    nextTryAt: () => nextTryAt(tries, clock.device.now()),
  }
}

const aad = labelled('porchlight/v1/keyring')

function sealedBytes(
  random: Random,
  sealed: SealedKey,
  key: Uint8Array,
  bytes: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const nonce = random.bytes(nonceBytes)
  const envelope: Envelope = { v: 1, state: 'locked', key: sealed, nonce, box: seal(key, nonce, aad, bytes) }
  return new Uint8Array(encodeAny(envelope))
}

function openEnvelope({ nonce, box }: Envelope, key: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const plain = open(key, nonce, aad, box)
  return plain === undefined ? undefined : new Uint8Array(plain)
}

/** @returns undefined where the bytes are a keyring without a passcode. Only this file writes envelopes, under the
 *  platform's authenticating key. */
function envelopeFrom(bytes: Uint8Array): Envelope | undefined {
  const value = decodeAny(bytes) as Partial<Envelope>
  if (value.state !== 'locked') return undefined
  if (sealedKeyFrom(value.key) === undefined)
    throw new PorchlightError('unknown-version', 'A newer Porchlight locked this.')
  return value as Envelope
}
