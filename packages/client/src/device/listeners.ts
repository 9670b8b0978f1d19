/** Whoever wants to be told of one thing. */

import type { Stop } from '@porchlight/shared/capabilities'

export interface Listeners<T> {
  add(listener: (told: T) => void): Stop
  tell(told: T): void
  clear(): void
}

export function createListeners<T = void>(): Listeners<T> {
  const listeners = new Set<(told: T) => void>()
  return {
    add(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell(told) {
      for (const listener of listeners) listener(told)
    },
    clear: () => listeners.clear(),
  }
}
