/** What a screen shows: a pure function of the document, who is looking, and the time.
 *  Rules: DOM-6, DOM-7, TURN-11 (the one who waits learns nothing about time). */

import type { Terms } from './agreement.ts'
import type { AnswerKind, InvitationTag } from './invitation.ts'
import type { PauseNote } from './pause.ts'
import type { PartnerId } from './roster.ts'
import type { SignalKind } from './signal.ts'

export interface CoupleView {
  me: PartnerId
  /** '' until chosen. */
  myName: string
  /** '' until they joined and chose one. */
  otherName: string
  /** Whether the other partner has an active device (PAIR). */
  otherJoined: boolean
  light: Light
  agreement: AgreementStatus
  pause: { mine: boolean; theirs: boolean; myNote?: PauseNote; theirNote?: PauseNote }
  /** Theirs, not faded, newest first. Seen and mute belong to the device, not here. */
  signals: ArrivedSignal[]
  invitationsToMe: InvitationToMe[]
  myInvitations: MyInvitation[]
  /** The next instant (ms) at which time alone changes this view; absent: never. */
  changesAt?: number
}

export type Light =
  | { state: 'no-agreement' }
  | { state: 'paused' }
  | { state: 'resting' }
  | { state: 'retired' }
  | { state: 'mine'; turn: number; until?: number; canExtend: boolean; coincidence: boolean }
  | { state: 'theirs'; turn: number; coincidence: boolean }
  | { state: 'open'; turn: number; coincidence: boolean }

export interface ArrivedSignal {
  /** Stable over restarts: device, kind of register, counter. */
  id: string
  kind: SignalKind | 'note'
  text?: string
  at: number
}

export interface InvitationToMe {
  id: string
  text: string
  tag?: InvitationTag
  at: number
  state: 'open' | 'answered'
  myAnswer?: { kind: AnswerKind; text?: string; when?: string }
}

export interface MyInvitation {
  id: string
  text: string
  tag?: InvitationTag
  at: number
  state: 'open' | 'answered'
  /** Only on the device that sent it (TURN-10). */
  canTakeBack: boolean
  answer?: { kind: AnswerKind; text?: string; when?: string }
}

/** Where the agreement stands. The wording itself stays in the draft, which the editor holds. */
export interface AgreementStatus {
  terms: Terms
  draft: { state: 'fit'; hash: string } | { state: 'unfit'; reason: 'empty' | 'too-long' | 'would-be-repaired' }
  inForce?: { hash: string; since: number; isDraft: boolean }
  /** A yes to exactly the draft as it stands now, by each. */
  iSaidYes: boolean
  theySaidYes: boolean
  /** A yes of mine waits for theirs, whatever version it names. */
  myYesWaits: boolean
  /** A yes of theirs waits for mine, to another version than the draft. */
  theirYesToOther: boolean
  retired: boolean
}
