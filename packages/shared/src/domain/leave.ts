/** What is written before a partner leaves: their yeses and their words go, on all their devices. Never refused, also in a
 *  document that a newer Porchlight wrote.
 *  Rules: DOC-5, LEAVE-1, DOM-5 (an exception: keys of my other devices are written). */

import type * as Y from 'yjs'
import { withdraw } from './commands/agreement.ts'
import type { Context } from './context.ts'
import { removeKey, writeKey } from './document.ts'
import { factsOf } from './facts.ts'
import { markLeft } from './leaving-mark.ts'
import { devicesOf, otherOf, partnerOf } from './roster.ts'

export function leaveCouple(doc: Y.Doc, context: Context): void {
  const me = partnerOf(context.roster, context.device)
  doc.transact(() => {
    withdraw({ ...context, doc, facts: factsOf(doc, context.roster), me, other: otherOf(me) })
    for (const { id } of devicesOf(context.roster, me)) {
      removeKey(doc, id, 'text')
      removeKey(doc, id, 'asks')
      // How one feels close is one's own word too; only the name stays, so that the other knows who left.
      writeKey(doc, id, 'name', { near: undefined })
    }
    markLeft(doc, context.device, context.now)
  })
}
