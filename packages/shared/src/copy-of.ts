import * as Y from 'yjs'

/** The same document once more: what is done to the one does not reach the other. Whoever made it destroys it. */
export function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}
