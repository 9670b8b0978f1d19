/** Tries opened bodies on a scratch document before the real one sees them. A body may be well sealed and still be poison:
 *  an update that throws half-way, or that leaves a document nobody can load again. Found by bisecting, such a body is set
 *  apart, and the rest goes in.
 *  Rule: SEAL-7 */

import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'
import { covers } from './document-cover.ts'

export interface Body {
  /** 1: a Yjs V1 update, 2: a Yjs V2 snapshot */
  kind: 1 | 2
  bytes: Uint8Array
}

/** @param inner the document the bodies are meant for; only read
 *  @returns the bodies in their order, each sound or not */
export function probeBodies<B extends Body>(inner: Y.Doc, bodies: readonly B[]): { sound: B[]; unsound: B[] } {
  const base = Y.encodeStateAsUpdate(inner)
  const rootNames = new Map([...inner.share].map(([name, type]) => [name, type.constructor as RootConstructor]))
  const sound: B[] = []
  const unsound: B[] = []

  const sort = (batch: readonly B[]): void => {
    if (batch.length === 0) return
    if (holdsTogether(base, rootNames, [...sound, ...batch])) sound.push(...batch)
    else if (batch.length === 1) unsound.push(...batch)
    else {
      const middle = batch.length >> 1
      sort(batch.slice(0, middle))
      sort(batch.slice(middle))
    }
  }
  sort(bodies)
  return { sound, unsound }
}

/** Applies one body to a document, in a transaction of that origin or in the one under way. */
export function applyBody(doc: Y.Doc, body: Body, origin?: unknown): void {
  if (body.kind === 1) Y.applyUpdate(doc, body.bytes, origin)
  else Y.applyUpdateV2(doc, body.bytes, origin)
}

type RootConstructor = new () => Y.AbstractType<unknown>

/** Apply, re-encode, load again, compare; then write in what was loaded, and see it arrive. */
function holdsTogether(base: Uint8Array, roots: Map<string, RootConstructor>, bodies: readonly Body[]): boolean {
  const scratch = new Y.Doc()
  const loaded = new Y.Doc()
  try {
    Y.applyUpdate(scratch, base)
    scratch.transact(() => {
      for (const body of bodies) applyBody(scratch, body)
    })
    Y.applyUpdate(loaded, Y.encodeStateAsUpdate(scratch))
    if (!sameContent(scratch, loaded, roots)) return false
    loaded.getArray('porchlight/probe').push([0])
    Y.applyUpdate(scratch, Y.encodeStateAsUpdate(loaded, Y.encodeStateVector(scratch)))
    return covers(scratch, loaded)
  } catch {
    // Whatever Yjs threw, the answer is the same: these bodies together do not make a document.
    return false
  } finally {
    scratch.destroy()
    loaded.destroy()
  }
}

function sameContent(a: Y.Doc, b: Y.Doc, roots: Map<string, RootConstructor>): boolean {
  if (!covers(a, b) || !covers(b, a)) return false
  for (const [name, Root] of roots) {
    if (Root === (Y.AbstractType as unknown)) continue
    if (!equalityDeep(a.get(name, Root).toJSON(), b.get(name, Root).toJSON())) return false
  }
  return true
}
