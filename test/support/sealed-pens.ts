/** Two devices over the small world of `sealed-world`, and what is written on them. */

import * as Y from 'yjs'
import { entriesOf } from '@porchlight/shared/sync/outer-doc'
import { createSealedWorld, type Device, type SealedWorld } from './sealed-world.ts'

export const declare = (inner: Y.Doc): void => {
  inner.getMap('r')
  inner.getText('draft')
}
export const draftOf = (device: Device): string => device.life().inner.getText('draft').toJSON()
export const write = (text: string) => (inner: Y.Doc) => {
  const draft = inner.getText('draft')
  draft.insert(draft.length, text)
}
export const erase = (inner: Y.Doc): void => inner.getText('draft').delete(0, 1)
export const set = (key: string, value: unknown) => (inner: Y.Doc) => void inner.getMap('r').set(key, value)
export const entryCount = (world: SealedWorld): number => entriesOf(world.server.doc()).length
export const minutes = (count: number): number => count * 60_000
export const hours = (count: number): number => count * 3_600_000

/** Writes, and seals at once. */
export const act = (device: Device, edit: (inner: Y.Doc) => void): void => {
  device.edit(edit)
  device.life().engine.flush()
}

/** Two devices, connected and in sync. */
export async function twoDevices(options: Partial<Parameters<typeof createSealedWorld>[0]> = {}) {
  const world = createSealedWorld({ seed: 1, declare, ...options })
  const a = world.createDevice('a')
  const b = world.createDevice('b')
  for (const device of [a, b]) {
    device.start()
    device.connect()
  }
  await world.clock.settle(1_000)
  return { world, a, b }
}

/** A device that knows only what the server holds. */
export async function freshDevice(world: SealedWorld): Promise<Device> {
  const fresh = world.createDevice('fresh')
  fresh.start()
  fresh.connect()
  await world.clock.settle(1_000)
  return fresh
}
