/** The sentences wording help is measured on, and which of them nobody looks at while the rules are made (WORD-4). A sentence is
 *  held out by the hash of a seed and itself, so one that is added moves no other. */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Corpus {
  /** They press, blame, bargain, compare or keep score. */
  presses: string[]
  /** Warm or plain. */
  kind: string[]
  /** Warm or plain, with the words of the others. */
  hard: string[]
}

const seed = 'porchlight wording 1'

export const linesOf = (name: keyof Corpus): string[] =>
  readFileSync(join(import.meta.dirname, 'corpus', `${name}.txt`), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

export const isHeldOut = (sentence: string): boolean =>
  createHash('sha256').update(`${seed}\n${sentence}`).digest().readUInt32BE(0) % 3 === 0

export const trained = (): Corpus => pick((sentence) => !isHeldOut(sentence))
export const heldOut = (): Corpus => pick(isHeldOut)

const pick = (wanted: (sentence: string) => boolean): Corpus => ({
  presses: linesOf('presses').filter(wanted),
  kind: linesOf('kind').filter(wanted),
  hard: linesOf('hard').filter(wanted),
})
