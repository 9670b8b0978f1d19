/** What is over leaves the document: a device that wakes or writes removes from its own keys what nobody needs any more, at
 *  most once an hour. Tidying changes no fact. What is over, each register says.
 *  Rules: DOM-4, DOM-6, INV-2; the column "goes" of docs/document.md. */

import type * as Y from 'yjs'
import type { Context } from './context.ts'
import { isReadOnly, keyPartsNamed, mapOf, readKeys, writeKey } from './document.ts'
import { factsOf, joinedOf } from './facts.ts'
import { hourMs } from './instant.ts'
import { type Registers, eachShared, registers, together } from './registers.ts'
import { partnerOf } from './roster.ts'

export const tidyEveryMs = hourMs

/** DOM-6
 *  @param lastTidiedAt when this device tidied last, ms; undefined if never; kept in its own settings */
export function tidyIsDue(lastTidiedAt: number | undefined, now: number): boolean {
  return lastTidiedAt === undefined || lastTidiedAt > now || now - lastTidiedAt >= tidyEveryMs
}

/** Removes what is over from the keys of this device and from what both write, in one transaction.
 *  @returns whether anything was written */
export function tidy(
  doc: Y.Doc,
  { device, roster, now }: Omit<Context, 'random'>,
  among: Registers = registers,
): boolean {
  if (isReadOnly(doc)) return false
  const me = partnerOf(roster, device)
  const facts = factsOf(doc, roster, among)
  const own = facts.partners[me].devices.find((held) => held.device === device)
  if (own === undefined) return false
  const raw = readKeys(doc, device)
  const joined = joinedOf(facts, me, now)
  const changes = together(among.map((register) => register.over?.(own, joined, raw) ?? {}))
  const shared = eachShared.map(({ root, over }) => ({ root, keys: over?.(facts, now) ?? [] }))
  if (Object.keys(changes).length === 0 && shared.every(({ keys }) => keys.length === 0)) return false
  doc.transact(() => {
    for (const part of keyPartsNamed) {
      if (changes[part] !== undefined) writeKey(doc, device, part, changes[part])
    }
    for (const { root, keys } of shared) for (const key of keys) mapOf(doc, root).delete(key)
  })
  return true
}
