/** The invitation by which a second device joins: offer, claim, reveal, and the link that carries the secret.
 *
 *  A commits to a nonce in the offer before B shows its own in the claim; only then A reveals. So neither the server nor
 *  a thief of the link can choose keys that give the same safety words (`sas.ts`), and the couple key is released
 *  (`epoch.ts`) only after the two have compared them.
 *  Sealed: version u8 • nonce (24) • XChaCha20-Poly1305 of JSON padded to 512 • tag.
 *  Rules: PAIR, PAIR-1, PAIR-4, PAIR-5 */

import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { encodeUtf8 } from 'lib0/string'
import * as v from 'valibot'
import { base64UrlBytes, base64UrlFromBytes, equalBytes } from '../bytes.ts'
import type { Random } from '../capabilities.ts'
import { labelled, nonceBytes, open, seal } from './aead.ts'
import { coupleIdBytes, deriveKey, deviceIdBytes, publicKeyBytes } from './keys.ts'
import { jsonFromSealable, sealableFromJson } from './padded-json.ts'

export const inviteSecretBytes = 32

export interface InviteKeys {
  /** names the invite on the server, 16 bytes */
  id: Uint8Array<ArrayBuffer>
  /** lets its bearer open and claim, 32 bytes; the server holds only its SHA-256 */
  claimAuth: Uint8Array<ArrayBuffer>
  /** seals offer, claim and reveal, 32 bytes */
  wrap: Uint8Array<ArrayBuffer>
  /** joins the new device to its first epoch record, 32 bytes */
  psk: Uint8Array<ArrayBuffer>
}

export interface Offer {
  coupleId: Uint8Array
  deviceId: Uint8Array
  /** A's public key, 65 bytes */
  pubA: Uint8Array
  /** whose device the claimer's will be */
  person: 'a' | 'b'
  /** a further device of the inviter's own */
  own?: true
  /** SHA-256 of A's nonce */
  commit: Uint8Array
}

export interface Claim {
  deviceId: Uint8Array
  /** B's public key, 65 bytes */
  pubB: Uint8Array
  /** B's nonce, 32 bytes */
  nB: Uint8Array
  /** what B wants to be called, at most 40 characters; '' where it is a further device of the inviter's own */
  name: string
  /** what B's device is called, at most 40 characters */
  label?: string
}

export interface Reveal {
  /** A's nonce, 32 bytes */
  nA: Uint8Array
}

/** What A keeps (in its keyring record) until the pairing is through or burned. */
export interface Invite {
  /** s, 32 bytes; only ever in the link's fragment */
  secret: Uint8Array<ArrayBuffer>
  /** nA, 32 bytes */
  nonce: Uint8Array<ArrayBuffer>
  keys: InviteKeys
  /** SHA-256 of claimAuth, for the server */
  claimAuthHash: Uint8Array<ArrayBuffer>
  /** sealed, for the server */
  offer: Uint8Array<ArrayBuffer>
}

const nonce32 = 32
const box = { bytes: 512 }
const version = 0x01

/** A's first step: everything an invite needs.  Rule: PAIR */
export function createInvite(random: Random, offer: Omit<Offer, 'commit'>): Invite {
  const secret = random.bytes(inviteSecretBytes)
  const nonce = random.bytes(nonce32)
  const keys = deriveInviteKeys(secret)
  return {
    secret,
    nonce,
    keys,
    claimAuthHash: new Uint8Array(sha256(keys.claimAuth)),
    offer: sealOffer(random, keys, { ...offer, commit: new Uint8Array(sha256(nonce)) }),
  }
}

/** Rule: PAIR-4
 *  @param secret s, 32 bytes */
export function deriveInviteKeys(secret: Uint8Array): InviteKeys {
  const derive = (name: string, length: number) =>
    deriveKey(secret, new Uint8Array(), `porchlight/v1/invite/${name}`, length)
  return { id: derive('id', 16), claimAuth: derive('claim-auth', 32), wrap: derive('wrap', 32), psk: derive('psk', 32) }
}

export function sealOffer(random: Random, keys: InviteKeys, offer: Offer): Uint8Array<ArrayBuffer> {
  return sealField(random, keys, 'offer', {
    coupleId: base64UrlFromBytes(offer.coupleId),
    deviceId: base64UrlFromBytes(offer.deviceId),
    pubA: base64UrlFromBytes(offer.pubA),
    person: offer.person,
    ...(offer.own === undefined ? {} : { own: offer.own }),
    commit: base64UrlFromBytes(offer.commit),
  })
}

/** @returns undefined where it was not sealed under this link's secret, or says something else */
export function openOffer(keys: InviteKeys, sealed: Uint8Array): Offer | undefined {
  return openField(keys, 'offer', sealed, offerSchema)
}

export function sealClaim(random: Random, keys: InviteKeys, claim: Claim): Uint8Array<ArrayBuffer> {
  return sealField(random, keys, 'claim', {
    deviceId: base64UrlFromBytes(claim.deviceId),
    pubB: base64UrlFromBytes(claim.pubB),
    nB: base64UrlFromBytes(claim.nB),
    name: claim.name,
    ...(claim.label === undefined ? {} : { label: claim.label }),
  })
}

export function openClaim(keys: InviteKeys, sealed: Uint8Array): Claim | undefined {
  return openField(keys, 'claim', sealed, claimSchema)
}

export function sealReveal(random: Random, keys: InviteKeys, reveal: Reveal): Uint8Array<ArrayBuffer> {
  return sealField(random, keys, 'reveal', { nA: base64UrlFromBytes(reveal.nA) })
}

export function openReveal(keys: InviteKeys, sealed: Uint8Array): Reveal | undefined {
  return openField(keys, 'reveal', sealed, revealSchema)
}

/** B's check before it shows any words: is this the nonce A committed to? If not, stop.  Rule: PAIR-1 */
export function isRevealOf(offer: Offer, reveal: Reveal): boolean {
  return equalBytes(sha256(reveal.nA), offer.commit)
}

const offerSchema = v.object({
  coupleId: base64UrlBytes(coupleIdBytes),
  deviceId: base64UrlBytes(deviceIdBytes),
  pubA: base64UrlBytes(publicKeyBytes),
  person: v.picklist(['a', 'b']),
  own: v.exactOptional(v.literal(true)),
  commit: base64UrlBytes(32),
})

const claimSchema = v.object({
  deviceId: base64UrlBytes(deviceIdBytes),
  pubB: base64UrlBytes(publicKeyBytes),
  nB: base64UrlBytes(nonce32),
  name: v.pipe(v.string(), v.maxLength(40)),
  label: v.exactOptional(v.pipe(v.string(), v.maxLength(40))),
})

const revealSchema = v.object({ nA: base64UrlBytes(nonce32) })

type Field = 'offer' | 'claim' | 'reveal'

const aadOf = (keys: InviteKeys, field: Field): Uint8Array =>
  labelled('porchlight/v1/invite', keys.id, encodeUtf8(field))

function sealField(random: Random, keys: InviteKeys, field: Field, value: unknown): Uint8Array<ArrayBuffer> {
  const nonce = random.bytes(nonceBytes)
  const ciphertext = seal(keys.wrap, nonce, aadOf(keys, field), sealableFromJson(value, box))
  return new Uint8Array(concatBytes(Uint8Array.of(version), nonce, ciphertext))
}

function openField<S extends v.GenericSchema>(
  keys: InviteKeys,
  field: Field,
  sealed: Uint8Array,
  schema: S,
): v.InferOutput<S> | undefined {
  if (sealed[0] !== version || sealed.length < 1 + nonceBytes) return undefined
  const nonce = sealed.subarray(1, 1 + nonceBytes)
  const plaintext = open(keys.wrap, nonce, aadOf(keys, field), sealed.subarray(1 + nonceBytes))
  if (plaintext === undefined) return undefined
  const parsed = v.safeParse(schema, jsonFromSealable(plaintext, box))
  return parsed.success ? parsed.output : undefined
}
