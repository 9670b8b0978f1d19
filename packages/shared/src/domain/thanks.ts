/** What the two did, in a line of each, when they let their agreement go: it stays for a week.
 *  Rule: AGREE-14.
 *
 *  Register: `D.t` .th {w, x, at}: a line about the retiring that was withdrawal `w`; latest at, then the greater device id */

import * as v from 'valibot'
import { compareBase64url } from './byte-order.ts'
import { type ConsentRegisters, consentsOf } from './consent.ts'
import { dayMs, isOver, notLaterThan } from './instant.ts'
import { type Joined, type Register, goes, graceMs, sidesOf } from './register.ts'
import { type Raw, countSchema, instantSchema, maybe, readField, stored, textUpTo } from './stored-value.ts'
import { cleanText, limits } from './text-limit.ts'

/** AGREE-14 */
export const thanksShownForMs = 7 * dayMs

const thanksSchema = stored({ w: countSchema, x: textUpTo(limits.thanks), at: instantSchema })

export interface ThanksRegisters {
  device: string
  thanks?: v.InferOutput<typeof thanksSchema>
}

type Needed = ThanksRegisters & ConsentRegisters

export const thanksRegister: Register<Needed> = {
  read: (device, raw) => readThanks(device, raw) as Needed,
  over(own, joined) {
    const { thanks } = own
    if (thanks === undefined) return {}
    const isOfAnother = retiredBy(joined.partners) !== thanks.w
    return { text: goes('th', isOfAnother || isOver(thanks.at, thanksShownForMs + graceMs, joined.now)) }
  },
  takenOver: (own, gone) => ({ text: { th: [own, gone].sort(byNewest)[0]?.thanks } }),
  changesAt({ partners, now }) {
    return [...partners.a.devices, ...partners.b.devices].flatMap(({ thanks }) =>
      thanks === undefined ? [] : [notLaterThan(now, thanks.at) + thanksShownForMs],
    )
  },
  exported(joined) {
    const { mine, theirs } = sidesOf(joined)
    const by = retiredBy(joined.partners)
    return {
      thanks: {
        ...maybe('mine', thanksOf(mine, by, joined.now)),
        ...maybe('theirs', thanksOf(theirs, by, joined.now)),
      },
    }
  },
}

export function readThanks(device: string, { text }: { text: Raw }): ThanksRegisters {
  return { device, ...maybe('thanks', readField(thanksSchema, text['th'])) }
}

/** The line of one partner.  @param by the withdrawal the couple retired with */
export function thanksOf(devices: readonly ThanksRegisters[], by: number | undefined, now: number): string | undefined {
  const newest = devices.filter(({ thanks }) => thanks !== undefined && thanks.w === by).toSorted(byNewest)[0]?.thanks
  if (newest === undefined || isOver(newest.at, thanksShownForMs, now)) return undefined
  return cleanText(newest.x) || undefined
}

/** Which of the counted withdrawals retired the agreement; undefined where it is not retired. */
export function retiredBy(partners: Joined<ConsentRegisters>['partners']): number | undefined {
  const { retired, withdrawals } = consentsOf(partners)
  return retired ? withdrawals : undefined
}

function byNewest(left: ThanksRegisters, right: ThanksRegisters): number {
  return (right.thanks?.at ?? -1) - (left.thanks?.at ?? -1) || compareBase64url(right.device, left.device)
}
