/** Putting a question on the table, being ready, not yet, sharing once both are, putting it away.
 *  Rules: ASK-1, ASK-2, ASK-3, DOM-8. */

import { base64UrlFromBytes } from '../../bytes.ts'
import type { Acting } from '../context.ts'
import { readKey, writeKey } from '../document.ts'
import { joinedOf } from '../facts.ts'
import { type Outcome, done, refused } from '../outcome.ts'
import {
  type Asked,
  type QuestionEntry,
  type Standing,
  cardSchema,
  questionsOn,
  questionsOnTable,
  standingOf,
} from '../question.ts'
import { readField } from '../stored-value.ts'
import { cleanText, fitsIn, limits } from '../text-limit.ts'

/** ASK-1, ASK-2  A card of the deck or one's own words. What lies there already is not put there twice. */
export function ask(acting: Acting, { asked }: { asked: Asked }): Outcome {
  const put = putFrom(asked)
  if (!put.ok) return put
  const lying = questionsOn(joined(acting))
  const isThere = lying.some((one) => 'card' in one.asked && one.asked.card === put.q.d)
  if (isThere) return done
  if (lying.length >= questionsOnTable) return refused('table-full')
  // Of one device three are read: what of its own is over makes room at once.
  for (const [id, { q }] of Object.entries(own(acting))) {
    if (q !== undefined && !lying.some((one) => one.id === id)) write(acting, id, undefined)
  }
  write(acting, base64UrlFromBytes(acting.random.bytes(16)), { q: put.q, at: acting.now })
  return done
}

/** ASK-2: that I have an answer here, not what it is. */
export function beReady(acting: Acting, { question }: { question: string }): Outcome {
  const stands = onTable(acting, question)
  if (!stands.ok) return stands
  if (ownEntry(acting, question)?.ready === undefined) change(acting, question, { ready: acting.now })
  return done
}

/** ASK-3: alone it is taken back, an answer that crossed the other's *not yet* with it. Once both are ready it is too late. */
export function notYet(acting: Acting, { question }: { question: string }): Outcome {
  const stands = onTable(acting, question)
  if (!stands.ok) return stands
  if (stands.standing.state === 'on-its-way') return refused('already-closed')
  const entry = ownEntry(acting, question)
  if (stands.standing.state === 'open') return done
  if (entry?.ready === undefined) return refused('not-this-device')
  if (entry.q === undefined) write(acting, question, undefined)
  else change(acting, question, { ready: undefined, x: undefined })
  return done
}

/** ASK-3: what this device holds comes into the document, once both said that they are ready, and never before. */
export function share(acting: Acting, { question, text }: { question: string; text: string }): Outcome {
  const stands = onTable(acting, question)
  if (!stands.ok) return stands
  const entry = ownEntry(acting, question)
  if (stands.standing.state !== 'on-its-way' || entry?.ready === undefined) return refused('not-ready')
  if (entry.x !== undefined) return done
  const words = cleanText(text)
  if (words === '') return refused('empty')
  if (!fitsIn(limits.questionAnswer, words)) return refused('too-long')
  change(acting, question, { x: words, ready: acting.now })
  return done
}

/** ASK-3: alone, for both. The words leave at once. */
export function putAway(acting: Acting, { question }: { question: string }): Outcome {
  const { now } = acting
  const stands = standingOf(question, joined(acting))
  if (stands === undefined) return refused('not-found')
  const entry = ownEntry(acting, question)
  const isDone = entry === undefined || entry.off === true
  if (stands.state === 'over' && isDone) return done
  change(acting, question, { at: now, off: true, q: undefined, ready: undefined, x: undefined })
  return done
}

function putFrom(asked: Asked): { ok: true; q: { d: string } | { x: string; d?: undefined } } | Refused {
  if ('card' in asked) {
    const card = readField(cardSchema, asked.card)
    return card === undefined ? { ok: false, reason: 'bad-value' } : { ok: true, q: { d: card } }
  }
  const words = cleanText(asked.text)
  if (words === '') return { ok: false, reason: 'empty' }
  return fitsIn(limits.question, words) ? { ok: true, q: { x: words } } : { ok: false, reason: 'too-long' }
}

type Refused = Outcome & { ok: false }

/** ASK-3, DOM-8  The question a command was meant for, or why it cannot be acted on. */
function onTable(
  acting: Acting,
  question: string,
): { ok: true; standing: Exclude<Standing, { state: 'shown' }> } | Refused {
  const standing = standingOf(question, joined(acting))
  if (standing === undefined) return { ok: false, reason: 'not-found' }
  if (standing.state === 'over' || standing.state === 'shown') return { ok: false, reason: 'already-closed' }
  return { ok: true, standing }
}

function joined({ facts, me, now }: Acting) {
  return joinedOf(facts, me, now)
}

function own({ facts, device, me }: Acting): Readonly<Record<string, QuestionEntry>> {
  return facts.partners[me].devices.find((held) => held.device === device)?.questions ?? {}
}

function ownEntry(acting: Acting, question: string): QuestionEntry | undefined {
  return own(acting)[question]
}

/** This device's entry with some fields changed; undefined takes one out. A new one begins now. */
function change(acting: Acting, question: string, fields: Readonly<Record<string, unknown>>): void {
  const before = ownEntry(acting, question) === undefined ? {} : readKey(acting.doc, acting.device, 'asks')[question]
  const entry = { at: acting.now, ...(before as object), ...fields }
  write(acting, question, Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)))
}

function write({ doc, device }: Acting, question: string, entry: object | undefined): void {
  writeKey(doc, device, 'asks', { [question]: entry })
}
