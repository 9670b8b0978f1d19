/** When a couple's documents have gathered so much of the past that a fresh one is worth a new key.
 *  Rules: EPOCH-6, DOC-4. One device does it: each waits a random while and looks again; of two at once the server takes one,
 *  and the other follows. */

import type { Stop } from '@porchlight/shared/capabilities'
import { freshDocument, startedAt } from '@porchlight/shared/domain/fresh-document'
import { PorchlightError } from '@porchlight/shared/errors'
import { randomShare } from '@porchlight/shared/random-share'
import { entriesOf } from '@porchlight/shared/sync/outer-doc'
import * as Y from 'yjs'
import type { CoupleSession } from '../session/couple-session.ts'
import type { Keyring } from '../record/device-record.ts'
import type { HousekeepingLimits } from './housekeeping-limits.ts'
import type { SessionHolder } from '../session/session-holder.ts'
import type { MovingKeys } from './moving-keys.ts'

export interface Housekeeping {
  /** The session changed. */
  consider(): void
  stop: Stop
}

export function createHousekeeping(
  holder: SessionHolder,
  keys: Pick<MovingKeys, 'move'>,
  /** as they are at that moment */
  limitsNow: () => HousekeepingLimits,
): Housekeeping {
  const { clock, random, log } = holder.deps
  let cancel: Stop | undefined

  const wait = (delayMs: number): void => {
    const stop = clock.after(delayMs, () => {
      void holder.exclusive(look).finally(() => {
        if (cancel === stop) wait(limitsNow().everyMs)
      })
    })
    cancel = stop
  }

  const look = async (): Promise<void> => {
    const record = holder.record()
    const session = holder.session()
    if (record.state !== 'couple' || session === undefined || !mayKeepHouse(session)) return
    const { gen } = record.keyring.epoch
    if (!isHousekeepingDue(session, record.keyring, clock.now(), limitsNow())) return
    const fresh = (inner: Y.Doc): Y.Doc => {
      const made = freshDocument(inner, clock.now())
      if (made === undefined) throw new PorchlightError('unknown-version', 'A newer program wrote in this document.')
      return made
    }
    try {
      await keys.move(({ epoch }) => (epoch.gen === gen ? { reason: 'housekeeping', fresh } : undefined))
    } catch (cause) {
      log('The documents could not be made anew; it is tried again later.', cause)
    }
  }

  return {
    consider() {
      if (cancel !== undefined || holder.session()?.offlineSince() !== undefined) return
      wait(Math.floor(randomShare(random) * limitsNow().jitterMs))
    },
    stop() {
      cancel?.()
      cancel = undefined
    },
  }
}

/** Not under the hands of somebody who writes: an editor that is open would lose what it can undo. */
const mayKeepHouse = (session: CoupleSession): boolean =>
  session.offlineSince() === undefined && !session.presence.isBusy() && session.sealed.status().state === 'open'

export function isHousekeepingDue(
  { inner, outer }: { inner: Y.Doc; outer: Y.Doc },
  { epoch }: Pick<Keyring, 'epoch'>,
  now: number,
  limits: HousekeepingLimits,
): boolean {
  if ([inner, outer].some(({ store }) => store.clients.size > limits.clientIds)) return true
  const begun = startedAt(inner) ?? Math.min(...epoch.roster.devices.map(({ added }) => added))
  if (now - begun > limits.ageMs) return true
  const fresh = freshDocument(inner, now)
  if (fresh === undefined) return false
  const past = Y.encodeStateAsUpdateV2(inner).length - Y.encodeStateAsUpdateV2(fresh).length
  const entryBytes = entriesOf(outer)
    .toArray()
    .reduce<number>((sum, entry) => sum + (entry instanceof Uint8Array ? entry.length : 0), 0)
  return Math.max(past, Y.encodeStateAsUpdate(outer).length - entryBytes) > limits.tombstoneBytes
}
