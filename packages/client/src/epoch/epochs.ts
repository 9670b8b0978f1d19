/** Moving a couple to a new key: as the one who rotates, and as one who follows.
 *  Rules: EPOCH-1 … EPOCH-5. The keyring is written by the caller before it acts on what comes back. */

import { base64UrlFromBytes, bytesFromBase64Url, equalBytes } from '@porchlight/shared/bytes'
import type { Random } from '@porchlight/shared/capabilities'
import { copyOf } from '@porchlight/shared/copy-of'
import {
  type EpochMember,
  type EpochPayload,
  type EpochPsk,
  type EpochReason,
  type EpochSender,
  type Roster,
  type RosterDevice,
  bytesFromPublicKey,
  openEpochRecord,
  sealEpochRecord,
} from '@porchlight/shared/crypto/epoch'
import { createCoupleKey, deriveEpochKeys } from '@porchlight/shared/crypto/keys'
import { PorchlightError } from '@porchlight/shared/errors'
import { firstOuterState, outerStateVectorHash } from '@porchlight/shared/sync/outer-doc'
import type { EpochRecords } from '@porchlight/shared/wire/api'
import * as Y from 'yjs'
import type { ApiClient } from '../server/api-client.ts'
import type { Keyring } from '../record/device-record.ts'

export interface Newcomer extends EpochMember {
  person: 'a' | 'b'
  label: string
  /** PSK of its invite, 32 bytes; absent where it knows the key of before (RECOVER-1). */
  psk?: Uint8Array
}

export interface RotationDeps {
  api: ApiClient
  random: Random
  keyPair: CryptoKeyPair
  /** ms, server-corrected. */
  now: number
}

/** What a rotation changes besides the key. */
export interface EpochChange {
  reason: EpochReason
  add?: Newcomer
  /** Ids of devices that are members no more: the roster keeps them, marked `gone` (DOC-3). */
  revoke?: readonly Uint8Array[]
  /** Ids of devices that were `gone` and of which nothing is left in the document: the roster names them no more. */
  forget?: readonly Uint8Array[]
  /** The recovery keys from now on; those of before where absent. */
  recovery?: Roster['recovery']
  /** A fresh inner document takes the old one's place (DOC-4). Made from the one given. */
  fresh?: (inner: Y.Doc) => Y.Doc
}

export interface Rotation {
  /** The new epoch, of which the own record waits on the server until acknowledged. */
  epoch: EpochPayload
  /** Where there is one: the fresh document, and the old one as it came along in it. */
  fresh?: { inner: Y.Doc; base: Y.Doc }
}

/** Moves the couple to a new key: a record for every member and newcomer, a fresh outer document.
 *  Everything must be synced and flushed before; the server refuses where the outer document moved since (EPOCH-3).
 *  Throws: PorchlightError 'outer-moved', 'epoch-moved' (sync, then try again), and as the API does */
export async function rotate(
  deps: RotationDeps,
  keyring: Pick<Keyring, 'deviceId' | 'epoch'>,
  docs: { outer: Y.Doc; inner: Y.Doc },
  change: EpochChange,
): Promise<Rotation> {
  const { api, random, keyPair, now } = deps
  const { add, revoke = [], forget = [] } = change
  const before = keyring.epoch
  const stays = before.roster.devices.filter(({ id }) => !isAmong(forget, id))
  const devices = stays.map((device) => (isAmong(revoke, device.id) ? { ...device, gone: now } : device))
  // All that is read of the documents is read at once, before anything is awaited: one moment, named by the hash.
  const had = Y.encodeStateVector(docs.outer)
  const ifOuterSV = base64UrlFromBytes(outerStateVectorHash(docs.outer))
  const key = createCoupleKey(random)
  const room = { coupleId: before.coupleId, epoch: before.epoch + 1, coupleKey: key }
  const fresh = change.fresh === undefined ? undefined : { inner: change.fresh(docs.inner), base: copyOf(docs.inner) }
  const state = base64UrlFromBytes(firstOuterState(random, room, fresh?.inner ?? docs.inner))
  const next: EpochPayload = {
    coupleId: before.coupleId,
    epoch: before.epoch + 1,
    gen: fresh === undefined ? before.gen : before.gen + 1,
    key,
    roster: {
      devices: add === undefined ? devices : [...devices, deviceFromNewcomer(add, now)],
      recovery: change.recovery ?? before.roster.recovery,
    },
    reason: change.reason,
    ...(had.length <= maxHadBytes ? { had: plain(had) } : {}),
  }
  const memberPsk: EpochPsk = { kind: 'epoch', key: deriveEpochKeys(before.key, before.coupleId).psk }
  const members = [...next.roster.devices.filter(({ gone }) => gone === undefined), ...next.roster.recovery]
  const records = await Promise.all(
    members.map(async ({ id, pub }) => {
      const psk: EpochPsk =
        add?.psk !== undefined && equalBytes(id, add.id) ? { kind: 'invite', key: add.psk } : memberPsk
      const record = await sealEpochRecord({ id: keyring.deviceId, keyPair }, { id, publicKey: pub }, psk, next)
      return {
        to: base64UrlFromBytes(id),
        enc: base64UrlFromBytes(record.enc),
        ct: base64UrlFromBytes(record.ct),
      }
    }),
  )
  await api.postEpoch({
    from: before.epoch,
    ifOuterSV,
    records,
    state,
    revoke: revoke.map(base64UrlFromBytes),
    activate: add === undefined ? [] : [base64UrlFromBytes(add.id)],
  })
  return { epoch: next, ...(fresh === undefined ? {} : { fresh }) }
}

/** A state vector larger than this stays out of the records: then a device with unsent work cannot tell what came along. */
const maxHadBytes = 64 * 1024

const deviceFromNewcomer = ({ id, publicKey, person, label }: Newcomer, now: number): RosterDevice => ({
  id: plain(id),
  pub: plain(publicKey),
  person,
  label,
  added: now,
})

const isAmong = (ids: readonly Uint8Array[], id: Uint8Array): boolean => ids.some((one) => equalBytes(one, id))

/** Opens the records that wait for this device, one epoch after the other.
 *  Throws: PorchlightError 'cannot-open' where a record is not from a member of the epoch before, or leaves this device out;
 *  and as the API does
 *  @returns the epochs after the one in the keyring, oldest first.  Rule: EPOCH-4 */
export async function followEpochs(api: ApiClient, keyring: Keyring, keyPair: CryptoKeyPair): Promise<EpochPayload[]> {
  const me: Member = { id: keyring.deviceId, pub: await bytesFromPublicKey(keyPair.publicKey), person: keyring.person }
  const { records } = await api.epochs(keyring.epoch.epoch)
  return openEpochs(records, keyring.epoch, { id: keyring.deviceId, keyPair }, (roster) => rosterHas(roster, me))
}

/** Throws: PorchlightError 'cannot-open' where a record is not from a member of the epoch before, or leaves the recipient out
 *  @param recipient a device, or a recovery id
 *  @param namesMe whether a roster still has that recipient
 *  @returns the epochs after `base`, oldest first, as far as the records lead */
export async function openEpochs(
  records: EpochRecords['records'],
  base: EpochPayload,
  recipient: EpochSender,
  namesMe: (roster: Roster) => boolean,
): Promise<EpochPayload[]> {
  const followed: EpochPayload[] = []
  let known = base
  for (const record of records) {
    const from = bytesFromBase64Url(record.from)
    const enc = bytesFromBase64Url(record.enc)
    const ct = bytesFromBase64Url(record.ct)
    const senders = [...known.roster.devices.filter(({ gone }) => gone === undefined), ...known.roster.recovery]
    const sender = senders.find(({ id }) => from !== undefined && equalBytes(id, from))
    if (record.epoch !== known.epoch + 1) continue
    if (enc === undefined || ct === undefined || sender === undefined) throw cannotOpen()
    const next = await openEpochRecord(
      recipient,
      { id: sender.id, publicKey: sender.pub },
      { kind: 'epoch', key: deriveEpochKeys(known.key, known.coupleId).psk },
      { coupleId: known.coupleId, epoch: record.epoch },
      { enc, ct },
    )
    if (next === undefined || !isCredible(next, known, namesMe)) throw cannotOpen()
    known = next
    followed.push(next)
  }
  return followed
}

export type Member = Pick<RosterDevice, 'id' | 'pub' | 'person'>

/** A key may come from a member and still be of no use: a roster without this device, or with it as somebody else, would leave
 *  no screen to pause or leave from. Rule: EPOCH-4 */
export function rosterHas({ devices }: Roster, { id, pub, person }: Member): boolean {
  const [mine, ...more] = devices.filter((device) => equalBytes(device.id, id))
  return (
    mine !== undefined &&
    more.length === 0 &&
    mine.gone === undefined &&
    mine.person === person &&
    equalBytes(mine.pub, pub)
  )
}

/** One fresh document at a time (DOC-4): a generation out of the row could never be followed by the next. */
const isCredible = (next: EpochPayload, known: EpochPayload, namesMe: (roster: Roster) => boolean): boolean =>
  namesMe(next.roster) && (next.gen === known.gen || next.gen === known.gen + 1)

const cannotOpen = (): PorchlightError =>
  new PorchlightError('cannot-open', 'The next key did not come from a member of this couple.')

const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)
