/** A fresh document in an old one's place: the present values and the draft, without what years of writing left behind.
 *  Rules: DOC-4, SEAL-12. */

import * as Y from 'yjs'
import { draftOf, formatVersion, isReadOnly, mapOf, mapRoots, metaOf, roots } from './document.ts'
import { instantSchema, readField } from './stored-value.ts'

/** @param now when it is written, ms; `startedAt` tells it later
 *  @returns undefined where a newer program wrote something that this one could not bring along */
export function freshDocument(old: Y.Doc, now: number): Y.Doc | undefined {
  if (isReadOnly(old) || holdsUnknownRoots(old)) return undefined
  const fresh = new Y.Doc()
  fresh.transact(() => {
    for (const root of mapRoots) {
      for (const [key, value] of mapOf(old, root)) {
        if (!(value instanceof Y.AbstractType)) mapOf(fresh, root).set(key, value)
      }
    }
    const meta = metaOf(fresh)
    if (!meta.has('v')) meta.set('v', formatVersion)
    meta.set('since', now)
    draftOf(fresh).insert(0, draftOf(old).toArray().map(cloneOf))
  })
  return fresh
}

/** When this document was begun, ms; undefined in a couple's first one. */
export function startedAt(doc: Y.Doc): number | undefined {
  return readField(instantSchema, metaOf(doc).get('since'))
}

function holdsUnknownRoots(doc: Y.Doc): boolean {
  return [...doc.share].some(([name, { _start, _map }]) => {
    if (roots.has(name)) return false
    for (let item = _start; item !== null; item = item.right) if (!item.deleted) return true
    return [..._map.values()].some((item) => !item.deleted)
  })
}

const cloneOf = (node: Y.XmlElement | Y.XmlText | Y.XmlHook): Y.XmlElement | Y.XmlText =>
  node.clone() as Y.XmlElement | Y.XmlText
