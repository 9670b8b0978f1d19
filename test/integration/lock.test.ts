/** A passcode on a device, over the real server: what is shown and kept while it is locked, and what gets it open. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDeviceStore } from '@porchlight/extension/platform/device-store'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'
import { createUiPorts } from '@porchlight/client/device/screens'
import { base64UrlFromBytes, bytesFromBase64Url } from '@porchlight/shared/bytes'
import { draftOf } from '@porchlight/shared/domain/document'
import * as Y from 'yjs'
import { eventually } from '../support/eventually.ts'
import { type Network, startNetwork } from '../support/network.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { asked, pairDevices } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

const passcode = 'lantern on the step'

describe('a device with a passcode', () => {
  let server: ServerProcess
  let network: Network
  let robin: WorldDevice
  let sam: WorldDevice

  beforeAll(async () => {
    server = await startServer()
    network = await startNetwork(server.url)
    robin = await startDevice({ name: 'robin' })
    sam = await startDevice({ name: 'sam' })
    await pairDevices(server.url, robin, sam, network.url)
    await asked(sam, { kind: 'set-passcode', passcode })
  })
  afterEach(async () => {
    network.restore()
    if (sam.view()?.state === 'locked') await unlock(sam)
  })
  afterAll(async () => {
    await robin?.device.stop()
    await sam?.device.stop()
    await network?.close()
    await server?.dispose()
  })

  it('LOCK-1 the keyring lies under the passcode, and the typed name is in the document alone', async () => {
    expect(sam.couple().passcode).toBe(true)
    expect(robin.couple()).not.toHaveProperty('passcode')
    const kept = await openDeviceStore(sam.profile).readKeyring()
    expect(kept === undefined ? '' : Buffer.from(kept).toString('latin1')).not.toMatch(/token|coupleId/)
    const open = await openDeviceStore(robin.profile).readKeyring()
    expect(open === undefined ? '' : Buffer.from(open).toString('latin1')).toMatch(/token[^]*coupleId/)
    expect(sam.couple().couple.myName).toBe('Sam')
    expect((await sam.choices()).name).toBe('')
  })

  it('LOCK-1 a restarted worker asks nobody, a restarted browser asks for the passcode', async () => {
    await sam.restart()
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'couple',
    )
    await sam.restartBrowser()
    expect(sam.view()).toMatchObject({ state: 'locked' })
    await unlock(sam)
    expect(sam.couple().couple.otherName).toBe('Robin')
  })

  it('LOCK-1 locked, it shows nothing, keeps no socket and no document, and says no to everything else', async () => {
    await asked(sam, { kind: 'lock' })
    const view = sam.view()
    expect(view).toEqual({ state: 'locked', settings: expect.anything() })
    expect(JSON.stringify(view)).not.toMatch(/Sam|Robin/)
    expect(sam.device.inner()).toBeUndefined()
    expect(sam.device.badge()).toEqual({
      lamp: 'dark',
      text: { kind: 'none' },
      title: { key: 'porchlight' },
      thin: false,
    })
    const saved = () =>
      eventually(
        () => robin.couple().saving,
        (saving) => saving === 'saved',
      )
    await asked(robin, { kind: 'pause' })
    await saved()
    // By now the server has read that the socket closed.
    const before = network.received().length
    await asked(robin, { kind: 'come-back' })
    await asked(robin, { kind: 'pause' })
    await saved()
    expect(network.received().length).toBe(before)
    for (const command of [
      { kind: 'send-signal', signal: 'glow' },
      { kind: 'set-settings', settings: { autoLockMinutes: null } },
      { kind: 'export' },
      { kind: 'remove-passcode', passcode },
      { kind: 'leave' },
    ] as const) {
      expect(await sam.device.run(command)).toEqual({ ok: false, reason: 'locked' })
    }
    await unlock(sam)
    await eventually(
      () => sam.couple().couple.pause.theirs,
      (paused) => paused,
    )
    await asked(robin, { kind: 'come-back' })
  })

  it('LOCK-1 a wrong passcode opens nothing; after some it waits, a killed worker too; the right one then opens', async () => {
    await asked(sam, { kind: 'lock' })
    for (let wrong = 0; wrong < 4; wrong += 1) {
      expect(await sam.device.run({ kind: 'unlock', passcode: `wrong ${wrong}` })).toEqual({
        ok: false,
        reason: 'wrong-passcode',
      })
    }
    expect(sam.view()).toMatchObject({ state: 'locked', nextTryAt: expect.any(Number) })
    await sam.restart()
    expect(await sam.device.run({ kind: 'unlock', passcode })).toEqual({ ok: false, reason: 'wait-a-moment' })
    await eventually(
      () => sam.view(),
      (view) => view?.state === 'locked' && view.nextTryAt === undefined,
    )
    await unlock(sam)
    expect(sam.couple().couple.otherName).toBe('Robin')
  })

  it('LOCK-1 two tabs that unlock at once open one couple', async () => {
    await asked(sam, { kind: 'lock' })
    const both = await Promise.all([
      sam.device.run({ kind: 'unlock', passcode }),
      sam.device.run({ kind: 'unlock', passcode }),
    ])
    expect(both).toEqual([{ ok: true }, { ok: true }])
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'couple',
    )
    await asked(sam, { kind: 'pause' })
    await eventually(
      () => robin.couple().couple.pause.theirs,
      (paused) => paused,
    )
    await asked(sam, { kind: 'come-back' })
  })

  it('LOCK-1 it locks when nobody is there, where that was not switched off', async () => {
    await asked(sam, { kind: 'set-settings', settings: { autoLockMinutes: null } })
    sam.device.away()
    await sam.device.run({ kind: 'seen' })
    expect(sam.view()?.state).toBe('couple')
    await asked(sam, { kind: 'set-settings', settings: { autoLockMinutes: 15 } })
    sam.device.away()
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'locked',
    )
    robin.device.away()
    await robin.device.run({ kind: 'seen' })
    expect(robin.view()?.state).toBe('couple')
  })

  const slept = (minutes: number): void => {
    sam.skewMs += minutes * 60_000
  }
  /** Before anything is shown: at once, in the same turn. */
  const wakings: [string, () => unknown][] = [
    ['an alarm', () => sam.device.wake()],
    ['a screen that opens', () => sam.device.attend()],
    ['a press', () => sam.device.run({ kind: 'seen' })],
    ['a look at the lamp', () => sam.device.badge()],
    ['a look at the view', () => sam.device.view()],
    ['a change in the document', () => sam.device.inner()?.getMap('notes').set('x', 1)],
  ]
  it.each(wakings)(
    'LOCK-1 after a night’s sleep %s finds it locked, whatever the idle detector said',
    async (_, wakes) => {
      sam.device.wake()
      slept(14)
      wakes()
      expect(sam.view()?.state).toBe('couple')
      slept(16)
      const shown: unknown[] = []
      const stop = sam.device.onChange(() => shown.push(sam.view()?.state))
      await wakes()
      expect(sam.view()?.state).toBe('locked')
      await eventually(
        () => sam.device.inner(),
        (inner) => inner === undefined,
      )
      stop()
      expect(new Set(shown)).toEqual(new Set(['locked']))
    },
  )

  it('LOCK-1 after a night’s sleep nothing goes out', async () => {
    sam.device.wake()
    slept(16)
    expect(await sam.device.run({ kind: 'send-signal', signal: 'glow' })).toEqual({ ok: false, reason: 'locked' })
  })

  it('LOCK-1 a worker that starts after a night’s sleep starts locked, with the key still in the browser’s memory', async () => {
    sam.device.wake()
    await sam.device.stop()
    slept(8 * 60)
    await sam.restart()
    expect(sam.view()).toMatchObject({ state: 'locked' })
    expect(sam.device.inner()).toBeUndefined()
  })

  it('LOCK-1 a worker that starts after less goes on', async () => {
    sam.device.wake()
    slept(10)
    await sam.restart()
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'couple',
    )
  })

  it('LOCK-1 it sleeps unlocked where locking by itself was switched off', async () => {
    await asked(sam, { kind: 'set-settings', settings: { autoLockMinutes: null } })
    slept(8 * 60)
    sam.device.wake()
    expect(sam.view()?.state).toBe('couple')
    await asked(sam, { kind: 'set-settings', settings: { autoLockMinutes: 15 } })
  })

  it('SEAL-6a locked while typing, offline: the last letter is there after the passcode, and reaches the partner', async () => {
    network.cut()
    const panel = openPanel(sam)
    await eventually(
      () => panel.ready(),
      (ready) => ready,
    )
    panel.type('Tea ')
    let typedAsItShut = false
    let late: ReturnType<typeof openPanel> | undefined
    sam.device.onChange(() => {
      if (typedAsItShut || sam.view()?.state !== 'locked') return
      typedAsItShut = true
      expect(sam.device.inner()).toBeDefined()
      panel.type('on the step.')
      late = openPanel(sam)
    })
    await asked(sam, { kind: 'lock' })
    expect(typedAsItShut).toBe(true)
    expect(panel.heard('fresh')).toBe(true)
    // Nothing of the document goes to a screen that asks meanwhile, or afterwards.
    expect(late?.updates()).toBe(0)
    expect(openPanel(sam).updates()).toBe(0)
    await sam.restartBrowser()
    await unlock(sam)
    network.restore()
    await eventually(
      () => JSON.stringify(draftOf(robin.device.inner() as Y.Doc)),
      (text) => text.includes('Tea on the step.'),
      30_000,
    )
  })

  it('TURN-10 a reaching out that was still held leaves as the door is shut: nobody could undo it there', async () => {
    for (const one of [robin, sam]) {
      const { draft } = await eventually(
        () => one.couple().couple.agreement,
        ({ draft: { state } }) => state === 'fit',
      )
      if (draft.state === 'fit') await asked(one, { kind: 'consent', hash: draft.hash })
    }
    const turnOf = (one: WorldDevice) => {
      const { light } = one.couple().couple
      return 'turn' in light ? light.turn : undefined
    }
    await eventually(
      () => [turnOf(robin), turnOf(sam)].join(),
      (turns) => turns === '1,1',
    )
    await asked(sam, { kind: 'reach-out', turn: 1, by: 'me' })
    expect(sam.couple().held).toHaveLength(1)
    await asked(sam, { kind: 'lock' })
    await eventually(
      () => turnOf(robin),
      (turn) => turn === 2,
    )
    await unlock(sam)
    expect(sam.couple().held).toEqual([])
    expect(turnOf(sam)).toBe(2)
  })

  it('LOCK-1 the passcode can be changed and taken away by who knows it', async () => {
    const other = 'another lantern'
    expect(await sam.device.run({ kind: 'set-passcode', passcode: other })).toEqual({
      ok: false,
      reason: 'passcode-set',
    })
    expect(await sam.device.run({ kind: 'change-passcode', passcode: 'wrong', next: other })).toEqual({
      ok: false,
      reason: 'wrong-passcode',
    })
    expect(await sam.device.run({ kind: 'change-passcode', passcode, next: 'short' })).toEqual({
      ok: false,
      reason: 'passcode-short',
    })
    await asked(sam, { kind: 'change-passcode', passcode, next: other })
    await asked(sam, { kind: 'lock' })
    expect(await sam.device.run({ kind: 'unlock', passcode })).toEqual({ ok: false, reason: 'wrong-passcode' })
    await asked(sam, { kind: 'unlock', passcode: other })
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'couple',
    )
    await asked(sam, { kind: 'remove-passcode', passcode: other })
    expect(sam.couple()).not.toHaveProperty('passcode')
    expect(await sam.device.run({ kind: 'lock' })).toEqual({ ok: false, reason: 'no-passcode' })
    await sam.restartBrowser()
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'couple',
    )
    await asked(sam, { kind: 'set-passcode', passcode })
  })

  it('LOCK-1 forgotten, it can be wiped while locked, and nothing stays on the disk', async () => {
    await asked(sam, { kind: 'lock' })
    const rooms = async (): Promise<string[]> =>
      (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith(`${sam.profile}/`))
    expect(await rooms()).not.toEqual([])
    await asked(sam, { kind: 'wipe' })
    expect(sam.view()).toMatchObject({ state: 'unpaired', name: '' })
    expect(await rooms()).toEqual([])
    expect(await openDeviceStore(sam.profile).readKeyring()).toBeUndefined()
    await sam.restartBrowser()
    expect(sam.view()?.state).toBe('unpaired')
    expect(await sam.device.run({ kind: 'set-passcode', passcode })).toEqual({ ok: false, reason: 'not-paired' })
  })
})

async function unlock(device: WorldDevice): Promise<void> {
  await asked(device, { kind: 'unlock', passcode })
  await eventually(
    () => device.view()?.state,
    (state) => state === 'couple',
  )
}

/** The editor's end of a Port, in front of the real ports. */
function openPanel(world: WorldDevice) {
  const doc = new Y.Doc()
  const heard: ToScreen[] = []
  let say: (message: FromScreen) => void = () => {}
  createUiPorts(world.device).accept({
    send(message) {
      heard.push(message)
      const update = message.t === 'update' ? bytesFromBase64Url(message.u) : undefined
      if (update !== undefined) Y.applyUpdate(doc, update, 'background')
    },
    onMessage(listener) {
      say = listener
      return () => {}
    },
  })
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'background') say({ t: 'update', u: base64UrlFromBytes(update) })
  })
  say({ t: 'sv', sv: base64UrlFromBytes(Y.encodeStateVector(doc)) })
  return {
    ready: () => heard.some(({ t }) => t === 'update'),
    updates: () => heard.filter(({ t }) => t === 'update').length,
    heard: (t: ToScreen['t']) => heard.some((message) => message.t === t),
    type(text: string) {
      const draft = draftOf(doc)
      const last = draft.length === 0 ? undefined : (draft.get(0) as Y.XmlElement).get(0)
      if (last instanceof Y.XmlText) last.insert(last.length, text)
      else {
        const paragraph = new Y.XmlElement('paragraph')
        paragraph.insert(0, [new Y.XmlText(text)])
        draft.insert(0, [paragraph])
      }
    },
  }
}
