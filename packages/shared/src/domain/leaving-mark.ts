/** That a partner left, in their own words: so the other's device moves the key on by itself, also where the server is slow to
 *  say so, or says nothing. Nobody without the couple's key can write it.
 *  Rules: LEAVE-1, DOC-5.  Register: `D.c` .left when, ms */

import type * as Y from 'yjs'
import { readKey, writeKey } from './document.ts'
import { type PartnerId, type Roster, devicesOf } from './roster.ts'
import { instantSchema, readField } from './stored-value.ts'

export function markLeft(doc: Y.Doc, device: string, now: number): void {
  writeKey(doc, device, 'consent', { left: now })
}

/** Of a removed device it says nothing any more: whoever comes in its place has not left. */
export function hasLeft(doc: Y.Doc, roster: Roster, partner: PartnerId): boolean {
  return devicesOf(roster, partner).some(
    ({ id, gone }) => !gone && readField(instantSchema, readKey(doc, id, 'consent')['left']) !== undefined,
  )
}
