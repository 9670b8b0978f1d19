/** A few words about what I need today: one for each person, gone within a day, and no mark where there is none.
 *  Rules: CHECK-1, CHECK-2.
 *
 *  Register: `D.t` .c {words, x?, at}: the latest at, then the greater device id; an empty one takes back */

import * as v from 'valibot'
import { compareBase64url } from './byte-order.ts'
import { dayMs, isOver, lastInstantMs } from './instant.ts'
import { type Register, goes, graceMs, sidesOf } from './register.ts'
import { type Raw, instantSchema, maybe, readField, readList, stored, textUpTo } from './stored-value.ts'
import { cleanText, limits } from './text-limit.ts'

/** CHECK-1 */
export const checkInWords = ['closeness', 'touch', 'talk', 'play', 'rest', 'space', 'help', 'heard'] as const
export type CheckInWord = (typeof checkInWords)[number]
export const checkInWordsMost = 3
/** CHECK-1 */
export const checkInFadesAfterMs = dayMs

const checkInSchema = stored({
  words: v.array(v.unknown()),
  x: v.optional(textUpTo(limits.checkIn)),
  at: instantSchema,
})
const wordSchema = v.picklist(checkInWords)

export interface CheckInRegisters {
  device: string
  checkIn?: v.InferOutput<typeof checkInSchema>
}

export interface CheckIn {
  words: CheckInWord[]
  text?: string
  /** When it was said, ms. */
  at: number
}

export const checkInRegister: Register<CheckInRegisters> = {
  read: readCheckIn,
  over: (own, { now }) => ({
    text: goes('c', own.checkIn !== undefined && isOver(own.checkIn.at, checkInFadesAfterMs + graceMs, now)),
  }),
  takenOver(own, gone, joined) {
    const { mine } = sidesOf(joined)
    const [newest, next] = inOrder(mine)
    if (newest?.device !== gone.device || gone.checkIn === undefined) return {}
    // Said on two devices in the same millisecond: what counts goes on counting.
    const isTied = next !== undefined && next.at === newest.at && next.device !== own.device
    return { text: { c: { ...gone.checkIn, at: Math.min(newest.at + (isTied ? 1 : 0), lastInstantMs) } } }
  },
  changesAt(joined) {
    const { mine, theirs } = sidesOf(joined)
    return [mine, theirs].flatMap((devices) => {
      const shown = checkInOf(devices, joined.now)
      return shown === undefined ? [] : [shown.at + checkInFadesAfterMs]
    })
  },
}

export function readCheckIn(device: string, { text }: { text: Raw }): CheckInRegisters {
  return { device, ...maybe('checkIn', readField(checkInSchema, text['c'])) }
}

/** What a partner said today, on whatever device; undefined where nothing was said, or it was taken back, or has faded. */
export function checkInOf(devices: readonly CheckInRegisters[], now: number): CheckIn | undefined {
  const newest = newestCheckIn(devices)
  if (newest === undefined || isOver(newest.at, checkInFadesAfterMs, now)) return undefined
  const words = [...new Set(readList(wordSchema, newest.words, checkInWordsMost))]
  const text = cleanText(newest.x ?? '')
  if (words.length === 0 && text === '') return undefined
  return { words, ...maybe('text', text || undefined), at: newest.at }
}

/** The one that counts, faded and empty ones too. */
export function newestCheckIn(devices: readonly CheckInRegisters[]) {
  return inOrder(devices)[0]
}

function inOrder(devices: readonly CheckInRegisters[]) {
  return devices
    .flatMap(({ device, checkIn }) => (checkIn === undefined ? [] : [{ device, ...checkIn }]))
    .sort((left, right) => right.at - left.at || compareBase64url(right.device, left.device))
}
