/** The outer document's copy on this device: y-indexeddb, one database per room (SEAL-10: only ciphertext on disk). */

import { PorchlightError } from '@porchlight/shared/errors'
import { openDB } from 'idb'
import { IndexeddbPersistence, clearDocument } from 'y-indexeddb'
import type * as Y from 'yjs'

export interface OuterStore {
  /** Resolves once what was stored is in the document; rejects where the database does not open or cannot be read. */
  loaded: Promise<unknown>
  /** Resolves once every change made to the document before the call is stored. */
  persisted(): Promise<void>
  close(): Promise<void>
}

export function openOuterStore(name: string, outer: Y.Doc): OuterStore {
  let isClosed = false
  // One that was closed before it was open makes nothing: it might make anew what was just removed.
  const opening = readThrough(name).then(() => (isClosed ? undefined : new IndexeddbPersistence(name, outer)))
  opening.catch(() => undefined)
  return {
    loaded: opening.then((store) => store?.whenSynced),
    async persisted() {
      const store = await opening
      if (store === undefined) throw new PorchlightError('busy', 'This copy is closed.')
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
    // One that never opened has nothing to close.
    async close() {
      isClosed = true
      const store = await opening.catch(() => undefined)
      await store?.destroy()
    },
  }
}

/** y-indexeddb says nothing where a copy cannot be read: what it would wait for in vain is asked here first.
 *  Throws: PorchlightError 'broken-store' */
async function readThrough(name: string): Promise<void> {
  const all = await indexedDB.databases()
  if (!all.some((one) => one.name === name)) return
  try {
    const db = await openDB(name)
    try {
      await db.getAll('updates')
    } finally {
      db.close()
    }
  } catch (cause) {
    throw new PorchlightError('broken-store', 'The copy on this disk cannot be read.', { cause })
  }
}

/** Throws: PorchlightError 'broken-store' */
export async function clearOuterStore(name: string): Promise<void> {
  try {
    await clearDocument(name)
  } catch (cause) {
    throw new PorchlightError('broken-store', 'A copy on this disk could not be removed.', { cause })
  }
}

/** Names of the copies that lie here, whoever made them: of couples of before too. */
export async function outerStores(): Promise<string[]> {
  const all = await indexedDB.databases()
  return all.flatMap(({ name }) => (name !== undefined && isRoom.test(name) ? [name] : []))
}

/** `<coupleId>.<epoch>` (SYNC-1) */
const isRoom = /^[\w-]{22}\.\d+$/
