/** Sealed presence: who is in the editor now, and where their caret stands. The server relays it and can neither read,
 *  forge nor usefully repeat it.
 *
 *  A state on the wire is `{x}`, x = base64url of: version u8 • epoch u32 • nonce (24) • ciphertext (256) • tag (16).
 *  Inside is JSON `{c, n, t, s}` with spaces up to 256 bytes. The reader's ledger is a value: one line per awareness
 *  client id, with the last state believed.
 *  Rule: SEAL-13 */

import { concatBytes } from '@noble/hashes/utils.js'
import * as v from 'valibot'
import { base64UrlFromBytes, bytesFromBase64Url, bytesFromU32, u32FromBytes } from '../bytes.ts'
import { labelled, nonceBytes, open, seal, tagBytes } from './aead.ts'
import { jsonFromSealable, sealableFromJson } from './padded-json.ts'

export interface AwarenessContext {
  /** K_awareness of the epoch, 32 bytes */
  awarenessKey: Uint8Array
  /** 16 bytes */
  coupleId: Uint8Array
  epoch: number
}

const u32 = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1))
const relativePosition = v.nullable(v.pipe(v.string(), v.maxLength(120)))

const awarenessStateSchema = v.object({
  /** awareness client id */
  c: u32,
  /** counter, rises with every sealing under that client id */
  n: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** server-corrected time of sealing, ms since 1970 */
  t: v.pipe(v.number(), v.safeInteger()),
  /** the panel's replica client id; anchor and head of its selection, base64url of `encodeRelativePosition`, or null */
  s: v.object({ r: u32, a: relativePosition, h: relativePosition }),
})

export type AwarenessState = v.InferOutput<typeof awarenessStateSchema>

/** How far a state's time may lie from server-corrected now. */
export const awarenessSkewMs = 5 * 60_000
/** How often its owner seals it anew (and at each connect). */
export const awarenessResealMs = 60_000

const version = 0x01
const label = 'porchlight/v1/awareness'
const headerBytes = 5 + nonceBytes
const box = { bytes: 256 }
const sealedBytes = headerBytes + box.bytes + tagBytes

/** @returns x, 402 characters
 *  Throws: PorchlightError 'too-large' where the positions do not fit 256 bytes
 *  @param nonce 24 random bytes */
export function sealAwareness(context: AwarenessContext, nonce: Uint8Array, state: AwarenessState): string {
  const head = concatBytes(Uint8Array.of(version), bytesFromU32(context.epoch))
  const aad = labelled(label, context.coupleId, head)
  const ciphertext = seal(context.awarenessKey, nonce, aad, sealableFromJson(state, box))
  return base64UrlFromBytes(concatBytes(head, nonce, ciphertext))
}

/** @returns the state, or undefined for whatever a member of this epoch did not seal in this version. Never throws. */
export function openAwareness(context: AwarenessContext, x: unknown): AwarenessState | undefined {
  if (typeof x !== 'string') return undefined
  const bytes = bytesFromBase64Url(x)
  if (bytes === undefined || bytes.length !== sealedBytes) return undefined
  if (bytes[0] !== version || u32FromBytes(bytes, 1) !== context.epoch) return undefined
  const aad = labelled(label, context.coupleId, bytes.subarray(0, 5))
  const plaintext = open(context.awarenessKey, bytes.subarray(5, headerBytes), aad, bytes.subarray(headerBytes))
  if (plaintext === undefined) return undefined
  const parsed = v.safeParse(awarenessStateSchema, jsonFromSealable(plaintext, box))
  return parsed.success ? parsed.output : undefined
}

/** What has been believed so far, by awareness client id. */
export type AwarenessLedger = ReadonlyMap<number, { x: string; state: AwarenessState }>

export type AwarenessVerdict =
  | { verdict: 'accepted'; state: AwarenessState }
  /** The same sealed bytes again: its owner's provider repeats itself every 15 s. Liveness, nothing new. */
  | { verdict: 'renewed'; state: AwarenessState }
  | { verdict: 'refused'; reason: 'not-ours' | 'other-client' | 'replayed' | 'out-of-time' }

export interface ReceivedAwareness {
  /** the awareness client id it came under */
  clientId: number
  x: unknown
  /** server-corrected now, ms */
  nowMs: number
}

/** Decides whether to believe a state, and remembers it.
 *
 *  A renewal must be in time as well: an honest owner seals anew every minute, so a state repeated for longer than the
 *  allowed skew is somebody keeping a ghost alive. */
export function admitAwareness(
  ledger: AwarenessLedger,
  context: AwarenessContext,
  received: ReceivedAwareness,
): { ledger: AwarenessLedger; verdict: AwarenessVerdict } {
  const refused = (reason: (AwarenessVerdict & { verdict: 'refused' })['reason']) => ({
    ledger,
    verdict: { verdict: 'refused', reason } as const,
  })
  const known = ledger.get(received.clientId)
  const renewal = known !== undefined && known.x === received.x
  const state = renewal ? known.state : openAwareness(context, received.x)
  if (state === undefined) return refused('not-ours')
  if (state.c !== received.clientId) return refused('other-client')
  if (Math.abs(received.nowMs - state.t) > awarenessSkewMs) return refused('out-of-time')
  if (renewal) return { ledger, verdict: { verdict: 'renewed', state } }
  if (known !== undefined && state.n <= known.state.n) return refused('replayed')
  const next = new Map([...ledger].filter(([, line]) => received.nowMs - line.state.t <= 2 * awarenessSkewMs))
  next.set(received.clientId, { x: received.x as string, state })
  return { ledger: next, verdict: { verdict: 'accepted', state } }
}
