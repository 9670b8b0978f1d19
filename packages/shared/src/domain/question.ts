/** Open questions on the table. Each answers on their own device; an answer comes into the document once both are ready, and is
 *  shown once both answers lie there. Whether the other has answered is told to nobody before.
 *  Rules: ASK-2, ASK-3.
 *
 *  Register: `asks`, key `Q/D` {q?: {d} | {x}, at, ready?, x?, off?}: the question, put on the table by this device · at: when it was
 *  put there, or this entry begun · ready: when I had an answer, and once it is here, when it came · x the answer · off put away */

import * as v from 'valibot'
import { compareBase64url } from './byte-order.ts'
import { dayMs, isOver } from './instant.ts'
import { type Joined, type Register, graceMs, sidesOf } from './register.ts'
import { type Raw, idSchema, instantSchema, maybe, readField, stored, textUpTo } from './stored-value.ts'
import { cleanText, limits } from './text-limit.ts'

/** ASK-2 */
export const questionsOnTable = 3
/** ASK-2 */
export const questionLiesMs = 14 * dayMs
/** ASK-3 */
export const answersShownMs = 7 * dayMs
const endedKeptMs = dayMs + graceMs
/** Far more than a device of ours ever has: who has more is read up to here. */
const entriesRead = 64

/** The id of a card of the deck, which is the screens': one that a version does not know is shown as that. */
export const cardSchema = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}$/u))

const entrySchema = stored({
  q: v.optional(v.union([stored({ d: cardSchema }), stored({ x: textUpTo(limits.question) })])),
  at: instantSchema,
  ready: v.optional(instantSchema),
  x: v.optional(textUpTo(limits.questionAnswer)),
  off: v.optional(v.literal(true)),
})
export type QuestionEntry = v.InferOutput<typeof entrySchema>

/** A card of the deck, or one's own words. */
export type Asked = { card: string } | { text: string }

interface Held extends QuestionEntry {
  device: string
}

export interface QuestionRegisters {
  device: string
  /** By the question's id. */
  questions: Readonly<Record<string, QuestionEntry>>
}

export const questionRegister: Register<QuestionRegisters> = {
  read: readQuestions,
  over(own, joined, { asks }) {
    const going = Object.keys(asks).filter((id) => isLongOver(id, own, joined))
    return going.length === 0 ? {} : { asks: Object.fromEntries(going.map((id) => [id, undefined])) }
  },
  // Of one device three are read: where both together have more, the removed one's stay until there is room.
  noRoomIn(own, gone) {
    const put = new Set([own, gone].flatMap(({ questions }) => Object.keys(questions).filter((id) => questions[id]?.q)))
    return put.size > questionsOnTable ? 'asks' : undefined
  },
  // An answer that lay on the removed device is gone with it: that it was there is not taken along.
  takenOver(own, gone) {
    const taken = Object.entries(gone.questions).flatMap(([id, theirs]) => {
      const both = asOne(own.questions[id], theirs)
      return both === undefined ? [] : [[id, both] as const]
    })
    return taken.length === 0 ? {} : { asks: Object.fromEntries(taken) }
  },
  changesAt: (joined) => questionsOn(joined).map(({ endsAt }) => endsAt),
}

export function readQuestions(device: string, { asks }: { asks: Raw }): QuestionRegisters {
  const entries = Object.keys(asks)
    .filter((id) => readField(idSchema, id) !== undefined)
    .sort(compareBase64url)
    .slice(0, entriesRead)
    .flatMap((id) => {
      const entry = readField(entrySchema, asks[id])
      return entry === undefined ? [] : [{ id, entry: legible(entry) }]
    })
  const put = entries
    .filter(({ entry }) => entry.q !== undefined)
    .sort((left, right) => right.entry.at - left.entry.at || compareBase64url(right.id, left.id))
  const unread = new Set(put.slice(questionsOnTable).map(({ id }) => id))
  return {
    device,
    questions: Object.fromEntries(entries.flatMap(({ id, entry }) => (unread.has(id) ? [] : [[id, entry]]))),
  }
}

/** Without what nobody could read. */
function legible({ q, x, ...entry }: QuestionEntry): QuestionEntry {
  const isBlank = q !== undefined && 'x' in q && cleanText(q.x) === ''
  const answer = cleanText(x ?? '')
  return {
    ...entry,
    ...maybe('q', isBlank ? undefined : q),
    ...maybe('ready', entry.ready ?? (answer === '' ? undefined : entry.at)),
    ...maybe('x', answer || undefined),
  }
}

export type Standing = { id: string; asked: Asked; at: number; endsAt: number } & (
  | { state: 'open' }
  /** I have an answer; nobody says whether the other has. */
  | { state: 'ready' }
  /** Both have, and they are not both here yet. */
  | { state: 'on-its-way' }
  | { state: 'shown'; mine: string; theirs: string }
)

/** ASK-2, ASK-3  What lies on the table, the earliest first. */
export function questionsOn(joined: Joined<QuestionRegisters>): Standing[] {
  const { mine, theirs } = sidesOf(joined)
  return [...new Set([...mine, ...theirs].flatMap(({ questions }) => Object.keys(questions)))]
    .flatMap((id) => {
      const stands = standingOf(id, joined)
      return stands === undefined || stands.state === 'over' ? [] : [stands]
    })
    .sort((left, right) => left.at - right.at || compareBase64url(left.id, right.id))
}

/** @returns undefined where nobody put it on the table, or its words have left the document */
export function standingOf(
  id: string,
  joined: Joined<QuestionRegisters>,
): Standing | { state: 'over'; closedAt: number } | undefined {
  const { now, gone } = joined
  const sides = sidesOf(joined)
  const mine = heldOn(id, sides.mine, gone)
  const theirs = heldOn(id, sides.theirs, gone)
  const all = [...mine, ...theirs]
  const [first] = all.filter(({ q }) => q !== undefined).sort(byEarliest)
  if (first?.q === undefined) return undefined
  const away = all.filter(({ off }) => off === true).map(({ at }) => at)
  if (away.length > 0) return { state: 'over', closedAt: Math.max(...away) }

  const readyAt = [mine, theirs].map((entries) => Math.max(-1, ...entries.map(({ ready = -1 }) => ready)))
  const areBoth = readyAt.every((at) => at >= 0)
  const [answer, other] = [answerOf(mine), answerOf(theirs)]
  const both = answer !== undefined && other !== undefined
  const seenUntil = areBoth ? Math.max(...readyAt) + answersShownMs : 0
  const endsAt = both
    ? Math.max(timeOf(answer), timeOf(other)) + answersShownMs
    : Math.max(first.at + questionLiesMs, seenUntil)
  if (endsAt <= now) return { state: 'over', closedAt: endsAt }
  const lies = { id, asked: askedOf(first.q), at: first.at, endsAt }
  if (both) return { ...lies, state: 'shown', mine: answer.x ?? '', theirs: other.x ?? '' }
  if (areBoth) return { ...lies, state: 'on-its-way' }
  return { ...lies, state: readyAt[0] === -1 ? 'open' : 'ready' }
}

/** What the devices of one partner hold about one question. Of a removed one an answer that is not here is lost. */
function heldOn(id: string, devices: readonly QuestionRegisters[], gone: ReadonlySet<string>): Held[] {
  return devices.flatMap(({ device, questions }) => {
    const entry = questions[id]
    if (entry === undefined) return []
    const { ready: _, ...without } = entry
    return [{ ...(gone.has(device) && entry.x === undefined ? without : entry), device }]
  })
}

/** ASK-3: of several devices the answer that came last. */
function answerOf(entries: readonly Held[]): Held | undefined {
  return entries
    .filter(({ x }) => x !== undefined)
    .sort((left, right) => timeOf(right) - timeOf(left) || compareBase64url(right.device, left.device))[0]
}

function timeOf({ ready, at }: QuestionEntry): number {
  return ready ?? at
}

function byEarliest(left: Held, right: Held): number {
  return left.at - right.at || compareBase64url(left.device, right.device)
}

function askedOf(q: NonNullable<QuestionEntry['q']>): Asked {
  return 'd' in q ? { card: q.d } : { text: cleanText(q.x) }
}

/** Whether this device's entry is over, and the question does not come back without it: an answer, or that it was put away, outlives
 *  what it speaks of by half a day and more. Of what another device put away the words go at once. */
function isLongOver(id: string, own: QuestionRegisters, joined: Joined<QuestionRegisters>): boolean {
  const { me, partners, now } = joined
  const entry = own.questions[id]
  const others = partners[me].devices.filter(({ device }) => device !== own.device)
  const rest = { ...joined, partners: { ...partners, [me]: { ...partners[me], devices: others } } }
  if (entry?.off === undefined && isPutAway(id, rest)) return true
  const without = standingOf(id, rest)
  if (without !== undefined && !(without.state === 'over' && isOver(without.closedAt, endedKeptMs, now))) return false
  const stands = standingOf(id, joined)
  // Nobody speaks of it any more, or what it holds nobody reads.
  if (stands === undefined) return entry === undefined || isOver(Math.max(entry.at, timeOf(entry)), endedKeptMs, now)
  return stands.state === 'over' && isOver(stands.closedAt, endedKeptMs, now)
}

function isPutAway(id: string, { partners }: Joined<QuestionRegisters>): boolean {
  return [...partners.a.devices, ...partners.b.devices].some(({ questions }) => questions[id]?.off === true)
}

/** What this device takes over of a removed one about one question; undefined where nothing counts. */
function asOne(own: QuestionEntry | undefined, gone: QuestionEntry): QuestionEntry | undefined {
  const entries = own === undefined ? [gone] : [own, gone]
  const off = entries.filter((entry) => entry.off === true).map(({ at }) => at)
  if (off.length > 0) return { at: Math.max(...off), off: true }
  const put = entries.find(({ q }) => q !== undefined)
  const [answer] = entries.filter(({ x }) => x !== undefined).sort((left, right) => timeOf(right) - timeOf(left))
  if (put === undefined && answer === undefined) return own
  const ready = answer === undefined ? own?.ready : timeOf(answer)
  return {
    ...own,
    ...maybe('q', put?.q),
    at: (put ?? answer)?.at ?? 0,
    ...maybe('ready', ready),
    ...maybe('x', answer?.x),
  }
}
