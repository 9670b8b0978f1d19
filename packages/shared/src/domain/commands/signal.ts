/** Sending "thinking of you", wordless or with a note. Whether one may press again is asked first (`pressAllowed`), by the
 *  device that counts the presses.
 *  Rules: SIG-1, SIG-2, SIG-5, SIG-6. */

import type { Acting } from '../context.ts'
import { readKey, writeKey } from '../document.ts'
import { isOver } from '../instant.ts'
import { type Outcome, done, refused } from '../outcome.ts'
import { type SignalKind, notesKept, readSignals, signalFadesAfterMs, signalKinds } from '../signal.ts'
import { cleanText, fitsIn, limits } from '../text-limit.ts'

/** SIG-1 */
export function sendSignal(acting: Acting, kind: SignalKind): Outcome {
  if (!signalKinds.includes(kind)) return refused('bad-value')
  const { doc, device, now } = acting
  writeKey(doc, device, 'act', { g: { q: nextCount(acting), k: kind, at: now } })
  return done
}

/** SIG-6 */
export function sendNote(acting: Acting, text: string): Outcome {
  const note = cleanText(text)
  if (note === '') return refused('empty')
  if (!fitsIn(limits.note, note)) return refused('too-long')
  const { doc, device, now } = acting
  const standing = own(acting).notes.filter(({ at }) => !isOver(at, signalFadesAfterMs, now))
  const notes = [...standing, { q: nextCount(acting), x: note, at: now }].slice(-notesKept)
  writeKey(doc, device, 'text', { t: notes })
  return done
}

function own({ doc, device }: Acting) {
  return readSignals(device, { act: readKey(doc, device, 'act'), text: readKey(doc, device, 'text') })
}

function nextCount(acting: Acting): number {
  const { signal, notes } = own(acting)
  return Math.max(0, signal?.q ?? 0, ...notes.map(({ q }) => q)) + 1
}
