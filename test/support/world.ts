/** What people do with their devices (`world-device.ts`): they pair, add one more, press, and wait for what it shows. */

import type { Device } from '@porchlight/client/device/device'
import type { PairingView } from '@porchlight/client/port/port'
import { eventually } from './eventually.ts'
import type { WorldDevice } from './world-device.ts'

/** Two devices, paired over the server as two people would. */
export async function pairDevices(
  server: string,
  first: WorldDevice,
  second: WorldDevice,
  /** How the second reaches the server, where that is another address. */
  secondServer = server,
): Promise<void> {
  await asked(first, { kind: 'light-porch', name: 'Robin', server })
  const { link } = await stepOf(first, 'invited')
  await asked(second, { kind: 'join', name: 'Sam', link: link.replace(server, secondServer) })
  const [mine, theirs] = await Promise.all([stepOf(first, 'words'), stepOf(second, 'words')])
  if (mine.words.join() !== theirs.words.join()) throw new Error('the words differ')
  await asked(first, { kind: 'confirm-words' })
  await asked(second, { kind: 'confirm-words' })
  await eventually(
    () => [first.view()?.state, second.view()?.state],
    (states) => states.every((state) => state === 'couple'),
  )
  await eventually(
    () => first.couple().couple.otherName,
    (name) => name === 'Sam',
  )
}

/** A further device of the same person, added as one would: a link, the words, *This is them*. */
export async function addDevice(
  first: WorldDevice,
  further: WorldDevice,
  label?: string,
  /** How the further one reaches the server, where that is another address. */
  furtherServer?: string,
): Promise<void> {
  await asked(first, { kind: 'add-device' })
  const { link } = await stepOf(first, 'invited')
  const { origin } = new URL(link)
  const own = { kind: 'join', link: link.replace(origin, furtherServer ?? origin) } as const
  await asked(further, label === undefined ? own : { ...own, label })
  const [mine, theirs] = await Promise.all([stepOf(first, 'words'), stepOf(further, 'words')])
  if (mine.words.join() !== theirs.words.join()) throw new Error('the words differ')
  await asked(first, { kind: 'confirm-words' })
  await asked(further, { kind: 'confirm-words' })
  await eventually(
    () => further.view()?.state,
    (state) => state === 'couple',
  )
}

/** Lets this device find that its documents hold too much of the past; resolves once it has a fresh one.
 *  @returns the number of the fresh document */
export async function keepHouse(world: WorldDevice): Promise<number> {
  const before = await genOf(world)
  world.housekeeping.tombstoneBytes = -1
  const gen = await eventually(
    () => world.device.gen() ?? 0,
    (now) => now > before,
    30_000,
  )
  delete world.housekeeping.tombstoneBytes
  return gen
}

export async function genOf(world: WorldDevice): Promise<number> {
  const record = await world.record()
  return record.state === 'unpaired' ? 0 : record.keyring.epoch.gen
}

/** Runs a command that must succeed. */
export async function asked(world: WorldDevice, command: Parameters<Device['run']>[0]): Promise<string | undefined> {
  const result = await world.device.run(command)
  if (!result.ok) throw new Error(`${command.kind}: ${result.reason}`)
  return result.value
}

/** Waits for a step of the pairing. */
export function stepOf<S extends PairingView['step']>(
  world: WorldDevice,
  step: S,
): Promise<Extract<PairingView, { step: S }>> {
  return eventually(
    () => {
      const view = world.view()
      return view === undefined || view.state === 'ended' || view.state === 'locked' ? undefined : view.pairing
    },
    (pairing) => pairing?.step === step,
  ) as Promise<Extract<PairingView, { step: S }>>
}
