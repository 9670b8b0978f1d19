/** What this device wrote before the key moved and may not have reached anyone: it lies in the sealed copies of the epochs
 *  before, and in a pending record.
 *  Rules: EPOCH-4, SEAL-8, DOC-4, ADR 3. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Clock, Random } from '@porchlight/shared/capabilities'
import type { EpochPayload } from '@porchlight/shared/crypto/epoch'
import { carryOver } from '@porchlight/shared/domain/carry-over'
import type { PendingRecord } from '@porchlight/shared/sync/pending-record'
import { readSealedCopy } from '@porchlight/shared/sync/sealed-reader'
import * as Y from 'yjs'
import type { Keyring } from '../record/device-record.ts'
import { roomNameOfEpoch, roomOfEpoch } from './epoch-room.ts'

interface CopyDeps {
  clock: Clock
  random: Random
  openOuterStore(name: string, outer: Y.Doc): { loaded: Promise<unknown>; close(): Promise<void> }
}

/** Reads the sealed copy of an epoch before into the inner document. The reconciling of the new epoch then brings along what it
 *  lacks. */
export async function takeInEarlierEpoch(deps: CopyDeps, earlier: EpochPayload, inner: Y.Doc): Promise<void> {
  const outer = new Y.Doc()
  const store = deps.openOuterStore(roomNameOfEpoch(earlier), outer)
  await store.loaded
  await readSealedCopy(deps, { ...roomOfEpoch(earlier), gen: earlier.gen, outer, inner })
  await store.close()
}

/** A pending record of the document before the fresh one: written between the last look at it and the end of the worker. What it
 *  changes of the old document is written into the fresh one. */
export async function carryOverRecord(
  deps: CopyDeps,
  { previous = [], deviceId }: Keyring,
  record: PendingRecord,
  inner: Y.Doc,
): Promise<void> {
  const copies = previous.filter(({ gen }) => gen === record.gen)
  if (copies.length === 0 || record.updates.length === 0) return
  const base = new Y.Doc()
  for (const earlier of copies) await takeInEarlierEpoch(deps, earlier, base)
  const mine = new Y.Doc()
  for (const update of [Y.encodeStateAsUpdate(base), ...record.updates]) Y.applyUpdate(mine, update)
  carryOver(inner, base, mine, base64UrlFromBytes(deviceId))
}
