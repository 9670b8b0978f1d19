/** What this device keeps on disk besides the sealed outer document: the key pair, the keyring, the pending record.
 *  Nothing in it is readable as it lies there: private keys are non-extractable WebCrypto objects, the keyring and what is
 *  private are AES-GCM under one of them, the pending record is sealed under the couple's key.
 *
 *  A database that does not open, or does not give what it holds, is not an empty one: everything here then throws
 *  PorchlightError 'broken-store', writes nothing, and opens it anew at the next call.
 *  Rules: LOCK-1 (the keyring at rest), LOCK-2 (broken is not empty), PRIV-1 (what is private), SEAL-6a (the pending record),
 *  SEAL-9 (when an entry was first seen). */

import { PorchlightError } from '@porchlight/shared/errors'
import { type IDBPDatabase, deleteDB, openDB } from 'idb'

export interface DeviceStore {
  /** The keyring's bytes; undefined before the first write.
   *  Throws: PorchlightError 'broken-store' when the record was tampered with, or the key it lies under is gone. */
  readKeyring(): Promise<Uint8Array | undefined>
  writeKeyring(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** What is private, by its id (PRIV-1). Throws as `readKeyring` does. */
  readPrivate(): Promise<ReadonlyMap<string, Uint8Array>>
  /** All of it or none, in one transaction. */
  writeTogether(records: Together): Promise<void>
  /** The same transaction removes everything else that lies here, all but the key that seals it. */
  writeInstead(records: Together): Promise<void>
  keyPair(): Promise<CryptoKeyPair | undefined>
  writeKeyPair(pair: CryptoKeyPair): Promise<void>
  /** A small record by name; each write replaces it whole. */
  record<T>(name: string): StoredRecord<T>
  /** The same for words, sealed like the keyring. */
  sealedText(name: string): StoredRecord<string>
  /** Removes every record and key, also where they cannot be read. */
  wipe(): Promise<void>
}

/** The keyring, absent: as it is; and what is private, undefined: removed. */
interface Together {
  keyring?: Uint8Array<ArrayBuffer>
  own: ReadonlyMap<string, Uint8Array<ArrayBuffer> | undefined>
}

/** A record as it lies there: AES-GCM under the wrapping key. */
interface Sealed {
  nonce: Uint8Array<ArrayBuffer>
  box: ArrayBuffer
}

export interface StoredRecord<T> {
  read(): Promise<T | undefined>
  write(value: T): Promise<void>
  remove(): Promise<void>
}

const nonceBytes = 12

export function openDeviceStore(name = 'porchlight'): DeviceStore {
  let opening: Promise<IDBPDatabase> | undefined

  /** The browser may close it under us: its data was cleared, or its disk is gone. */
  const database = (): Promise<IDBPDatabase> => {
    opening ??= openDB(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('keys')
        fresh.createObjectStore('records')
      },
      terminated() {
        opening = undefined
      },
      // Nobody who takes it away has to wait for us.
      blocking(_now, _next, event) {
        opening = undefined
        ;(event.target as IDBDatabase).close()
      },
    })
    return opening
  }

  const using = async <T>(act: (db: IDBPDatabase) => Promise<T>): Promise<T> => {
    let db: IDBPDatabase | undefined
    try {
      db = await database()
      return await act(db)
    } catch (cause) {
      if (db === undefined || isClosed(cause)) opening = undefined
      throw cause instanceof PorchlightError
        ? cause
        : new PorchlightError('broken-store', 'What this browser keeps is out of reach.', { cause })
    }
  }

  const readSealed = (record: string): Promise<Uint8Array | undefined> =>
    using(async (db) => {
      const kept: Sealed | undefined = await db.get('records', record)
      return kept === undefined ? undefined : opened(db, kept)
    })
  const writeSealed = (record: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> =>
    using(async (db) => void (await db.put('records', await sealed(db, bytes), record)))

  /** Sealed before the transaction begins, which waits for nothing else. */
  const together = (records: Together, instead: boolean): Promise<void> =>
    using(async (db) => {
      const named = [...records.own].map(([id, bytes]) => [`${privatePrefix}${id}`, bytes] as const)
      const keyring = records.keyring === undefined ? [] : [['keyring', records.keyring] as const]
      const changes = await Promise.all(
        [...keyring, ...named].map(async ([name, bytes]) => [name, bytes && (await sealed(db, bytes))] as const),
      )
      const all = db.transaction(['keys', 'records'], 'readwrite')
      const [keys, kept] = [all.objectStore('keys'), all.objectStore('records')]
      await Promise.all([
        ...(instead ? [keys.delete('device'), kept.clear()] : []),
        ...changes.map(([name, box]) => (box === undefined ? kept.delete(name) : kept.put(box, name))),
        all.done,
      ])
    })
  const remove = (record: string): Promise<void> => using((db) => db.delete('records', record))

  return {
    readKeyring: () => readSealed('keyring'),
    writeKeyring: (bytes) => writeSealed('keyring', bytes),
    readPrivate: () =>
      using(async (db) => {
        const range = IDBKeyRange.bound(privatePrefix, `${privatePrefix}\uffff`)
        const read = db.transaction('records')
        const [names, boxes] = await Promise.all([read.store.getAllKeys(range), read.store.getAll(range), read.done])
        const plain = await Promise.all(boxes.map((box: Sealed) => opened(db, box)))
        return new Map(names.flatMap((name, at) => entryOf(name, plain[at])))
      }),
    writeTogether: (records) => together(records, false),
    writeInstead: (records) => together(records, true),
    sealedText: (record) => ({
      async read() {
        const bytes = await readSealed(record)
        return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
      },
      write: (text) => writeSealed(record, new TextEncoder().encode(text)),
      remove: () => remove(record),
    }),
    keyPair: () => using((db) => db.get('keys', 'device') as Promise<CryptoKeyPair | undefined>),
    writeKeyPair: (pair) => using(async (db) => void (await db.put('keys', pair, 'device'))),
    record: <T>(record: string): StoredRecord<T> => ({
      read: () => using((db) => db.get('records', record) as Promise<T | undefined>),
      write: (value) => using(async (db) => void (await db.put('records', value, record))),
      remove: () => remove(record),
    }),
    async wipe() {
      try {
        await using(async (db) => {
          const all = db.transaction(['keys', 'records'], 'readwrite')
          await Promise.all([all.objectStore('keys').clear(), all.objectStore('records').clear(), all.done])
        })
      } catch {
        // What cannot be cleared goes whole.
        const open = await opening?.catch(() => undefined)
        open?.close()
        opening = undefined
        await deleteDB(name)
      }
    },
  }
}

const privatePrefix = 'private/'

const entryOf = (name: IDBValidKey, bytes: Uint8Array | undefined): [string, Uint8Array][] =>
  typeof name !== 'string' || bytes === undefined ? [] : [[name.slice(privatePrefix.length), bytes]]

/** Throws: PorchlightError 'broken-store' where the key is gone; it is never made anew here, since what lies under the lost one
 *  could come back. */
async function opened(db: IDBPDatabase, { nonce, box }: Sealed): Promise<Uint8Array> {
  const key: CryptoKey | undefined = await db.get('keys', 'wrapping')
  if (key === undefined) throw new PorchlightError('broken-store', 'The key of what this browser keeps is gone.')
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, box))
}

async function sealed(db: IDBPDatabase, bytes: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes))
  return { nonce, box: await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, await wrappingKey(db), bytes) }
}

const isClosed = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'InvalidStateError'

/** The key that wraps the keyring: made once, never extractable. Two racing callers agree on the first stored. */
async function wrappingKey(db: IDBPDatabase): Promise<CryptoKey> {
  const kept: CryptoKey | undefined = await db.get('keys', 'wrapping')
  if (kept !== undefined) return kept
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const write = db.transaction('keys', 'readwrite')
  const first: CryptoKey | undefined = await write.store.get('wrapping')
  if (first === undefined) await write.store.put(made, 'wrapping')
  await write.done
  return first ?? made
}
