/** What lies on this device's disk, each record sealed under a key that cannot be read out; `platform/device-store` makes the real
 *  one. The keyring and what is private lie side by side in it, so that a change of passcode reseals all of it at once.
 *  Rules: LOCK-1, PRIV-1 */

import type { KeyringStore } from '../session/session-holder.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface SealedStore extends Omit<KeyringStore, 'forget'> {
  /** Every private record, by its id.
   *  Throws: PorchlightError 'broken-store' where one of them does not open */
  readPrivate(): Promise<ReadonlyMap<string, Uint8Array>>
  /** All of it or none, in one transaction. */
  writeTogether(records: Together): Promise<void>
  /** The same transaction removes everything else that lies here, all but the key that seals it. */
  writeInstead(records: Together): Promise<void>
}

export interface Together {
  /** Absent: as it is. */
  keyring?: Bytes
  /** By id; undefined: removed. */
  own: ReadonlyMap<string, Bytes | undefined>
}
