/** Who said yes to what, and what is in force: the version both said yes to with the highest rank.
 *  Rules: AGREE-4, AGREE-6, AGREE-11, DOC-2, DOC-3.
 *
 *  Registers: `D.c` .w withdrawals counted · .n the highest current turn number known · .ret w at retiring, else 0 ·
 *  .yes list of {h, k, w, at, fresh, r?, t, body}: to the version `h`, of rank `k`, `r` the rank in force when it was said
 *
 *  A withdrawal by either takes back every yes said without knowing of it, of both: what has ended starts again only by
 *  two new ones (AGREE-11), and the text leaves the document (DOM-4). */

import * as v from 'valibot'
import { compareBase64url } from './byte-order.ts'
import { type Register, goes, greater, shortened } from './register.ts'
import { isKeepOf } from './review.ts'
import type { PartnerId } from './roster.ts'
import {
  type Raw,
  countSchema,
  hashSchema,
  instantSchema,
  maybe,
  partnerSchema,
  readField,
  readList,
  windowHoursSchema,
  stored,
} from './stored-value.ts'
import type { TurnBasis } from './turn.ts'
import { type Version, versionFrom } from './version.ts'

/** AGREE-4: the one in force and the three newest that wait. */
export const yesesKept = 4
const waitingShown = 3

const yesSchema = stored({
  h: hashSchema,
  k: countSchema,
  w: countSchema,
  at: instantSchema,
  fresh: v.boolean(),
  r: v.optional(countSchema, 0),
  t: stored({ n: countSchema, h: partnerSchema, s: instantSchema, u: instantSchema, wh: windowHoursSchema }),
  body: v.unknown(),
})

export type Yes = v.InferOutput<typeof yesSchema>

export interface ConsentRegisters {
  device: string
  /** `keep`: as stored, since it is taken over as it is; `review.ts` reads it. */
  consent: { w: number; n: number; ret: number; yeses: Yes[]; keep?: unknown }
}

export const consentRegister: Register<ConsentRegisters> = {
  read: readConsent,
  over(own, { partners, turnNumber }, raw) {
    const consents = consentsOf(partners)
    const yeses = keptYeses(own.consent.yeses, consents)
    const changes = {
      ...shortened('yes', raw.consent['yes'], own.consent.yeses, (yes) => yeses.includes(yes)),
      ...goes('keep', own.consent.keep !== undefined && !isKeepOf(consents.inForce, own.consent.keep)),
    }
    return Object.keys(changes).length === 0 ? {} : { consent: { ...changes, n: turnNumber } }
  },
  takenOver(own, gone, { partners }) {
    const yeses = keptYeses([...own.consent.yeses, ...gone.consent.yeses], consentsOf(partners))
    return {
      consent: {
        w: greater(own.consent.w, gone.consent.w),
        n: greater(own.consent.n, gone.consent.n),
        ret: greater(own.consent.ret, gone.consent.ret),
        yes: yeses.length === 0 ? undefined : yeses,
        keep: laterKeep(own.consent.keep, gone.consent.keep),
      },
    }
  },
}

/** AGREE-10: the highest round. */
function laterKeep(own: unknown, gone: unknown): unknown {
  return roundOf(gone) > roundOf(own) ? gone : own
}

function roundOf(keep: unknown): number {
  const round = typeof keep === 'object' && keep !== null ? (keep as { r?: unknown }).r : undefined
  return typeof round === 'number' ? round : -1
}

export function readConsent(device: string, raw: { consent: Raw }): ConsentRegisters {
  const { consent } = raw
  return {
    device,
    consent: {
      w: readField(countSchema, consent['w']) ?? 0,
      n: readField(countSchema, consent['n']) ?? 0,
      ret: readField(countSchema, consent['ret']) ?? 0,
      yeses: readList(yesSchema, consent['yes'], yesesKept),
      ...maybe('keep', consent['keep']),
    },
  }
}

export interface Consents {
  inForce?: Agreed
  /** Yeses that wait for the other's, newest first. */
  waiting: Record<PartnerId, Yes[]>
  /** Withdrawals counted, by either. */
  withdrawals: number
  retired: boolean
  /** The highest rank in the document. */
  highestRank: number
  /** The highest turn number any device wrote down. */
  turnFloor: number
}

export interface Agreed extends Version {
  rank: number
  /** When the second yes was said, ms. */
  since: number
  turn: TurnBasis
}

/** @param partners `present`: whether they have an active device; without one a partner has said yes to nothing (DOC-3) */
export function consentsOf(
  partners: Record<PartnerId, { present: boolean; devices: readonly ConsentRegisters[] }>,
): Consents {
  const all = [...partners.a.devices, ...partners.b.devices].map(({ consent }) => consent)
  const yeses = all.flatMap((consent) => consent.yeses)
  const withdrawals = Math.max(0, ...all.map(({ w }) => w), ...yeses.map(({ w }) => w))
  const standing = {
    a: partners.a.present ? standingOf(partners.a.devices, withdrawals) : [],
    b: partners.b.present ? standingOf(partners.b.devices, withdrawals) : [],
  }
  const inForce = agreedOf(standing.a, standing.b)
  const waitingOf = (partner: PartnerId): Yes[] =>
    standing[partner].filter(({ h, k }) => h !== inForce?.hash && k >= (inForce?.rank ?? 0)).slice(0, waitingShown)
  return {
    ...(inForce === undefined ? {} : { inForce }),
    waiting: { a: waitingOf('a'), b: waitingOf('b') },
    withdrawals,
    retired: inForce === undefined && withdrawals > 0 && all.some(({ ret }) => ret === withdrawals),
    highestRank: Math.max(0, ...yeses.map(({ k }) => k)),
    turnFloor: Math.max(0, ...all.map(({ n }) => n)),
  }
}

/** AGREE-4  Of one device's yeses, those that still count: the one in force and the three newest of no lower rank. */
export function keptYeses(
  yeses: readonly Yes[],
  { inForce, withdrawals }: Pick<Consents, 'inForce' | 'withdrawals'>,
): Yes[] {
  const standing = distinct(yeses.filter(({ w }) => w === withdrawals).toSorted(byStrength))
  return [
    ...standing.filter(({ h }) => h === inForce?.hash),
    ...standing.filter(({ h, k }) => h !== inForce?.hash && k >= (inForce?.rank ?? 0)).slice(0, yesesKept - 1),
  ]
}

/** One partner's yeses, one for each version, newest first. */
function standingOf(devices: readonly ConsentRegisters[], withdrawals: number): Yes[] {
  const yeses = devices
    .toSorted((left, right) => compareBase64url(right.device, left.device))
    .flatMap(({ consent }) => consent.yeses)
  return distinct(yeses.filter(({ w }) => w === withdrawals).toSorted(byStrength))
}

function byStrength(left: Yes, right: Yes): number {
  return right.k - left.k || Number(right.fresh) - Number(left.fresh) || right.t.n - left.t.n || right.at - left.at
}

function distinct(sorted: readonly Yes[]): Yes[] {
  return sorted.filter(({ h }, index) => sorted.findIndex((other) => other.h === h) === index)
}

/** AGREE-4  The version both said yes to with the highest rank; equal: the greater hash. */
function agreedOf(ofA: readonly Yes[], ofB: readonly Yes[]): Agreed | undefined {
  const pairs = ofA
    .flatMap((a) => ofB.filter(({ h }) => h === a.h).map((b) => ({ a, b, rank: Math.max(a.k, b.k) })))
    .filter(({ a, b }) => Math.min(a.k, b.k) >= Math.max(a.r, b.r))
    .sort((left, right) => right.rank - left.rank || compareBase64url(right.a.h, left.a.h))
  for (const { a, b, rank } of pairs) {
    const version = versionFrom(a.h, a.body) ?? versionFrom(b.h, b.body)
    if (version === undefined) continue
    return { ...version, rank, since: Math.max(a.at, b.at), turn: turnBasis(a, b, version) }
  }
  return undefined
}

/** DOC-2  What the second yes says of the turn; second is the higher rank, then the fresh one, then the higher turn number,
 *  then `b`'s. */
function turnBasis(a: Yes, b: Yes, { terms }: Version): TurnBasis {
  const aIsSecond = a.k - b.k || Number(a.fresh) - Number(b.fresh) || a.t.n - b.t.n
  const second = aIsSecond > 0 ? a : b
  if (!second.fresh) return { ...second.t, fresh: false }
  return {
    n: a.fresh && b.fresh ? Math.max(a.t.n, b.t.n) : second.t.n,
    h: terms.firstHolder,
    s: Math.max(a.at, b.at),
    u: 0,
    wh: terms.windowHours,
    fresh: true,
  }
}
