/** Inviting, taking back, answering.
 *  Rules: INV-1…3, TURN-2, TURN-10, TURN-14. */

import { base64UrlFromBytes } from '../../bytes.ts'
import type { Acting } from '../context.ts'
import { readKey, writeKey } from '../document.ts'
import {
  type AnswerKind,
  type Invitation,
  type InvitationTag,
  type SentInvitation,
  answerKinds,
  answerShownForMs,
  answersKept,
  invitationTags,
  invitationsOf,
  nextInvitationAfterMs,
  readInvitations,
} from '../invitation.ts'
import { isOver } from '../instant.ts'
import { type Outcome, done, refused } from '../outcome.ts'
import type { PartnerId } from '../roster.ts'
import { cleanText, fitsIn, limits } from '../text-limit.ts'
import { beganFor, readTurn } from '../act.ts'
import { turnAt } from '../turn.ts'
import { markWindow, openTurn, openUntil, writeAct } from './turn.ts'

/** INV-1  TURN-2: the window of the one who is invited begins 24 h after sending, or with what closes it sooner. */
export function invite(
  acting: Acting,
  { turn: number, text, tag }: { turn: number; text: string; tag?: InvitationTag },
): Outcome {
  const turn = openTurn(acting, number)
  if (!turn.ok) return turn
  const words = cleanText(text)
  if (words === '') return refused('empty')
  if (!fitsIn(limits.invitation, words)) return refused('too-long')
  if (tag !== undefined && !invitationTags.includes(tag)) return refused('bad-value')
  const { doc, device, random, now, me } = acting
  const mine = sentBy(acting, me)
  if (mine.some(({ state }) => state === 'open')) return refused('already-open')
  if (mine.some((sent) => mustRest(sent) && !isOver(sent.closedAt, nextInvitationAfterMs, now))) {
    return refused('invite-later')
  }
  const id = base64UrlFromBytes(random.bytes(16))
  const invitation: Invitation = { id, n: number, at: now, x: words, ...(tag === undefined ? {} : { tag }) }
  writeKey(doc, device, 'text', { i: invitation })
  writeAct(acting, turn.turn, { k: 'invite', by: me })
  return done
}

/** TURN-10  Closes it; and where nothing else moved the turn since, the light is where it was, with a full window. Otherwise
 *  a window that waited for the answer begins (TURN-2). */
export function takeBack(acting: Acting, { invitation: id }: { invitation: string }): Outcome {
  const { doc, device, facts, me, other, now } = acting
  const sent = sentBy(acting, me).find((invitation) => invitation.id === id)
  if (sent === undefined) return refused('not-found')
  const { invitation: own } = readInvitations(device, { text: readKey(doc, device, 'text') })
  if (own?.id !== id) return refused('not-this-device')
  if (sent.state !== 'open') return refused('already-closed')
  writeKey(doc, device, 'text', { i: { ...(readKey(doc, device, 'text')['i'] as object), x: '', tk: now } })
  const { turn } = facts
  const { act } = readTurn({ act: readKey(doc, device, 'act') })
  const [ending, ...others] = turn?.endedBy ?? []
  const nothingElseMoved = act?.k === 'invite' && act.n === own.n && ending?.device === device && others.length === 0
  if (turn !== undefined && nothingElseMoved) writeAct(acting, turn, { k: 'back', by: act.h, closing: id })
  else if (act !== undefined && beganFor(act) === other) {
    const s = Math.max(act.at, Math.min(act.s, Math.max(now, ...openUntil(acting, other, id))))
    if (s !== act.s) writeKey(doc, device, 'act', { a: { ...act, s } })
  }
  return done
}

/** INV-2  TURN-2: the window of a holder who was invited begins with their answer. */
export function answer(
  acting: Acting,
  {
    invitation: id,
    answer: kind,
    text = '',
    when = '',
  }: {
    invitation: string
    answer: AnswerKind
    text?: string
    when?: string
  },
): Outcome {
  if (!answerKinds.includes(kind)) return refused('bad-value')
  const words = cleanText(text)
  const soon = cleanText(when)
  if (!fitsIn(limits.answer, words) || !fitsIn(limits.when, soon)) return refused('too-long')
  if (soon !== '' && kind !== 'rain-check') return refused('bad-value')
  const { doc, device, facts, me, other, now } = acting
  const toMe = sentBy(acting, other)
  const asked = toMe.find((invitation) => invitation.id === id)
  if (asked === undefined) return refused('not-found')
  if (asked.state !== 'open') return refused('already-closed')
  const before = readInvitations(device, { text: readKey(doc, device, 'text') }).answers
  const older = before.filter(({ at, id: of }) => of !== id && !isOver(at, answerShownForMs, now)).slice(0, answersKept)
  const given = {
    id,
    k: kind,
    ...(words === '' ? {} : { x: words }),
    ...(soon === '' ? {} : { when: soon }),
    at: now,
    ia: asked.at,
  }
  writeKey(doc, device, 'text', { z: given, zs: older.length === 0 ? undefined : older })
  const { turn } = facts
  const stillAsked = toMe.some((invitation) => invitation.id !== id && invitation.state === 'open')
  if (turn?.holder === me && turnAt(turn, now).state === 'waits' && !stillAsked)
    markWindow(acting, turn.number, { s: now })
  return done
}

/** INV-1  Whoever asked for something gentler waits for it: that answer asks for the next invitation. */
function mustRest(sent: SentInvitation): sent is Exclude<SentInvitation, { state: 'open' }> {
  return sent.state !== 'open' && !(sent.state === 'answered' && sent.answer.k === 'gentler')
}

function sentBy({ facts, now }: Acting, sender: PartnerId): SentInvitation[] {
  const { a, b } = facts.partners
  return sender === 'a' ? invitationsOf(a.devices, b.devices, now) : invitationsOf(b.devices, a.devices, now)
}
