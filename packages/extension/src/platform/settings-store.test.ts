import { expect, test } from 'vitest'
import type { Stored } from '@porchlight/client/port/stored'
import { withNameApart } from './settings-store.ts'

interface Kept {
  name: string
  mute: boolean
}

function inMemory() {
  const disk = { choices: { name: '', mute: false } as Kept, name: undefined as string | undefined }
  const choices: Stored<Kept> = {
    read: async () => disk.choices,
    update: async (change) => (disk.choices = change(disk.choices)),
  }
  const apart = { read: async () => disk.name, write: async (name: string) => void (disk.name = name) }
  return { disk, stored: withNameApart(choices, apart) }
}

test('SEAL-10 the name is kept apart and never among the choices, and reads as one with them', async () => {
  const { disk, stored } = inMemory()
  expect(await stored.read()).toEqual({ name: '', mute: false })
  expect(await stored.update((kept) => ({ ...kept, name: 'Robin', mute: true }))).toEqual({ name: 'Robin', mute: true })
  expect(await stored.read()).toEqual({ name: 'Robin', mute: true })
  expect(disk).toEqual({ choices: { name: '', mute: true }, name: 'Robin' })
})

test('changes run one after the other, each on what the one before made', async () => {
  const { disk, stored } = inMemory()
  await Promise.all([
    stored.update((kept) => ({ ...kept, name: 'Sam' })),
    stored.update((kept) => ({ ...kept, name: `${kept.name}uel` })),
    stored.update((kept) => ({ ...kept, mute: true })),
  ])
  expect(disk).toEqual({ choices: { name: '', mute: true }, name: 'Samuel' })
})

test('a change that throws harms none after it', async () => {
  const { stored } = inMemory()
  const broken = stored.update(() => {
    throw new RangeError('no')
  })
  await expect(broken).rejects.toThrow('no')
  expect(await stored.update((kept) => ({ ...kept, name: 'Sam' }))).toEqual({ name: 'Sam', mute: false })
})
