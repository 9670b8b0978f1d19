/** What a screen shows: a pure function of the facts, who is looking, and the time.
 *  Rules: DOM-6, DOM-7, TURN-11 (the one who waits learns nothing about time). */

import type { Terms } from './agreement.ts'
import { type Facts, isResting, joinedOf, reviewOf } from './facts.ts'
import {
  type GivenAnswer,
  type InvitationTag,
  type ShownInvitation,
  answerGiven,
  shownInvitations,
} from './invitation.ts'
import { type CheckIn, checkInOf } from './check-in.ts'
import { type Near, nearOf } from './near.ts'
import { type Asked, type QuestionRegisters, type Standing, questionsOn } from './question.ts'
import type { PauseNote } from './pause.ts'
import { type Registers, eachShared, registers } from './registers.ts'
import { type ShownRitual, shownRituals } from './ritual.ts'
import { type PartnerId, otherOf, partnerOf } from './roster.ts'
import { type ArrivedSignal, signalsOf } from './signal.ts'
import { maybe } from './stored-value.ts'
import { cleanText } from './text-limit.ts'
import { retiredBy, thanksOf } from './thanks.ts'
import { turnAt } from './turn.ts'
import type { Waiting } from './waiting.ts'
import type { Wording } from './wording.ts'

export type { GivenAnswer } from './invitation.ts'
export type { ShownRitual } from './ritual.ts'
export type { ArrivedSignal } from './signal.ts'

export interface CoupleView {
  me: PartnerId
  /** '' until chosen. */
  myName: string
  /** '' until they joined and chose one. */
  otherName: string
  /** Whether the other partner has an active device (PAIR). */
  otherJoined: boolean
  /** Their last word was that they leave (LEAVE-1), and their devices are still members. */
  otherLeft?: true
  light: Light
  agreement: AgreementStatus
  /** Present while both are asked whether what they agreed to is still good, and while it rests without an answer of both
   *  (AGREE-10). `round`: for the command `keep`. */
  review?: { state: 'open' | 'resting'; round: number; iKept: boolean }
  pause: { mine: boolean; theirs: boolean; myNote?: PauseNote; theirNote?: PauseNote }
  /** Once retired, what each says about it, for a week (AGREE-14). */
  thanks: { mine?: string; theirs?: string }
  /** Theirs, not faded, newest first. Seen and mute belong to the device, not here. */
  signals: ArrivedSignal[]
  /** Oldest first. Open ones wait until the popup was opened on that device, as signals do. */
  invitationsToMe: InvitationToMe[]
  /** Oldest first. */
  myInvitations: MyInvitation[]
  /** Kept, and let go not long ago; in no order (RIT-1). */
  rituals: ShownRitual[]
  /** What each needs today (CHECK-1); absent: nothing was said, and that is nothing to be shown. */
  checkIn: { mine?: CheckIn; theirs?: CheckIn }
  /** How each feels close (NEAR-1). */
  near: { mine?: Near; theirs?: Near }
  /** On the table, the earliest first (ASK-2). Nothing here tells whether the other has answered before I have. */
  questions: Question[]
  /** What came and is to be told until it was seen; what was seen each device knows for itself (SIG-4). */
  waiting: Waiting[]
  /** A newer Porchlight wrote the document: it is shown, every command is refused. */
  readOnly: boolean
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

export interface InvitationToMe {
  id: string
  /** '' once taken back. */
  text: string
  tag?: InvitationTag
  at: number
  state: 'open' | 'answered'
  myAnswer?: GivenAnswer
}

export interface MyInvitation {
  id: string
  /** '' once taken back. */
  text: string
  tag?: InvitationTag
  at: number
  state: 'open' | 'answered'
  /** Only on the device that sent it (TURN-10). */
  canTakeBack: boolean
  answer?: GivenAnswer
}

export type Question = { id: string; asked: Asked } & (
  | { state: 'open' }
  /** `here`: an answer lies on this device, which can say *not yet*; else on another of mine. */
  | { state: 'ready'; here: boolean }
  /** `mine`: my answer is in the document; else the device that holds it is to bring it. */
  | { state: 'on-its-way'; mine: boolean }
  | { state: 'shown'; mine: string; theirs: string }
)

/** Where the agreement stands. The wording itself stays in the draft, which the editor holds. */
export interface AgreementStatus {
  terms: Terms
  draft: { state: 'fit'; hash: string } | { state: 'unfit'; reason: 'empty' | 'too-long' | 'would-be-repaired' }
  /** `terms` and `wording` are what was agreed, for the diff (AGREE-7). */
  inForce?: { hash: string; since: number; isDraft: boolean; terms: Terms; wording: Wording }
  /** A yes to exactly the draft as it stands now, by each. */
  iSaidYes: boolean
  theySaidYes: boolean
  /** A yes of mine waits for theirs, whatever version it names. */
  myYesWaits: boolean
  /** A yes of theirs waits for mine, to another version than the draft. */
  theirYesToOther: boolean
  retired: boolean
}

/** All that a screen shows of the couple, computed from the facts and the time, never stored.
 *  @throws PorchlightError 'unknown-device' when the roster does not list the device
 *  @example
 *  ```ts
 *  import { initialiseCouple } from '@porchlight/shared/domain/document'
 *  import { factsOf } from '@porchlight/shared/domain/facts'
 *  import { rosterFromDevices } from '@porchlight/shared/domain/roster'
 *  import { coupleView } from '@porchlight/shared/domain/view'
 *  import * as Y from 'yjs'
 *
 *  const device = 'AAAAAAAAAAAAAAAAAAAAAA'
 *  const roster = rosterFromDevices([{ id: device, person: 'a' }])
 *  const doc = new Y.Doc()
 *  initialiseCouple(doc, { device, name: 'Robin' })
 *  const { myName, light, changesAt } = coupleView(factsOf(doc, roster), device, Date.now())
 *  console.log(myName, light.state, changesAt)
 *  ``` */
export function coupleView(facts: Facts, device: string, now: number, among: Registers = registers): CoupleView {
  const me = partnerOf(facts.roster, device)
  const other = otherOf(me)
  const mine = facts.partners[me]
  const theirs = facts.partners[other]
  const joined = joinedOf(facts, me, now)
  const { toMe, fromMe } = shownInvitations(joined)
  return {
    me,
    myName: mine.name,
    otherName: theirs.name,
    otherJoined: theirs.present,
    ...(theirs.present && theirs.left ? { otherLeft: true } : {}),
    light: lightOf(facts, me, now),
    agreement: agreementStatus(facts, me),
    ...maybe('review', shownReview(facts, me, now)),
    pause: {
      mine: mine.pause.paused,
      theirs: theirs.pause.paused,
      ...maybe('myNote', mine.pause.note),
      ...maybe('theirNote', theirs.pause.note),
    },
    thanks: {
      ...maybe('mine', thanksOf(mine.devices, retiredBy(facts.partners), now)),
      ...maybe('theirs', thanksOf(theirs.devices, retiredBy(facts.partners), now)),
    },
    signals: signalsOf(theirs.devices, now),
    invitationsToMe: toMe.map((invitation) => ({
      ...wordsOf(invitation),
      ...maybe('myAnswer', answerGiven(invitation)),
    })),
    myInvitations: fromMe.map((invitation) => ({
      ...wordsOf(invitation),
      canTakeBack: invitation.device === device && invitation.state === 'open',
      ...maybe('answer', answerGiven(invitation)),
    })),
    rituals: shownRituals(facts.rituals, now),
    readOnly: facts.readOnly,
    checkIn: {
      ...maybe('mine', checkInOf(mine.devices, now)),
      ...maybe('theirs', checkInOf(theirs.devices, now)),
    },
    near: { ...maybe('mine', nearOf(mine.devices)), ...maybe('theirs', nearOf(theirs.devices)) },
    questions: questionsOn(joined).map((standing) => questionFor(standing, mine.devices, device)),
    waiting: among.flatMap((register) => register.waiting?.(joined) ?? []),
    ...maybe(
      'changesAt',
      nextChange(
        facts,
        [
          ...among.flatMap((register) => register.changesAt?.(joined) ?? []),
          ...eachShared.flatMap((matter) => matter.changesAt?.(facts, now) ?? []),
        ],
        now,
      ),
    ),
  }
}

function lightOf(facts: Facts, me: PartnerId, now: number): Light {
  const { partners, consents, turn } = facts
  if (partners.a.pause.paused || partners.b.pause.paused) return { state: 'paused' }
  if (turn === undefined) return { state: consents.retired ? 'retired' : 'no-agreement' }
  if (isResting(facts, now)) return { state: 'resting' }
  const { number, holder, coincidence } = turn
  const stands = turnAt(turn, now)
  if (stands.state === 'open') return { state: 'open', turn: number, coincidence }
  if (holder !== me) return { state: 'theirs', turn: number, coincidence }
  const windowed = stands.state === 'windowed'
  return {
    state: 'mine',
    turn: number,
    ...(windowed ? { until: stands.until } : {}),
    canExtend: windowed,
    coincidence,
  }
}

/** Whether the other has kept it is theirs to say, so that nobody is pressed. */
function shownReview(facts: Facts, me: PartnerId, now: number): CoupleView['review'] {
  const review = reviewOf(facts, now)
  if (review === undefined || review.state === 'later') return undefined
  return { state: review.state, round: review.round, iKept: facts.round?.kept[me] === true }
}

function agreementStatus({ terms, draft, consents }: Facts, me: PartnerId): AgreementStatus {
  const { inForce, waiting, retired } = consents
  const hash = draft.state === 'fit' ? draft.hash : undefined
  const isDraft = hash !== undefined && inForce?.hash === hash
  const saidYes = (partner: PartnerId): boolean => isDraft || waiting[partner].some(({ h }) => h === hash)
  return {
    terms,
    draft: draft.state === 'fit' ? { state: 'fit', hash: draft.hash } : draft,
    ...(inForce === undefined
      ? {}
      : {
          inForce: {
            hash: inForce.hash,
            since: inForce.since,
            isDraft,
            terms: inForce.terms,
            wording: inForce.wording,
          },
        }),
    iSaidYes: saidYes(me),
    theySaidYes: saidYes(otherOf(me)),
    myYesWaits: waiting[me].length > 0,
    theirYesToOther: waiting[otherOf(me)].some(({ h }) => h !== hash),
    retired,
  }
}

/** Without any time: nothing here runs out before anyone’s eyes. */
function questionFor(standing: Standing, mine: readonly QuestionRegisters[], device: string): Question {
  const { id, asked } = standing
  const of = (held: QuestionRegisters) => held.questions[id]
  switch (standing.state) {
    case 'open':
      return { id, asked, state: 'open' }
    case 'ready':
      return {
        id,
        asked,
        state: 'ready',
        here: mine.some((held) => held.device === device && of(held)?.ready !== undefined),
      }
    case 'on-its-way':
      return { id, asked, state: 'on-its-way', mine: mine.some((held) => of(held)?.x !== undefined) }
    case 'shown':
      return { id, asked, state: 'shown', mine: standing.mine, theirs: standing.theirs }
  }
  return standing satisfies never
}

function wordsOf({ id, x, tag, at, state }: ShownInvitation) {
  return { id, text: cleanText(x), ...maybe('tag', tag), at, state }
}

function nextChange(facts: Facts, ofRegisters: readonly number[], now: number): number | undefined {
  const { turn } = facts
  const stands = turn === undefined || isResting(facts, now) ? undefined : turnAt(turn, now)
  const review = reviewOf(facts, now)
  const changes = [
    ...ofRegisters,
    ...(review?.state === 'later' ? [review.opensAt] : []),
    ...(review?.state === 'open' ? [review.restsAt] : []),
    // A round that claims to begin ahead moves along in the same way.
    ...(facts.round === undefined ? [] : [facts.round.base]),
    ...(stands?.state === 'waits' ? [stands.startsAt] : []),
    ...(stands?.state === 'windowed' ? [stands.opensAt] : []),
    // A start that claims to lie ahead moves along with the time until it is reached (DOM-9).
    ...(stands === undefined || turn === undefined ? [] : [turn.notBefore, ...turn.starts.map(({ at }) => at)]),
  ].filter((at) => at > now)
  return changes.length === 0 ? undefined : Math.min(...changes)
}
