/** Coming back by recovery words, alone: the words open what the server keeps for them, that leads to the couple's key of
 *  today, and as the words' own member this device moves the couple to a new one. This person's devices of before are not in
 *  it any more. The words go on working, for the next time.
 *
 *  Every step may be taken again: opened twice the server answers alike, and where the move was heard but its answer was lost,
 *  what is opened already names this device.
 *  Rules: RECOVER-1, EPOCH-2, EPOCH-4 */

import { base64UrlFromBytes, bytesFromBase64Url, equalBytes } from '@porchlight/shared/bytes'
import type { Stop } from '@porchlight/shared/capabilities'
import { type EpochPayload, type Roster, bytesFromPublicKey } from '@porchlight/shared/crypto/epoch'
import { deviceIdBytes, hashOfToken, tokenBytes } from '@porchlight/shared/crypto/keys'
import {
  type RecoveryKeys,
  deriveRecoveryKeys,
  entropyFromPlaces,
  openRecoveryBase,
  recoveryKeyPair,
  type WordPlace,
} from '@porchlight/shared/crypto/recovery'
import { PorchlightError } from '@porchlight/shared/errors'
import { readSealedCopy } from '@porchlight/shared/sync/sealed-reader'
import * as Y from 'yjs'
import { roomOfEpoch } from '../session/epoch-room.ts'
import type { Result } from '../port/device-command.ts'
import type { Keyring, Recovering as Kept } from '../record/device-record.ts'
import * as moves from '../record/record-moves.ts'
import { deviceRefusalFromError } from '../record/device-refusal.ts'
import { type EpochChange, openEpochs, rotate } from '../epoch/epochs.ts'
import type { SessionHolder } from '../session/session-holder.ts'
import { retryDelayMs } from '../server/retry-delay.ts'

export interface Recovering {
  /** @param as what this device is to be called, and whether a name was typed that is to be said */
  recover(server: string, words: readonly WordPlace[], as: { label: string; introduce: boolean }): Promise<Result>
  /** Goes on where a killed worker was. */
  resume(): void
  stop: Stop
}

/** Another of the couple may move the key, or write, between opening and moving. */
const rounds = 5

export function createRecovering(holder: SessionHolder): Recovering {
  const { clock, random, createApi, log } = holder.deps
  let cancelRetry: Stop = () => {}
  let isStopped = false

  const recover: Recovering['recover'] = (server, words, as) =>
    holder.exclusive(async () => {
      if (holder.record().state !== 'unpaired') return { ok: false, reason: 'already-paired' }
      const read = entropyFromPlaces(words)
      if (!read.ok) return read
      cancelRetry()
      isStopped = false
      const kept: Kept = {
        server,
        entropy: read.entropy,
        deviceId: random.bytes(deviceIdBytes),
        token: random.bytes(tokenBytes),
        label: as.label,
        ...(as.introduce ? { introduce: true } : {}),
      }
      await holder.change(moves.recovering(kept))
      holder.show({ step: 'working', role: 'joiner' })
      return go(kept, 0)
    })

  /** In the queue. */
  const go = async (kept: Kept, failures: number): Promise<Result> => {
    let mayBeIn = failures > 0
    try {
      const epoch = await comeIn(kept, () => {
        mayBeIn = true
      })
      await arrive(kept, epoch)
      return { ok: true }
    } catch (cause) {
      if (!(cause instanceof PorchlightError)) throw cause
      if (isStopped) return { ok: false, reason: deviceRefusalFromError(cause) }
      if (mayBeIn && passing.has(cause.code)) {
        log('Coming back waits for the server.', cause)
        cancelRetry = clock.after(retryDelayMs(failures, cause.code, random), () => queued(kept, failures + 1))
        return { ok: true }
      }
      await holder.change(moves.recoveringGivenUp(kept))
      const reason = cause.code === 'not-found' ? 'words-unknown' : deviceRefusalFromError(cause)
      holder.show(failures === 0 ? { step: 'idle' } : { step: 'failed', role: 'joiner', reason })
      return { ok: false, reason }
    }
  }

  const queued = (kept: Kept, failures: number): void => {
    const act = async (): Promise<void> => {
      const record = holder.record()
      // Whoever stopped in the meantime stays out.
      if (record.state === 'unpaired' && record.recovering === kept) await go(kept, failures)
    }
    holder.exclusive(act).catch((cause: unknown) => log('Coming back failed.', cause))
  }

  /** @param moving called before the server is told of the new key
   *  @returns the epoch in force, of which this device is a member */
  const comeIn = async (kept: Kept, moving: () => void): Promise<EpochPayload> => {
    const keys = deriveRecoveryKeys(kept.entropy)
    const words = { id: keys.id, keyPair: await recoveryKeyPair(keys.kem) }
    const api = createApi({ server: kept.server, token: base64UrlFromBytes(kept.token) })
    for (let round = 1; ; round += 1) {
      const { epoch, state, person } = await openRow(kept, keys, words)
      if (epoch.roster.devices.some(({ id, gone }) => gone === undefined && equalBytes(id, kept.deviceId))) return epoch
      const docs = await readRoom(epoch, state)
      moving()
      try {
        const change = await changeFor(kept, epoch, person)
        await rotateAsWords(
          { api, random, keyPair: words.keyPair, now: clock.now() },
          { deviceId: words.id, epoch },
          docs,
          change,
        )
      } catch (cause) {
        const code = cause instanceof PorchlightError ? cause.code : undefined
        if ((code !== 'outer-moved' && code !== 'epoch-moved') || round === rounds) throw cause
      }
      // What is opened next names this device, or shows what another was faster with.
    }
  }

  const openRow = async (kept: Kept, keys: RecoveryKeys, words: { id: Uint8Array; keyPair: CryptoKeyPair }) => {
    const opened = await createApi({ server: kept.server }).openRecovery({
      id: base64UrlFromBytes(keys.id),
      auth: base64UrlFromBytes(keys.auth),
      deviceId: base64UrlFromBytes(kept.deviceId),
      tokenHash: base64UrlFromBytes(hashOfToken(kept.token)),
    })
    const base = openRecoveryBase(keys, bytesFromBase64Url(opened.base) ?? new Uint8Array())
    const state = bytesFromBase64Url(opened.state)
    if (base === undefined || state === undefined || base64UrlFromBytes(base.coupleId) !== opened.coupleId)
      throw cannotOpen()
    const pub = await bytesFromPublicKey(words.keyPair.publicKey)
    const namesWords = ({ recovery }: Roster): boolean =>
      recovery.some((line) => equalBytes(line.id, words.id) && equalBytes(line.pub, pub))
    const epoch = (await openEpochs(opened.records, base, words, namesWords)).at(-1) ?? base
    if (epoch.epoch !== opened.epoch) throw cannotOpen()
    const line = epoch.roster.recovery.find(({ id }) => equalBytes(id, words.id))
    // Words whose making never came to its end: nobody would believe them.
    if (line === undefined) throw new PorchlightError('not-found', 'The couple does not know these words.')
    return { epoch, state, person: line.person }
  }

  const readRoom = async (epoch: EpochPayload, state: Uint8Array): Promise<{ outer: Y.Doc; inner: Y.Doc }> => {
    const [outer, inner] = [new Y.Doc(), new Y.Doc()]
    try {
      Y.applyUpdate(outer, state)
    } catch (cause) {
      throw new PorchlightError('malformed', 'What the server keeps cannot be read.', { cause })
    }
    const room = { ...roomOfEpoch(epoch), gen: epoch.gen, outer, inner }
    const { unknownVersion } = await readSealedCopy({ clock, random }, room)
    if (unknownVersion) throw new PorchlightError('unknown-version', 'An entry here needs a newer Porchlight.')
    return { outer, inner }
  }

  /** Myself in, all my devices of before out. */
  const changeFor = async (kept: Kept, { roster }: EpochPayload, person: 'a' | 'b'): Promise<EpochChange> => {
    const { publicKey } = await holder.keyPair()
    const lost = roster.devices.filter((device) => device.person === person && device.gone === undefined)
    return {
      reason: 'recover',
      add: { id: kept.deviceId, publicKey: await bytesFromPublicKey(publicKey), person, label: kept.label },
      revoke: lost.map(({ id }) => id),
    }
  }

  const arrive = async (kept: Kept, epoch: EpochPayload): Promise<void> => {
    const { server, token, deviceId } = kept
    const person = epoch.roster.devices.find(({ id }) => equalBytes(id, deviceId))?.person
    if (person === undefined) throw cannotOpen()
    const keyring: Keyring = { server, token, deviceId, person, epoch }
    await holder.change(moves.recovered(kept, keyring))
    if (!holder.isCurrent(keyring)) return
    holder.show({ step: 'connected' }, 'quietly')
    holder.openSession(keyring)
    // The record to this device says what it knows already; losing this costs a row there.
    holder
      .apiOf(keyring)
      .ackEpochs(epoch.epoch)
      .catch((cause: unknown) => log('The record was not acknowledged.', cause))
  }

  return {
    recover,
    resume() {
      const record = holder.record()
      if (record.state !== 'unpaired' || record.recovering === undefined) return
      isStopped = false
      holder.show({ step: 'working', role: 'joiner' }, 'quietly')
      queued(record.recovering, 1)
    },
    stop() {
      isStopped = true
      cancelRetry()
    },
  }
}

/** The roster may name who the server does not know any more: the other's words that were just replaced, or the other who
 *  left. Then it refuses, and the couple moves on without them, as it would by any other device. */
async function rotateAsWords(
  deps: Parameters<typeof rotate>[0],
  sender: Parameters<typeof rotate>[1],
  docs: Parameters<typeof rotate>[2],
  change: EpochChange,
): Promise<void> {
  const { recovery, devices } = sender.epoch.roster
  const mine = recovery.filter(({ id }) => equalBytes(id, sender.deviceId))
  const others = devices.filter(({ person, gone }) => gone === undefined && person !== change.add?.person)
  const ways: EpochChange[] = [
    change,
    { ...change, recovery: mine },
    { ...change, recovery: mine, revoke: [...(change.revoke ?? []), ...others.map(({ id }) => id)] },
  ]
  for (const [i, way] of ways.entries()) {
    try {
      await rotate(deps, sender, docs, way)
      return
    } catch (cause) {
      const isRefused = cause instanceof PorchlightError && cause.code === 'bad-request'
      if (!isRefused || i === ways.length - 1) throw cause
    }
  }
}

/** What passes by waiting; all else is final. */
const passing: ReadonlySet<string> = new Set([
  'unreachable',
  'busy',
  'restarting',
  'rate-limited',
  'epoch-moved',
  'outer-moved',
])

const cannotOpen = (): PorchlightError =>
  new PorchlightError('cannot-open', 'What the server keeps for these words does not fit together.')
