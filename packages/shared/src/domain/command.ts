/** What a person asks for: the one way a screen changes anything.
 *  Deleting a feature deletes its file, its line here, its component and its copy.
 *  Rule: DOM-8 (what a command carries, and that a stale one is refused without writing). */

import type { Terms } from './agreement.ts'
import type { AnswerKind, InvitationTag } from './invitation.ts'
import type { PauseNote } from './pause.ts'
import type { SignalKind } from './signal.ts'

export type Command =
  | { kind: 'send-signal'; signal: SignalKind }
  | { kind: 'send-note'; text: string }
  /** `by: 'other'` is the waiting partner saying that the holder reached out (TURN-3). */
  | { kind: 'reach-out'; turn: number; by: 'me' | 'other' }
  | { kind: 'pass'; turn: number }
  | { kind: 'more-time'; turn: number }
  | { kind: 'invite'; turn: number; text: string; tag?: InvitationTag }
  | { kind: 'take-back'; invitation: string }
  | { kind: 'answer'; invitation: string; answer: AnswerKind; text?: string; when?: string }
  | { kind: 'pause'; note?: PauseNote }
  | { kind: 'come-back' }
  | { kind: 'consent'; hash: string }
  | { kind: 'withdraw' }
  | { kind: 'retire' }
  | { kind: 'set-terms'; terms: Partial<Terms> }
  | { kind: 'set-name'; name: string }

export type Refusal =
  | 'stale-turn'
  | 'resting'
  | 'no-agreement'
  | 'not-holder'
  | 'is-holder'
  | 'no-window'
  | 'text-changed'
  | 'text-unfit'
  | 'already-open'
  | 'invite-later'
  | 'not-found'
  | 'already-closed'
  | 'not-this-device'
  | 'too-soon'
  | 'enough-today'
  | 'empty'
  | 'too-long'
  | 'bad-value'
  | 'read-only'

export type Outcome = { ok: true } | { ok: false; reason: Refusal }
