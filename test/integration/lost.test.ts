/** A browser whose databases are gone while its small settings are left, or that cannot read them: it says so, changes nothing,
 *  and every way back it names leads back. Over the real server, with databases that are really deleted. */

import { encodeAny } from 'lib0/buffer'
import { draftOf } from '@porchlight/shared/domain/document'
import type { DeviceCommand } from '@porchlight/client/port/device-command'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDeviceStore } from '@porchlight/extension/platform/device-store'
import { openOuterStore } from '@porchlight/extension/platform/outer-store'
import * as Y from 'yjs'
import {
  answerOf,
  databasesOf,
  deleteDatabase,
  loseDatabases,
  openDatabase,
  putBack,
  recordsOf,
} from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { type KillPoint, bothSides, killAt } from '../support/kill-at.ts'
import { type Network, startNetwork } from '../support/network.ts'
import { outerStoresOf } from '../support/outer-stores.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { paragraph } from '../support/two-partners.ts'
import { addDevice, asked, pairDevices, stepOf } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

describe('LOCK-2 a browser that lost what it kept', () => {
  let server: ServerProcess
  let network: Network
  let robin: WorldDevice
  let sam: WorldDevice
  const more: WorldDevice[] = []

  beforeAll(async () => {
    server = await startServer()
  })
  beforeEach(async () => {
    network = await startNetwork(server.url)
    robin = await startDevice({ name: 'robin' })
    sam = await startDevice({ name: 'sam' })
    await pairDevices(server.url, robin, sam, network.url)
    draftOf(robin.device.inner() ?? missing()).insert(0, [paragraph('Tea on the step.')])
    await eventually(
      () => textOf(sam),
      (text) => text.includes('Tea on the step.'),
      30_000,
    )
    await saved(robin, sam)
  })
  afterEach(async () => {
    await Promise.all([robin, sam, ...more.splice(0)].map((one) => one.device.stop()))
    await network.close()
  })
  afterAll(() => server?.dispose())

  it('says so on the popup and the toolbar, knows its server, and writes nothing', async () => {
    await loseDatabases(sam, 'all')
    expect(sam.view()).toMatchObject({ state: 'unpaired', lost: 'gone', settings: { server: network.url } })
    expect(sam.device.badge()).toMatchObject({
      lamp: 'dark',
      text: { kind: 'glyph', glyph: '?' },
      title: { key: 'lost' },
    })
    await asked(sam, { kind: 'seen' })
    sam.device.wake()
    sam.device.attend()
    await sam.restartBrowser()
    expect(sam.view()).toMatchObject({ lost: 'gone' })
    expect(await recordsOf(sam)).toEqual([])
    // In private mode the toolbar tells nothing, as ever (BADGE-3).
    await asked(sam, { kind: 'set-settings', settings: { privateMode: true } })
    expect(sam.device.badge()).toMatchObject({ text: { kind: 'none' }, title: { key: 'porchlight' } })
  })

  it('keeps no id, key or name in what it knows beside the keyring', async () => {
    expect(Object.keys(await sam.place.read()).toSorted()).toEqual(['kind', 'server'])
    expect(await sam.place.read()).toEqual({ kind: 'place', server: network.url })
  })

  it('when the databases come back, all is as it was', async () => {
    await sam.device.stop()
    const before = await databasesOf(sam)
    await loseDatabases(sam, 'all')
    expect(sam.view()).toMatchObject({ lost: 'gone' })
    await asked(sam, { kind: 'seen' })
    await sam.device.stop()
    await putBack(before)
    await sam.restart()
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'couple',
    )
    expect(sam.couple().couple.otherName).toBe('Robin')
    expect(textOf(sam)).toContain('Tea on the step.')
    await asked(sam, { kind: 'pause' })
    await eventually(
      () => robin.couple().couple.pause.theirs,
      (paused) => paused,
    )
  })

  it('another device of mine brings me back', async () => {
    const laptop = await startDevice({ name: 'laptop' })
    more.push(laptop)
    await addDevice(sam, laptop, undefined, network.url)
    await loseDatabases(sam, 'all')
    await addDevice(laptop, sam, undefined, network.url)
    expect(await whoIsBack(sam)).toBe('Robin')
  })

  it('recovery words bring me back, on the server it still knows', async () => {
    const places = ((await asked(sam, { kind: 'prepare-recovery' })) ?? '').split(' ').map(Number)
    const answers = [0, 5, 11].map((at) => ({ at, word: places[at] ?? -1 }))
    await asked(sam, { kind: 'confirm-recovery', answers })
    await eventually(
      () => sam.couple().recovery,
      (recovery) => recovery === 'set',
      30_000,
    )
    await loseDatabases(sam, 'all')
    const view = sam.view()
    await asked(sam, { kind: 'recover', server: view?.settings.server ?? '', words: places })
    expect(await whoIsBack(sam)).toBe('Robin')
  })

  it('a way that led nowhere leaves it as it was: still lost, with the ways', async () => {
    await loseDatabases(sam, 'all')
    expect(await sam.device.run({ kind: 'join', link: 'http://localhost:1/i#nothing' })).toMatchObject({ ok: false })
    expect(sam.view()).toMatchObject({ lost: 'gone' })
    const laptop = await startDevice({ name: 'laptop' })
    more.push(laptop)
    await asked(robin, { kind: 'add-device' })
    const { link } = await stepOf(robin, 'invited')
    await asked(sam, { kind: 'join', link })
    await stepOf(sam, 'words')
    await sam.restart()
    await stepOf(sam, 'words')
    await asked(sam, { kind: 'stop-joining' })
    expect(sam.view()).toMatchObject({ lost: 'gone', pairing: { step: 'idle' } })
    await sam.restart()
    expect(sam.view()).toMatchObject({ lost: 'gone' })
  })

  it('its person may start afresh: then nothing is known any more', async () => {
    await loseDatabases(sam, 'keyring')
    expect(await outerStoresOf(sam.profile)).not.toEqual([])
    await asked(sam, { kind: 'wipe' })
    expect(sam.view()).not.toHaveProperty('lost')
    expect(await sam.place.read()).toEqual({ kind: 'none', server: '' })
    expect(await outerStoresOf(sam.profile)).toEqual([])
    await sam.restartBrowser()
    expect(sam.view()).not.toHaveProperty('lost')
    expect(sam.device.badge()).toMatchObject({ title: { key: 'porchlight' }, text: { kind: 'none' } })
  })

  for (const [how, go] of [
    ['left', (one: WorldDevice) => asked(one, { kind: 'leave' })],
    ['erased the place', (one: WorldDevice) => asked(one, { kind: 'erase' })],
    ['forgot it here', (one: WorldDevice) => asked(one, { kind: 'wipe' })],
  ] as const) {
    it(`whoever ${how} has lost nothing`, async () => {
      await go(sam)
      await eventually(
        () => sam.view()?.state,
        (state) => state === 'unpaired',
        30_000,
      )
      await loseDatabases(sam, 'all')
      expect(sam.view()).not.toHaveProperty('lost')
    })
  }

  it('of a place that is over, the copy is gone: it says that, and no more', async () => {
    await asked(robin, { kind: 'erase' })
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'ended',
      30_000,
    )
    await loseDatabases(sam, 'all')
    expect(sam.view()).toMatchObject({ state: 'unpaired', lost: 'ended-gone' })
    expect(sam.device.badge()).toMatchObject({ title: { key: 'porchlight' }, text: { kind: 'none' } })
    await asked(sam, { kind: 'wipe' })
    expect(sam.view()).not.toHaveProperty('lost')
  })

  it('a copy that is closed while it opens makes nothing on the disk', async () => {
    const name = `${sam.profile}/AAAAAAAAAAAAAAAAAAAAAA.9`
    const copy = openOuterStore(name, new Y.Doc())
    await copy.close()
    await expect(copy.persisted()).rejects.toMatchObject({ code: 'busy' })
    expect(await outerStoresOf(sam.profile)).not.toContain('AAAAAAAAAAAAAAAAAAAAAA.9')
  })

  it('the keyring alone gone, the copy of the document left: lost as well, and the copy stays until a way is chosen', async () => {
    await loseDatabases(sam, 'keyring')
    expect(sam.view()).toMatchObject({ lost: 'gone' })
    expect(await outerStoresOf(sam.profile)).not.toEqual([])
  })

  it('the copy of the document alone gone: it comes again from the server, and nothing is lost', async () => {
    await loseDatabases(sam, 'copy')
    expect(await whoIsBack(sam)).toBe('Robin')
    await asked(sam, { kind: 'pause' })
    await eventually(
      () => robin.couple().couple.pause.theirs,
      (paused) => paused,
    )
  })

  it('the small settings alone gone: all is there, and they learn it again', async () => {
    await sam.place.update(() => ({ kind: 'none', server: '' }))
    await sam.restart()
    expect(await whoIsBack(sam)).toBe('Robin')
    expect(await sam.place.read()).toEqual({ kind: 'place', server: network.url })
  })

  it('locked, it says locked; and lost while it was locked, it says lost', async () => {
    await asked(sam, { kind: 'set-passcode', passcode: 'lantern on the step' })
    await saved(robin, sam)
    await asked(sam, { kind: 'lock' })
    expect(sam.view()).toMatchObject({ state: 'locked' })
    expect(sam.device.badge()).toMatchObject({ title: { key: 'porchlight' }, text: { kind: 'none' } })
    await loseDatabases(sam, 'all')
    expect(sam.view()).toMatchObject({ state: 'unpaired', lost: 'gone' })
  })

  for (const point of bothSides<'couple' | 'place'>([
    ['couple', 1],
    ['place', 1],
  ])) {
    const step = point.step === 'couple' ? 'the keyring' : 'what stands beside it'
    it(`killed ${point.when} ${step} was written: it is here or it is not, and nothing is said to be lost`, async () => {
      const { ada, died } = await startMortal(point)
      void ada.device.run({ kind: 'light-porch', name: 'Ada', server: server.url })
      await eventually(died, (dead) => dead)
      await eventually(
        () => ada.view(),
        (view) => view !== undefined,
      )
      const kept = await openDeviceStore(ada.profile).readKeyring()
      expect(ada.view()).not.toHaveProperty('lost')
      expect(ada.view()?.state).toBe(kept === undefined ? 'unpaired' : 'couple')
      expect((await ada.place.read()).kind).toBe(kept === undefined ? 'none' : 'place')
    })
  }

  for (const when of ['before', 'after'] as const) {
    it(`killed ${when} it forgets what stands beside the keyring: it is as it was, and nothing is said to be lost`, async () => {
      const { ada, died } = await startMortal({ step: 'place', nth: 2, when })
      await asked(ada, { kind: 'light-porch', name: 'Ada', server: server.url })
      void ada.device.run({ kind: 'wipe' })
      await eventually(died, (dead) => dead)
      await eventually(
        () => ada.view()?.state,
        (state) => state === 'couple',
      )
      expect((await ada.place.read()).kind).toBe('place')
    })
  }

  async function startMortal(point: KillPoint<'couple' | 'place'>) {
    const ada = await startDevice({ name: 'ada' })
    more.push(ada)
    const died = killAt(ada, point, (next) => next.state)
    const { update } = ada.place
    const around = ada.bends.api ?? missing()
    ada.place.update = async (change) => {
      const written = await around('place' as 'info', () => update(change))
      return written as Awaited<ReturnType<typeof update>>
    }
    return { ada, died }
  }

  describe('that cannot read it', () => {
    it('a database of a later version is not an empty one: nothing is written, and it opens when it can', async () => {
      await sam.device.stop()
      const before = await databasesOf(sam)
      await deleteDatabase(sam.profile)
      ;(await openDatabase(sam.profile, 9)).close()
      await sam.restart()
      expect(sam.view()).toMatchObject({ state: 'unpaired', lost: 'unreadable' })
      expect(sam.device.badge()).toMatchObject({ title: { key: 'unreadable' } })
      const commands: DeviceCommand[] = [
        { kind: 'light-porch', name: 'Sam', server: server.url },
        { kind: 'join', name: 'Sam', link: 'x' },
        { kind: 'recover', server: server.url, words: [] },
        { kind: 'set-passcode', passcode: 'lantern on the step' },
      ]
      for (const command of commands) {
        expect(await sam.device.run(command)).toEqual({ ok: false, reason: 'unreadable' })
      }
      expect(await sam.device.run({ kind: 'look-again' })).toEqual({ ok: false, reason: 'unreadable' })
      await putBack(before)
      await asked(sam, { kind: 'look-again' })
      expect(await whoIsBack(sam)).toBe('Robin')
    })

    it('a keyring whose key is gone is not none; let go of, it is lost, and the ways are there', async () => {
      await sam.device.stop()
      const db = await openDatabase(sam.profile)
      await answerOf(db.transaction('keys', 'readwrite').objectStore('keys').delete('wrapping'))
      db.close()
      await sam.restart()
      expect(sam.view()).toMatchObject({ lost: 'unreadable' })
      expect(await recordsOf(sam)).toContain('keyring')
      expect(await recordsOf(sam)).not.toContain('wrapping')
      await asked(sam, { kind: 'let-go' })
      expect(sam.view()).toMatchObject({ lost: 'gone', settings: { server: network.url } })
      await sam.restart()
      expect(sam.view()).toMatchObject({ lost: 'gone' })
      await asked(sam, { kind: 'wipe' })
      expect(sam.view()).not.toHaveProperty('lost')
    })

    it('what a newer Porchlight wrote is not read, not written over, and not let go of', async () => {
      const store = openDeviceStore(sam.profile)
      await sam.device.stop()
      const newer = new Uint8Array(encodeAny({ v: 2, state: 'couple', somethingNew: true }))
      await store.writeKeyring(newer)
      await sam.restart()
      expect(sam.view()).toMatchObject({ state: 'unpaired', lost: 'unreadable', newer: true })
      for (const command of [{ kind: 'let-go' }, { kind: 'look-again' }] as const) {
        expect(await sam.device.run(command)).toMatchObject({ ok: false })
      }
      sam.device.wake()
      expect(await store.readKeyring()).toEqual(newer)
      expect(await sam.place.read()).toEqual({ kind: 'place', server: network.url })
    })

    it('a copy of the document that does not open says so too; let go of, it comes again from the server', async () => {
      const [room = ''] = await outerStoresOf(sam.profile)
      await sam.device.stop()
      await deleteDatabase(`${sam.profile}/${room}`)
      // Whatever version is there is opened, and nothing of a copy is found in it.
      ;(await openDatabase(`${sam.profile}/${room}`, 9)).close()
      await sam.restart()
      await eventually(
        () => sam.view(),
        (view) => view?.state === 'unpaired' && view.lost === 'unreadable',
      )
      await asked(sam, { kind: 'let-go' })
      expect(await whoIsBack(sam)).toBe('Robin')
    })
  })

  /** @returns the other's name, once what was written is there */
  async function whoIsBack(one: WorldDevice): Promise<string> {
    await eventually(
      () => (one.view()?.state === 'couple' ? textOf(one) : ''),
      (text) => text.includes('Tea on the step.'),
      30_000,
    )
    expect(one.view()).not.toHaveProperty('lost')
    return one.couple().couple.otherName
  }
})

const missing = (): never => {
  throw new Error('no document')
}

const textOf = (one: WorldDevice): string => JSON.stringify(draftOf(one.device.inner() ?? missing()))

const saved = (...all: WorldDevice[]) =>
  eventually(
    () => all.map((one) => (one.view()?.state === 'couple' ? one.couple().saving : '')).join(),
    (saving) => saving === all.map(() => 'saved').join(),
    30_000,
  )
