/** Whether one Yjs document holds everything another does: what was written and what was deleted. State vectors alone do
 *  not tell, for a pure deletion leaves them as they are (SEAL-8). */

import * as Y from 'yjs'

/** Compares what is integrated. Structs that wait for others (pending) belong to neither side. */
export function covers(holder: Y.Doc, other: Y.Doc): boolean {
  const held = Y.snapshot(holder)
  const wanted = Y.snapshot(other)
  for (const [client, clock] of wanted.sv) if ((held.sv.get(client) ?? 0) < clock) return false
  return Y.equalDeleteSets(held.ds, Y.mergeDeleteSets([held.ds, wanted.ds]))
}

/** What `holder` lacks of `source`, as a Yjs V1 update; undefined where it lacks nothing. */
export function missingFrom(holder: Y.Doc, source: Y.Doc): Uint8Array | undefined {
  return covers(holder, source) ? undefined : Y.encodeStateAsUpdate(source, Y.encodeStateVector(holder))
}

/** Whether structs or deletions wait for something this document has not seen. */
export function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null
}
