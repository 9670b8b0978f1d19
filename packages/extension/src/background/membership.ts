/** Whether this device belongs to a couple, and how it comes and goes: lighting a porch, inviting, joining, following a
 *  new key, leaving, erasing. Every step that the other side could see is written to the keyring before it is taken, so
 *  a worker killed anywhere goes on from there.
 *
 *    unpaired ──lightPorch──► couple ──ended (removed, erased)──► ended ──wipe──► unpaired
 *        └──join──► joining ──┘   ├──leave──► leaving ──told──► unpaired
 *                                 └──erase──► unpaired
 *
 *  Rules: PAIR, EPOCH-3, EPOCH-4, LEAVE-1, LEAVE-2. Over 250 lines: one machine, read best in one place. */

import type { Random, Stop } from '@porchlight/shared/capabilities'
import { base64UrlFromBytes } from '@porchlight/shared/crypto/bytes'
import { type EpochPayload, bytesFromPublicKey } from '@porchlight/shared/crypto/epoch'
import {
  coupleIdBytes,
  createCoupleKey,
  createDeviceKeyPair,
  deviceIdBytes,
  hashOfToken,
} from '@porchlight/shared/crypto/keys'
import { type ErrorCode, PorchlightError } from '@porchlight/shared/errors'
import { firstOuterState } from '@porchlight/shared/sync/outer-doc'
import * as Y from 'yjs'
import type { ApiClient, ApiClientOptions } from './api-client.ts'
import {
  type CoupleSession,
  type SessionDeps,
  type SessionEvents,
  openCoupleSession,
  roomNameOfEpoch,
  roomOfEpoch,
} from './couple-session.ts'
import type { DeviceRefusal } from './device-command.ts'
import { type DeviceRecord, type Keyring, bytesFromRecord, emptyRecord, recordFromBytes } from './device-record.ts'
import { deviceRefusalFromError } from './device-refusal.ts'
import { followEpochs, rotateToAdd } from './epochs.ts'
import { type Inviter, createInviter, makeInvite } from './inviter.ts'
import { createJoiner, readInvite } from './joiner.ts'
import type { Ending, PairingView } from './port.ts'
import { retryDelayMs } from './retry-delay.ts'
import type { ServerClock } from './server-clock.ts'

export interface MembershipDeps extends Omit<SessionDeps, 'api' | 'clock'> {
  clock: ServerClock
  random: Random
  createApi(options: ApiClientOptions): ApiClient
  keyring: KeyringStore
  clearOuterStore(name: string): Promise<void>
  /** Writes the structure of a new couple's document: its creator alone does (SEAL-12). */
  initialise(inner: Y.Doc, device: string): void
  /** Takes back and removes what this person wrote, before leaving (DOC-5). */
  withdraw(session: CoupleSession): void
  log(message: string, cause?: unknown): void
}

/** `platform/device-store` makes the real one. */
export interface KeyringStore {
  readKeyring(): Promise<Uint8Array | undefined>
  writeKeyring(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  keyPair(): Promise<CryptoKeyPair | undefined>
  writeKeyPair(pair: CryptoKeyPair): Promise<void>
  wipe(): Promise<void>
}

export type Answer = { ok: true } | { ok: false; reason: DeviceRefusal }

export interface Membership {
  record(): DeviceRecord
  session(): CoupleSession | undefined
  pairing(): PairingView
  /** Reads the keyring and goes on where this device was. */
  load(): Promise<void>
  lightPorch(server: string, signUpCode?: string): Promise<Answer>
  newInvite(): Promise<Answer>
  cancelInvite(): Promise<Answer>
  join(link: string, name: string): Promise<Answer>
  stopJoining(): Promise<Answer>
  /** *This is them*: the couple key goes to the other device. */
  confirmWords(): Promise<Answer>
  leave(): Promise<Answer>
  erase(): Promise<Answer>
  wipe(): Promise<Answer>
  /** A person looks, or the network came back. */
  attend(): void
  stop(): Promise<void>
}

export interface MembershipEvents extends Omit<SessionEvents, 'ended'> {
  /** Another session (or none) is there now. */
  sessionChanged(): void
}

const tokenBytes = 32
/** A rotation waits for the two documents to be in step: at most this often, this long apart. */
const rotationTries = 20
const rotationRetryMs = 500
const acknowledgeTries = 5
/** How long leaving waits for the last words to be safe on the server. */
const farewellMs = 5_000
const farewellTries = 4

export function createMembership(deps: MembershipDeps, events: MembershipEvents): Membership {
  const { clock, random } = deps
  let record: DeviceRecord = emptyRecord
  let session: CoupleSession | undefined
  let inviter: Inviter | undefined
  let joiner: { stop: Stop } | undefined
  let pairing: PairingView = { step: 'idle' }
  let cancelFollow: Stop = () => {}
  let queue: Promise<unknown> = Promise.resolve()
  let writing: Promise<unknown> = Promise.resolve()
  /** Sessions that were opened anew in a row because the key seemed to have moved. */
  let reopenings = 0

  // The machine

  /** Every change of the record, one after the other, each from what the one before left: a slow disk must not put an old
   *  key over a new one. */
  const change = (revised: (now: DeviceRecord) => DeviceRecord): Promise<void> => {
    const done = writing.then(async () => {
      const value = revised(record)
      if (value === record) return
      await deps.keyring.writeKeyring(bytesFromRecord(value))
      record = value
    })
    writing = done.catch(() => undefined)
    return done
  }

  const show = (view: PairingView): void => {
    pairing = view
    events.changed()
  }

  /** One act at a time: two tabs that press at once are served one after the other. */
  const exclusive = <T>(act: () => Promise<T>): Promise<T> => {
    const next = queue.then(act)
    queue = next.catch(() => undefined)
    return next
  }

  const answering = (act: () => Promise<Answer | undefined>): Promise<Answer> =>
    exclusive(async () => {
      try {
        return (await act()) ?? { ok: true }
      } catch (cause) {
        return { ok: false, reason: deviceRefusalFromError(cause) }
      }
    })

  const apiOf = ({ server, token }: Keyring): ApiClient => deps.createApi({ server, token: base64UrlFromBytes(token) })

  const keyPair = async (): Promise<CryptoKeyPair> => {
    const kept = await deps.keyring.keyPair()
    if (kept !== undefined) return kept
    const made = await createDeviceKeyPair()
    await deps.keyring.writeKeyPair(made)
    return made
  }

  const openSession = (keyring: Keyring, inner = new Y.Doc(), carriedOver: Uint8Array[] = []): void => {
    const opening: CoupleSession = openCoupleSession(
      { ...deps, api: apiOf(keyring) },
      { keyring, inner, connect: record.state !== 'ended', carriedOver },
      {
        changed() {
          if (session?.offlineSince() === undefined) reopenings = 0
          if (isCurrent(keyring) && keyring.previous !== undefined && session?.sealed.rotation().ok === true)
            void forgetPrevious(keyring)
          events.changed()
        },
        caretsChanged: events.caretsChanged,
        clockLearned: events.clockLearned,
        // The socket of a session that has been replaced has nothing more to say.
        ended: (code) => void exclusive(async () => (session === opening ? ended(code) : undefined)),
      },
    )
    session = opening
    events.sessionChanged()
    events.changed()
  }

  const closeSession = async (): Promise<void> => {
    const closing = session
    session = undefined
    await closing?.close()
  }

  const isCurrent = (keyring: Keyring): boolean => record.state === 'couple' && record.keyring === keyring

  // Keys that move

  const ended = async (code: ErrorCode): Promise<void> => {
    // Nothing is left to be told to a server that does not know this device any more.
    if (record.state === 'leaving' && code !== 'epoch-moved') return wipe()
    if (record.state !== 'couple') return
    switch (code) {
      case 'epoch-moved':
        return follow()
      case 'device-revoked':
        return finish('revoked')
      case 'erased':
        return finish('erased')
      default:
        return finish('unknown-device')
    }
  }

  /** The couple stays readable here until this person lets go of it. */
  const finish = async (why: Ending): Promise<void> => {
    stopPairing()
    await change((now) => (now.state === 'couple' ? { v: 1, state: 'ended', why, keyring: now.keyring } : now))
    await reopen()
  }

  /** The same document under what the record says now. */
  const reopen = async (): Promise<void> => {
    if (record.state === 'unpaired') return
    const { inner, sealed } = session ?? {}
    await sealed?.settle().catch((cause: unknown) => deps.log('Not everything is on disk.', cause))
    const carriedOver = sealed?.unsaved() ?? []
    await closeSession()
    openSession(record.keyring, inner, carriedOver)
  }

  const follow = async (): Promise<void> => {
    if (record.state !== 'couple') return
    const { keyring } = record
    try {
      const next = await followEpochs(apiOf(keyring), keyring, await keyPair())
      if (next.epoch > keyring.epoch.epoch) return await moveTo(next)
    } catch (cause) {
      if (cause instanceof PorchlightError && cause.code === 'unknown-device') return finish('unknown-device')
      deps.log('The next key could not be fetched.', cause)
    }
    // Nothing newer, or no answer: what said that the key moved is asked again, after a while.
    const delayMs = retryDelayMs(reopenings++, 'epoch-moved', random)
    cancelFollow = clock.after(delayMs, () => void exclusive(reopen))
  }

  const moveTo = async (epoch: EpochPayload): Promise<void> => {
    await change((now) => {
      if (now.state !== 'couple' || epoch.epoch <= now.keyring.epoch.epoch) return now
      const { previous = [], epoch: before } = now.keyring
      return { ...now, keyring: { ...now.keyring, epoch, previous: [...previous, before] } }
    })
    await reopen()
    acknowledge(epoch.epoch, 0)
  }

  /** Lets the server drop this device's record of the epoch. Losing it costs a row there, and nothing else. */
  const acknowledge = (epoch: number, failures: number): void => {
    if (record.state !== 'couple') return
    apiOf(record.keyring)
      .ackEpochs(epoch)
      .catch((cause: unknown) => {
        if (!(cause instanceof PorchlightError) || failures === acknowledgeTries) return
        clock.after(retryDelayMs(failures, cause.code, random), () => acknowledge(epoch, failures + 1))
      })
  }

  /** Everything of the epochs before is in this one: their copies can go. */
  const forgetPrevious = (keyring: Keyring): Promise<void> =>
    exclusive(async () => {
      if (!isCurrent(keyring)) return
      const { previous = [], ...rest } = keyring
      await change((now) => (now.state === 'couple' ? { ...now, keyring: rest } : now))
      for (const earlier of previous) await deps.clearOuterStore(roomNameOfEpoch(earlier))
    })

  // Pairing

  const stopPairing = (): void => {
    cancelFollow()
    inviter?.stop()
    joiner?.stop()
    inviter = undefined
    joiner = undefined
  }

  const inviterDeps = (keyring: Keyring) => ({
    clock,
    random,
    api: apiOf(keyring),
    show,
    async save(inviting: (DeviceRecord & { state: 'couple' })['inviting']) {
      await change((now) => {
        if (now.state !== 'couple') return now
        const { inviting: _, ...rest } = now
        return inviting === undefined ? rest : { ...rest, inviting }
      })
    },
  })

  const joinerDeps = {
    clock,
    random,
    show,
    createApi: deps.createApi,
    async save(joining: (DeviceRecord & { state: 'unpaired' })['joining']) {
      await change((now) => {
        if (now.state !== 'unpaired') return now
        return joining === undefined ? emptyRecord : { v: 1, state: 'unpaired', joining }
      })
    },
    async joined(keyring: Keyring) {
      // Whoever stopped joining in the meantime stays out.
      await change((now) =>
        now.state === 'unpaired' && now.joining !== undefined ? { v: 1, state: 'couple', keyring } : now,
      )
      if (!isCurrent(keyring)) return
      pairing = { step: 'connected' }
      openSession(keyring)
    },
  }

  const invite = async (): Promise<void> => {
    if (record.state !== 'couple') return
    const { keyring } = record
    const pair = await keyPair()
    show({ step: 'working', role: 'inviter' })
    const inviting = await makeInvite(inviterDeps(keyring), keyring, pair, 'b')
    inviter = createInviter(inviterDeps(keyring), keyring, pair, inviting)
  }

  const wipe = async (): Promise<void> => {
    stopPairing()
    const { state } = record
    await closeSession()
    if (state !== 'unpaired') {
      const { epoch, previous = [] } = (record as DeviceRecord & { keyring: Keyring }).keyring
      for (const one of [...previous, epoch]) await deps.clearOuterStore(roomNameOfEpoch(one))
    }
    await writing
    await deps.keyring.wipe()
    record = emptyRecord
    pairing = { step: 'idle' }
    events.sessionChanged()
    events.changed()
  }

  return {
    record: () => record,
    session: () => session,
    pairing: () => pairing,

    load: () =>
      exclusive(async () => {
        const kept = await deps.keyring.readKeyring()
        record = kept === undefined ? emptyRecord : recordFromBytes(kept)
        const pair = await keyPair()
        switch (record.state) {
          case 'unpaired':
            if (record.joining === undefined) return
            pairing = { step: 'working', role: 'joiner' }
            joiner = createJoiner(joinerDeps, pair, record.joining)
            return
          case 'couple':
            openSession(record.keyring)
            if (record.inviting === undefined) return
            pairing = { step: 'working', role: 'inviter' }
            inviter = createInviter(inviterDeps(record.keyring), record.keyring, pair, record.inviting)
            return
          case 'leaving':
            openSession(record.keyring)
            void exclusive(() => finishLeaving(0))
            return
          case 'ended':
            openSession(record.keyring)
            void exclusive(comeBack)
        }
      }),

    lightPorch: (server, signUpCode) =>
      answering(async () => {
        if (record.state !== 'unpaired') return { ok: false, reason: 'already-paired' }
        const api = deps.createApi({ server })
        await api.info()
        stopPairing()
        show({ step: 'working', role: 'inviter' })
        const pair = await keyPair()
        const coupleId = random.bytes(coupleIdBytes)
        const deviceId = random.bytes(deviceIdBytes)
        const token = random.bytes(tokenBytes)
        const pub = await bytesFromPublicKey(pair.publicKey)
        const device = { id: deviceId, pub, person: 'a' as const, label: '', added: clock.now() }
        const epoch: EpochPayload = {
          coupleId,
          epoch: 1,
          gen: 1,
          key: createCoupleKey(random),
          roster: { devices: [device], recovery: [] },
          reason: 'create',
        }
        const inner = new Y.Doc()
        deps.initialise(inner, base64UrlFromBytes(deviceId))
        try {
          await api.createCouple({
            coupleId: base64UrlFromBytes(coupleId),
            deviceId: base64UrlFromBytes(deviceId),
            tokenHash: base64UrlFromBytes(hashOfToken(token)),
            state: base64UrlFromBytes(firstOuterState(random, roomOfEpoch(epoch), inner)),
            ...(signUpCode === undefined ? {} : { signupCode: signUpCode }),
          })
        } catch (cause) {
          show({ step: 'idle' })
          throw cause
        }
        const keyring: Keyring = { server, token, deviceId, person: 'a', epoch }
        await change(() => ({ v: 1, state: 'couple', keyring }))
        openSession(keyring, inner)
        await invite()
        return undefined
      }),

    newInvite: () =>
      answering(async () => {
        if (record.state !== 'couple') return { ok: false, reason: 'not-paired' }
        if (isFull(record.keyring)) return { ok: false, reason: 'couple-full' }
        await inviter?.burn()
        await invite()
        return undefined
      }),

    cancelInvite: () =>
      answering(async () => {
        await inviter?.burn()
        inviter = undefined
        show({ step: 'idle' })
        return undefined
      }),

    join: (link, name) =>
      answering(async () => {
        if (record.state !== 'unpaired') return { ok: false, reason: 'already-paired' }
        stopPairing()
        const pair = await keyPair()
        const read = await readInvite(joinerDeps, pair, link, name)
        if (!read.ok) return read
        await change(() => ({ v: 1, state: 'unpaired', joining: read.joining }))
        show({ step: 'working', role: 'joiner' })
        joiner = createJoiner(joinerDeps, pair, read.joining)
        return undefined
      }),

    stopJoining: () =>
      answering(async () => {
        if (record.state !== 'unpaired') return undefined
        stopPairing()
        await change((now) => (now.state === 'unpaired' ? emptyRecord : now))
        if (record.state !== 'unpaired') return undefined
        show({ step: 'idle' })
        return undefined
      }),

    confirmWords: () =>
      answering(async () => {
        const claim = inviter?.claim()
        if (record.state !== 'couple' || session === undefined || inviter === undefined || claim === undefined) {
          return { ok: false, reason: 'not-paired' }
        }
        const { keyring, inviting } = record
        const newcomer = {
          id: claim.deviceId,
          publicKey: claim.pubB,
          person: inviting?.person ?? 'b',
          label: '',
          psk: inviter.psk,
        }
        const rotation = { api: apiOf(keyring), random, keyPair: await keyPair(), now: clock.now() }
        for (let attempt = 1; ; attempt += 1) {
          await session.sealed.settle()
          const may = session.sealed.rotation()
          if (!may.ok && may.reason === 'unknown-version') return { ok: false, reason: 'update-porchlight' }
          try {
            if (!may.ok) throw new PorchlightError('outer-moved', `Not everything is in step yet: ${may.reason}.`)
            const next = await rotateToAdd(rotation, keyring, session, newcomer)
            stopPairing()
            pairing = { step: 'connected' }
            await change((now) => {
              if (now.state !== 'couple') return now
              const { inviting: _, ...rest } = now
              return rest
            })
            await moveTo(next)
            return undefined
          } catch (cause) {
            const moved = cause instanceof PorchlightError && cause.code === 'outer-moved'
            if (!moved || attempt === rotationTries) throw cause
            // What the server has more than we had is on its way over the socket.
            await new Promise<void>((resume) => clock.after(rotationRetryMs, resume))
          }
        }
      }),

    leave: () =>
      answering(async () => {
        if (record.state !== 'couple') return { ok: false, reason: 'not-paired' }
        if (session?.sealed.status().state === 'open') {
          deps.withdraw(session)
          session.sealed.flush()
        }
        stopPairing()
        await change((now) => (now.state === 'couple' ? { v: 1, state: 'leaving', keyring: now.keyring } : now))
        events.changed()
        await finishLeaving(0)
        return undefined
      }),

    erase: () =>
      answering(async () => {
        if (record.state !== 'couple') return { ok: false, reason: 'not-paired' }
        await apiOf(record.keyring).erase()
        await wipe()
        return undefined
      }),

    wipe: () =>
      answering(async () => {
        await wipe()
        return undefined
      }),

    attend() {
      session?.retryNow()
      if (record.state === 'ended') void exclusive(comeBack)
    },

    stop,
  }

  /** Tells the server, after the last words are safe there. Offline it is done later: leaving itself is never refused. */
  async function finishLeaving(failures: number): Promise<void> {
    if (record.state !== 'leaving') return
    try {
      const told = session === undefined || (await isSavedSoon(session))
      // Being gone counts more than the last word: after some tries the one goes without the other.
      if (!told && failures < farewellTries) throw new PorchlightError('unreachable', 'The last words are not out yet.')
      await apiOf(record.keyring).leave()
      await wipe()
    } catch (cause) {
      if (!(cause instanceof PorchlightError)) throw cause
      if (cause.code === 'unknown-device') return wipe()
      const again = (): void => {
        session?.retryNow()
        void exclusive(() => finishLeaving(failures + 1))
      }
      cancelFollow = clock.after(retryDelayMs(failures, cause.code, random), again)
    }
  }

  /** A server that was started without its data knows nobody; once it is right again, so is this device. */
  async function comeBack(): Promise<void> {
    if (record.state !== 'ended' || record.why !== 'unknown-device') return
    try {
      await apiOf(record.keyring).ticket()
    } catch {
      // Still unknown, or out of reach: it stays as it is, and the screen says so already.
      return
    }
    await change((now) => (now.state === 'ended' ? { v: 1, state: 'couple', keyring: now.keyring } : now))
    await reopen()
  }

  async function stop(): Promise<void> {
    stopPairing()
    await closeSession()
  }

  async function isSavedSoon(leaving: CoupleSession): Promise<boolean> {
    const giveUpAt = clock.device.now() + farewellMs
    while (leaving.saving() === 'saving' && clock.device.now() < giveUpAt) {
      await new Promise<void>((resume) => clock.after(50, resume))
    }
    return leaving.saving() === 'saved'
  }
}

/** PAIR-2: exactly two partners. */
const isFull = ({ epoch }: Keyring): boolean =>
  (['a', 'b'] as const).every((person) =>
    epoch.roster.devices.some((device) => device.person === person && device.gone === undefined),
  )
