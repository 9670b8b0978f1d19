/** Taking over from a removed device: what still counts of it is copied to this one, and its keys leave the document. The
 *  other partner sees no difference. What still counts, each register says.
 *  Rules: DOC-3, DOM-5 (one of its two exceptions). */

import type * as Y from 'yjs'
import type { Context } from './context.ts'
import { hasKey, isReadOnly, keyPartsNamed, removeKey, writeKey } from './document.ts'
import { factsOf, joinedOf } from './facts.ts'
import { type Registers, registers, together } from './registers.ts'
import { devicesOf, partnerOf } from './roster.ts'

/** One transaction for all removed devices of this partner.
 *  @returns whether anything was written */
export function adoptRemovedDevices(
  doc: Y.Doc,
  { device, roster, now }: Pick<Context, 'device' | 'roster' | 'now'>,
  among: Registers = registers,
): boolean {
  if (isReadOnly(doc)) return false
  const me = partnerOf(roster, device)
  const removed = devicesOf(roster, me).filter(({ id, gone }) => gone && id !== device)
  let wrote = false
  doc.transact(() => {
    for (const { id } of removed) {
      const facts = factsOf(doc, roster, among)
      const { devices } = facts.partners[me]
      const own = devices.find((held) => held.device === device)
      const gone = devices.find((held) => held.device === id)
      if (own === undefined || gone === undefined) continue
      const waits = among.map((register) => register.noRoomIn?.(own, gone))
      const joined = joinedOf(facts, me, now)
      const changes = together(among.map((register) => register.takenOver?.(own, gone, joined) ?? {}))
      for (const part of keyPartsNamed) {
        if (!hasKey(doc, id, part) || waits.includes(part)) continue
        if (changes[part] !== undefined) writeKey(doc, device, part, changes[part])
        removeKey(doc, id, part)
        wrote = true
      }
    }
  })
  return wrote
}

/** Whether nothing of a device is left in the document, so that a roster need not name it any more. */
export function isTakenOver(doc: Y.Doc, device: string): boolean {
  return keyPartsNamed.every((part) => !hasKey(doc, device, part))
}
