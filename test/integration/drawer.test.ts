/** What is private on a device (PRIV-1), over the real server, the real store and the real lock: before there is a couple, with one, and
 *  after it; under a passcode; and with the background killed at every write. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDeviceStore } from '@porchlight/extension/platform/device-store'
import type { DeviceCommand } from '@porchlight/client/port/device-command'
import type { Json } from '@porchlight/client/port/drawer-view'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import type { DiskWrite } from '../support/bends.ts'
import { outerStoresOf } from '../support/outer-stores.ts'
import { asked, pairDevices } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

const passcode = 'lantern on the step'
const other = 'another lantern'

let server: ServerProcess
const running: WorldDevice[] = []

beforeAll(async () => {
  server = await startServer()
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.device.stop()
})
afterAll(() => server?.dispose())

async function begin(name: string): Promise<WorldDevice> {
  const device = await startDevice({ name })
  running.push(device)
  return device
}

const put = (one: WorldDevice, id: string, value: Json) =>
  asked(one, { kind: 'put-in-drawer', entries: [{ id, kind: 'plan', value }] })

const plans = async (one: WorldDevice): Promise<unknown[]> =>
  (await one.device.drawer.list('plan')).map(({ value }) => value)

const shown = (one: WorldDevice): Promise<unknown> =>
  eventually(
    () => one.device.drawer.view(),
    ({ state }) => state !== 'reading',
  )

/** All that this profile has on its disk, but for what opens only in this browser. */
async function onDisk(profile: string): Promise<{ keyring: string; own: Record<string, string> }> {
  const store = openDeviceStore(profile)
  const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('latin1')
  const own = [...(await store.readPrivate())].map(([id, bytes]) => [id, text(bytes)] as const)
  return { keyring: text(await store.readKeyring()), own: Object.fromEntries(own) }
}

const stateBecomes = (one: WorldDevice, state: string) =>
  eventually(
    () => one.view()?.state,
    (now) => now === state,
    30_000,
  )

describe('what is private, as a couple comes and goes', () => {
  it('PRIV-2 it all works before there is a couple, and pairing moves and loses nothing', async () => {
    const [robin, sam] = [await begin('robin'), await begin('sam')]
    await put(robin, 'plan/1', 'the old record shop')
    await put(sam, 'plan/1', 'draw the bath')
    await robin.restartBrowser()
    expect(await plans(robin)).toEqual(['the old record shop'])
    await pairDevices(server.url, robin, sam)
    expect(await plans(robin)).toEqual(['the old record shop'])
    expect(await plans(sam)).toEqual(['draw the bath'])
    for (const one of [robin, sam]) {
      const said = JSON.stringify([one.view(), one.device.inner()?.toJSON()])
      expect(said).not.toMatch(/record shop|bath/)
    }
    await asked(robin, { kind: 'pause' })
    await put(robin, 'plan/2', 'while paused')
    expect(await plans(robin)).toHaveLength(2)
  })

  it('PRIV-1 it stays when the couple ends: by leaving, with the passcode it lies under', async () => {
    const [robin, sam] = [await begin('robin'), await begin('sam')]
    await put(robin, 'plan/1', 'robin’s own')
    await pairDevices(server.url, robin, sam)
    await asked(robin, { kind: 'set-passcode', passcode })
    await put(robin, 'plan/2', 'robin’s second')
    await asked(robin, { kind: 'leave' })
    await stateBecomes(robin, 'unpaired')
    expect(robin.view()).toMatchObject({ state: 'unpaired', name: '', passcode: true })
    expect(await outerStoresOf(robin.profile)).toEqual([])
    expect(await openDeviceStore(robin.profile).keyPair()).toBeUndefined()
    await asked(robin, { kind: 'lock' })
    expect(robin.view()).toMatchObject({ state: 'locked' })
    await robin.restartBrowser()
    expect(robin.view()).toMatchObject({ state: 'locked' })
    await asked(robin, { kind: 'unlock', passcode })
    expect(await plans(robin)).toEqual(['robin’s own', 'robin’s second'])
    // And there may be another couple.
    const kim = await begin('kim')
    await pairDevices(server.url, robin, kim)
    expect(await plans(robin)).toHaveLength(2)
    expect(robin.couple().passcode).toBe(true)
  })

  it('PRIV-1 it stays when the other erased everything, and when the ended couple is forgotten here; not when this browser is to forget', async () => {
    const [robin, sam] = [await begin('robin'), await begin('sam')]
    await pairDevices(server.url, robin, sam)
    await put(sam, 'plan/1', 'sam’s own')
    expect(await sam.device.run({ kind: 'forget-couple' })).toEqual({ ok: false, reason: 'failed' })
    await asked(robin, { kind: 'erase' })
    await stateBecomes(sam, 'ended')
    expect(await plans(sam)).toEqual(['sam’s own'])
    await asked(sam, { kind: 'forget-couple' })
    expect(sam.view()?.state).toBe('unpaired')
    expect(await outerStoresOf(sam.profile)).toEqual([])
    await sam.restart()
    expect(sam.view()).not.toHaveProperty('lost')
    expect(await plans(sam)).toEqual(['sam’s own'])
    await asked(sam, { kind: 'wipe' })
    expect(await shown(sam)).toEqual({ state: 'ready', records: [] })
    expect(await onDisk(sam.profile)).toEqual({ keyring: '', own: {} })
  })

  it('PRIV-1 where nothing is private, leaving leaves nothing, the passcode neither', async () => {
    const [robin, sam] = [await begin('robin'), await begin('sam')]
    await pairDevices(server.url, robin, sam)
    await put(robin, 'plan/1', 'let go of again')
    await asked(robin, { kind: 'take-from-drawer', ids: ['plan/1'] })
    await asked(robin, { kind: 'set-passcode', passcode })
    await asked(robin, { kind: 'leave' })
    await stateBecomes(robin, 'unpaired')
    expect(robin.view()).not.toHaveProperty('passcode')
    expect(await onDisk(robin.profile)).toEqual({ keyring: '', own: {} })
  })
})

describe('what is private, under a passcode', () => {
  it('PRIV-1 before there is a couple too: it is sealed under it, and with another one, and without', async () => {
    const robin = await begin('robin')
    expect(await robin.device.run({ kind: 'set-passcode', passcode })).toEqual({ ok: false, reason: 'not-paired' })
    await put(robin, 'plan/1', 'the old record shop')
    expect((await onDisk(robin.profile)).own['plan/1']).toContain('record shop')
    await asked(robin, { kind: 'set-passcode', passcode })
    expect(robin.view()).toMatchObject({ state: 'unpaired', passcode: true })
    await put(robin, 'plan/2', 'then the record shop')
    const under = await onDisk(robin.profile)
    expect(Object.keys(under.own)).toEqual(['plan/1', 'plan/2'])
    expect(JSON.stringify(under)).not.toContain('record shop')

    await asked(robin, { kind: 'change-passcode', passcode, next: other })
    const changed = await onDisk(robin.profile)
    for (const id of ['plan/1', 'plan/2']) expect(changed.own[id]).not.toBe(under.own[id])
    await robin.restartBrowser()
    expect(await robin.device.run({ kind: 'unlock', passcode })).toEqual({ ok: false, reason: 'wrong-passcode' })
    await asked(robin, { kind: 'unlock', passcode: other })
    expect(await plans(robin)).toHaveLength(2)

    await asked(robin, { kind: 'remove-passcode', passcode: other })
    expect((await onDisk(robin.profile)).own['plan/2']).toContain('record shop')
    await robin.restartBrowser()
    expect(await plans(robin)).toHaveLength(2)
  })

  it('LOCK-1 locked, nothing of it is shown, given or taken; after the passcode it is all there', async () => {
    const robin = await begin('robin')
    await put(robin, 'plan/1', 'the old record shop')
    await asked(robin, { kind: 'set-passcode', passcode })
    const late = robin.device.run({
      kind: 'put-in-drawer',
      entries: [{ id: 'plan/2', kind: 'plan', value: 'the last letter' }],
    })
    await asked(robin, { kind: 'lock' })
    expect(await late).toEqual({ ok: true })
    expect(robin.device.drawer.view()).toEqual({ state: 'locked' })
    const refused: DeviceCommand[] = [
      { kind: 'put-in-drawer', entries: [{ id: 'plan/3', kind: 'plan', value: 'no' }] },
      { kind: 'take-from-drawer', ids: ['plan/1'] },
      { kind: 'forget-couple' },
    ]
    for (const command of refused) expect(await robin.device.run(command)).toEqual({ ok: false, reason: 'locked' })
    await expect(robin.device.drawer.list('plan')).rejects.toMatchObject({ code: 'locked' })
    await asked(robin, { kind: 'unlock', passcode })
    expect(await plans(robin)).toEqual(['the old record shop', 'the last letter'])
  })

  it('LOCK-1 forgotten, it goes with everything else, and this browser begins anew', async () => {
    const robin = await begin('robin')
    await put(robin, 'plan/1', 'the old record shop')
    await asked(robin, { kind: 'set-passcode', passcode })
    await robin.restartBrowser()
    await asked(robin, { kind: 'wipe' })
    expect(robin.view()).toMatchObject({ state: 'unpaired' })
    expect(robin.view()).not.toHaveProperty('passcode')
    expect(await onDisk(robin.profile)).toEqual({ keyring: '', own: {} })
    await put(robin, 'plan/1', 'anew')
    await robin.restartBrowser()
    expect(await plans(robin)).toEqual(['anew'])
  })
})

describe('what is private, and a background that is killed', () => {
  const sides = ['before', 'after'] as const
  /** Kills at a write; the command that was under way never ends. */
  const killAt = (device: WorldDevice, side: (typeof sides)[number], which: DiskWrite = 'writeTogether') => {
    let killed: () => void
    const done = new Promise<void>((resolve) => (killed = resolve))
    device.bends.diskWrite = async (write, pass) => {
      if (write !== which) return pass()
      if (side === 'after') await pass()
      device.bends.diskWrite = undefined
      void device.kill().then(killed)
      return new Promise<never>(() => undefined)
    }
    return done
  }
  const beginBent = async (): Promise<WorldDevice> => {
    const device = await begin('robin')
    await put(device, 'plan/1', 'as it was')
    return device
  }
  it.each(sides)(
    'PRIV-1 %s a record is written: it is as it was or as it is, and saying it again is safe',
    async (side) => {
      const robin = await beginBent()
      const killed = killAt(robin, side)
      const again = () => put(robin, 'plan/1', 'as it is')
      void again()
      await killed
      expect(await plans(robin)).toEqual([side === 'before' ? 'as it was' : 'as it is'])
      await again()
      expect(await plans(robin)).toEqual(['as it is'])
    },
  )

  it.each(sides)('PRIV-1 %s a record is removed', async (side) => {
    const robin = await beginBent()
    const killed = killAt(robin, side)
    void robin.device.run({ kind: 'take-from-drawer', ids: ['plan/1'] })
    await killed
    expect(await plans(robin)).toEqual(side === 'before' ? ['as it was'] : [])
  })

  const passcodes = sides.flatMap((side) => (['set', 'change', 'remove'] as const).map((act) => ({ act, side })))
  it.each(passcodes)(
    'LOCK-1 $side the passcode is written, $act: all of it opens by the one or by the other',
    async ({ act, side }) => {
      const robin = await beginBent()
      if (act !== 'set') await asked(robin, { kind: 'set-passcode', passcode })
      await put(robin, 'plan/2', 'and this')
      const killed = killAt(robin, side)
      const commands = {
        set: { kind: 'set-passcode', passcode },
        change: { kind: 'change-passcode', passcode, next: other },
        remove: { kind: 'remove-passcode', passcode },
      } as const
      void robin.device.run(commands[act])
      await killed
      await robin.restartBrowser()
      const opensBy = { set: [undefined, passcode], change: [passcode, other], remove: [passcode, undefined] }[act]
      const now = opensBy[side === 'before' ? 0 : 1]
      expect(robin.view()?.state).toBe(now === undefined ? 'unpaired' : 'locked')
      if (now !== undefined) await asked(robin, { kind: 'unlock', passcode: now })
      expect(await plans(robin)).toEqual(['as it was', 'and this'])
    },
  )

  it.each(sides)(
    'PRIV-1 %s the couple is forgotten by who left: what is private is there, the couple is not',
    async (side) => {
      const robin = await beginBent()
      const sam = await begin('sam')
      await pairDevices(server.url, robin, sam)
      const killed = killAt(robin, side, 'writeInstead')
      void robin.device.run({ kind: 'leave' })
      await killed
      await stateBecomes(robin, 'unpaired')
      expect(robin.view()).not.toHaveProperty('lost')
      expect(await plans(robin)).toEqual(['as it was'])
      expect(await outerStoresOf(robin.profile)).toEqual([])
      expect((await onDisk(robin.profile)).keyring).toBe('')
    },
  )
})
