/** What an act is done with. The time is the server's where the device's own is off (DOM-9); chance is needed for ids. */

import type * as Y from 'yjs'
import type { Random } from '../capabilities.ts'
import type { Facts } from './facts.ts'
import type { PartnerId, Roster } from './roster.ts'

export interface Context {
  /** This device's id, as in the roster. */
  device: string
  roster: Roster
  /** Milliseconds since the Unix epoch. */
  now: number
  random: Random
}

/** A context with the document as it stands before the act. */
export interface Acting extends Context {
  doc: Y.Doc
  facts: Facts
  me: PartnerId
  other: PartnerId
}
