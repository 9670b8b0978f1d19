/** "Thinking of you": what arrived, when it fades, and how often one may press. A signal changes nothing else (SIG-5).
 *  Rules: SIG-1…6.
 *
 *  Registers: `D` .g {q, k, at} the newest signal · `D.t` .t list of {q, x, at} the newest notes */

import * as v from 'valibot'
import { dayMs, isOver, minuteMs } from './instant.ts'
import type { Refusal } from './outcome.ts'
import { type Joined, type Register, goes, graceMs, shortened, sidesOf } from './register.ts'
import { type Raw, countSchema, instantSchema, maybe, readField, readList, textUpTo, stored } from './stored-value.ts'
import { cleanText, limits } from './text-limit.ts'

export const signalKinds = ['glow', 'hug', 'thanks', 'smile'] as const
export type SignalKind = (typeof signalKinds)[number]

/** SIG-4 */
export const signalFadesAfterMs = dayMs
/** SIG-3 */
export const pressGapMs = minuteMs
/** SIG-3: a day is the last 24 hours. */
export const pressesPerDay = 24
/** SIG-2 */
export const notesKept = 8

const signalSchema = stored({ q: countSchema, k: v.picklist(signalKinds), at: instantSchema })
const noteSchema = stored({ q: countSchema, x: textUpTo(limits.note), at: instantSchema })

export interface SignalRegisters {
  device: string
  signal?: v.InferOutput<typeof signalSchema>
  notes: v.InferOutput<typeof noteSchema>[]
}

/** A removed device's signals and notes are not taken along: they fade within a day. */
export const signalRegister: Register<SignalRegisters> = {
  read: readSignals,
  over: (own, { now }, raw) => ({
    act: goes('g', own.signal !== undefined && isOver(own.signal.at, signalFadesAfterMs + graceMs, now)),
    text: shortened('t', raw.text['t'], own.notes, ({ at }) => !isOver(at, signalFadesAfterMs + graceMs, now)),
  }),
  changesAt: (joined) => arrivedFor(joined).map(({ at }) => at + signalFadesAfterMs),
  waiting: (joined) => arrivedFor(joined).map(({ id }) => ({ id, kind: 'thinking-of-you' })),
  exported(joined, isoOf) {
    const { mine, theirs } = sidesOf(joined)
    const notes = (from: 'me' | 'them', devices: readonly SignalRegisters[]) =>
      signalsOf(devices, joined.now).flatMap(({ text, at }) =>
        text === undefined ? [] : [{ from, text, at: isoOf(at) }],
      )
    return { notes: [...notes('me', mine), ...notes('them', theirs)] }
  },
}

function arrivedFor(joined: Joined<SignalRegisters>): ArrivedSignal[] {
  return signalsOf(sidesOf(joined).theirs, joined.now)
}

export function readSignals(device: string, raw: { act: Raw; text: Raw }): SignalRegisters {
  return {
    device,
    ...maybe('signal', readField(signalSchema, raw.act['g'])),
    notes: readList(noteSchema, raw.text['t'], notesKept),
  }
}

export interface ArrivedSignal {
  /** Stable over restarts: device, kind of register, counter, and time, because a counter begins again once its register
   *  was tidied away. */
  id: string
  kind: SignalKind | 'note'
  text?: string
  /** The sender's clock, ms. */
  at: number
}

/** SIG-2, SIG-4  What a partner's devices sent and what has not faded, newest first. */
export function signalsOf(devices: readonly SignalRegisters[], now: number): ArrivedSignal[] {
  return devices
    .flatMap(({ device, signal, notes }): ArrivedSignal[] => [
      ...(signal === undefined ? [] : [{ id: idOf(device, 'g', signal), kind: signal.k, at: signal.at }]),
      ...notes.map((note) => ({
        id: idOf(device, 't', note),
        kind: 'note' as const,
        text: cleanText(note.x),
        at: note.at,
      })),
    ])
    .filter(({ at }) => !isOver(at, signalFadesAfterMs, now))
    .sort((left, right) => right.at - left.at || (left.id < right.id ? 1 : -1))
}

/** SIG-3  Whether this device may send one more signal or note.
 *  @param presses when this device sent one, ms, in any order; kept in its own settings, never in the document */
export function pressAllowed(
  presses: readonly number[],
  now: number,
): { ok: true } | { ok: false; reason: Extract<Refusal, 'too-soon' | 'enough-today'> } {
  const today = presses.filter((at) => now - at < dayMs)
  if (today.some((at) => at <= now && now - at < pressGapMs)) return { ok: false, reason: 'too-soon' }
  if (today.length >= pressesPerDay) return { ok: false, reason: 'enough-today' }
  return { ok: true }
}

function idOf(device: string, register: 'g' | 't', { q, at }: { q: number; at: number }): string {
  return `${device}.${register}.${q}.${at.toString(36)}`
}
