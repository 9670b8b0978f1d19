/** What a screen and the background say to each other over one Port (docs/ports.md).
 *  Screens send commands; the background answers each by its id and posts a view whenever something changed.
 *  The editor alone also exchanges state vectors, updates and carets. Bytes are base64url strings. */

import type { WordPlace } from '@porchlight/shared/crypto/recovery'
import type { Command, Refusal } from '@porchlight/shared/domain/command'
import type { CoupleView } from '@porchlight/shared/domain/view'
import type { Waiting } from '@porchlight/shared/domain/waiting'
import type { DeviceCommand, DeviceRefusal } from './device-command.ts'
import type { DrawerChange, DrawerView } from './drawer-view.ts'
import { type Settings, locksAfter } from './settings.ts'

export type { WordPlace } from '@porchlight/shared/crypto/recovery'
export type { PanelRoomId, Settings } from './settings.ts'

export type FromScreen =
  | { t: 'command'; id: number; command: Command | DeviceCommand }
  /** `gen`: of which document, as the last `sv` from the background said; absent in a replica that holds nothing yet. */
  | { t: 'sv'; sv: string; gen?: number }
  | { t: 'update'; u: string }
  /** The page was asleep: what may be shown now? */
  | { t: 'look' }
  /** This screen shows what is private (PRIV-1), from now on. */
  | { t: 'drawer' }
  /** The local caret while the editor is open; null when it closes. */
  | { t: 'caret'; caret: Caret | null }

export type ToScreen =
  | { t: 'result'; id: number; ok: true; value?: string }
  | { t: 'result'; id: number; ok: false; reason: Refusal | DeviceRefusal }
  | { t: 'view'; view: ScreenView }
  /** `gen` counts fresh documents: a replica of another one has nothing in common with this one. */
  | { t: 'sv'; sv: string; gen: number }
  | { t: 'update'; u: string }
  /** Everyone else who has the editor open, by the client id of their replica. */
  | { t: 'carets'; carets: { name: string; caret: Caret }[] }
  /** A fresh inner document replaced the old one (DOC-4): throw the replica away and ask anew. */
  | { t: 'fresh' }
  /** To who asked for it alone: what is private, whole, and then what changes in it. Never in a view. */
  | { t: 'drawer'; drawer: DrawerView }
  | { t: 'drawer-change'; change: DrawerChange }

export interface Caret {
  /** Client id of the replica in the panel. */
  r: number
  /** Anchor and head: base64url of encodeRelativePosition; null while nothing is selected. */
  a: string | null
  h: string | null
}

/** Whether a screen that shows this has to take it away after so long asleep, before it asks what may be shown (LOCK-1). */
export const hidesAfter = (view: ScreenView, gapMs: number): boolean =>
  view.state !== 'locked' && view.passcode === true && locksAfter(view.settings, gapMs)

export type ScreenView =
  | {
      state: 'unpaired'
      pairing: PairingView
      settings: Settings /** As last typed on this device; '' at first. */
      name: string
      /** There was a place here (LOCK-2). `gone`: what this browser kept of it is not there any more; `ended-gone`: the same, of a
       *  place that was over; `unreadable`: it does not let itself be read just now. `settings.server` is the place's. */
      lost?: 'gone' | 'ended-gone' | 'unreadable'
      /** Unreadable, because a newer Porchlight wrote it. */
      newer?: true
      /** Present while a passcode keeps what is private. */
      passcode?: true
    }
  | {
      state: 'couple'
      couple: CoupleView
      /** Present while this device pairs someone: the inviter's side. */
      pairing: PairingView
      saving: Saving
      held: HeldAction[]
      /** What came from the other, was not yet seen on this device and is not muted. */
      waiting: Waiting[]
      /** This person's own devices that belong to the couple now, oldest first. */
      devices: OwnDevice[]
      /** Whether the other has a device that belongs to the couple: before they joined, and after they left, they are to be
       *  invited. */
      otherIsHere: boolean
      /** The newest key could not be followed: what came did not come from a member. Words go no further from here until
       *  another device moves the key anew, or this one is added again. */
      cannotFollow?: true
      /** Why something held back could not leave when its time came; until the popup is opened again. */
      missed?: Refusal
      /** Present while a passcode keeps this device. */
      passcode?: true
      /** Present where this person has recovery words: `saving` until they work, `ending` until they work no more. */
      recovery?: 'saving' | 'set' | 'ending'
      settings: Settings
    }
  /** A passcode keeps it shut: nothing of the couple is in memory. `nextTryAt`: ms, present while one must wait. */
  | { state: 'locked'; nextTryAt?: number; settings: Settings }
  | { state: 'ended'; why: Ending; canExport: boolean; passcode?: true; settings: Settings }

export interface OwnDevice {
  /** For `remove-device`. */
  id: string
  /** What it was called when it joined; '' where it said nothing. */
  label: string
  /** When it joined, ms. */
  added: number
  isThis: boolean
  /** Another device, in the last seven days: *device added*. */
  isNew: boolean
}

export type Saving = 'saved' | 'saving' | 'offline' | 'update-porchlight' | 'full'

export type Ending = 'revoked' | 'erased' | 'unknown-device' | 'left'

/** Held back for ten seconds, so that it can be undone (TURN-10). */
export interface HeldAction {
  id: string
  kind: 'reach-out' | 'invite'
  /** When it leaves, ms. */
  leavesAt: number
}

export type PairingView =
  | { step: 'idle' }
  /** Something is under way over the network. */
  | { step: 'working'; role: 'inviter' | 'joiner' }
  /** `own`, here and below: it is about a further device of this person's own. */
  | { step: 'invited'; link: string; expiresAt: number; own?: true }
  /** Both compare the words, and both decide (PAIR-6). The inviter also sees the joiner's name (of an own device: what it is
   *  called). `saidYes`: this side has, and waits; `otherSaidYes`: so has the other. */
  | { step: 'words'; role: 'inviter'; words: WordPlace[]; name: string; own?: true }
  | {
      step: 'words'
      role: 'joiner'
      words: readonly WordPlace[]
      own?: true
      saidYes?: true
      otherSaidYes?: true
    }
  | { step: 'connected' }
  | { step: 'failed'; role: 'inviter' | 'joiner'; reason: DeviceRefusal }
