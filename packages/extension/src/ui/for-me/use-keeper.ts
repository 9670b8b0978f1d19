/** A keeper for as long as a screen shows what it keeps. */

import { useRef } from 'preact/hooks'
import { useSignalEffect } from '@preact/signals'
import type { OwnDrawer } from '../own-drawer.ts'
import { type Keeper, type KeeperOptions, createKeeper } from './keeper.ts'

/** @param options are those of the first time, for as long as the id is the same */
export function useKeeper<T extends object>(drawer: OwnDrawer, options: KeeperOptions<T>): Keeper<T> {
  const held = useRef<{ id: string; keeper: Keeper<T> } | undefined>(undefined)
  held.current =
    held.current?.id === options.id ? held.current : { id: options.id, keeper: createKeeper(drawer, options) }
  const { keeper } = held.current
  useSignalEffect(() => {
    // Read, so that it is told.
    if (drawer.view.value.state !== 'locked') keeper.follow()
  })
  return keeper
}
