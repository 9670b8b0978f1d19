/** What this person chose on this device (PRIV-1), with the name and the server they typed here. */

import type { Choices } from '../port/settings.ts'
import type { Stored } from '../port/stored.ts'

export interface HeldChoices {
  load(): Promise<void>
  now(): Choices
  save(change: Partial<Choices>): Promise<void>
  /** The name and the server go with the couple; how Porchlight looks and sounds here stays. */
  forget(): Promise<void>
}

/** @param first what holds until the stored ones are read */
export function createHeldChoices(stored: Stored<Choices>, first: Choices, changed: () => void): HeldChoices {
  let choices = first

  const save: HeldChoices['save'] = async (change) => {
    choices = await stored.update((kept) => ({ ...kept, ...change }))
    changed()
  }
  return {
    async load() {
      choices = await stored.read()
    },
    now: () => choices,
    save,
    forget: () => save({ name: first.name, server: first.server }),
  }
}
