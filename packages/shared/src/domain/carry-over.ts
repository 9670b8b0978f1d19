/** What this device wrote in an old document and nobody had got yet, written again into the fresh one that took its place:
 *  its own keys, being their only writer, and its edits of what both write.
 *  Rules: DOC-4, EPOCH-4, DOM-5. */

import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'
import { asksOf, keyParts, mapOf, registersOf, termsOf } from './document.ts'
import { mergeDraft } from './draft-merge.ts'

/** In one transaction; nothing where nothing differs.
 *  @param base the old document as it came along into the fresh one
 *  @param mine the old document as it stands here
 *  @returns whether anything was written */
export function carryOver(doc: Y.Doc, base: Y.Doc, mine: Y.Doc, device: string): boolean {
  const ownKeys = Object.values(keyParts).map((part) => device + part)
  const isOwnAnswer = (key: string): boolean => key.endsWith(`/${device}`)
  let wrote = false
  doc.transact(() => {
    const writes = [
      carryKeys(registersOf(doc), registersOf(base), registersOf(mine), (key) => ownKeys.includes(key)),
      carryKeys(asksOf(doc), asksOf(base), asksOf(mine), isOwnAnswer),
      carryKeys(termsOf(doc), termsOf(base), termsOf(mine), everyKey),
      carryKeys(mapOf(doc, 'rituals'), mapOf(base, 'rituals'), mapOf(mine, 'rituals'), everyKey),
      mergeDraft(doc, base, mine),
    ]
    wrote = writes.includes(true)
  })
  return wrote
}

const everyKey = (): boolean => true

function carryKeys(
  into: Y.Map<unknown>,
  base: Y.Map<unknown>,
  mine: Y.Map<unknown>,
  mayWrite: (key: string) => boolean,
): boolean {
  let wrote = false
  for (const key of new Set([...base.keys(), ...mine.keys()])) {
    const value = mine.get(key)
    if (!mayWrite(key) || equalityDeep(base.get(key), value) || equalityDeep(into.get(key), value)) continue
    if (value instanceof Y.AbstractType) continue
    if (mine.has(key)) into.set(key, value)
    else into.delete(key)
    wrote = true
  }
  return wrote
}
