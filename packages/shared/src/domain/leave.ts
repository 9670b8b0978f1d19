/** What is written before a partner leaves: their yeses and their words go, on all their devices. Never refused; a document
 *  that only a newer Porchlight may write is left as it is.
 *  Rules: DOC-5, LEAVE-1, DOM-5 (one of the two exceptions: keys of my other devices are written). */

import type * as Y from 'yjs'
import { withdraw } from './commands/agreement.ts'
import type { Context } from './context.ts'
import { isReadOnly, removeKey } from './document.ts'
import { factsOf } from './facts.ts'
import { devicesOf, otherOf, partnerOf } from './roster.ts'

export function leaveCouple(doc: Y.Doc, context: Context): void {
  if (isReadOnly(doc)) return
  const me = partnerOf(context.roster, context.device)
  doc.transact(() => {
    withdraw({ ...context, doc, facts: factsOf(doc, context.roster), me, other: otherOf(me) })
    for (const { id } of devicesOf(context.roster, me)) removeKey(doc, id, 'text')
  })
}
