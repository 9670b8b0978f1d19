/** Whose turn it is: computed from what each device did last, never stored (DOM-6).
 *  Rules: TURN-2, TURN-4, TURN-7…9, TURN-12, TURN-13, PAUSE-3, DOC-2.
 *
 *  Registers: `D` .a the newest act {n, k, by, h, at, s, u, wh}: on turn n, about `by`, holder seen `h`; of turn n+1 the
 *  window's start `s`, the carried extension `u`, the length `wh` · .w {n, s?, u?}: on turn n the holder answered at `s`,
 *  extended until `u`
 *
 *  An act of kind `back` names in `by` whom the light goes back to; every other act names whose it was. */

import * as v from 'valibot'
import { dayMs, hourMs, notLaterThan } from './instant.ts'
import { type PartnerId, otherOf } from './roster.ts'
import {
  type Raw,
  countSchema,
  instantSchema,
  maybe,
  partnerSchema,
  readField,
  windowHoursSchema,
  stored,
} from './stored-value.ts'

/** TURN-7: how long after the window the light is still with its holder. */
export const opensAfterMs = 12 * hourMs
/** TURN-2: how long the window waits for an answer at most. */
export const waitsForAnswerMs = dayMs

const actSchema = stored({
  n: v.pipe(countSchema, v.minValue(1)),
  k: v.picklist(['reach', 'invite', 'pass', 'back']),
  by: partnerSchema,
  h: partnerSchema,
  at: instantSchema,
  s: instantSchema,
  u: instantSchema,
  wh: windowHoursSchema,
})

const windowSchema = stored({ n: countSchema, s: v.optional(instantSchema), u: v.optional(instantSchema) })

export type Act = v.InferOutput<typeof actSchema>
export type WindowMark = v.InferOutput<typeof windowSchema>

export interface TurnRegisters {
  act?: Act
  window?: WindowMark
}

export function readTurn(raw: { act: Raw }): TurnRegisters {
  return {
    ...maybe('act', readField(actSchema, raw.act['a'])),
    ...maybe('window', readField(windowSchema, raw.act['w'])),
  }
}

/** What a yes says about the turn: a new one where nothing was in force (`fresh`), the one that goes on otherwise. */
export interface TurnBasis {
  n: number
  h: PartnerId
  s: number
  u: number
  wh: number | null
  fresh: boolean
}

export interface Turn {
  number: number
  /** The holder, or the last one once the light is on for either. */
  holder: PartnerId
  /** The window begins at the latest of these, `waitsMs` after `at` (TURN-2), and never before `notBefore` (PAUSE-3). */
  starts: { at: number; waitsMs: number }[]
  notBefore: number
  windowHours: number | null
  /** 0: not extended. */
  extendedUntil: number
  /** Both reached out on the turn before (TURN-8). */
  coincidence: boolean
  /** What ended the turn before; none where an agreement began this one. */
  endedBy: WrittenAct[]
}

export interface WrittenAct extends Act {
  device: string
  writer: PartnerId
}

/** Two acts of one partner's devices as one (DOC-3): the higher number, and on the same number what TURN-9 makes of them. */
export function joinedAct(own: Act | undefined, other: Act | undefined): Act | undefined {
  if (own === undefined || other === undefined || own.n !== other.n)
    return (other?.n ?? 0) > (own?.n ?? 0) ? other : own
  const [strong, weak] = strengthOf(other) > strengthOf(own) ? [other, own] : [own, other]
  const later = weak.s > strong.s ? weak : strong
  const h = agreedOn([own.h, other.h], own.n)
  // Each about another partner: the light goes to the one who was not the holder (TURN-8), as after the holder's own act.
  const by = strengthOf(own) === 2 && strengthOf(other) === 2 && own.by !== other.by ? h : strong.by
  return { ...strong, by, h, at: later.at, s: later.s, u: Math.max(own.u, other.u), wh: longest([own.wh, other.wh]) }
}

/** DOC: maximum, on the same turn only; the higher turn otherwise. */
export function joinedWindow(own: WindowMark | undefined, other: WindowMark | undefined): WindowMark | undefined {
  if (own === undefined || other === undefined || own.n !== other.n)
    return (other?.n ?? -1) > (own?.n ?? -1) ? other : own
  const s = Math.max(own.s ?? 0, other.s ?? 0)
  const u = Math.max(own.u ?? 0, other.u ?? 0)
  return { ...other, ...own, ...maybe('s', s || undefined), ...maybe('u', u || undefined) }
}

type Devices = Record<PartnerId, readonly (TurnRegisters & { device: string })[]>

/** DOC-2  @param returnedAt the latest coming back of either, 0 if none */
export function turnOf(devices: Devices, basis: TurnBasis, returnedAt: number): Turn {
  const acts = newestActs(devices)
  const byActs = numberAfter(acts)
  const ofActs = byActs > basis.n || (byActs === basis.n && !basis.fresh)
  const turn = ofActs ? turnAfter(acts) : turnFrom(basis)
  const marks = devices[turn.holder].flatMap(({ window }) => (window?.n === turn.number ? [window] : []))
  const answeredAt = Math.max(...marks.map(({ s }) => s ?? -Infinity))
  return {
    ...turn,
    starts: turn.starts.map(({ at, waitsMs }) => ({
      at,
      waitsMs: answeredAt === -Infinity ? waitsMs : clamp(answeredAt - at, 0, waitsMs),
    })),
    notBefore: Math.max(returnedAt, basis.fresh ? basis.s : 0),
    extendedUntil: Math.max(turn.extendedUntil, ...marks.map(({ u }) => u ?? 0)),
  }
}

/** The highest turn number that acts and marks tell of, 0 if none: a new agreement begins above it (TURN-1). */
export function knownNumber(devices: Devices): number {
  const marks = [...devices.a, ...devices.b].map(({ window }) => window?.n ?? 0)
  return Math.max(numberAfter(newestActs(devices)), ...marks)
}

/** How a turn stands at a moment. `waits`: the window has not begun, an invitation to the holder is open. */
export type TurnNow =
  | { state: 'waits'; startsAt: number }
  | { state: 'held' }
  | { state: 'windowed'; until: number; opensAt: number }
  | { state: 'open' }

/** TURN-2, TURN-7, PAUSE-3 */
export function turnAt(turn: Turn, now: number): TurnNow {
  const startsAt = windowStart(turn, now)
  if (startsAt > now) return { state: 'waits', startsAt }
  if (turn.windowHours === null) return { state: 'held' }
  const until = Math.max(startsAt + turn.windowHours * hourMs, turn.extendedUntil)
  const opensAt = until + opensAfterMs
  return opensAt <= now ? { state: 'open' } : { state: 'windowed', until, opensAt }
}

/** DOM-9: an instant later than now is read as now, so only a wait for an answer puts the start after now. */
export function windowStart({ starts, notBefore }: Turn, now: number): number {
  return Math.max(notLaterThan(now, notBefore), ...starts.map(({ at, waitsMs }) => notLaterThan(now, at) + waitsMs))
}

/** TURN-13: acts on a number below the highest are ignored. */
function newestActs(devices: Devices): WrittenAct[] {
  const acts = (['a', 'b'] as const).flatMap((writer) =>
    devices[writer].flatMap(({ device, act }) =>
      act !== undefined && isTheirsToWrite(act, writer) ? [{ ...act, device, writer }] : [],
    ),
  )
  const newest = Math.max(...acts.map(({ n }) => n))
  return acts.filter(({ n }) => n === newest)
}

function numberAfter(acts: readonly WrittenAct[]): number {
  return acts[0] === undefined ? 0 : acts[0].n + 1
}

/** DOC-6: none before the greater. */
function longest(windows: readonly (number | null)[]): number | null {
  return windows.includes(null) ? null : Math.max(...windows.map((hours) => hours ?? 0))
}

/** TURN-3: only a reaching out may be written about the other. */
function isTheirsToWrite(act: Act, writer: PartnerId): boolean {
  return act.k === 'reach' || act.k === 'back' || act.by === writer
}

function turnFrom({ n, h, s, u, wh }: TurnBasis): Turn {
  return {
    number: n,
    holder: h,
    starts: [{ at: s, waitsMs: 0 }],
    notBefore: 0,
    windowHours: wh,
    extendedUntil: u,
    coincidence: false,
    endedBy: [],
  }
}

function turnAfter(acts: readonly WrittenAct[]): Turn {
  const ofA = strongest(acts.filter((act) => ownerOf(act) === 'a'))
  const ofB = strongest(acts.filter((act) => ownerOf(act) === 'b'))
  return {
    number: numberAfter(acts),
    holder: nextHolder(acts, ofA, ofB),
    starts: acts.map(({ at, s }) => ({ at, waitsMs: clamp(s - at, 0, waitsForAnswerMs) })),
    notBefore: 0,
    windowHours: longest(acts.map(({ wh }) => wh)),
    extendedUntil: Math.max(...acts.map(({ u }) => u)),
    coincidence: ofA.some(isReachingOut) && ofB.some(isReachingOut),
    endedBy: [...acts],
  }
}

/** TURN-2, TURN-4, TURN-5, TURN-7: whoever reached out or passed, the light is then with the other.
 *  TURN-8: of two at once it goes to the one who was not the holder. */
function nextHolder(acts: readonly WrittenAct[], ofA: readonly WrittenAct[], ofB: readonly WrittenAct[]): PartnerId {
  const [act] = acts
  if (act === undefined) throw new RangeError('a turn ends by an act')
  if (ofA.length > 0 && ofB.length > 0)
    return otherOf(
      agreedOn(
        acts.map(({ h }) => h),
        act.n,
      ),
    )
  const alone = ofA.length > 0 ? ofA : ofB
  if (alone.some(({ k }) => k === 'back'))
    return agreedOn(
      alone.map(({ by }) => by),
      act.n,
    )
  return otherOf(ofA.length > 0 ? 'a' : 'b')
}

/** TURN-8: where acts name different partners, an odd number means `a`, an even one `b`. */
function agreedOn(named: readonly PartnerId[], number: number): PartnerId {
  const [first] = named
  if (first !== undefined && named.every((partner) => partner === first)) return first
  return number % 2 === 1 ? 'a' : 'b'
}

/** TURN-9: reaching out goes before passing, passing before taking back. */
function strongest(acts: readonly WrittenAct[]): WrittenAct[] {
  const strength = Math.max(...acts.map(strengthOf))
  return acts.filter((act) => strengthOf(act) === strength)
}

function strengthOf({ k }: Act): number {
  return k === 'back' ? 0 : k === 'pass' ? 1 : 2
}

function isReachingOut({ k }: Act): boolean {
  return k === 'reach' || k === 'invite'
}

/** TURN-3: *NAME reached out* counts as the other's own. */
function ownerOf({ k, by, writer }: WrittenAct): PartnerId {
  return k === 'back' ? writer : by
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
