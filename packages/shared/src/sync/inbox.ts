/** What arrives outside, on its way in: opened, probed, and written into the inner document.
 *  Rule: SEAL-7 */

import type * as Y from 'yjs'
import type { EntryLedger } from './entry-ledger.ts'
import { applyBody, probeBodies } from './strict-probe.ts'

export interface Inbox {
  /** Takes in what is there, and from here on what arrives. */
  open(): void
  stop(): void
}

/** What somebody else's change of the array came to. */
export type Arrival =
  | 'added'
  /** with something deleted, of which nothing had been applied */
  | 'deleted'
  /** an entry that had been applied is gone */
  | 'lost'

export interface InboxDeps {
  inner: Y.Doc
  entries: Y.Array<unknown>
  ledger: EntryLedger
  /** of what an engine writes into either document */
  origin: symbol
  log(message: string, cause?: unknown): void
  arrived(what: Arrival): void
}

export function createInbox({ inner, entries, ledger, origin, log, arrived }: InboxDeps): Inbox {
  let state: 'shut' | 'open' | 'stopped' = 'shut'

  return {
    open() {
      if (state !== 'shut') return
      state = 'open'
      takeIn(entries.toArray())
      entries.observe(receive)
    },
    stop() {
      if (state === 'open') entries.unobserve(receive)
      state = 'stopped'
    },
  }

  function receive(event: Y.YArrayEvent<unknown>): void {
    if (event.transaction.origin === origin) return
    const delta = event.changes.delta
    takeIn(delta.flatMap(({ insert }) => (Array.isArray(insert) ? insert : [])))
    if (!delta.some((change) => change.delete !== undefined)) return arrived('added')
    arrived(ledger.keepOnly(entries.toArray()) ? 'lost' : 'deleted')
  }

  function takeIn(elements: readonly unknown[]): void {
    const opened = ledger.openNew(elements)
    if (opened.length === 0) return
    const { sound, unsound } = probeBodies(inner, opened)
    for (const body of unsound) ledger.refused(body)
    for (const body of sound) ledger.applied(body)
    try {
      inner.transact(() => {
        for (const body of sound) applyBody(inner, body)
      }, origin)
    } catch (cause) {
      // The probe has shown that the bodies are sound: an observer of the inner document threw, after the fact.
      log('An observer of the document failed.', cause)
    }
  }
}
