/** What changed between two wordings, as plain lines of words that stayed, came and went (AGREE-7). */

import { diffArrays, diffWordsWithSpace } from 'diff'

export interface Piece {
  kind: 'same' | 'came' | 'went'
  text: string
}

/** Lines that are the same in both are left out; a changed line shows its words side by side. */
export function wordingDiff(before: string[], after: string[]): Piece[][] {
  const changes = diffArrays(before, after)
  return changes.flatMap((change, index) => {
    if (!change.added && !change.removed) return []
    if (change.added) {
      // A removal just before it was told together with this addition.
      const previous = changes[index - 1]
      return previous?.removed === true ? [] : wholeLines('came', change.value)
    }
    const next = changes[index + 1]
    return next?.added === true ? pairedLines(change.value, next.value) : wholeLines('went', change.value)
  })
}

function pairedLines(before: string[], after: string[]): Piece[][] {
  const paired = Math.min(before.length, after.length)
  const changed = before.slice(0, paired).flatMap((line, at) => changedLine(line, after[at] ?? ''))
  return [...changed, ...wholeLines('went', before.slice(paired)), ...wholeLines('came', after.slice(paired))]
}

/** A line that kept less than this share of its words is another line, and reads better whole. */
const leastKept = 0.4

function changedLine(before: string, after: string): Piece[][] {
  const pieces = diffWordsWithSpace(before, after).map(
    (part): Piece => ({
      kind: part.added ? 'came' : part.removed ? 'went' : 'same',
      text: part.value,
    }),
  )
  const kept = pieces.reduce((length, { kind, text }) => (kind === 'same' ? length + text.trim().length : length), 0)
  if (kept < leastKept * Math.max(before.length, after.length)) {
    return [...wholeLines('went', [before]), ...wholeLines('came', [after])]
  }
  return [pieces]
}

function wholeLines(kind: Piece['kind'], lines: string[]): Piece[][] {
  return lines.filter((line) => line.trim() !== '').map((text) => [{ kind, text }])
}
