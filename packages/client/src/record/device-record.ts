/** What the keyring holds: who this device is, and what it was doing when it was last heard of. Written before each step
 *  that the other side could see, so that a killed worker goes on where it was.
 *  Rules: LOCK-1, PAIR (secrets of a pairing in progress live here). */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { EpochPayload } from '@porchlight/shared/crypto/epoch'
import type { WordPlace } from '@porchlight/shared/crypto/recovery'
import type { Offer } from '@porchlight/shared/crypto/invite'
import { type Roster, rosterFromDevices } from '@porchlight/shared/domain/roster'
import { PorchlightError } from '@porchlight/shared/errors'
import { decodeAny, encodeAny } from 'lib0/buffer'
import type { Ending } from '../port/port.ts'

export type DeviceRecord =
  /** `refused`: pairings this person turned down, until the server has heard of it. */
  | { v: 1; state: 'unpaired'; joining?: Joining; recovering?: Recovering; refused?: Joining[] }
  /** `introduce`: this person has just joined, and says their name once the document is here. */
  | { v: 1; state: 'couple'; keyring: Keyring; inviting?: Inviting; introduce?: true; errands?: Errands }
  /** This person left; what the server must still be told waits for a connection (LEAVE-1). */
  | { v: 1; state: 'leaving'; keyring: Keyring }
  | { v: 1; state: 'ended'; why: Ending; keyring: Keyring }

export interface Keyring {
  /** Address of the server, as `serverUrlFrom` gives it. */
  server: string
  /** Bearer token T, 32 bytes. */
  token: Uint8Array
  /** 16 bytes. */
  deviceId: Uint8Array
  person: 'a' | 'b'
  /** The newest epoch this device knows: number, key, roster. */
  epoch: EpochPayload
  /** Those before it, oldest first, until everything written in them is known to be in the newest. */
  previous?: EpochPayload[]
  /** What this device had written in the document before a fresh one, to be in the fresh one as well: a Yjs V1 update of it,
   *  the same however often it is applied (DOC-4). As long as `previous`. */
  carry?: Uint8Array
}

/** The inviter's side, from the moment the invite is made. */
export interface Inviting {
  /** s, 32 bytes. */
  secret: Uint8Array
  /** nA, 32 bytes: committed to in the offer, revealed after the claim. */
  nonce: Uint8Array
  expiresAt: number
  person: 'a' | 'b'
  /** The sealed claim that the nonce is revealed to, kept before it is: no other one counts any more (PAIR-1). */
  claim?: Uint8Array
}

/** The joiner's side, written before the claim is sent. */
export interface Joining {
  server: string
  /** s, 32 bytes. */
  secret: Uint8Array
  deviceId: Uint8Array
  token: Uint8Array
  /** nB, 32 bytes. */
  nonce: Uint8Array
  /** What this person is called; '' where it is a further device of the inviter's own. */
  name: string
  /** The inviter's offer as it was opened: what the reveal and the record are checked against. */
  offer: Offer
  /** The sealed claim, kept because only the very same one may be sent twice. */
  claim: Uint8Array
  /** The safety words, from the moment they can be compared: what they were computed from is gone once the invite is done. */
  words?: readonly WordPlace[]
  /** This person has said that the words are the same (PAIR-6). */
  saidYes?: true
}

/** What was asked of this device, and is done once the server and the other devices let it. */
export interface Errands {
  /** Recovery words that were confirmed and do not work yet (RECOVER-1). */
  words?: WordsToCome
  /** Recovery words that are to be taken away. */
  dropWords?: true
  /** A passcode was set: the couple gets a key that never lay on this disk without one (EPOCH-6). */
  newKey?: true
}

/** What of new recovery words the server and the roster need; the words themselves are nowhere. */
export interface WordsToCome {
  /** 16 bytes */
  id: Uint8Array
  /** SHA-256 of what opens the row, 32 bytes */
  authHash: Uint8Array
  /** seals the row's content, 32 bytes */
  base: Uint8Array
  /** public key, 65 bytes */
  pub: Uint8Array
}

/** Coming back by recovery words, written before the server hears of it. */
export interface Recovering {
  server: string
  /** R, 16 bytes */
  entropy: Uint8Array
  deviceId: Uint8Array
  token: Uint8Array
  /** What this device is to be called among one's own. */
  label: string
  /** A name was typed: it is said once the document is here. */
  introduce?: true
}

/** Undefined where this device belongs to no couple, and to none of before. */
export const keyringOf = (record: DeviceRecord): Keyring | undefined =>
  record.state === 'unpaired' ? undefined : record.keyring

/** The roster as the couple's rules know it. */
export const rosterOf = (keyring: Keyring): Roster =>
  rosterFromDevices(
    keyring.epoch.roster.devices.map(({ id, person, gone }) => ({ id: base64UrlFromBytes(id), person, gone })),
  )

export const emptyRecord: DeviceRecord = { v: 1, state: 'unpaired' }

/** lib0's encoding of plain values keeps bytes as bytes. */
export const bytesFromRecord = (record: DeviceRecord): Uint8Array<ArrayBuffer> => new Uint8Array(encodeAny(record))

const states: ReadonlySet<unknown> = new Set<DeviceRecord['state']>(['unpaired', 'couple', 'leaving', 'ended'])

/** Only this file's writer makes the bytes, under an authenticating key.
 *  @throws where they are none; PorchlightError 'unknown-version' where a later Porchlight wrote them: nothing may be written over
 *  what this one does not understand (LOCK-2) */
export function recordFromBytes(bytes: Uint8Array): DeviceRecord {
  const record = decodeAny(bytes) as Partial<DeviceRecord>
  if (record.v !== 1 || !states.has(record.state)) {
    throw new PorchlightError('unknown-version', 'A newer Porchlight wrote what this browser keeps.')
  }
  return record as DeviceRecord
}
