/** What a person keeps for themselves in this browser: sealed as the keyring is, under the passcode where there is one, in no document
 *  and on no wire. It is there before there is a couple and after one has ended.
 *
 *    unread ──view, use──► reading ──► ready ──shut──► unread          reading ──cannot be read──► unreadable ──readAgain──► reading
 *
 *  Each record is written whole, in a transaction of its own, and only then shown: a worker killed anywhere has it as it was or as it
 *  is. Two screens name what they saw of a record, so neither writes over what the other has just written.
 *  Rules: PRIV-1, PRIV-2, LOCK-1, LOCK-2 */

import type { Random, Stop } from '@porchlight/shared/capabilities'
import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { jsonFromSealable, sealableFromJson } from '@porchlight/shared/crypto/padded-json'
import { PorchlightError } from '@porchlight/shared/errors'
import { createSerialQueue } from '@porchlight/shared/serial-queue'
import type { OwnStore } from '../lock/keyring-lock.ts'
import type { DrawerChange, DrawerEntry, DrawerRecord, DrawerView, Json } from '../port/drawer-view.ts'

export interface DrawerDeps {
  random: Random
  store: OwnStore
  /** From then on it is known whether there is a passcode. */
  begun: Promise<void>
  /** Nothing may be shown (LOCK-1). */
  isShut(): boolean
}

export type Kept = { ok: true } | { ok: false; reason: 'drawer-full' | 'changed-meanwhile' | 'bad-value' }

export interface Drawer {
  /** What to show; begins to read where nothing has. */
  view(): DrawerView
  /** Told of each change that is on disk, and without one where the view is another as a whole. */
  onChange(listener: (change: DrawerChange | undefined) => void): Stop
  /** Throws: PorchlightError 'locked', 'broken-store' */
  read(id: string): Promise<DrawerRecord | undefined>
  list(kind: string): Promise<DrawerRecord[]>
  isEmpty(): Promise<boolean>
  /** All of them or none; done when they are on disk. Saying again what is there already changes nothing. */
  put(entries: readonly DrawerEntry[]): Promise<Kept>
  /** What is not there is no fault. */
  remove(ids: readonly string[]): Promise<Kept>
  /** Ends what is under way and lets go of what is in memory: before the lock shuts, and where everything was wiped. */
  shut(): Promise<void>
  readAgain(): void
}

export const drawerBytes = 1_048_576
/** What is still free where it counts as full: room for one text of the longest kind. */
const fullWithin = 16_384
const largestEntry = 65_536
const box = { multipleOf: 512 }

type State =
  | { state: 'unread' | 'unreadable' }
  | { state: 'reading'; done: Promise<Contents> }
  | { state: 'ready'; contents: Contents }

/** By id; `bytes`: how much of the drawer a record takes. */
type Contents = Map<string, { record: DrawerRecord; bytes: number }>

export function createDrawer({ random, store, begun, isShut }: DrawerDeps): Drawer {
  const listeners = new Set<(change: DrawerChange | undefined) => void>()
  let now: State = { state: 'unread' }
  const queue = createSerialQueue()

  const tell = (change?: DrawerChange): void => {
    for (const listener of listeners) listener(change)
  }

  /** What was asked before the lock shut is still done. */
  const asked = async <T>(act: (all: Contents) => T | Promise<T>): Promise<T> => {
    if (isShut()) throw new PorchlightError('locked', 'This Porchlight is locked.')
    return queue.run(async () => act(await contents()))
  }

  const contents = async (): Promise<Contents> => {
    if (now.state === 'ready') return now.contents
    if (now.state === 'reading') return now.done
    const done = readAll()
    now = { state: 'reading', done }
    try {
      const read = await done
      // It may have been shut meanwhile.
      if (now.state === 'reading' && now.done === done) now = { state: 'ready', contents: read }
      return read
    } catch (cause) {
      const isLocked = cause instanceof PorchlightError && cause.code === 'locked'
      if (now.state === 'reading' && now.done === done) now = { state: isLocked ? 'unread' : 'unreadable' }
      throw cause
    } finally {
      tell()
    }
  }

  const readAll = async (): Promise<Contents> => {
    const all: Contents = new Map()
    await begun
    for (const [id, bytes] of await store.read()) {
      const record = recordFrom(id, jsonFromSealable(bytes, box))
      if (record === undefined) throw new PorchlightError('broken-store', 'What is private cannot be read.')
      all.set(id, { record, bytes: bytes.length })
    }
    return all
  }

  const roomIn = (all: Contents): 'ready' | 'full' => (takenBy(all) > drawerBytes - fullWithin ? 'full' : 'ready')

  const commit = async (all: Contents, put: readonly DrawerRecord[], removed: readonly string[]): Promise<Kept> => {
    const sealable = put.map((record) => ({ record, bytes: sealableFromJson({ v: 1, ...record }, box) }))
    const after = new Map(all)
    for (const { record, bytes } of sealable) after.set(record.id, { record, bytes: bytes.length })
    for (const id of removed) after.delete(id)
    if (takenBy(after) > drawerBytes && takenBy(after) > takenBy(all)) return { ok: false, reason: 'drawer-full' }
    await store.write(
      new Map([
        ...sealable.map(({ record, bytes }) => [record.id, bytes] as const),
        ...removed.map((id) => [id, undefined] as const),
      ]),
    )
    if (now.state === 'ready' && now.contents === all) now = { state: 'ready', contents: after }
    tell({ state: roomIn(after), put, removed })
    return { ok: true }
  }

  return {
    view() {
      if (isShut()) return { state: 'locked' }
      switch (now.state) {
        case 'unread':
          void contents().catch(() => undefined)
          return { state: 'reading' }
        case 'reading':
        case 'unreadable':
          return { state: now.state }
        case 'ready':
          return { state: roomIn(now.contents), records: [...now.contents.values()].map(({ record }) => record) }
      }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    read: (id) => asked((all) => all.get(id)?.record),
    list: (kind) => asked((all) => [...all.values()].flatMap(({ record }) => (record.kind === kind ? [record] : []))),
    isEmpty: () => asked((all) => all.size === 0),
    put: (entries) =>
      asked((all) => {
        if (!entries.every(isFit)) return { ok: false, reason: 'bad-value' }
        const news = entries.filter(({ id, kind, value }) => !isSame(all.get(id)?.record, kind, value))
        const isStale = news.some(({ id, was }) => was !== undefined && was !== (all.get(id)?.record.rev ?? null))
        if (isStale) return { ok: false, reason: 'changed-meanwhile' }
        const rev = base64UrlFromBytes(random.bytes(9))
        return news.length === 0
          ? { ok: true }
          : commit(
              all,
              news.map(({ id, kind, value }) => ({ id, kind, rev, value })),
              [],
            )
      }),
    remove: (ids) =>
      asked((all) => {
        const there = ids.filter((id) => all.has(id))
        return there.length === 0 ? { ok: true } : commit(all, [], there)
      }),
    async shut() {
      await queue.idle()
      if (now.state === 'reading') await now.done.catch(() => undefined)
      now = { state: 'unread' }
      tell()
    },
    readAgain() {
      if (now.state !== 'unreadable') return
      now = { state: 'unread' }
      tell()
    },
  }
}

const takenBy = (all: Contents): number => [...all.values()].reduce((sum, { bytes }) => sum + bytes, 0)

const isSame = (record: DrawerRecord | undefined, kind: string, value: Json): boolean =>
  record !== undefined && record.kind === kind && JSON.stringify(record.value) === JSON.stringify(value)

const isFit = ({ id, kind, value }: DrawerEntry): boolean =>
  /^[\w/-]{1,64}$/.test(id) && /^[\w-]{1,32}$/.test(kind) && JSON.stringify(value).length <= largestEntry

/** Only this file writes them, under an authenticating key.
 *  Throws: PorchlightError 'unknown-version' where a later Porchlight wrote it */
function recordFrom(id: string, value: unknown): DrawerRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { v, ...record } = value as DrawerRecord & { v: unknown }
  if (v !== 1) throw new PorchlightError('unknown-version', 'A newer Porchlight wrote what is private here.')
  return record.id === id ? record : undefined
}
