/** This device's choices and counts (PRIV-1), with the defaults for what was never chosen. Never in the shared document. */

import type { Stored } from '@porchlight/client/port/stored'
import { PorchlightError } from '@porchlight/shared/errors'
import { createSerialQueue } from '@porchlight/shared/serial-queue'
import { browser } from 'wxt/browser'

export const stored = <T extends object>(key: string, defaults: T): Stored<T> =>
  storedIn(browser.storage.local, key, defaults)

type Area = Pick<typeof browser.storage.local, 'get' | 'set'>

export function storedIn<T extends object>(area: Area, key: string, defaults: T): Stored<T> {
  const read = async (): Promise<T> => {
    const { [key]: kept } = await area.get(key)
    // Only this file writes the key; what an older version did not know has its default.
    return { ...defaults, ...(kept as Partial<T> | undefined) }
  }
  const updates = createSerialQueue()
  return {
    read,
    update: (change) =>
      updates.run(async () => {
        const value = change(await read())
        await area.set({ [key]: value })
        return value
      }),
  }
}

/** The same choices with the name a person typed kept apart, where it does not lie readable on the disk (SEAL-10). Where that
 *  cannot be read there is no name, and the choices hold all the same (LOCK-2). */
export function withNameApart<T extends { name: string }>(
  choices: Stored<T>,
  apart: { read(): Promise<string | undefined>; write(name: string): Promise<void> },
): Stored<T> {
  const read = async (): Promise<T> => {
    const [kept, name = ''] = await Promise.all([choices.read(), apart.read().catch(brokenIsNone)])
    return { ...kept, name }
  }
  const updates = createSerialQueue()
  return {
    read,
    update: (change) =>
      updates.run(async () => {
        const before = await read()
        const value = change(before)
        if (value.name !== before.name) await apart.write(value.name)
        await choices.update(() => ({ ...value, name: '' }))
        return value
      }),
  }
}

function brokenIsNone(cause: unknown): undefined {
  if (!(cause instanceof PorchlightError)) throw cause
}
