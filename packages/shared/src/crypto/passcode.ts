/** A key behind a passcode: Argon2id makes a key of the passcode, and that key seals a random one. The random key seals what
 *  is to be kept, so that another passcode seals one key anew and nothing else.
 *
 *  The passcode is all that keeps out who has this device's disk, so trying one is made dear: 64 MiB three times over, or
 *  19 MiB twice where that would keep a person waiting. Both leave the thread free every few milliseconds.
 *  Rule: LOCK-1.  Source: RFC 9106; the two costs are its second choice and OWASP's least. */

import { argon2idAsync } from '@noble/hashes/argon2.js'
import * as v from 'valibot'
import { bytesFromU32 } from '../bytes.ts'
import type { Clock, Random } from '../capabilities.ts'
import { labelled, nonceBytes, open, seal, tagBytes } from './aead.ts'

/** How dear one try is. */
export interface PasscodeCost {
  /** memory, KiB */
  m: number
  /** passes over it */
  t: number
  /** lanes */
  p: number
}

/** What lies on disk: it opens for the passcode, and for nothing else. */
export interface SealedKey {
  v: 1
  cost: PasscodeCost
  salt: Uint8Array
  nonce: Uint8Array
  ct: Uint8Array
}

export const passcodeKeyBytes = 32
export const dearCost: PasscodeCost = { m: 65_536, t: 3, p: 1 }
export const lightCost: PasscodeCost = { m: 19_456, t: 2, p: 1 }
/** Longer than this, and the lighter cost is taken. */
export const longestTryMs = 3_000

const saltBytes = 16
const sliceMs = 20
const label = 'porchlight/v1/passcode'

const bytes = (length: number) => v.pipe(v.instance<typeof Uint8Array<ArrayBufferLike>>(Uint8Array), v.length(length))
const count = (most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(most))

const sealedKeySchema = v.object({
  v: v.literal(1),
  cost: v.object({ m: count(1_048_576), t: count(64), p: count(16) }),
  salt: bytes(saltBytes),
  nonce: bytes(nonceBytes),
  ct: bytes(passcodeKeyBytes + tagBytes),
})

/** Seals a key under a passcode, at the cost this device bears: the dear one is tried, and timed, first.
 *  Shape:  XChaCha20-Poly1305(Argon2id(passcode, salt), nonce, label 0x00 cost salt, key)
 *  @param key 32 bytes  @param passcode any text; NFKC, so that two keyboards spell it alike
 *  Rule: LOCK-1 */
export async function sealUnderPasscode(
  { clock, random }: { clock: Pick<Clock, 'now'>; random: Random },
  passcode: string,
  key: Uint8Array,
  patienceMs = longestTryMs,
): Promise<SealedKey> {
  const salt = random.bytes(saltBytes)
  const begunAt = clock.now()
  let cost = dearCost
  let wrap = await deriveFromPasscode(passcode, salt, cost)
  if (clock.now() - begunAt > patienceMs) {
    cost = lightCost
    wrap = await deriveFromPasscode(passcode, salt, cost)
  }
  const nonce = random.bytes(nonceBytes)
  return { v: 1, cost, salt, nonce, ct: seal(wrap, nonce, aadOf(cost, salt), key) }
}

/** @returns the key, or undefined for another passcode or a box that was touched */
export async function openWithPasscode(passcode: string, sealed: SealedKey): Promise<Uint8Array | undefined> {
  const wrap = await deriveFromPasscode(passcode, sealed.salt, sealed.cost)
  return open(wrap, sealed.nonce, aadOf(sealed.cost, sealed.salt), sealed.ct)
}

/** @returns undefined for anything but what `sealUnderPasscode` made: a cost beyond all measure included */
export function sealedKeyFrom(value: unknown): SealedKey | undefined {
  const parsed = v.safeParse(sealedKeySchema, value)
  return parsed.success ? parsed.output : undefined
}

/** @returns 32 bytes */
export function deriveFromPasscode(passcode: string, salt: Uint8Array, cost: PasscodeCost): Promise<Uint8Array> {
  return argon2idAsync(passcode.normalize('NFKC'), salt, { ...cost, dkLen: passcodeKeyBytes, asyncTick: sliceMs })
}

const aadOf = ({ m, t, p }: PasscodeCost, salt: Uint8Array): Uint8Array =>
  labelled(label, bytesFromU32(m), bytesFromU32(t), bytesFromU32(p), salt)
