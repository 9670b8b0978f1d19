/** Who is who: which devices belong to which of the two partners, and which of them were removed.
 *  Rules: DOM-5 (a partner is the join of their devices), DOC-3 (a removed device still counts until taken over). */

import { PorchlightError } from '../errors.ts'

/** `a` created the couple, `b` joined. */
export type PartnerId = 'a' | 'b'

export interface RosterDevice {
  /** 16 bytes as base64url, 22 characters. */
  id: string
  person: PartnerId
  gone: boolean
}

export interface Roster {
  devices: readonly RosterDevice[]
}

/** @param devices as the epoch's roster lists them; `gone` is anything but undefined once a device was removed (EPOCH-1) */
export function rosterFromDevices(
  devices: Iterable<{ id: string; person: PartnerId; gone?: number | boolean | undefined }>,
): Roster {
  return {
    devices: Array.from(devices, ({ id, person, gone }) => ({
      id,
      person,
      gone: gone !== undefined && gone !== false,
    })),
  }
}

/** Every device of a partner, removed ones too: their keys in the document still count (DOC-3). */
export function devicesOf(roster: Roster, partner: PartnerId): readonly RosterDevice[] {
  return roster.devices.filter((device) => device.person === partner)
}

/** @throws PorchlightError 'unknown-device' for an id the roster does not list */
export function partnerOf(roster: Roster, device: string): PartnerId {
  const listed = roster.devices.find(({ id }) => id === device)
  if (listed === undefined) throw new PorchlightError('unknown-device', 'This device is not one of the couple.')
  return listed.person
}

/** Whether a partner has a device that can still speak for them (DOC-3). */
export function isPresent(roster: Roster, partner: PartnerId): boolean {
  return devicesOf(roster, partner).some(({ gone }) => !gone)
}

export function otherOf(partner: PartnerId): PartnerId {
  return partner === 'a' ? 'b' : 'a'
}
