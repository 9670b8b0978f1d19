/** What a browser keeps beside its databases, for a device without a browser. */

import type { UnlockedCopy } from '@porchlight/client/lock/keyring-lock'
import type { Stored } from '@porchlight/client/port/stored'

/** The session memory of a browser. */
export function memoryCopy(): UnlockedCopy {
  let key: Uint8Array | undefined
  return {
    read: () => Promise.resolve(key),
    write: (written) => Promise.resolve(void (key = written)),
    remove: () => Promise.resolve(void (key = undefined)),
  }
}

/** A small record that is gone with the test. */
export function memory<T>(initial: T): Stored<T> {
  let value = initial
  return {
    read: () => Promise.resolve(value),
    update(change) {
      value = change(value)
      return Promise.resolve(value)
    },
  }
}
