/** What the keyring holds: who this device is, and what it was doing when it was last heard of. Written before each step
 *  that the other side could see, so that a killed worker goes on where it was.
 *  Rules: LOCK-1, PAIR (secrets of a pairing in progress live here). All bytes base64url. */

import type { Roster } from '@porchlight/shared/crypto/epoch'
import type { Ending } from './port.ts'

export type DeviceRecord =
  | { v: 1; state: 'unpaired'; joining?: Joining }
  | { v: 1; state: 'couple'; keyring: Keyring; inviting?: Inviting }
  | { v: 1; state: 'ended'; why: Ending; keyring: Keyring }

export interface Keyring {
  /** Origin of the server. */
  server: string
  /** Bearer token T, 32 bytes. */
  token: string
  /** 16 bytes. */
  deviceId: string
  /** 16 bytes. */
  coupleId: string
  person: 'a' | 'b'
  epoch: number
  /** Counts fresh inner documents from 1 (EPOCH-2). */
  gen: number
  /** K_epoch, 32 bytes. */
  key: string
  roster: Roster
}

/** The inviter's side, from the moment the invite is made. */
export interface Inviting {
  /** Invite secret s, 32 bytes. */
  secret: string
  /** nA, 32 bytes: committed to in the offer, revealed after the claim. */
  nonce: string
  expiresAt: number
  person: 'a' | 'b'
}

/** The joiner's side, written before the claim is sent. */
export interface Joining {
  server: string
  secret: string
  deviceId: string
  token: string
  /** nB, 32 bytes. */
  nonce: string
  name: string
  /** The inviter's offer as it was opened: what the reveal and the record are checked against. */
  offer: { coupleId: string; deviceId: string; pubA: string; person: 'a' | 'b'; commit: string }
}

export const emptyRecord: DeviceRecord = { v: 1, state: 'unpaired' }
