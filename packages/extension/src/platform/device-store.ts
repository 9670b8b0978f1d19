/** What this device keeps on disk besides the sealed outer document: the key pair, the keyring, the pending record.
 *  Nothing in it is readable as it lies there: private keys are non-extractable WebCrypto objects, the keyring is
 *  AES-GCM under one of them, the pending record is sealed under the couple's key.
 *  Rules: LOCK-1 (the keyring at rest), SEAL-6a (the pending record), SEAL-9 (when an entry was first seen). */

import { type IDBPDatabase, openDB } from 'idb'

export interface DeviceStore {
  /** The keyring's bytes; undefined before the first write.
   *  Throws: OperationError when the record was tampered with. */
  readKeyring(): Promise<Uint8Array | undefined>
  writeKeyring(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  keyPair(): Promise<CryptoKeyPair | undefined>
  writeKeyPair(pair: CryptoKeyPair): Promise<void>
  /** A small record by name; each write replaces it whole. */
  record<T>(name: string): StoredRecord<T>
  /** The same for words, sealed like the keyring. */
  sealedText(name: string): StoredRecord<string>
  /** Removes every record and key. */
  wipe(): Promise<void>
}

export interface StoredRecord<T> {
  read(): Promise<T | undefined>
  write(value: T): Promise<void>
  remove(): Promise<void>
}

const nonceBytes = 12

export function openDeviceStore(name = 'porchlight'): DeviceStore {
  const opening = openDB(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('keys')
      fresh.createObjectStore('records')
    },
  })
  const readSealed = async (record: string): Promise<Uint8Array | undefined> => {
    const db = await opening
    const sealed: { nonce: Uint8Array<ArrayBuffer>; box: ArrayBuffer } | undefined = await db.get('records', record)
    if (sealed === undefined) return undefined
    const key = await wrappingKey(db)
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.nonce }, key, sealed.box)
    return new Uint8Array(plain)
  }
  const writeSealed = async (record: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes))
    const db = await opening
    const key = await wrappingKey(db)
    const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, bytes)
    await db.put('records', { nonce, box }, record)
  }
  return {
    readKeyring: () => readSealed('keyring'),
    writeKeyring: (bytes) => writeSealed('keyring', bytes),
    sealedText: (record) => ({
      async read() {
        const bytes = await readSealed(record)
        return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
      },
      write: (text) => writeSealed(record, new TextEncoder().encode(text)),
      remove: async () => (await opening).delete('records', record),
    }),
    keyPair: async () => (await opening).get('keys', 'device'),
    async writeKeyPair(pair) {
      await (await opening).put('keys', pair, 'device')
    },
    record: (record) => ({
      read: async () => (await opening).get('records', record),
      async write(value) {
        await (await opening).put('records', value, record)
      },
      remove: async () => (await opening).delete('records', record),
    }),
    async wipe() {
      const db = await opening
      const all = db.transaction(['keys', 'records'], 'readwrite')
      await Promise.all([all.objectStore('keys').clear(), all.objectStore('records').clear(), all.done])
    },
  }
}

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
