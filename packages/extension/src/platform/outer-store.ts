/** The outer document's copy on this device: y-indexeddb, one database per room (SEAL-10: only ciphertext on disk). */

import { IndexeddbPersistence, clearDocument } from 'y-indexeddb'
import type * as Y from 'yjs'

export interface OuterStore {
  /** Resolves once what was stored is in the document. */
  loaded: Promise<unknown>
  /** Resolves once every change made to the document before the call is stored. */
  persisted(): Promise<void>
  close(): Promise<void>
}

export function openOuterStore(name: string, outer: Y.Doc): OuterStore {
  const store = new IndexeddbPersistence(name, outer)
  return {
    loaded: store.whenSynced,
    async persisted() {
      await store.whenSynced
      const { db } = store
      if (db === null) return
      // Each change was queued on this object store in order, so a later transaction on it ends after them.
      const later = db.transaction('updates', 'readonly')
      later.objectStore('updates').count()
      await new Promise<void>((resolve, reject) => {
        later.addEventListener('complete', () => resolve())
        later.addEventListener('abort', () => reject(later.error ?? new DOMException('aborted', 'AbortError')))
      })
    },
    close: () => store.destroy(),
  }
}

export const clearOuterStore = (name: string): Promise<void> => clearDocument(name)
