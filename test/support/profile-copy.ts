/** A browser profile that is copied and put back: everything a device keeps in IndexedDB, under another name. Keys that nobody
 *  can export go along as they are, as they do in a copied profile. */

/** @param as what the names of the copy's databases begin with */
export async function copyProfile(profile: string, as: string): Promise<void> {
  for (const { name = '' } of await indexedDB.databases()) {
    if (name === profile || name.startsWith(`${profile}/`)) await copyDatabase(name, as + name.slice(profile.length))
  }
}

async function copyDatabase(name: string, as: string): Promise<void> {
  const from = await answered(indexedDB.open(name))
  const names = [...from.objectStoreNames]
  const read = from.transaction(names)
  const stores = await Promise.all(
    names.map(async (at) => {
      const store = read.objectStore(at)
      const { keyPath, autoIncrement } = store
      const [keys, values] = await Promise.all([answered(store.getAllKeys()), answered(store.getAll())])
      return {
        at,
        shape: { keyPath, autoIncrement },
        rows: keys.map((key, i) => ({ key, value: values[i] as unknown })),
      }
    }),
  )
  const opening = indexedDB.open(as, from.version)
  opening.addEventListener('upgradeneeded', () => {
    for (const { at, shape } of stores) opening.result.createObjectStore(at, shape)
  })
  const to = await answered(opening)
  const write = to.transaction(names, 'readwrite')
  const written = stores.flatMap(({ at, rows }) =>
    rows.map(({ key, value }) => answered(write.objectStore(at).put(value, key))),
  )
  await Promise.all(written)
  from.close()
  to.close()
}

const answered = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new DOMException('failed', 'UnknownError')))
  })
