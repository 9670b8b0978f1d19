/** This device's choices and counts (PRIV-1): defaults plus dated migrations. Never in the shared document. */

import { storage } from 'wxt/utils/storage'

/** One stored value. `update` is atomic within this process: changes run one after the other. */
export interface Stored<T> {
  read(): Promise<T>
  update(change: (value: T) => T): Promise<T>
}

export function stored<T extends object>(key: `local:${string}` | `session:${string}`, defaults: T): Stored<T> {
  const item = storage.defineItem<T>(key, { fallback: defaults, version: 1 })
  const read = async (): Promise<T> => ({ ...defaults, ...(await item.getValue()) })
  let last: Promise<unknown> = Promise.resolve()
  return {
    read,
    update(change) {
      const next = last.then(async () => {
        const value = change(await read())
        await item.setValue(value)
        return value
      })
      last = next.catch(() => undefined)
      return next
    },
  }
}
