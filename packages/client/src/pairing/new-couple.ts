/** A new couple: its ids, its first key and its empty document, told to a server. Rules: SEAL-12, EPOCH-1 */

import type { Random } from '@porchlight/shared/capabilities'
import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { type EpochPayload, bytesFromPublicKey } from '@porchlight/shared/crypto/epoch'
import { coupleIdBytes, createCoupleKey, deviceIdBytes, hashOfToken, tokenBytes } from '@porchlight/shared/crypto/keys'
import { firstOuterState } from '@porchlight/shared/sync/outer-doc'
import * as Y from 'yjs'
import type { Keyring } from '../record/device-record.ts'
import type { ApiClient } from '../server/api-client.ts'
import type { ServerClock } from '../server/server-clock.ts'
import { roomOfEpoch } from '../session/epoch-room.ts'

export interface NewCoupleDeps {
  clock: ServerClock
  random: Random
  api: ApiClient
  deviceLabel: string
  /** Writes the structure of a new couple's document: its creator alone does (SEAL-12). */
  initialise(inner: Y.Doc, device: string): void
}

/** @returns what is to be written down. Throws PorchlightError as the API does. */
export async function createCouple(
  { clock, random, api, deviceLabel, initialise }: NewCoupleDeps,
  pair: CryptoKeyPair,
  { server, signUpCode }: { server: string; signUpCode: string | undefined },
): Promise<{ keyring: Keyring; inner: Y.Doc }> {
  const coupleId = random.bytes(coupleIdBytes)
  const deviceId = random.bytes(deviceIdBytes)
  const token = random.bytes(tokenBytes)
  const pub = await bytesFromPublicKey(pair.publicKey)
  const epoch: EpochPayload = {
    coupleId,
    epoch: 1,
    gen: 1,
    key: createCoupleKey(random),
    roster: { devices: [{ id: deviceId, pub, person: 'a', label: deviceLabel, added: clock.now() }], recovery: [] },
    reason: 'create',
  }
  const inner = new Y.Doc()
  initialise(inner, base64UrlFromBytes(deviceId))
  await api.createCouple({
    coupleId: base64UrlFromBytes(coupleId),
    deviceId: base64UrlFromBytes(deviceId),
    tokenHash: base64UrlFromBytes(hashOfToken(token)),
    state: base64UrlFromBytes(firstOuterState(random, roomOfEpoch(epoch), inner)),
    ...(signUpCode === undefined ? {} : { signupCode: signUpCode }),
  })
  return { keyring: { server, token, deviceId, person: 'a', epoch }, inner }
}
