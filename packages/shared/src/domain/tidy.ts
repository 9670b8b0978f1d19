/** What is over leaves the document: a device that wakes or writes removes from its own keys what nobody needs any more, at
 *  most once an hour. Tidying changes no fact.
 *  Rules: DOM-4, DOM-6, INV-2; the column "goes" of docs/document.md. */

import type * as Y from 'yjs'
import { keptYeses } from './consent.ts'
import type { Context } from './context.ts'
import { isReadOnly, readKey, writeKey } from './document.ts'
import { type Facts, factsOf } from './facts.ts'
import { dayMs, hourMs, isOver } from './instant.ts'
import { type Answer, type SentInvitation, invitationsOf } from './invitation.ts'
import { type PartnerId, otherOf, partnerOf } from './roster.ts'
import { signalFadesAfterMs } from './signal.ts'

export const tidyEveryMs = hourMs
/** Faded or closed things stay this much longer, so that a clock that is off, or a device that sleeps, loses nothing. */
const graceMs = 12 * hourMs
const closedKeptMs = dayMs + graceMs

/** DOM-6
 *  @param lastTidiedAt when this device tidied last, ms; undefined if never; kept in its own settings */
export function tidyIsDue(lastTidiedAt: number | undefined, now: number): boolean {
  return lastTidiedAt === undefined || lastTidiedAt > now || now - lastTidiedAt >= tidyEveryMs
}

/** Removes what is over from the keys of this device, in one transaction.
 *  @returns whether anything was written */
export function tidy(doc: Y.Doc, { device, roster, now }: Omit<Context, 'random'>): boolean {
  if (isReadOnly(doc)) return false
  const me = partnerOf(roster, device)
  const facts = factsOf(doc, roster)
  const own = facts.partners[me].devices.find((registers) => registers.device === device)
  if (own === undefined) return false
  const act = {
    ...goes('a', own.act !== undefined && isOutnumbered(own.act.n, facts)),
    ...goes('w', own.window !== undefined && own.window.n < facts.turnNumber),
    ...goes('g', own.signal !== undefined && isOver(own.signal.at, signalFadesAfterMs + graceMs, now)),
  }
  const text = {
    ...goes(
      'i',
      sentBy(facts, me, now).some((sent) => sent.device === device && isLongClosed(sent, now)),
    ),
    ...shortened(
      't',
      readKey(doc, device, 'text')['t'],
      own.notes,
      ({ at }) => !isOver(at, signalFadesAfterMs + graceMs, now),
    ),
    ...answersLeft(own.answers, now),
    ...goes('pn', own.pauseNote !== undefined && facts.partners[me].pause.r >= own.pauseNote.p),
  }
  const yeses = keptYeses(own.consent.yeses, facts.consents)
  const consent = shortened('yes', readKey(doc, device, 'consent')['yes'], own.consent.yeses, (yes) =>
    yeses.includes(yes),
  )
  if (![act, text, consent].some((changes) => Object.keys(changes).length > 0)) return false
  doc.transact(() => {
    if (Object.keys(act).length > 0) writeKey(doc, device, 'act', act)
    if (Object.keys(text).length > 0) writeKey(doc, device, 'text', text)
    if (Object.keys(consent).length > 0) writeKey(doc, device, 'consent', { ...consent, n: facts.turnNumber })
  })
  return true
}

type Changes = Record<string, unknown>

function goes(field: string, over: boolean): Changes {
  return over ? { [field]: undefined } : {}
}

/** A list without what is over; unreadable entries go too, an untouched list is not written again. */
function shortened<T>(field: string, stored: unknown, entries: readonly T[], stays: (entry: T) => boolean): Changes {
  if (!Array.isArray(stored)) return {}
  const left = entries.filter(stays)
  if (left.length === stored.length) return {}
  return { [field]: left.length === 0 ? undefined : left }
}

/** TURN-13 */
function isOutnumbered(number: number, { partners }: Facts): boolean {
  return [...partners.a.devices, ...partners.b.devices].some(({ act }) => act !== undefined && act.n > number)
}

function isLongClosed(sent: SentInvitation, now: number): boolean {
  return sent.state !== 'open' && isOver(sent.closedAt, closedKeptMs, now)
}

function answersLeft(answers: readonly Answer[], now: number): Changes {
  const left = answers.filter(({ at, ia }) => !isOver(Math.max(at, ia), closedKeptMs, now))
  if (left.length === answers.length) return {}
  const [newest, ...older] = left
  return { z: newest, zs: older.length === 0 ? undefined : older }
}

function sentBy({ partners }: Facts, me: PartnerId, now: number): SentInvitation[] {
  return invitationsOf(partners[me].devices, partners[otherOf(me)].devices, now)
}
