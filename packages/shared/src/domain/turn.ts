/** Whose turn it is: computed from what each device did last, never stored (DOM-6).
 *  Its windows run for the one who may reach out, never for the one who was asked (DOM-2).
 *  Rules: DOM-2, TURN-2, TURN-4, TURN-7, TURN-8, TURN-12, TURN-13, PAUSE-3, DOC-2. */

import {
  type Act,
  type TurnRegisters,
  agreedOn,
  isReachingOut,
  isTheirsToWrite,
  longest,
  ownerOf,
  strengthOf,
} from './act.ts'
import { dayMs, hourMs, notLaterThan } from './instant.ts'
import { type PartnerId, otherOf } from './roster.ts'

/** TURN-7: how long after the window the light is still with its holder. */
export const opensAfterMs = 12 * hourMs
/** TURN-2: how long the window waits for an answer at most. */
export const waitsForAnswerMs = dayMs

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
    notBefore: returnedAt,
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
  if (startsAt > now) return { state: 'waits', startsAt: waitIsOver(turn) }
  if (turn.windowHours === null) return { state: 'held' }
  const until = Math.max(startsAt + turn.windowHours * hourMs, turn.extendedUntil)
  const opensAt = until + opensAfterMs
  return opensAt <= now ? { state: 'open' } : { state: 'windowed', until, opensAt }
}

/** When the last wait for an answer ends, by the clocks of those who asked. */
function waitIsOver({ starts }: Turn): number {
  return Math.max(...starts.filter(({ waitsMs }) => waitsMs > 0).map(({ at, waitsMs }) => at + waitsMs))
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

/** TURN-9: reaching out goes before passing, passing before taking back. */
function strongest(acts: readonly WrittenAct[]): WrittenAct[] {
  const strength = Math.max(...acts.map(strengthOf))
  return acts.filter((act) => strengthOf(act) === strength)
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
