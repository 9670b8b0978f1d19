/** What stands open in the room, one thing at a time; and what a command says was on the screen. */

import type { ShownRitual } from '@porchlight/shared/domain/view'

export type Open =
  /** `from`: the ritual whose form was just closed; whoever goes by the keyboard goes on there. */
  | { what: 'nothing'; from?: string }
  | { what: 'new' }
  | { what: 'change'; id: string }
  | { what: 'calendar'; id: string }
  | { what: 'all-calendar' }

/** A command names what was seen, not the words around it (DOM-8). */
export function seenOf({ id, versions }: ShownRitual): { id: string; versions: string[] } {
  return { id, versions }
}
