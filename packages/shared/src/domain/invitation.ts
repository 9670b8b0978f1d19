/** Reaching out in the app: a message that is open until it is answered, taken back or faded.
 *  Rules: INV-1…4, TURN-10.
 *
 *  Registers: `D.t` .i {id, n, at, x, tag?, tk?} · .z {id, k, x?, when?, at, ia} the newest answer, `ia` the time of the
 *  invitation · .zs answers of the same shape that a newer one replaced while they still stand */

import * as v from 'valibot'
import { compareBase64url } from './byte-order.ts'
import { dayMs, hourMs, isOver, notLaterThan } from './instant.ts'
import { type Joined, type Register, goes, graceMs, sidesOf } from './register.ts'
import {
  type Raw,
  countSchema,
  idSchema,
  instantSchema,
  maybe,
  readField,
  readList,
  textUpTo,
  stored,
} from './stored-value.ts'
import { cleanText, limits } from './text-limit.ts'

/** INV-2  Gladly · something gentler · rain check · not now · let's talk. */
export const answerKinds = ['gladly', 'gentler', 'rain-check', 'not-now', 'talk'] as const
export type AnswerKind = (typeof answerKinds)[number]

/** INV-4  To be close · to feel loved · to give. */
export const invitationTags = ['close', 'loved', 'give'] as const
export type InvitationTag = (typeof invitationTags)[number]

/** INV-3 */
export const invitationFadesAfterMs = dayMs
/** INV-2: how long an answer stays on the screens. */
export const answerShownForMs = dayMs
/** INV-1 */
export const nextInvitationAfterMs = 12 * hourMs
export const answersKept = 4
const closedKeptMs = dayMs + graceMs

export const invitationSchema = stored({
  id: idSchema,
  n: countSchema,
  at: instantSchema,
  x: textUpTo(limits.invitation),
  tag: v.optional(v.picklist(invitationTags)),
  tk: v.optional(instantSchema),
})

export const answerSchema = stored({
  id: idSchema,
  k: v.picklist(answerKinds),
  x: v.optional(textUpTo(limits.answer)),
  when: v.optional(textUpTo(limits.when)),
  at: instantSchema,
  ia: instantSchema,
})

export type Invitation = v.InferOutput<typeof invitationSchema>
export type Answer = v.InferOutput<typeof answerSchema>

export interface InvitationRegisters {
  device: string
  invitation?: Invitation
  /** The newest first. */
  answers: Answer[]
}

export const invitationRegister: Register<InvitationRegisters> = {
  read: readInvitations,
  over(own, joined) {
    const { mine, theirs } = sidesOf(joined)
    const isLongClosed = invitationsOf(mine, theirs, joined.now).some(
      (sent) => sent.device === own.device && sent.state !== 'open' && isOver(sent.closedAt, closedKeptMs, joined.now),
    )
    return { text: { ...goes('i', isLongClosed), ...answersLeft(own.answers, joined.now) } }
  },
  // A device holds one: where both do, the other's stays until this one's has left the document.
  noRoomIn: (own, gone) => (own.invitation === undefined || gone.invitation === undefined ? undefined : 'text'),
  takenOver(own, gone) {
    const [z, ...zs] = [...own.answers, ...gone.answers].toSorted((left, right) => right.at - left.at)
    return {
      text: { i: own.invitation ?? gone.invitation, z, zs: zs.length === 0 ? undefined : zs.slice(0, answersKept) },
    }
  },
  changesAt(joined) {
    const { toMe, fromMe } = shownInvitations(joined)
    return [...toMe, ...fromMe].map((sent) =>
      sent.state === 'open' ? sent.at + invitationFadesAfterMs : sent.closedAt + answerShownForMs,
    )
  },
  waiting: (joined) =>
    shownInvitations(joined)
      .toMe.filter(({ state }) => state === 'open')
      .map(({ id }) => ({ id, kind: 'something-here' })),
  exported(joined, isoOf) {
    const { mine, theirs } = sidesOf(joined)
    const sent = (from: 'me' | 'them', by: readonly InvitationRegisters[], to: readonly InvitationRegisters[]) =>
      invitationsOf(by, to, joined.now)
        .filter(({ state }) => state === 'open' || state === 'answered')
        .map((invitation) => ({
          from,
          text: cleanText(invitation.x),
          at: isoOf(invitation.at),
          ...maybe('answer', answerGiven(invitation)),
        }))
    return { invitations: [...sent('me', mine, theirs), ...sent('them', theirs, mine)] }
  },
}

function answersLeft(answers: readonly Answer[], now: number): Raw {
  const left = answers.filter(({ at, ia }) => !isOver(Math.max(at, ia), closedKeptMs, now))
  if (left.length === answers.length) return {}
  const [newest, ...older] = left
  return { z: newest, zs: older.length === 0 ? undefined : older }
}

export type ShownInvitation = Extract<SentInvitation, { state: 'open' | 'answered' }>

/** INV-2, INV-3  What is on the screens, oldest first: open, or answered within the last day. */
export function shownInvitations(joined: Joined<InvitationRegisters>): {
  toMe: ShownInvitation[]
  fromMe: ShownInvitation[]
} {
  const { mine, theirs } = sidesOf(joined)
  const shown = (sending: readonly InvitationRegisters[], answering: readonly InvitationRegisters[]) =>
    invitationsOf(sending, answering, joined.now).filter(
      (sent): sent is ShownInvitation =>
        sent.state === 'open' || (sent.state === 'answered' && !isOver(sent.closedAt, answerShownForMs, joined.now)),
    )
  return { toMe: shown(theirs, mine), fromMe: shown(mine, theirs) }
}

export interface GivenAnswer {
  kind: AnswerKind
  text?: string
  when?: string
}

export function answerGiven(invitation: SentInvitation): GivenAnswer | undefined {
  if (invitation.state !== 'answered') return undefined
  const { k, x, when } = invitation.answer
  return { kind: k, ...maybe('text', shown(x)), ...maybe('when', shown(when)) }
}

/** As it may be shown, whoever wrote it; absent where nothing in it can be seen. */
function shown(text: string | undefined): string | undefined {
  return cleanText(text ?? '') || undefined
}

export function readInvitations(device: string, { text }: { text: Raw }): InvitationRegisters {
  return {
    device,
    ...maybe('invitation', readField(invitationSchema, text['i'])),
    answers: [...readList(answerSchema, [text['z']], 1), ...readList(answerSchema, text['zs'], answersKept)],
  }
}

/** How an invitation stands. Answered goes before taken back: the answer is shown (TURN-10). */
export type InvitationState =
  | { state: 'open'; fadesAt: number }
  | { state: 'answered'; answer: Answer; closedAt: number }
  | { state: 'taken-back'; closedAt: number }
  | { state: 'faded'; closedAt: number }

export type SentInvitation = Invitation & InvitationState & { device: string }

/** The invitations one partner's devices hold, oldest first (INV-1).
 *  @param answering the devices of the one who was invited */
export function invitationsOf(
  sending: readonly InvitationRegisters[],
  answering: readonly InvitationRegisters[],
  now: number,
): SentInvitation[] {
  const answers = answering.flatMap((device) => device.answers).sort(byNewest)
  return sending
    .flatMap(({ device, invitation }) => (invitation === undefined ? [] : [{ ...invitation, device }]))
    .sort((left, right) => left.at - right.at || compareBase64url(left.id, right.id) || takenBackFirst(left, right))
    .filter(({ id }, index, all) => all[index - 1]?.id !== id)
    .map((invitation) => {
      const answer = answers.find(({ id }) => id === invitation.id)
      return { ...invitation, ...stateOf(invitation, answer, now) }
    })
}

function stateOf(invitation: Invitation, answer: Answer | undefined, now: number): InvitationState {
  if (answer !== undefined) return { state: 'answered', answer, closedAt: answer.at }
  if (invitation.tk !== undefined) return { state: 'taken-back', closedAt: invitation.tk }
  const fadesAt = notLaterThan(now, invitation.at) + invitationFadesAfterMs
  return isOver(invitation.at, invitationFadesAfterMs, now)
    ? { state: 'faded', closedAt: fadesAt }
    : { state: 'open', fadesAt }
}

/** Two devices hold the same one after both took over a removed device's (DOC-3). */
function takenBackFirst(left: Invitation, right: Invitation): number {
  return Number(right.tk !== undefined) - Number(left.tk !== undefined)
}

function byNewest(left: Answer, right: Answer): number {
  return right.at - left.at || (left.k < right.k ? 1 : -1)
}
