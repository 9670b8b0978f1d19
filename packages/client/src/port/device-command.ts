/** What a person asks of this device alone: pairing, settings, undo, leaving. Nothing here is a rule of the couple. */

import type { WordPlace } from '@porchlight/shared/crypto/recovery'
import type { Refusal } from '@porchlight/shared/domain/outcome'
import type { DrawerEntry } from './drawer-view.ts'
import type { Settings } from './settings.ts'

export type DeviceCommand =
  /** Answers ok when `server` is a Porchlight. */
  | { kind: 'check-server'; server: string }
  /** Creates the couple and the first invite. */
  | { kind: 'light-porch'; name: string; server: string; signUpCode?: string }
  | { kind: 'new-invite' }
  | { kind: 'cancel-invite' }
  /** By a link of one's own other device no name is needed; by a link of the other, `no-name` without one. `label`: what this
   *  device is to be called among one's own; absent: after browser and system. */
  | { kind: 'join'; name?: string; link: string; label?: string }
  /** An invite for a further device of this person's own. */
  | { kind: 'add-device' }
  /** `id` as in the view's `devices`; not this one. It is shown the door, and the couple gets a new key. */
  | { kind: 'remove-device'; id: string }
  /** *This is them*; on the joiner's side *yes, the same* (PAIR-6). */
  | { kind: 'confirm-words' }
  | { kind: 'reject-words' }
  | { kind: 'stop-joining' }
  /** The popup was opened on this device: waiting signals rest (SIG-4). */
  | { kind: 'seen' }
  | { kind: 'undo'; held: string }
  | { kind: 'set-settings'; settings: Partial<Settings> }
  /** What is private (PRIV-1), all of it or none; done when it is on disk. */
  | { kind: 'put-in-drawer'; entries: DrawerEntry[] }
  | { kind: 'take-from-drawer'; ids: string[] }
  /** Answers with the couple's content as JSON text (LEAVE-2). */
  | { kind: 'export' }
  | { kind: 'leave' }
  | { kind: 'erase' }
  /** Forgets everything on this device, what is private too: when its passcode is forgotten, or nothing is to stay. */
  | { kind: 'wipe' }
  /** Forgets the couple that ended; what is private stays (PRIV-1). */
  | { kind: 'forget-couple' }
  /** Reads once more what this browser keeps and could not read. */
  | { kind: 'look-again' }
  /** Gives up what lies here and cannot be read, to come back another way. */
  | { kind: 'let-go' }
  /** What somebody may copy when something is wrong; `value`: lines of text. */
  | { kind: 'report' }
  /** Where there is none; at least six characters. */
  | { kind: 'set-passcode'; passcode: string }
  | { kind: 'change-passcode'; passcode: string; next: string }
  | { kind: 'remove-passcode'; passcode: string }
  /** Shows and keeps nothing of the couple until `unlock`. */
  | { kind: 'lock' }
  | { kind: 'unlock'; passcode: string }
  /** Answers with twelve words as places in the list, a space between them: to be written on paper, and confirmed before this
   *  worker ends. */
  | { kind: 'prepare-recovery' }
  /** Three of the twelve, typed again; `at`: which of them, from 0. From then on the words work, and those before do not. */
  | { kind: 'confirm-recovery'; answers: { at: number; word: WordPlace }[] }
  /** Those that were prepared are not wanted. */
  | { kind: 'forget-recovery' }
  /** This person's words work no more. */
  | { kind: 'remove-recovery' }
  /** On a browser without a couple. My devices of before are then no more. `name`: only to be called otherwise from now on. */
  | { kind: 'recover'; server: string; words: WordPlace[]; name?: string; label?: string }

export type Result = { ok: true; value?: string } | { ok: false; reason: Refusal | DeviceRefusal }

export type DeviceRefusal =
  /** Something is missing of it, or it opens nothing. */
  | 'wrong-link'
  /** There is none in what was pasted. */
  | 'no-link'
  /** There are two that differ. */
  | 'two-links'
  | 'link-used'
  | 'link-expired'
  | 'unreachable'
  | 'not-a-porchlight'
  | 'already-paired'
  | 'not-paired'
  | 'signup-closed'
  | 'signup-code'
  | 'no-name'
  | 'too-late'
  | 'not-them'
  | 'words-differ'
  /** The other said that the words differ, or stopped (PAIR-6). */
  | 'they-stopped'
  | 'couple-full'
  | 'rate-limited'
  | 'update-porchlight'
  | 'locked'
  /** What this browser keeps cannot be read just now (LOCK-2). */
  | 'unreadable'
  | 'wrong-passcode'
  /** Too many wrong ones in a row; the view says until when. */
  | 'wait-a-moment'
  | 'passcode-short'
  | 'passcode-set'
  | 'no-passcode'
  /** Not twelve. */
  | 'word-count'
  /** All in the list, and yet not twelve that belong together. */
  | 'word-order'
  /** They open nothing on this server, or do not any more. */
  | 'words-unknown'
  /** Not the words that were shown. */
  | 'words-mismatch'
  /** Nothing is prepared, or the worker that knew it ended: prepare anew. */
  | 'no-words'
  /** What is private has its megabyte. */
  | 'drawer-full'
  /** Another window of this browser has written it since it was seen. */
  | 'changed-meanwhile'
  | 'failed'
