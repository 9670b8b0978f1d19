/** A fresh document in an old one's place: the present values and the draft, without what years of writing left behind.
 *  Rules: DOC-4, SEAL-12. */

import * as Y from 'yjs'
import { draftOf, formatVersion, isReadOnly } from './document.ts'
import { instantSchema, readField } from './stored-value.ts'

/** The roots of plain values. */
const mapRoots = ['meta', 'terms', 'r', 'rituals', 'asks'] as const
const knownRoots: ReadonlySet<string> = new Set([...mapRoots, 'draft'])

/** @param now when it is written, ms; `startedAt` tells it later
 *  @returns undefined where a newer program wrote something that this one could not bring along */
export function freshDocument(old: Y.Doc, now: number): Y.Doc | undefined {
  if (isReadOnly(old) || holdsUnknownRoots(old)) return undefined
  const fresh = new Y.Doc()
  fresh.transact(() => {
    for (const root of mapRoots) {
      for (const [key, value] of old.getMap(root)) {
        if (!(value instanceof Y.AbstractType)) fresh.getMap(root).set(key, value)
      }
    }
    const meta = fresh.getMap('meta')
    if (!meta.has('v')) meta.set('v', formatVersion)
    meta.set('since', now)
    draftOf(fresh).insert(0, draftOf(old).toArray().map(cloneOf))
  })
  return fresh
}

/** When this document was begun, ms; undefined in a couple's first one. */
export function startedAt(doc: Y.Doc): number | undefined {
  return readField(instantSchema, doc.getMap('meta').get('since'))
}

function holdsUnknownRoots(doc: Y.Doc): boolean {
  return [...doc.share].some(([name, { _start, _map }]) => {
    if (knownRoots.has(name)) return false
    for (let item = _start; item !== null; item = item.right) if (!item.deleted) return true
    return [..._map.values()].some((item) => !item.deleted)
  })
}

const cloneOf = (node: Y.XmlElement | Y.XmlText | Y.XmlHook): Y.XmlElement | Y.XmlText =>
  node.clone() as Y.XmlElement | Y.XmlText
