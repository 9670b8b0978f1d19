/** What the small settings know of the keyring: that there is one. The two lie in different stores of the browser, and one may
 *  be cleared without the other; then this device can say what it has lost instead of greeting its person as a stranger.
 *
 *  Written after the keyring has a place and taken back before it has none: whoever is killed in between forgets nothing, and
 *  says of nobody who left that they lost something. Where the keyring is read it is put right.
 *  Rule: LOCK-2 */

import type { DeviceRecord } from '../record/device-record.ts'

export interface KeptPlace {
  /** `ended`: a place that is over, of which a copy to read is kept. */
  kind: 'none' | 'place' | 'ended'
  /** Address of its server, which recovery words have to be taken to; '' where there is none. */
  server: string
}

export const noPlace: KeptPlace = { kind: 'none', server: '' }

/** What is lost: the keyring of a place, or of one that had ended. */
export type Lost = 'gone' | 'ended-gone'

/** @returns undefined where the record says nothing of it: whoever has no place may have lost one, and be on their way back */
export function placeOf(record: DeviceRecord): KeptPlace | undefined {
  switch (record.state) {
    case 'unpaired':
      return undefined
    case 'couple':
      return { kind: 'place', server: record.keyring.server }
    case 'ended':
      return { kind: 'ended', server: record.keyring.server }
    case 'leaving':
      return noPlace
  }
}

export function lostOf(record: DeviceRecord, place: KeptPlace): Lost | undefined {
  if (record.state !== 'unpaired' || place.kind === 'none') return undefined
  return place.kind === 'place' ? 'gone' : 'ended-gone'
}
