/** Saying yes, keeping, withdrawing, retiring, proposing terms.
 *  Rules: AGREE-4…6, AGREE-8, AGREE-10, AGREE-11, TURN-1. */

import { type Terms, checkTerms } from '../agreement.ts'
import { type Yes, keptYeses, readConsent } from '../consent.ts'
import type { Acting } from '../context.ts'
import { readKey, termsOf, writeKey } from '../document.ts'
import { type Facts, reviewOf } from '../facts.ts'
import { type Outcome, done, refused } from '../outcome.ts'
import { devicesOf } from '../roster.ts'
import { maxCount } from '../stored-value.ts'
import { windowStart } from '../turn.ts'
import { bodyOf } from '../version.ts'

/** AGREE-4, AGREE-5  A yes to exactly what the screen shows. */
export function consent(acting: Acting, { hash }: { hash: string }): Outcome {
  const { doc, device, facts, me, other, now } = acting
  const { draft, consents } = facts
  if (draft.state === 'unfit') return refused(draft.reason === 'would-be-repaired' ? 'text-unfit' : draft.reason)
  if (draft.hash !== hash) return refused('text-changed')
  if (consents.inForce?.hash === hash || consents.waiting[me].some(({ h }) => h === hash)) return done
  const inForce = consents.inForce?.rank ?? 0
  const yes: Yes = {
    h: hash,
    k: Math.min(consents.highestRank + 1, maxCount),
    w: consents.withdrawals,
    at: now,
    fresh: facts.turn === undefined,
    r: inForce,
    t: basisFor(facts, now),
    body: bodyOf(draft),
  }
  const completes = consents.waiting[other].some(({ h }) => h === hash)
  writeKey(doc, device, 'consent', {
    n: Math.max(facts.turnNumber, completes ? yes.t.n : 0),
    yes: keptYeses([...ownYeses(acting), yes], consents),
  })
  return done
}

/** AGREE-10  Keeps what is in force, for the round the screen shows. Keeping a round that both have kept already is done.
 *  Refused: 'no-agreement', 'too-soon' before the review is open. */
export function keep({ doc, device, facts, me, now }: Acting, { round: shown }: { round: number }): Outcome {
  const { consents, round } = facts
  const review = reviewOf(facts, now)
  if (consents.inForce === undefined || round === undefined || review === undefined) return refused('no-agreement')
  if (shown < round.number || round.kept[me]) return done
  if (shown > round.number || review.state === 'later') return refused('too-soon')
  writeKey(doc, device, 'consent', {
    keep: { h: consents.inForce.hash, r: round.number, at: Math.max(now, round.base), base: round.base },
  })
  return done
}

/** AGREE-6  Takes back every yes at once, also those said without knowing of it. */
export function withdraw(acting: Acting): Outcome {
  return takeBackYeses(acting, { retiring: false })
}

/** AGREE-11  The same, with thanks. */
export function retire(acting: Acting): Outcome {
  return takeBackYeses(acting, { retiring: true })
}

/** AGREE-8 */
export function setTerms({ doc }: Acting, { terms }: { terms: Partial<Terms> }): Outcome {
  const checked = checkTerms(terms)
  if (checked === undefined) return refused('bad-value')
  for (const [term, value] of Object.entries(checked)) termsOf(doc).set(term, value)
  return done
}

function takeBackYeses({ doc, device, facts, me, roster }: Acting, { retiring }: { retiring: boolean }): Outcome {
  const { withdrawals } = facts.consents
  const w = Math.min(withdrawals + 1, maxCount)
  // A count that cannot rise any more is a hostile one: then the yeses themselves go, on whatever device they were said.
  if (w === withdrawals) {
    for (const { id } of devicesOf(roster, me)) writeKey(doc, id, 'consent', { yes: undefined })
  }
  writeKey(doc, device, 'consent', {
    w,
    n: facts.turnNumber,
    ret: retiring ? w : 0,
    yes: undefined,
    keep: undefined,
  })
  return done
}

/** TURN-1  A new turn where nothing is in force; otherwise turn and window as they are. */
function basisFor(facts: Facts, now: number): Yes['t'] {
  const { turn, terms, turnNumber } = facts
  if (turn === undefined) return { n: turnNumber + 1, h: terms.firstHolder, s: now, u: 0, wh: terms.windowHours }
  const { number, holder, extendedUntil, windowHours } = turn
  // AGREE-10: what rested goes on with a full window.
  const s = reviewOf(facts, now)?.state === 'resting' ? now : windowStart(turn, now)
  return { n: number, h: holder, s, u: extendedUntil, wh: windowHours }
}

function ownYeses({ doc, device }: Acting): Yes[] {
  return readConsent(device, { consent: readKey(doc, device, 'consent') }).consent.yeses
}
