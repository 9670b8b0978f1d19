/** What one does with the light: reach out in person, pass it, take more time.
 *  Rules: TURN-2…6, TURN-12, TURN-14, DOM-1, DOM-8. */

import type { Acting } from '../context.ts'
import { readKey, writeKey } from '../document.ts'
import { isResting } from '../facts.ts'
import { hourMs } from '../instant.ts'
import { invitationFadesAfterMs, invitationsOf } from '../invitation.ts'
import { type Outcome, done, refused } from '../outcome.ts'
import { type PartnerId, otherOf } from '../roster.ts'
import { type Act, beganFor, readTurn } from '../act.ts'
import { type Turn, turnAt } from '../turn.ts'

/** TURN-3, TURN-4  `by: 'other'` is the one who waits saying that the holder reached out. */
export function reachOut(acting: Acting, { turn: number, by }: { turn: number; by: 'me' | 'other' }): Outcome {
  const turn = openTurn(acting, number)
  if (!turn.ok) return turn
  if (by === 'other' && holds(acting, turn.turn)) return refused('is-holder')
  writeAct(acting, turn.turn, { k: 'reach', by: by === 'me' ? acting.me : acting.other })
  return done
}

/** TURN-5 */
export function pass(acting: Acting, { turn: number }: { turn: number }): Outcome {
  const turn = openTurn(acting, number)
  if (!turn.ok) return turn
  if (!holds(acting, turn.turn)) return refused('not-holder')
  writeAct(acting, turn.turn, { k: 'pass', by: acting.me })
  return done
}

/** TURN-6  A full window from now; never shorter than what there is. */
export function moreTime(acting: Acting, { turn: number }: { turn: number }): Outcome {
  const turn = openTurn(acting, number)
  if (!turn.ok) return turn
  if (!holds(acting, turn.turn)) return refused('not-holder')
  const { now } = acting
  const { windowHours } = turn.turn
  if (windowHours === null || turnAt(turn.turn, now).state !== 'windowed') return refused('no-window')
  markWindow(acting, number, { u: Math.max(turn.turn.extendedUntil, now + windowHours * hourMs) })
  return done
}

/** TURN-14, DOM-8  The turn a command was meant for, or why it cannot be acted on. */
export function openTurn({ facts, now }: Acting, number: number): { ok: true; turn: Turn } | (Outcome & { ok: false }) {
  const { turn } = facts
  if (turn === undefined) return { ok: false, reason: 'no-agreement' }
  if (isResting(facts, now)) return { ok: false, reason: 'resting' }
  if (turn.number !== number) return { ok: false, reason: 'stale-turn' }
  return { ok: true, turn }
}

/** Writes this device's act on a turn, with what the next one needs to know (TURN-12).
 *  TURN-2: while an invitation to the next holder is open their window waits for it, 24 h after sending at most.
 *  DOM-1: where the light stays with the other, the time they have goes on: its end is carried along, and having no window
 *  stays so until the light has passed.
 *  @param closing the invitation that this act takes back */
export function writeAct(
  acting: Acting,
  turn: Turn,
  { k, by, closing }: Pick<Act, 'k' | 'by'> & { closing?: string },
): void {
  const { doc, device, facts, other, now } = acting
  const next = beganFor({ k, by })
  const agreed = facts.consents.inForce?.terms.windowHours ?? null
  const stays = next === turn.holder && next === other
  const wh = stays && turn.windowHours === null ? null : agreed
  const until = stays ? endOf(turn, now) : 0
  const act: Act = {
    n: turn.number,
    k,
    by,
    h: turn.holder,
    at: now,
    s: k === 'invite' ? now + invitationFadesAfterMs : Math.max(now, ...openUntil(acting, next, closing)),
    u: wh !== null && until > now + wh * hourMs ? until : 0,
    wh,
  }
  writeKey(doc, device, 'act', { a: act, w: undefined })
}

/** When the open invitations to a partner fade.  @param closing one that closes now */
export function openUntil({ facts, now }: Acting, invited: PartnerId, closing?: string): number[] {
  const { [invited]: to, [otherOf(invited)]: from } = facts.partners
  return invitationsOf(from.devices, to.devices, now).flatMap((sent) =>
    sent.state === 'open' && sent.id !== closing ? [sent.fadesAt] : [],
  )
}

/** Notes on this turn what its holder alone may note: when they answered, until when they took more time. */
export function markWindow({ doc, device }: Acting, number: number, mark: { s?: number; u?: number }): void {
  const { window } = readTurn({ act: readKey(doc, device, 'act') })
  const before = window?.n === number ? window : {}
  writeKey(doc, device, 'act', { w: { ...before, n: number, ...mark } })
}

function holds({ me, now }: Acting, turn: Turn): boolean {
  return turn.holder === me && turnAt(turn, now).state !== 'open'
}

/** When the holder's time ends at the earliest they may count on, 0 where it never does or is over. */
function endOf(turn: Turn, now: number): number {
  const stands = turnAt(turn, now)
  switch (stands.state) {
    case 'windowed':
      return stands.until
    case 'waits':
      return Math.max(turn.extendedUntil, now + (turn.windowHours ?? 0) * hourMs)
    case 'held':
    case 'open':
      return 0
  }
  return stands satisfies never
}
