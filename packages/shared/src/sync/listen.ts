import type { Stop } from '../capabilities.ts'

/** Adds a listener; its stop takes it away again. */
export function listen<L>(listeners: Set<L>, listener: L): Stop {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
