import 'fake-indexeddb/auto'

/** Rooms of which a profile holds a copy. */
export const outerStoresOf = async (profile: string): Promise<string[]> =>
  (await indexedDB.databases()).flatMap(({ name = '' }) =>
    name.startsWith(`${profile}/`) ? [name.slice(profile.length + 1)] : [],
  )
