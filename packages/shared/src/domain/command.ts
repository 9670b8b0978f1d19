/** What a person asks for: the one way a screen changes anything.
 *  A command is its file, its line here, its component and its copy; what it writes is a register's (`registers.ts`).
 *  Rule: DOM-8 (what a command carries, and that a stale one is refused without writing). */

import type * as Y from 'yjs'
import type { Terms } from './agreement.ts'
import { consent, keep, retire, setTerms, withdraw } from './commands/agreement.ts'
import { checkIn, neverMind } from './commands/check-in.ts'
import { answer, invite, takeBack } from './commands/invitation.ts'
import { setName } from './commands/name.ts'
import { removeNear, sayNear } from './commands/near.ts'
import { comeBack, pause } from './commands/pause.ts'
import { type SeenRitual, keepRitual, removeRitual, setRitual } from './commands/ritual.ts'
import { ask, beReady, notYet, putAway, share } from './commands/question.ts'
import { sendNote, sendSignal } from './commands/signal.ts'
import { sayThanks } from './commands/thanks.ts'
import { moreTime, pass, reachOut } from './commands/turn.ts'
import type { CheckInWord } from './check-in.ts'
import type { Acting, Context } from './context.ts'
import { isReadOnly } from './document.ts'
import { factsOf } from './facts.ts'
import type { AnswerKind, InvitationTag } from './invitation.ts'
import type { NearFirst } from './near.ts'
import { type Outcome, refused } from './outcome.ts'
import type { PauseNote } from './pause.ts'
import type { Ritual } from './ritual.ts'
import type { Asked } from './question.ts'
import { otherOf, partnerOf } from './roster.ts'
import type { SignalKind } from './signal.ts'

export type { Context } from './context.ts'
export type { Outcome, Refusal } from './outcome.ts'

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
  /** `round`: as the view's review names it (AGREE-10). */
  | { kind: 'keep'; round: number }
  | { kind: 'withdraw' }
  | { kind: 'retire' }
  /** Once retired; an empty one takes it back. */
  | { kind: 'say-thanks'; text: string }
  | { kind: 'set-terms'; terms: Partial<Terms> }
  | { kind: 'set-name'; name: string }
  /** Without `seen` a new one. */
  | { kind: 'set-ritual'; ritual: Ritual; seen?: SeenRitual }
  | { kind: 'keep-ritual'; version: string; seen: SeenRitual }
  | { kind: 'remove-ritual'; seen: SeenRitual }
  | { kind: 'check-in'; words: readonly CheckInWord[]; text?: string }
  | { kind: 'never-mind' }
  | { kind: 'say-near'; first: NearFirst; text?: string }
  | { kind: 'remove-near' }
  | { kind: 'ask'; asked: Asked }
  | { kind: 'be-ready'; question: string }
  | { kind: 'not-yet'; question: string }
  /** What the device does once both are ready (ASK-3); refused before. */
  | { kind: 'share'; question: string; text: string }
  | { kind: 'put-away'; question: string }

const acts: { [K in Command['kind']]: (acting: Acting, command: Extract<Command, { kind: K }>) => Outcome } = {
  'send-signal': (acting, { signal }) => sendSignal(acting, signal),
  'send-note': (acting, { text }) => sendNote(acting, text),
  'reach-out': reachOut,
  pass,
  'more-time': moreTime,
  invite,
  'take-back': takeBack,
  answer,
  pause: (acting, { note }) => pause(acting, note),
  'come-back': comeBack,
  consent,
  keep,
  withdraw,
  retire,
  'say-thanks': sayThanks,
  'set-terms': setTerms,
  'set-name': (acting, { name }) => setName(acting, name),
  'set-ritual': setRitual,
  'keep-ritual': keepRitual,
  'remove-ritual': removeRitual,
  'check-in': checkIn,
  'never-mind': neverMind,
  'say-near': sayNear,
  'remove-near': removeNear,
  ask,
  'be-ready': beReady,
  'not-yet': notYet,
  share,
  'put-away': putAway,
}

/** Never refused, not even in a document a newer Porchlight wrote: otherwise a partner who says that it is newer could
 *  take these away (DOM-1, DOM-8). */
const loosening: ReadonlySet<Command['kind']> = new Set(['pause', 'withdraw', 'retire'])

/** Does what is asked in one Yjs transaction, or refuses and writes nothing.
 *  @throws PorchlightError 'unknown-device' when the roster does not list the device
 *  @example
 *  ```ts
 *  import { execute } from '@porchlight/shared/domain/command'
 *  import { initialiseCouple } from '@porchlight/shared/domain/document'
 *  import { rosterFromDevices } from '@porchlight/shared/domain/roster'
 *  import * as Y from 'yjs'
 *
 *  const device = 'AAAAAAAAAAAAAAAAAAAAAA'
 *  const roster = rosterFromDevices([{ id: device, person: 'a' }])
 *  const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) }
 *  const doc = new Y.Doc()
 *  initialiseCouple(doc, { device, name: 'Robin' })
 *  const outcome = execute(doc, { kind: 'send-note', text: 'Tea?' }, { device, roster, now: Date.now(), random })
 *  if (!outcome.ok) console.log(outcome.reason)
 *  ``` */
export function execute(doc: Y.Doc, command: Command, context: Context): Outcome {
  const me = partnerOf(context.roster, context.device)
  if (isReadOnly(doc) && !loosening.has(command.kind)) return refused('read-only')
  const acting = { ...context, doc, facts: factsOf(doc, context.roster), me, other: otherOf(me) }
  return doc.transact(() => run(acting, command))
}

/** The table is right for each kind; that kind and function belong together is beyond what the compiler can follow. */
function run<K extends Command['kind']>(acting: Acting, command: Extract<Command, { kind: K }>): Outcome {
  const act = acts[command.kind]
  return act === undefined ? refused('bad-value') : act(acting, command)
}
