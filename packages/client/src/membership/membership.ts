/** Whether this device belongs to a couple, and how it comes and goes. Every step that the other side could see is written
 *  to the keyring before it is taken, so a worker killed anywhere goes on from there.
 *
 *    unpaired ──lightPorch──► couple ──ended (removed, erased)──► ended ──wipe──► unpaired
 *        └──join──► joining ──┘   ├──leave──► leaving ──told──► unpaired
 *                                 └──erase──► unpaired
 *
 *  Coming is `pairing`, following and moving a key is `moving-keys`, the way out is `going`; what they stand on is
 *  `session-holder`. Rules: PAIR, EPOCH-3, EPOCH-4, LEAVE-1, LEAVE-2. */

import { bytesFromBase64Url, equalBytes } from '@porchlight/shared/bytes'
import type { ErrorCode } from '@porchlight/shared/errors'
import type * as Y from 'yjs'
import type { CoupleSession } from '../session/couple-session.ts'
import type { Result } from '../port/device-command.ts'
import type { DeviceRecord, Keyring } from '../record/device-record.ts'
import * as moves from '../record/record-moves.ts'
import { createErrandRunner } from './errands.ts'
import { createGoing } from './going.ts'
import { createHousekeeping } from '../epoch/housekeeping.ts'
import { housekeepingLimits } from '../epoch/housekeeping-limits.ts'
import {
  type MembershipDeps,
  type MembershipEvents,
  type SessionHolder,
  createSessionHolder,
} from '../session/session-holder.ts'
import { createMovingKeys } from '../epoch/moving-keys.ts'
import { type Pairing, createPairing } from '../pairing/pairing.ts'
import type { PairingView } from '../port/port.ts'
import { type Recovering, createRecovering } from '../pairing/recovering.ts'
import { type RecoveryWords, createRecoveryWords } from '../pairing/recovery-words.ts'

export type { KeyringStore, MembershipDeps, MembershipEvents } from '../session/session-holder.ts'

export interface Membership extends Omit<Pairing, 'resume' | 'stop'> {
  record(): DeviceRecord
  /** The keyring is not there, and there was one (LOCK-2). */
  lost: SessionHolder['lost']
  session(): CoupleSession | undefined
  pairing(): PairingView
  /** Reads the keyring and goes on where this device was. */
  load(): Promise<void>
  /** Ends a further device of this person's own, by its id as base64url. */
  removeDevice(id: string): Promise<Result>
  /** The document says that the other left. */
  otherLeft(): void
  /** This person has just joined, and has not said their name yet. */
  introduced(): void
  /** An edit of a document that a fresh one has replaced, which was on its way meanwhile (DOC-4). */
  takeLate(old: Y.Doc, update: Uint8Array): void
  /** The newest key cannot be followed. */
  cannotFollow(): boolean
  /** A passcode was set: the couple moves to a key that never lay here without one (EPOCH-6), when it can. */
  passcodeSet(): Promise<void>
  /** Whether this person has recovery words; `saving` until they work, `ending` until they work no more. */
  recovery(): 'saving' | 'set' | 'ending' | undefined
  prepareRecovery(): Result
  /** The words made last, where they are still to be confirmed, are forgotten. */
  forgetPrepared(): void
  confirmRecovery(...answers: Parameters<RecoveryWords['confirm']>): Promise<Result>
  removeRecovery(): Promise<Result>
  recover: Recovering['recover']
  leave(): Promise<Result>
  erase(): Promise<Result>
  wipe(): Promise<Result>
  /** A couple that ended goes from here; what is private stays (PRIV-1). */
  forgetCouple(): Promise<Result>
  /** What lies here and cannot be read is given up: the copy of the document, where the keyring can be read; else everything,
   *  and it stays known that there was something. */
  letGo(): Promise<Result>
  /** Writes down what is not yet on disk, then lets go of everything: keys, document, socket. `load` goes on from there.
   *  Rules: LOCK-1, SEAL-6a */
  suspend(): Promise<void>
  /** The other was let in and has not been heard of: they may have turned it down (PAIR-6). */
  lookWhoIsHere(): void
  /** A person looks, or the network came back. */
  attend(): void
  stop(): Promise<void>
}

const putAwayRounds = 5

/** A way in was begun. */
const isUnderWay = (record: DeviceRecord): boolean =>
  record.state === 'unpaired' && (record.joining !== undefined || record.recovering !== undefined)

export function createMembership(deps: MembershipDeps, events: MembershipEvents): Membership {
  const holder = createSessionHolder(deps, events, { ended, changed })
  const keys = createMovingKeys(holder, ended)
  const housekeeping = createHousekeeping(holder, keys, () => ({ ...housekeepingLimits, ...deps.housekeeping }))
  const pairing = createPairing(holder, keys)
  const going = createGoing(holder, stopParts)
  const errands = createErrandRunner(holder, keys)
  const words = createRecoveryWords(deps.random)
  const recovering = createRecovering(holder)
  const { resume, stop: _, ...coming } = pairing

  return {
    ...coming,
    record: holder.record,
    lost: holder.lost,
    session: holder.session,
    pairing: holder.pairing,
    load: () =>
      holder.exclusive(async () => {
        await holder.readRecord()
        // Where everything is gone nothing is written, before a person has chosen a way.
        if (holder.lost() !== undefined && !isUnderWay(holder.record())) return
        const pair = await holder.keyPair()
        const record = holder.record()
        if (record.state !== 'unpaired') holder.openSession(record.keyring)
        resume(pair)
        errands.resume()
        recovering.resume()
        if (record.state === 'leaving') void holder.exclusive(() => going.finishLeaving(0))
        if (record.state === 'ended') void holder.exclusive(going.comeBack)
      }),
    removeDevice: (id) =>
      holder.asked(async () => {
        const record = holder.record()
        const device = bytesFromBase64Url(id)
        if (record.state !== 'couple' || device === undefined) return { ok: false, reason: 'not-paired' }
        if (equalBytes(device, record.keyring.deviceId)) return { ok: false, reason: 'failed' }
        await keys.move(({ epoch, person }) =>
          epoch.roster.devices.some(
            (one) => equalBytes(one.id, device) && one.person === person && one.gone === undefined,
          )
            ? { reason: 'revoke', revoke: [device] }
            : undefined,
        )
        return undefined
      }),
    otherLeft: keys.otherLeft,
    introduced() {
      void holder.change(moves.introduced)
    },
    takeLate: keys.takeLate,
    cannotFollow: keys.isStuck,
    passcodeSet: () => errands.ask((now) => ({ ...now, newKey: true })),
    recovery() {
      const record = holder.record()
      if (record.state !== 'couple') return undefined
      if (record.errands?.words !== undefined) return 'saving'
      const { epoch, person } = record.keyring
      if (!epoch.roster.recovery.some((line) => line.person === person)) return undefined
      return record.errands?.dropWords === true ? 'ending' : 'set'
    },
    prepareRecovery: () => (holder.record().state === 'couple' ? words.prepare() : { ok: false, reason: 'not-paired' }),
    forgetPrepared: words.forget,
    async confirmRecovery(answers) {
      if (holder.record().state !== 'couple') return { ok: false, reason: 'not-paired' }
      const confirmed = await words.confirm(answers)
      if (!confirmed.ok) return confirmed
      await errands.ask(({ dropWords: _dropped, ...now }) => ({ ...now, words: confirmed.words }))
      return { ok: true }
    },
    async removeRecovery() {
      if (holder.record().state !== 'couple') return { ok: false, reason: 'not-paired' }
      await errands.ask(({ words: _words, ...now }) => ({ ...now, dropWords: true }))
      return { ok: true }
    },
    recover: recovering.recover,
    leave: going.leave,
    erase: going.erase,
    wipe: () =>
      holder.asked(async () => {
        await going.wipe('all')
        return undefined
      }),
    forgetCouple: () =>
      holder.asked(async () => {
        if (holder.record().state !== 'ended') return { ok: false, reason: 'failed' }
        await going.wipe('couple')
        return undefined
      }),
    letGo: () =>
      holder.asked(async () => {
        const record = holder.record()
        if (record.state === 'unpaired') {
          await going.wipe('all-missed')
          return undefined
        }
        await holder.closeSession()
        for (const copy of await holder.deps.outerStores()) await holder.deps.clearOuterStore(copy)
        holder.openSession(record.keyring)
        return undefined
      }),
    suspend: () =>
      holder.exclusive(async () => {
        stopParts()
        going.stop()
        await putAway()
        await holder.closeSession()
        await holder.dropRecord()
        holder.sessionChanged()
      }),
    lookWhoIsHere: () => {
      if (holder.session()?.offlineSince() === undefined) keys.lookWhoIsHere()
    },
    attend() {
      holder.session()?.retryNow()
      keys.retryNow()
      errands.retryNow()
      if (holder.record().state === 'ended') void holder.exclusive(going.comeBack)
    },
    async stop() {
      stopParts()
      going.stop()
      await holder.end()
    },
  }

  /** What is typed while the disk is written to is put away as well. */
  async function putAway(): Promise<void> {
    const sealed = holder.session()?.sealed
    if (sealed?.status().state !== 'open') return
    for (let round = 0; round < putAwayRounds; round += 1) {
      await sealed.settle().catch((cause: unknown) => deps.log('Not everything is on disk.', cause))
      if (!sealed.status().pendingUpdates) return
    }
  }

  function changed(keyring: Keyring): void {
    if (!holder.isCurrent(keyring)) return
    keys.sessionChanged(keyring)
    housekeeping.consider()
  }

  function stopParts(): void {
    housekeeping.stop()
    keys.stop()
    pairing.stop()
    errands.stop()
    recovering.stop()
    words.forget()
  }

  async function ended(code: ErrorCode): Promise<void> {
    const { state } = holder.record()
    // Nothing is left to be told to a server that does not know this device any more.
    if (state === 'leaving' && code !== 'epoch-moved') return going.wipe('couple')
    if (state !== 'couple') return
    switch (code) {
      case 'epoch-moved':
        return keys.follow()
      case 'device-revoked':
        return going.finish('revoked')
      case 'erased':
        return going.finish('erased')
      default:
        return going.finish('unknown-device')
    }
  }
}
