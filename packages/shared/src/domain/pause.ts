/** Each has a switch of their own; the agreement is active only while both are off.
 *  Rules: PAUSE-1, PAUSE-2.
 *
 *  Registers: `D` .p pauses counted · .r the count last answered · .ra when · `D.t` .pn {p, k} a ready note */

import * as v from 'valibot'
import { type Register, goes, greater, sidesOf } from './register.ts'
import { type Raw, countSchema, instantSchema, maybe, readField, stored } from './stored-value.ts'

export const pauseNotes = ['unwell', 'away', 'new-baby', 'grief', 'stress', 'just-because'] as const
export type PauseNote = (typeof pauseNotes)[number]

const pauseNoteSchema = stored({ p: countSchema, k: v.picklist(pauseNotes) })

export interface PauseRegisters {
  pauses: { p: number; r: number; ra: number }
  pauseNote?: v.InferOutput<typeof pauseNoteSchema>
}

export const pauseRegister: Register<PauseRegisters> = {
  read: (_, raw) => readPauses(raw),
  over(own, joined) {
    const { r } = pauseOf(sidesOf(joined).mine)
    return { text: goes('pn', own.pauseNote !== undefined && r >= own.pauseNote.p) }
  },
  takenOver: (own, gone) => ({
    act: {
      p: greater(own.pauses.p, gone.pauses.p),
      r: greater(own.pauses.r, gone.pauses.r),
      ra: greater(own.pauses.ra, gone.pauses.ra),
    },
    text: { pn: (own.pauseNote?.p ?? -1) >= (gone.pauseNote?.p ?? -1) ? own.pauseNote : gone.pauseNote },
  }),
  exported(joined) {
    const { mine, theirs } = sidesOf(joined)
    return { pauses: { mine: pauseOf(mine).paused, theirs: pauseOf(theirs).paused } }
  },
}

export function readPauses(raw: { act: Raw; text: Raw }): PauseRegisters {
  return {
    pauses: {
      p: readField(countSchema, raw.act['p']) ?? 0,
      r: readField(countSchema, raw.act['r']) ?? 0,
      ra: readField(instantSchema, raw.act['ra']) ?? 0,
    },
    ...maybe('pauseNote', readField(pauseNoteSchema, raw.text['pn'])),
  }
}

export interface PauseState {
  paused: boolean
  /** Pauses counted, the last count answered, and when: the maximum over the partner's devices. */
  p: number
  r: number
  ra: number
  note?: PauseNote
}

/** PAUSE-1  The switch of one partner, over all their devices: on while a pause is unanswered. */
export function pauseOf(devices: readonly PauseRegisters[]): PauseState {
  const p = Math.max(0, ...devices.map(({ pauses }) => pauses.p))
  const r = Math.max(0, ...devices.map(({ pauses }) => pauses.r))
  const ra = Math.max(0, ...devices.map(({ pauses }) => pauses.ra))
  const paused = p > r
  const notes = devices.flatMap(({ pauseNote }) => (pauseNote !== undefined && pauseNote.p === p ? [pauseNote.k] : []))
  return { paused, p, r, ra, ...maybe('note', paused ? notes.toSorted()[0] : undefined) }
}
