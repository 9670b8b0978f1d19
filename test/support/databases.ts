/** The databases of a device (`world-device.ts`), taken away and put back as a browser, a privacy tool or a restored profile
 *  would. Keys that nobody can export go along as they are. */

import 'fake-indexeddb/auto'
import { outerStoresOf } from './outer-stores.ts'
import type { WorldDevice } from './world-device.ts'

export interface KeptDatabase {
  name: string
  version: number
  stores: { name: string; autoIncrement: boolean; rows: [IDBValidKey, unknown][] }[]
}

/** @param upgrade called with a database that is made anew, or comes from an older version */
export function openDatabase(
  name: string,
  version?: number,
  upgrade: (db: IDBDatabase) => void = () => {},
): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version)
  request.addEventListener('upgradeneeded', () => upgrade(request.result))
  return answerOf(request)
}

export const deleteDatabase = async (name: string): Promise<void> =>
  void (await answerOf(indexedDB.deleteDatabase(name)))

export function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('failed')))
  })
}

/** The browser is closed, something takes its databases, and it is opened again. */
export async function loseDatabases(one: WorldDevice, what: 'all' | 'keyring' | 'copy'): Promise<void> {
  await one.device.stop()
  if (what !== 'copy') await deleteDatabase(one.profile)
  if (what !== 'keyring') for (const name of await copiesOf(one)) await deleteDatabase(name)
  await one.restartBrowser()
}

/** As they lie there; a device that runs may write on meanwhile. */
export async function databasesOf(one: WorldDevice): Promise<KeptDatabase[]> {
  return Promise.all([one.profile, ...(await copiesOf(one))].map(readDatabase))
}

/** All that a device keeps, once more under another name, while it goes on. */
export async function copyProfile(one: WorldDevice, as: string): Promise<void> {
  const databases = await databasesOf(one)
  await putBack(databases.map((database) => ({ ...database, name: as + database.name.slice(one.profile.length) })))
}

export async function putBack(databases: KeptDatabase[]): Promise<void> {
  for (const { name, version, stores } of databases) {
    await deleteDatabase(name)
    const db = await openDatabase(name, version, (fresh) => {
      for (const { name: store, autoIncrement } of stores) fresh.createObjectStore(store, { autoIncrement })
    })
    for (const { name: store, rows } of stores) {
      const into = db.transaction(store, 'readwrite').objectStore(store)
      await Promise.all(rows.map(([key, value]) => answerOf(into.put(value, key))))
    }
    db.close()
  }
}

/** Everything that lies in the device's own database, by key. */
export async function recordsOf(one: WorldDevice): Promise<IDBValidKey[]> {
  const { stores } = await readDatabase(one.profile)
  return stores.flatMap(({ rows }) => rows.map(([key]) => key))
}

const copiesOf = async ({ profile }: WorldDevice): Promise<string[]> =>
  (await outerStoresOf(profile)).map((room) => `${profile}/${room}`)

async function readDatabase(name: string): Promise<KeptDatabase> {
  const db = await openDatabase(name)
  const stores = await Promise.all(
    [...db.objectStoreNames].map(async (store) => {
      const from = db.transaction(store).objectStore(store)
      const { autoIncrement } = from
      const [keys, values] = await Promise.all([answerOf(from.getAllKeys()), answerOf<unknown[]>(from.getAll())])
      return { name: store, autoIncrement, rows: keys.map((key, i): [IDBValidKey, unknown] => [key, values[i]]) }
    }),
  )
  const { version } = db
  db.close()
  return { name, version, stores }
}
