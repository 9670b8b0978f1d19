/** Which of this device's changes the server holds on stable storage.
 *  Rule: SYNC-4. Marks are merged by maximum; only the clients this process wrote as can be unsaved once a first mark came,
 *  since whatever else is here came from the server. */

import * as Y from 'yjs'

export interface SavedMarks {
  /** @param stateVector V1, as in message type 100 */
  learn(stateVector: Uint8Array): void
  isSaved(outer: Y.Doc): boolean
}

export function createSavedMarks(): SavedMarks {
  const saved = new Map<number, number>()
  let marked = false
  return {
    learn(stateVector) {
      marked = true
      for (const [client, clock] of Y.decodeStateVector(stateVector)) {
        saved.set(client, Math.max(clock, saved.get(client) ?? 0))
      }
    },
    isSaved: (outer) => marked && Y.getState(outer.store, outer.clientID) <= (saved.get(outer.clientID) ?? 0),
  }
}
