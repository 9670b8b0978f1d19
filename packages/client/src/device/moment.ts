/** Everything about a device that a screen or the toolbar may be shown something of, as it is at one moment. Plain values: what
 *  is shown of them is `screen-view` and `toolbar-badge`. */

import type { Refusal } from '@porchlight/shared/domain/outcome'
import type { CoupleView } from '@porchlight/shared/domain/view'
import type { Quietness } from '@porchlight/shared/domain/waiting'
import type { HeldAction, PairingView, Saving } from '../port/port.ts'
import type { Choices } from '../port/settings.ts'
import type { DeviceRecord } from '../record/device-record.ts'
import type { Lost } from '../session/kept-place.ts'

export interface Moment {
  /** By the server's clock, ms. */
  now: number
  door: Door
  choices: Choices
  /** Ids of what was seen on this device. */
  seen: ReadonlySet<string>
  record: DeviceRecord
  missing: Missing | undefined
  pairing: PairingView
  session: SessionMoment | undefined
}

/** Whether what this device keeps may be shown at all (LOCK-1). */
export type Door =
  /** It has not been read yet: better nothing than an empty porch. */
  { state: 'unread' } | { state: 'shut'; nextTryAt: number | undefined } | { state: 'open'; hasPasscode: boolean }

/** There was a place here, and it is not what it was (LOCK-2). */
export type Missing =
  | { what: Lost /** of the place, as an address */; server: string }
  /** It does not let itself be read just now. */
  | { what: 'unreadable' }
  /** A newer Porchlight wrote it. */
  | { what: 'newer' }

export interface SessionMoment {
  /** Undefined until the document can be read. */
  couple: CoupleView | undefined
  saving: Saving
  held: HeldAction[]
  /** Why something held back could not leave when its time came. */
  missed: Refusal | undefined
  /** How long the connection has been away; 0 while it is there. */
  offlineForMs: number
  cannotFollow: boolean
  recovery: 'saving' | 'set' | 'ending' | undefined
}

/** Whether what lies here does not let itself be read, whoever wrote it. */
export const isUnreadable = (missing: Missing | undefined): boolean =>
  missing?.what === 'unreadable' || missing?.what === 'newer'

/** What this device is to be quiet about. */
export const quietness = ({ seen, choices }: Pick<Moment, 'seen' | 'choices'>): Quietness => ({
  seen,
  mute: choices.mute,
  quiet: false,
})
