/** A fresh document takes the old one's place on this device (DOC-4). The old one stays where it is, readable and writable,
 *  until the fresh one is here whole; then what was written in the old one and had not come along is written into the fresh
 *  one, the keyring says so, and the screens get the fresh one. A worker killed anywhere has either the one or the other.
 *  Rules: EPOCH-4, DOC-4. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Stop } from '@porchlight/shared/capabilities'
import { copyOf } from '@porchlight/shared/copy-of'
import type { EpochPayload } from '@porchlight/shared/crypto/epoch'
import { keyPartsNamed, removeKey } from '@porchlight/shared/domain/document'
import { carryOver } from '@porchlight/shared/domain/carry-over'
import { type ErrorCode, PorchlightError } from '@porchlight/shared/errors'
import { nothingKept } from '@porchlight/shared/sync/sealed-reader'
import * as Y from 'yjs'
import { type CoupleSession, openCoupleSession } from '../session/couple-session.ts'
import type { Keyring } from '../record/device-record.ts'
import { holding } from '../record/record-moves.ts'
import { roomNameOfEpoch } from '../session/epoch-room.ts'
import type { SessionHolder } from '../session/session-holder.ts'

export interface FreshSwap {
  /** Fetches the fresh document of an epoch beside the old one, and puts it in its place once it is here.
   *  @param had state vector of the old outer document as it came along; undefined where the rotator did not say
   *  @param swapped in the queue
   *  @param ended that room has ended as well; in the queue */
  fetch(
    epoch: EpochPayload,
    had: Uint8Array | undefined,
    swapped: () => void,
    ended: (code: ErrorCode) => Promise<void>,
  ): void
  /** Puts it in the old one's place; in the queue.
   *  @param base the old document as it came along */
  swap(epoch: EpochPayload, fresh: Y.Doc, base: Y.Doc | undefined): Promise<void>
  /** Waits for what is being fetched and puts it in its place; in the queue.
   *  Throws: PorchlightError 'unreachable' where it does not come */
  settle(): Promise<void>
  /** An edit of the old document that was on its way while it was replaced. */
  takeLate(old: Y.Doc, update: Uint8Array): void
  retryNow(): void
  stop: Stop
}

/** How long somebody who waits for an answer waits for a fresh document first. */
const settleMs = 15_000

export function createFreshSwap(holder: SessionHolder): FreshSwap {
  const { deps } = holder
  let fetching: { session: CoupleSession; room: string; finish(): Promise<void> } | undefined

  const stop = (): void => {
    if (fetching === undefined) return
    const { session, room } = fetching
    fetching = undefined
    // What was fetched is fetched again: without its key in the keyring nobody could read that copy.
    session
      .close()
      .then(() => deps.clearOuterStore(room))
      .catch((cause: unknown) => deps.log('A copy that is not needed could not be removed.', cause))
  }

  const swap: FreshSwap['swap'] = async (epoch, fresh, base) => {
    const record = holder.record()
    const session = holder.session()
    if (record.state !== 'couple' || session === undefined || epoch.epoch <= record.keyring.epoch.epoch) return
    const { inner, sealed } = session
    const { previous = [], epoch: before, carry: _, ...keyring } = record.keyring
    await sealed.settle().catch((cause: unknown) => deps.log('Not everything is on disk.', cause))
    let isNew = true
    const note = (): void => {
      isNew = true
    }
    inner.on('update', note)
    let carry: Uint8Array | undefined
    // Whoever types meanwhile is looked at again; the last look and the exchange are one step.
    while (isNew) {
      isNew = false
      carry = carriedInto(fresh, base ?? withoutOwnKeys(inner, keyring), inner, base64UrlFromBytes(keyring.deviceId))
      const carried = carry === undefined ? {} : { carry }
      const next: Keyring = { ...keyring, epoch, previous: [...previous, before], ...carried }
      await holder.change(holding(next))
    }
    inner.off('update', note)
    if (carry !== undefined) Y.applyUpdate(fresh, carry)
    const closing = fetching
    fetching = undefined
    await closing?.session.close()
    await holder.reopenWith(fresh, carry === undefined ? [] : [carry])
  }

  return {
    fetch(epoch, had, swapped, ended) {
      stop()
      const record = holder.record()
      const old = holder.session()
      if (record.state !== 'couple' || old === undefined) return
      const { previous: _, carry: __, ...keyring } = record.keyring
      const session = openCoupleSession(
        { ...deps, api: holder.apiOf(keyring), pending: nothingKept, firstSeen: nothingKept },
        { keyring: { ...keyring, epoch }, connect: true },
        {
          changed: () => {},
          caretsChanged: () => {},
          clockLearned: () => {},
          ended: (code) =>
            void holder.exclusive(async () => {
              if (fetching?.session !== session) return
              stop()
              await ended(code)
            }),
        },
      )
      const finish = async (): Promise<void> => {
        if (fetching?.session !== session) return
        const base = had === undefined ? undefined : old.sealed.documentUpTo(had)
        await swap(epoch, session.inner, base)
        swapped()
      }
      fetching = { session, room: roomNameOfEpoch(epoch), finish }
      void session.opened.then(() => holder.exclusive(finish))
    },
    swap,
    async settle() {
      if (fetching === undefined) return
      const { session, finish } = fetching
      const tooLong = new Promise<'too-long'>((resolve) => deps.clock.after(settleMs, () => resolve('too-long')))
      if ((await Promise.race([session.opened, tooLong])) === 'too-long')
        throw new PorchlightError('unreachable', 'The fresh document did not come.')
      await finish()
    },
    takeLate(old, update) {
      const record = holder.record()
      const session = holder.session()
      if (record.state !== 'couple' || session === undefined || session.inner === old) return
      const base = copyOf(old)
      Y.applyUpdate(old, update)
      carryOver(session.inner, base, old, base64UrlFromBytes(record.keyring.deviceId))
    },
    retryNow: () => fetching?.session.retryNow(),
    stop,
  }
}

/** What `mine` has beyond `base`, as an update of the fresh document; undefined where that is nothing. */
function carriedInto(fresh: Y.Doc, base: Y.Doc, mine: Y.Doc, device: string): Uint8Array | undefined {
  const copy = copyOf(fresh)
  return carryOver(copy, base, mine, device) ? Y.encodeStateAsUpdate(copy, Y.encodeStateVector(fresh)) : undefined
}

/** Where nobody says what came along: this device's keys are its own, so they are written; a draft may be long out of date. */
function withoutOwnKeys(inner: Y.Doc, { deviceId }: Pick<Keyring, 'deviceId'>): Y.Doc {
  const base = copyOf(inner)
  for (const part of keyPartsNamed) removeKey(base, base64UrlFromBytes(deviceId), part)
  return base
}
