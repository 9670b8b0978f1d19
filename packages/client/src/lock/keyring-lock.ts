/** The passcode around the keyring and around what is private. Without one it passes the bytes on; with one it seals them under a
 *  random key, which the passcode opens. Below it the platform's store seals once more, under a key that cannot be read out (ADR 15).
 *
 *    none ──set──► unlocked ◄──unlock── locked          remove: unlocked ──► none
 *                      └──lock, browser restarted──► locked          wipe: any ──► none
 *
 *  While unlocked the random key lies in the browser's session memory too, so that a restarted worker asks nobody. Every change of the
 *  passcode reseals all that lies here in one transaction: whoever is killed has all of it under the one or under the other.
 *  Rules: LOCK-1, PRIV-1 */

import type { Random } from '@porchlight/shared/capabilities'
import { labelled, nonceBytes, open as openSealed, seal } from '@porchlight/shared/crypto/aead'
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
import { encodeUtf8 } from 'lib0/string'
import type { KeyringStore } from '../membership/membership.ts'
import { bytesFromRecord, emptyRecord } from '../record/device-record.ts'
import type { ServerClock } from '../server/server-clock.ts'
import type { SealedStore, Together } from './sealed-store.ts'
import { type Tries, nextTryAt, noTries } from './unlock-wait.ts'

export interface KeyringLockDeps {
  clock: ServerClock
  random: Random
  store: SealedStore
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
  /** For the drawer; the same. */
  own: OwnStore
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

/** Private records by their id, as their writer made them. */
export interface OwnStore {
  read(): Promise<Map<string, Uint8Array>>
  /** All of them or none; undefined: removed. */
  write(records: Together['own']): Promise<void>
}

/** The keyring with a passcode, as the store below has it. */
interface Envelope extends Box {
  v: 1
  state: 'locked'
  key: SealedKey
}

/** A private record with a passcode: which one it is, is in what it is sealed with. */
interface Box {
  nonce: Uint8Array
  box: Uint8Array
}

type State =
  | { state: 'none' }
  | { state: 'locked'; sealed: SealedKey }
  | { state: 'unlocked'; sealed: SealedKey; key: Uint8Array }

export function createKeyringLock(deps: KeyringLockDeps): KeyringLock {
  const { clock, random, store, unlockedCopy } = deps
  let state: State = { state: 'none' }
  let tries = noTries

  /** Reads, writes and changes of the passcode, one after the other. */
  const { run: exclusive } = createSerialQueue()

  const open = (): Exclude<State, { state: 'locked' }> => {
    if (state.state === 'locked') throw new PorchlightError('locked', 'This Porchlight is locked.')
    return state
  }

  const read = async (): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const kept = await store.readKeyring()
    const now = open()
    if (kept === undefined || now.state === 'none') return kept === undefined ? undefined : new Uint8Array(kept)
    const envelope = envelopeFrom(kept)
    const plain = envelope === undefined ? undefined : openBox(envelope, now.key, keyringAad)
    if (plain === undefined) throw new PorchlightError('broken-store', 'The keyring cannot be read.')
    return plain
  }

  const readOwn = async (): Promise<Map<string, Uint8Array<ArrayBuffer>>> => {
    const now = open()
    const plain = new Map<string, Uint8Array<ArrayBuffer>>()
    for (const [id, kept] of await store.readPrivate()) {
      const bytes = now.state === 'none' ? new Uint8Array(kept) : openBox(boxFrom(kept), now.key, ownAad(id))
      if (bytes === undefined) throw new PorchlightError('broken-store', 'What is private cannot be read.')
      plain.set(id, bytes)
    }
    return plain
  }

  const sealFor = (as: State, { keyring, own }: Together): Together => {
    if (as.state !== 'unlocked') return keyring === undefined ? { own } : { keyring, own }
    const sealed = new Map([...own].map(([id, bytes]) => [id, bytes && sealOwn(random, as.key, id, bytes)] as const))
    return keyring === undefined
      ? { own: sealed }
      : { keyring: sealedBytes(random, as.sealed, as.key, keyring), own: sealed }
  }

  /** Everything that lies here, under what comes. */
  const reseal = async (as: State): Promise<void> => {
    const keyring = await read()
    const own = await readOwn()
    if (keyring === undefined && own.size === 0) throw new PorchlightError('broken-store', 'There is nothing to lock.')
    await store.writeTogether(sealFor(as, { keyring: keyring ?? bytesFromRecord(emptyRecord), own }))
    state = as
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

  /** As things are now, under another passcode and another key. */
  const sealAnew = async (passcode: string): Promise<void> => {
    const key = random.bytes(passcodeKeyBytes)
    const sealed = await sealUnderPasscode({ clock: clock.device, random }, passcode, key, deps.passcodePatienceMs)
    await reseal({ state: 'unlocked', sealed, key })
    await unlockedCopy.write(key)
  }

  const wipe = async (): Promise<void> => {
    await store.wipe()
    state = { state: 'none' }
    await unlockedCopy.remove()
    tries = await deps.tries.update(() => noTries)
  }

  return {
    keyring: {
      ...store,
      readKeyring: () => exclusive(read),
      writeKeyring: (bytes) =>
        exclusive(async () => {
          const now = open()
          await store.writeKeyring(now.state === 'none' ? bytes : sealedBytes(random, now.sealed, now.key, bytes))
        }),
      wipe: () => exclusive(wipe),
      forget: () =>
        exclusive(async () => {
          const own = await readOwn()
          if (own.size === 0) return wipe()
          const keyring = state.state === 'none' ? {} : { keyring: bytesFromRecord(emptyRecord) }
          await store.writeInstead(sealFor(state, { ...keyring, own }))
        }),
    },
    own: {
      read: () => exclusive(readOwn),
      write: (records) => exclusive(() => store.writeTogether(sealFor(open(), { own: records }))),
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
          key !== undefined && openBox(envelope, key, keyringAad) !== undefined
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
        await reseal({ state: 'none' })
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

const keyringAad = labelled('porchlight/v1/keyring')
const ownAad = (id: string): Uint8Array => labelled('porchlight/v1/private', encodeUtf8(id))

function sealedBytes(
  random: Random,
  sealed: SealedKey,
  key: Uint8Array,
  bytes: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const envelope: Envelope = { v: 1, state: 'locked', key: sealed, ...boxOf(random, key, keyringAad, bytes) }
  return new Uint8Array(encodeAny(envelope))
}

const sealOwn = (random: Random, key: Uint8Array, id: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(encodeAny(boxOf(random, key, ownAad(id), bytes)))

function boxOf(random: Random, key: Uint8Array, aad: Uint8Array, bytes: Uint8Array): Box {
  const nonce = random.bytes(nonceBytes)
  return { nonce, box: seal(key, nonce, aad, bytes) }
}

function openBox({ nonce, box }: Box, key: Uint8Array, aad: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const plain = openSealed(key, nonce, aad, box)
  return plain === undefined ? undefined : new Uint8Array(plain)
}

/** @returns undefined where the bytes are a keyring without a passcode. Only this file writes envelopes and boxes, under the
 *  platform's authenticating key. */
function envelopeFrom(bytes: Uint8Array): Envelope | undefined {
  const value = decodeAny(bytes) as Partial<Envelope>
  if (value.state !== 'locked') return undefined
  if (sealedKeyFrom(value.key) === undefined)
    throw new PorchlightError('unknown-version', 'A newer Porchlight locked this.')
  return value as Envelope
}

const boxFrom = (bytes: Uint8Array): Box => decodeAny(bytes) as Box
