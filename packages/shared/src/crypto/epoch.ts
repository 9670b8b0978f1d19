/** Handing a new epoch to its members: one HPKE record each, in mode AuthPSK, so that only a member of the epoch before
 *  (or the holder of the invite secret) could have made it and only the named device can open it.
 *
 *  Suite: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. The roster lives inside: the server can neither add nor
 *  hide a device.
 *  Rules: EPOCH-1, EPOCH-2.  Source: RFC 9180 §5.1.4 */

import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import { concatBytes } from '@noble/hashes/utils.js'
import { encodeUtf8 } from 'lib0/string'
import * as v from 'valibot'
import { base64UrlBytes, base64UrlFromBytes, bytesFromU32, equalBytes } from '../bytes.ts'
import { labelled } from './aead.ts'
import { coupleIdBytes, coupleKeyBytes, deviceIdBytes, publicKeyBytes } from './keys.ts'
import { jsonFromSealable, sealableFromJson } from './padded-json.ts'

const person = v.picklist(['a', 'b'])
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const instantMs = v.pipe(v.number(), v.safeInteger())

const rosterSchema = v.object({
  devices: v.array(
    v.object({
      id: base64UrlBytes(deviceIdBytes),
      pub: base64UrlBytes(publicKeyBytes),
      person,
      /** what its owner calls it, such as "this laptop" */
      label: v.pipe(v.string(), v.maxLength(80)),
      /** when it joined, ms */
      added: instantMs,
      /** when it was removed, ms; its keys in the document count until taken over (DOC-3) */
      gone: v.exactOptional(instantMs),
    }),
  ),
  recovery: v.array(v.object({ id: base64UrlBytes(16), pub: base64UrlBytes(publicKeyBytes), person })),
})

const payloadSchema = v.object({
  v: v.literal(1),
  coupleId: base64UrlBytes(coupleIdBytes),
  epoch: count,
  gen: count,
  key: base64UrlBytes(coupleKeyBytes),
  roster: rosterSchema,
  reason: v.picklist(['create', 'add', 'revoke', 'recover', 'lock', 'housekeeping']),
  /** state vector (Yjs V1) of the outer document of the epoch before, as the rotator moved it: what is beyond it did not
   *  come along (EPOCH-4) */
  had: v.exactOptional(base64UrlBytes()),
})

export type Roster = v.InferOutput<typeof rosterSchema>
export type RosterDevice = Roster['devices'][number]
export type EpochReason = EpochPayload['reason']

/** What a member learns of an epoch.  `gen` counts fresh inner documents from 1; `key` is K_e. */
export type EpochPayload = Omit<v.InferOutput<typeof payloadSchema>, 'v'>

/** What ties sender and recipient together beside their keys: membership of the epoch before, or the invite. */
export type EpochPsk = { kind: 'epoch' | 'invite' /** 32 bytes */; key: Uint8Array }

export interface EpochRecord {
  /** the encapsulated key, 65 bytes */
  enc: Uint8Array<ArrayBuffer>
  ct: Uint8Array<ArrayBuffer>
}

export interface EpochSender {
  id: Uint8Array
  keyPair: CryptoKeyPair
}

export interface EpochMember {
  id: Uint8Array
  /** 65 bytes */
  publicKey: Uint8Array
}

const box = { multipleOf: 512 }

/** Rule: EPOCH-2
 *  Throws: what HPKE throws where the recipient's public key is no point of the curve */
export async function sealEpochRecord(
  sender: EpochSender,
  recipient: EpochMember,
  psk: EpochPsk,
  payload: EpochPayload,
): Promise<EpochRecord> {
  const suite = createSuite()
  const sealed = await suite.seal(
    {
      recipientPublicKey: await suite.kem.deserializePublicKey(plain(recipient.publicKey)),
      senderKey: sender.keyPair,
      psk: hpkePsk(psk),
      info: infoOf(payload.coupleId, payload.epoch),
    },
    plain(bytesFromEpochPayload(payload)),
    plain(concatBytes(sender.id, recipient.id)),
  )
  return { enc: new Uint8Array(sealed.enc), ct: new Uint8Array(sealed.ct) }
}

/** @param expected which epoch of which couple the record must be for
 *  @returns the payload, or undefined where sender, recipient, PSK, couple or epoch are not what they must be. Never throws. */
export async function openEpochRecord(
  recipient: EpochSender,
  sender: EpochMember,
  psk: EpochPsk,
  expected: { coupleId: Uint8Array; epoch: number },
  record: { enc: Uint8Array; ct: Uint8Array },
): Promise<EpochPayload | undefined> {
  const plaintext = await openHpke(recipient, sender, psk, expected, record)
  if (plaintext === undefined) return undefined
  const payload = epochPayloadFromBytes(plaintext)
  if (payload === undefined) return undefined
  if (payload.epoch !== expected.epoch || !equalBytes(payload.coupleId, expected.coupleId)) return undefined
  return payload
}

/** Shape:  JSON {v, coupleId, epoch, gen, key, roster, reason, had?} • spaces up to a multiple of 512.  Rule: EPOCH-2 */
export function bytesFromEpochPayload(payload: EpochPayload): Uint8Array<ArrayBuffer> {
  return sealableFromJson(jsonFromPayload(payload), box)
}

/** @returns undefined for anything else */
export function epochPayloadFromBytes(bytes: Uint8Array): EpochPayload | undefined {
  const parsed = v.safeParse(payloadSchema, jsonFromSealable(bytes, box))
  if (!parsed.success) return undefined
  const { v: _, ...payload } = parsed.output
  return payload
}

/** Throws: what HPKE throws where the key is no ECDH P-256 public key
 *  @returns 65 bytes (SerializePublicKey) */
export async function bytesFromPublicKey(publicKey: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await createSuite().kem.serializePublicKey(publicKey))
}

/** Whether 65 bytes are a point of the curve, so that a record can be sealed to them. */
export async function isPublicKey(bytes: Uint8Array): Promise<boolean> {
  try {
    await createSuite().kem.deserializePublicKey(plain(bytes))
    return true
  } catch {
    return false
  }
}

async function openHpke(
  recipient: EpochSender,
  sender: EpochMember,
  psk: EpochPsk,
  expected: { coupleId: Uint8Array; epoch: number },
  record: { enc: Uint8Array; ct: Uint8Array },
): Promise<Uint8Array | undefined> {
  const suite = createSuite()
  try {
    const plaintext = await suite.open(
      {
        recipientKey: recipient.keyPair,
        enc: plain(record.enc),
        senderPublicKey: await suite.kem.deserializePublicKey(plain(sender.publicKey)),
        psk: hpkePsk(psk),
        info: infoOf(expected.coupleId, expected.epoch),
      },
      plain(record.ct),
      plain(concatBytes(sender.id, recipient.id)),
    )
    return new Uint8Array(plaintext)
  } catch {
    // Every way to fail means the same here: this record is not from that member to us for that epoch.
    return undefined
  }
}

function createSuite(): CipherSuite {
  return new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
}

const hpkePsk = (psk: EpochPsk): { id: ArrayBuffer; key: ArrayBuffer } => ({
  id: plain(encodeUtf8(`porchlight/v1/psk/${psk.kind}`)),
  key: plain(psk.key),
})

const infoOf = (coupleId: Uint8Array, epoch: number): ArrayBuffer =>
  plain(labelled('porchlight/v1/epoch-record', coupleId, bytesFromU32(epoch)))

/** HPKE takes buffers, and a view's buffer may be larger than the view. */
const plain = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

const jsonFromPayload = (payload: EpochPayload): unknown => ({
  v: 1,
  coupleId: base64UrlFromBytes(payload.coupleId),
  epoch: payload.epoch,
  gen: payload.gen,
  key: base64UrlFromBytes(payload.key),
  roster: {
    devices: payload.roster.devices.map((device) => ({
      ...device,
      id: base64UrlFromBytes(device.id),
      pub: base64UrlFromBytes(device.pub),
    })),
    recovery: payload.roster.recovery.map((line) => ({
      ...line,
      id: base64UrlFromBytes(line.id),
      pub: base64UrlFromBytes(line.pub),
    })),
  },
  reason: payload.reason,
  ...(payload.had === undefined ? {} : { had: base64UrlFromBytes(payload.had) }),
})
