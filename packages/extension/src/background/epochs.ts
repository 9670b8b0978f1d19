/** Moving a couple to a new key: as the one who rotates, and as one who follows.
 *  Rules: EPOCH-1 … EPOCH-5. The keyring is written by the caller before it acts on what comes back. */

import type { Random } from '@porchlight/shared/capabilities'
import { base64UrlFromBytes, bytesFromBase64Url, equalBytes } from '@porchlight/shared/crypto/bytes'
import {
  type EpochMember,
  type EpochPayload,
  type EpochPsk,
  type EpochReason,
  type RosterDevice,
  openEpochRecord,
  sealEpochRecord,
} from '@porchlight/shared/crypto/epoch'
import { createCoupleKey, deriveEpochKeys } from '@porchlight/shared/crypto/keys'
import { PorchlightError } from '@porchlight/shared/errors'
import { firstOuterState, outerStateVectorHash } from '@porchlight/shared/sync/outer-doc'
import type * as Y from 'yjs'
import type { ApiClient } from './api-client.ts'
import type { Keyring } from './device-record.ts'

export interface Newcomer extends EpochMember {
  person: 'a' | 'b'
  label: string
  /** PSK of its invite, 32 bytes. */
  psk: Uint8Array
}

export interface RotationDeps {
  api: ApiClient
  random: Random
  keyPair: CryptoKeyPair
  /** ms, server-corrected. */
  now: number
}

/** Adds a device: a new key, a record for every member and the newcomer, a fresh outer document.
 *  Everything must be synced and flushed before; the server refuses where the outer document moved since (EPOCH-3).
 *  Throws: PorchlightError 'outer-moved', 'epoch-moved' (sync, then try again), and as the API does
 *  @returns the new epoch, of which the own record waits on the server until acknowledged */
export async function rotateToAdd(
  deps: RotationDeps,
  keyring: Keyring,
  docs: { outer: Y.Doc; inner: Y.Doc },
  newcomer: Newcomer,
): Promise<EpochPayload> {
  const { api, random, keyPair, now } = deps
  const { person, label } = newcomer
  const added: RosterDevice = { id: plain(newcomer.id), pub: plain(newcomer.publicKey), person, label, added: now }
  const before = keyring.epoch
  const next: EpochPayload = {
    coupleId: before.coupleId,
    epoch: before.epoch + 1,
    gen: before.gen,
    key: createCoupleKey(random),
    roster: { ...before.roster, devices: [...before.roster.devices, added] },
    reason: 'add' satisfies EpochReason,
  }
  const memberPsk: EpochPsk = { kind: 'epoch', key: deriveEpochKeys(before.key, before.coupleId).psk }
  const members = next.roster.devices.filter((device) => device.gone === undefined)
  const records = await Promise.all(
    members.map(async (member) => {
      const psk: EpochPsk = member === added ? { kind: 'invite', key: newcomer.psk } : memberPsk
      const record = await sealEpochRecord(
        { id: keyring.deviceId, keyPair },
        { id: member.id, publicKey: member.pub },
        psk,
        next,
      )
      return {
        to: base64UrlFromBytes(member.id),
        enc: base64UrlFromBytes(record.enc),
        ct: base64UrlFromBytes(record.ct),
      }
    }),
  )
  const room = { coupleId: next.coupleId, epoch: next.epoch, coupleKey: next.key }
  await api.postEpoch({
    from: before.epoch,
    ifOuterSV: base64UrlFromBytes(outerStateVectorHash(docs.outer)),
    records,
    state: base64UrlFromBytes(firstOuterState(random, room, docs.inner)),
    revoke: [],
    activate: [base64UrlFromBytes(newcomer.id)],
  })
  return next
}

/** Opens the records that wait for this device, one epoch after the other.
 *  Throws: PorchlightError 'cannot-open' where a record is not from a member of the epoch before; and as the API does
 *  @returns the newest epoch; the one in the keyring where nothing waits.  Rule: EPOCH-4 */
export async function followEpochs(api: ApiClient, keyring: Keyring, keyPair: CryptoKeyPair): Promise<EpochPayload> {
  let known = keyring.epoch
  const { records } = await api.epochs(known.epoch)
  for (const record of records) {
    const from = bytesFromBase64Url(record.from)
    const enc = bytesFromBase64Url(record.enc)
    const ct = bytesFromBase64Url(record.ct)
    const sender = known.roster.devices.find((device) => from !== undefined && equalBytes(device.id, from))
    if (record.epoch !== known.epoch + 1) continue
    if (enc === undefined || ct === undefined || sender === undefined) throw cannotOpen()
    const next = await openEpochRecord(
      { id: keyring.deviceId, keyPair },
      { id: sender.id, publicKey: sender.pub },
      { kind: 'epoch', key: deriveEpochKeys(known.key, known.coupleId).psk },
      { coupleId: known.coupleId, epoch: record.epoch },
      { enc, ct },
    )
    if (next === undefined) throw cannotOpen()
    known = next
  }
  return known
}

const cannotOpen = (): PorchlightError =>
  new PorchlightError('cannot-open', 'The next key did not come from a member of this couple.')

const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)
