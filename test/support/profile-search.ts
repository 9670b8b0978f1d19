/** Looks for words in a browser's profile folder, as somebody would who has the disk: in every file, as UTF-8, as UTF-16LE and
 *  inside base64. What a database has compressed block by block is read as it lies there: a word that stands in a block for
 *  the first time stands there whole, one that repeats may not. So a marker must be a word nobody else writes. */

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export interface Find {
  word: string
  /** path below the profile */
  file: string
  as: string
}

export function findInProfile(profile: string, words: readonly string[]): Find[] {
  const needles = words.flatMap((word) => spellings(word).map((spelling) => ({ word, ...spelling })))
  const finds: Find[] = []
  for (const entry of readdirSync(profile, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    for (const { word, as, needle } of needles) {
      if (bytes.includes(needle)) finds.push({ word, file: relative(profile, path), as })
    }
  }
  return finds
}

function spellings(word: string): { as: string; needle: Buffer }[] {
  const bytes = Buffer.from(word)
  return [
    { as: 'UTF-8', needle: bytes },
    { as: 'UTF-16LE', needle: Buffer.from(word, 'utf16le') },
    ...[0, 1, 2].flatMap((phase) => {
      const text = innerBase64(bytes, phase)
      return [...new Set([text, text.replaceAll('+', '-').replaceAll('/', '_')])].map((spelling) => ({
        as: `base64, phase ${phase}`,
        needle: Buffer.from(spelling),
      }))
    }),
  ]
}

/** The letters of base64 that depend on these bytes alone, whatever stands around them. */
function innerBase64(bytes: Buffer, phase: number): string {
  const before = Buffer.alloc(phase)
  const whole = Buffer.concat([before, bytes])
  const text = whole.subarray(0, whole.length - (whole.length % 3)).toString('base64')
  return text.slice(phase === 0 ? 0 : 4)
}
