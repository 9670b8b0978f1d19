/** Keeps one thing while somebody writes it: each change is sent as soon as the one before is on disk, the newest only. What another
 *  window wrote meanwhile is brought together with it; what was let go there stays gone, if it is to.
 *  Rule: PRIV-1 */

import { type ReadonlySignal, signal } from '@preact/signals'
import type { DrawerRecord, Json } from '@porchlight/client/port/drawer-view'
import type { Refusal } from '@porchlight/shared/domain/outcome'
import type { DeviceRefusal } from '@porchlight/client/port/device-command'
import type { OwnDrawer } from '../own-drawer.ts'

export interface KeeperOptions<T> {
  id: string
  kind: string
  empty: T
  /** Undefined: another kind of thing lies there by now. */
  read(record: DrawerRecord): T | undefined
  isEmpty(value: T): boolean
  both(there: T, mine: T): T
  /** Whether it is written anew where another window removed it. */
  whenGone: 'write' | 'stop'
}

export interface Keeper<T> {
  value: ReadonlySignal<T>
  /** Why the newest is not on disk. */
  refused: ReadonlySignal<Refusal | DeviceRefusal | undefined>
  /** Another window removed it, and it stays removed. */
  isGone: ReadonlySignal<boolean>
  change(value: T): void
  /** The drawer changed: what stands here follows, unless somebody writes here. */
  follow(): void
  /** Resolves once the newest is on disk, or cannot be. */
  settled(): Promise<void>
}

type Kept = { rev: string | null }

export function createKeeper<T extends Json | object>(
  drawer: Pick<OwnDrawer, 'view' | 'put' | 'remove'>,
  options: KeeperOptions<T>,
): Keeper<T> {
  const { id, kind } = options
  const value = signal(options.empty)
  const refused = signal<Refusal | DeviceRefusal | undefined>(undefined)
  /** What lies there, as far as it was taken in here. */
  let seen: Kept = { rev: null }
  const isGone = signal(false)
  let isWanted = false
  let writing: Promise<void> | undefined

  const there = (): DrawerRecord | undefined => {
    const view = drawer.view.peek()
    return 'records' in view ? view.records.find((record) => record.id === id) : undefined
  }

  const follow = (): void => {
    if (isWanted || writing !== undefined || refused.peek() !== undefined) return
    if (!('records' in drawer.view.peek())) return
    const record = there()
    if ((record?.rev ?? null) === seen.rev) return
    if (record === undefined && options.whenGone === 'stop') isGone.value = true
    seen = { rev: record?.rev ?? null }
    value.value = (record && options.read(record)) ?? options.empty
  }

  const write = async (): Promise<void> => {
    while (isWanted && !isGone.peek()) {
      isWanted = false
      const mine = value.peek()
      const isEmpty = options.isEmpty(mine)
      const result = isEmpty
        ? await drawer.remove([id])
        : await drawer.put([{ id, kind, value: mine as Json, was: seen.rev }])
      if (result.ok) {
        // The change came before the answer.
        seen = { rev: there()?.rev ?? null }
        refused.value = undefined
      } else if (result.reason === 'changed-meanwhile') meet()
      else refused.value = result.reason
    }
  }

  const meet = (): void => {
    const record = there()
    seen = { rev: record?.rev ?? null }
    const theirs = record && options.read(record)
    if (theirs === undefined && options.whenGone === 'stop') {
      isGone.value = true
      return
    }
    if (theirs !== undefined) value.value = options.both(theirs, value.peek())
    isWanted = true
  }

  const begin = (): void => {
    writing ??= write().finally(() => {
      writing = undefined
      if (isWanted && !isGone.peek()) begin()
      else follow()
    })
  }

  follow()
  return {
    value,
    refused,
    isGone,
    change(next) {
      value.value = next
      isWanted = true
      begin()
    },
    follow,
    settled: async () => writing,
  }
}
