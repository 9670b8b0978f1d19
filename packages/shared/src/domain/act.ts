/** What a device did last with the light, and what two such acts on one turn come to.
 *  Rules: TURN-3, TURN-8, TURN-9, DOC-6.
 *
 *  Registers: `D` .a the newest act {n, k, by, h, at, s, u, wh}: on turn n, about `by`, holder seen `h`; of turn n+1 the
 *  window's start `s`, the carried extension `u`, the length `wh` · .w {n, s?, u?}: on turn n the holder answered at `s`,
 *  extended until `u`
 *
 *  An act of kind `back` names in `by` whom the light goes back to; every other act names whose it was. */

import * as v from 'valibot'
import { type Register, goes } from './register.ts'
import { type PartnerId, otherOf } from './roster.ts'
import {
  type Raw,
  countSchema,
  instantSchema,
  maybe,
  partnerSchema,
  readField,
  stored,
  windowHoursSchema,
} from './stored-value.ts'

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

export const actRegister: Register<TurnRegisters> = {
  read: (_, raw) => readTurn(raw),
  over(own, { partners, turnNumber }) {
    const all = [...partners.a.devices, ...partners.b.devices]
    const isOutnumbered = (number: number): boolean => all.some(({ act }) => act !== undefined && act.n > number)
    return {
      act: {
        // TURN-13
        ...goes('a', own.act !== undefined && isOutnumbered(own.act.n)),
        ...goes('w', own.window !== undefined && own.window.n < turnNumber),
      },
    }
  },
  takenOver: (own, gone) => ({
    act: { a: joinedAct(own.act, gone.act), w: joinedWindow(own.window, gone.window) },
  }),
}

export function readTurn(raw: { act: Raw }): TurnRegisters {
  return {
    ...maybe('act', readField(actSchema, raw.act['a'])),
    ...maybe('window', readField(windowSchema, raw.act['w'])),
  }
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
  // An invitation is its writer's; what is about the other is a reaching out (TURN-3).
  const k = by === strong.by ? strong.k : 'reach'
  return { ...strong, k, by, h, at: later.at, s: later.s, u: Math.max(own.u, other.u), wh: longest([own.wh, other.wh]) }
}

/** DOC: maximum, on the same turn only; the higher turn otherwise. */
export function joinedWindow(own: WindowMark | undefined, other: WindowMark | undefined): WindowMark | undefined {
  if (own === undefined || other === undefined || own.n !== other.n)
    return (other?.n ?? -1) > (own?.n ?? -1) ? other : own
  const s = Math.max(own.s ?? 0, other.s ?? 0)
  const u = Math.max(own.u ?? 0, other.u ?? 0)
  return { ...other, ...own, ...maybe('s', s || undefined), ...maybe('u', u || undefined) }
}

/** TURN-3: only a reaching out may be written about the other. */
export function isTheirsToWrite(act: Act, writer: PartnerId): boolean {
  return act.k === 'reach' || act.k === 'back' || act.by === writer
}

export function strengthOf({ k }: Act): number {
  return k === 'back' ? 0 : k === 'pass' ? 1 : 2
}

export function isReachingOut({ k }: Act): boolean {
  return k === 'reach' || k === 'invite'
}

/** TURN-3: *NAME reached out* counts as the other's own. */
export function ownerOf({ k, by, writer }: Act & { writer: PartnerId }): PartnerId {
  return k === 'back' ? writer : by
}

/** Whose the light is after an act that no other meets: TURN-2, TURN-4, TURN-5, TURN-7, TURN-10. */
export function beganFor({ k, by }: Pick<Act, 'k' | 'by'>): PartnerId {
  return k === 'back' ? by : otherOf(by)
}

/** TURN-8: where acts name different partners, an odd number means `a`, an even one `b`. */
export function agreedOn(named: readonly PartnerId[], number: number): PartnerId {
  const [first] = named
  if (first !== undefined && named.every((partner) => partner === first)) return first
  return number % 2 === 1 ? 'a' : 'b'
}

/** DOC-6: none before the greater. */
export function longest(windows: readonly (number | null)[]): number | null {
  return windows.includes(null) ? null : Math.max(...windows.map((hours) => hours ?? 0))
}
