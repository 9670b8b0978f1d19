/** A member of the couple with another program: it has its keys by right, and hands out a next key as no honest device would. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { type EpochPayload, sealEpochRecord } from '@porchlight/shared/crypto/epoch'
import { createCoupleKey, deriveEpochKeys } from '@porchlight/shared/crypto/keys'
import { firstOuterState, outerStateVectorHash } from '@porchlight/shared/sync/outer-doc'
import * as Y from 'yjs'
import { createApiClient } from '@porchlight/client/server/api-client'
import type { Keyring } from '@porchlight/client/record/device-record'
import { random } from '@porchlight/client/capabilities'
import { breakIn } from './hostile-thief.ts'
import type { WorldDevice } from './world-device.ts'

export async function keyringOf(member: Pick<WorldDevice, 'record'>): Promise<Keyring> {
  const record = await member.record()
  if (record.state === 'unpaired') throw new Error('no couple')
  return record.keyring
}

export interface Move {
  /** What the records say, from what an honest one would say. */
  payload?: (honest: EpochPayload) => EpochPayload
  /** The new document; default: the member's own. */
  inner?: Y.Doc
  /** Base64url ids. */
  revoke?: string[]
  /** Those who wait at the server's door. */
  activate?: string[]
}

/** Moves the couple to a next key, with a record for each device that the roster before has. */
export async function moveKey(
  member: WorldDevice,
  { payload, inner, revoke = [], activate = [] }: Move,
): Promise<EpochPayload> {
  const { epoch: before, deviceId, server, token } = await keyringOf(member)
  const keyPair = await member.keyPair()
  const visitor = await breakIn(member)
  visitor.leave()
  const honest: EpochPayload = {
    coupleId: before.coupleId,
    epoch: before.epoch + 1,
    gen: before.gen,
    key: createCoupleKey(random),
    roster: before.roster,
    reason: 'housekeeping',
  }
  const next = payload?.(honest) ?? honest
  const psk = deriveEpochKeys(before.key, before.coupleId).psk
  const to = before.roster.devices.filter(
    ({ id, gone }) => gone === undefined && !revoke.includes(base64UrlFromBytes(id)),
  )
  const records = await Promise.all(
    to.map(async ({ id, pub }) => {
      const sender = { id: deviceId, keyPair }
      const { enc, ct } = await sealEpochRecord(sender, { id, publicKey: pub }, { kind: 'epoch', key: psk }, next)
      return { to: base64UrlFromBytes(id), enc: base64UrlFromBytes(enc), ct: base64UrlFromBytes(ct) }
    }),
  )
  const room = { coupleId: next.coupleId, epoch: next.epoch, coupleKey: next.key }
  const own = member.device.inner()
  if (own === undefined) throw new Error('no document')
  await createApiClient({ server, token: base64UrlFromBytes(token) }).postEpoch({
    from: before.epoch,
    ifOuterSV: base64UrlFromBytes(outerStateVectorHash(visitor.outer)),
    records,
    state: base64UrlFromBytes(firstOuterState(random, room, inner ?? own)),
    revoke,
    activate,
  })
  return next
}
