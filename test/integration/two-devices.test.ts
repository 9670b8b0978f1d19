/** Two devices, one real server, no browser around them: what a couple can do and what may go wrong, told as stories. */

import { firstSettings } from '@porchlight/client/port/settings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { eventually } from '../support/eventually.ts'
import { type Network, startNetwork } from '../support/network.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { asked, pairDevices, stepOf } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

const hour = 3_600_000
const { mute, privateMode, notices, theme, badge } = firstSettings
const firstChoices = { mute, privateMode, notices, theme, badge }

describe('two devices and a server', () => {
  let server: ServerProcess
  let network: Network
  let robin: WorldDevice
  let sam: WorldDevice

  beforeAll(async () => {
    server = await startServer()
    network = await startNetwork(server.url)
    robin = await startDevice({ name: 'robin' })
    sam = await startDevice({ name: 'sam', skewMs: hour })
    await pairDevices(server.url, robin, sam, network.url)
  })
  afterAll(async () => {
    await robin?.device.stop()
    await sam?.device.stop()
    await network?.close()
    await server?.dispose()
  })

  it('SIG-1 one press reaches the partner', async () => {
    await asked(robin, { kind: 'send-signal', signal: 'glow' })
    await eventually(
      () => sam.couple().waiting,
      (ids) => ids.length === 1,
    )
    expect(sam.device.badge()?.lamp).toBe('glow')
  })

  it('SIG-3 a second press within a minute is a kind no, and nothing is sent', async () => {
    expect(await robin.device.run({ kind: 'send-signal', signal: 'hug' })).toEqual({ ok: false, reason: 'too-soon' })
    expect(sam.couple().couple.signals).toHaveLength(1)
  })

  it('SIG-4 what was seen on a device rests there, also after its background was killed', async () => {
    await asked(sam, { kind: 'seen' })
    expect(sam.couple().waiting).toEqual([])
    await sam.restart()
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'couple',
    )
    expect(sam.couple().waiting).toEqual([])
    expect(sam.couple().couple.signals).toHaveLength(1)
  })

  it('PRIV-1 what is chosen for one device stays on it: nothing of it is written into the document', async () => {
    const said = (device: WorldDevice) => Y.encodeStateVector(device.device.inner() ?? new Y.Doc())
    const [hers, his] = [said(robin), said(sam)]
    const settings = { mute: true, privateMode: true, notices: true, theme: 'dark', badge: 'words' } as const
    await asked(sam, { kind: 'set-settings', settings })
    await asked(sam, { kind: 'seen' })
    expect(sam.couple().settings).toMatchObject(settings)
    expect([said(robin), said(sam)]).toEqual([hers, his])
    expect(robin.couple().settings).toMatchObject({ mute: false, privateMode: false, theme: 'system' })
    await asked(sam, { kind: 'set-settings', settings: firstChoices })
  })

  it('DOM-9 a clock an hour fast is put right by the server’s: its signal does not come from the future', async () => {
    const before = Date.now()
    await asked(sam, { kind: 'send-note', text: 'Hello from next door.' })
    const [note] = await eventually(
      () => robin.couple().couple.signals,
      (signals) => signals.length === 1,
    )
    expect(note?.text).toBe('Hello from next door.')
    expect(note?.at).toBeGreaterThan(before - 2 * 60_000)
    expect(note?.at).toBeLessThan(Date.now() + 2 * 60_000)
  })

  it('SYNC-9 what was done offline goes out later, and the saving state says so', async () => {
    network.cut()
    await eventually(
      () => sam.couple().saving,
      (saving) => saving === 'offline',
    )
    await asked(sam, { kind: 'pause', note: 'away' })
    expect(sam.couple().couple.light.state).not.toBe('mine')
    expect(robin.couple().couple.pause.theirs).toBe(false)
    network.restore()
    const { pause } = await eventually(
      () => robin.couple().couple,
      (couple) => couple.pause.theirs,
      30_000,
    )
    expect(pause.theirNote).toBe('away')
    await eventually(
      () => sam.couple().saving,
      (saving) => saving === 'saved',
    )
  })

  it('SEAL-6a a background killed right after an act loses nothing, offline too', async () => {
    network.cut()
    await asked(sam, { kind: 'come-back' })
    await sam.restart()
    network.restore()
    const { theirs } = await eventually(
      () => robin.couple().couple.pause,
      (pause) => !pause.theirs,
      30_000,
    )
    expect(theirs).toBe(false)
  })

  it('DOM-8 two screens that press the same at once write once', async () => {
    const [first, second] = await Promise.all([
      robin.device.run({ kind: 'send-note', text: 'one' }),
      robin.device.run({ kind: 'send-note', text: 'two' }),
    ])
    expect([first.ok, second.ok].filter(Boolean).length).toBeLessThanOrEqual(1)
  })

  it('PAIR-2 a couple is two: a third cannot join by a link', async () => {
    expect(await robin.device.run({ kind: 'new-invite' })).toEqual({ ok: false, reason: 'couple-full' })
  })

  it('PAIR a device that belongs to a couple cannot join another', async () => {
    const link = `${server.url}/i#ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8`
    expect(await robin.device.run({ kind: 'join', name: 'Robin', link })).toEqual({
      ok: false,
      reason: 'already-paired',
    })
  })
})

describe('links that do not work', () => {
  let server: ServerProcess
  let robin: WorldDevice
  const devices: WorldDevice[] = []
  const device = async (name: string): Promise<WorldDevice> => {
    const started = await startDevice({ name })
    devices.push(started)
    return started
  }

  beforeAll(async () => {
    server = await startServer()
    robin = await device('robin')
  })
  afterAll(async () => {
    for (const { device: running } of devices) await running.stop()
    await server?.dispose()
  })

  it('HTTP-1 a server that is no Porchlight, and one that is not there', async () => {
    expect(await robin.device.run({ kind: 'check-server', server: server.metricsUrl.replace('/metrics', '') })).toEqual(
      {
        ok: false,
        reason: 'not-a-porchlight',
      },
    )
    expect(await robin.device.run({ kind: 'check-server', server: 'http://127.0.0.1:1' })).toEqual({
      ok: false,
      reason: 'unreachable',
    })
    expect(await robin.device.run({ kind: 'check-server', server: 'not an address' })).toMatchObject({ ok: false })
    expect(await robin.device.run({ kind: 'check-server', server: server.url })).toEqual({
      ok: true,
      value: server.url,
    })
  })

  it('PAIR a link that is cut, of another kind, or of nobody', async () => {
    const sam = await device('sam')
    const secrets = ['A', 'E'].map((last) => 'x'.repeat(42) + last)
    for (const [link, reason] of [
      ['', 'no-link'],
      ['hello', 'no-link'],
      [server.url, 'no-link'],
      [`${server.url}/i`, 'wrong-link'],
      [`${server.url}/i#abc`, 'wrong-link'],
      [secrets.map((secret) => `${server.url}/i#${secret}`).join(' or '), 'two-links'],
    ] as const) {
      expect(await sam.device.run({ kind: 'join', name: 'Sam', link })).toEqual({ ok: false, reason })
    }
    const nobody = `${server.url}/i#ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8`
    expect(await sam.device.run({ kind: 'join', name: 'Sam', link: nobody })).toEqual({
      ok: false,
      reason: 'wrong-link',
    })
    expect(await sam.device.run({ kind: 'join', name: ' ', link: nobody })).toEqual({ ok: false, reason: 'no-name' })
  })

  it('PAIR a link used twice: the second is told, the first goes on', async () => {
    await asked(robin, { kind: 'light-porch', name: 'Robin', server: server.url })
    const { link } = await stepOf(robin, 'invited')
    const sam = await device('sam')
    const thief = await device('thief')
    await asked(sam, { kind: 'join', name: 'Sam', link })
    await stepOf(sam, 'words')
    const answer = await thief.device.run({ kind: 'join', name: 'Thief', link })
    const refused = answer.ok ? (await stepOf(thief, 'failed')).reason : answer.reason
    expect(refused).toBe('link-used')
    await stepOf(robin, 'words')
  })

  it('PAIR *Not them* burns the link, and nothing was shared', async () => {
    await asked(robin, { kind: 'reject-words' })
    const [, sam] = devices.filter((one) => one !== robin)
    if (sam === undefined) throw new Error('nobody waits')
    expect((await stepOf(sam, 'failed')).reason).toBe('not-them')
    expect(sam.view()?.state).toBe('unpaired')
  })

  it('PAIR a background killed in the middle of pairing, on either side, goes on where it was', async () => {
    await asked(robin, { kind: 'new-invite' })
    const { link } = await stepOf(robin, 'invited')
    const sam = await device('sam')
    await robin.restart()
    await asked(sam, { kind: 'join', name: 'Sam', link })
    await sam.restart()
    const [mine, theirs] = await Promise.all([stepOf(robin, 'words'), stepOf(sam, 'words')])
    expect(mine.words).toEqual(theirs.words)
    await robin.restart()
    await stepOf(robin, 'words')
    await asked(robin, { kind: 'confirm-words' })
    await asked(sam, { kind: 'confirm-words' })
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'couple',
    )
    expect(sam.couple().couple.otherName).toBe('Robin')
  })
})

describe('leaving without a connection', () => {
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
    await asked(sam, { kind: 'send-note', text: 'One last note.' })
    await eventually(
      () => robin.couple().couple.signals,
      (signals) => signals.length === 1,
    )
  })
  afterAll(async () => {
    await robin?.device.stop()
    await sam?.device.stop()
    await network?.close()
    await server?.dispose()
  })

  it('LEAVE-1 leaving is never refused: the device says at once that it left, also after it was killed', async () => {
    network.cut()
    await eventually(
      () => sam.couple().saving,
      (saving) => saving === 'offline',
    )
    await asked(sam, { kind: 'leave' })
    expect(sam.view()).toMatchObject({ state: 'ended', why: 'left', canExport: false })
    expect(sam.device.badge()?.title.key).toBe('porchlight')
    await sam.restart()
    await eventually(
      () => sam.view(),
      (view) => view?.state === 'ended' && view.why === 'left',
    )
  })

  it('LEAVE-1 what the server must be told is told when there is a connection, and then nothing is left here', async () => {
    network.restore()
    await eventually(
      () => sam.view()?.state,
      (state) => state === 'unpaired',
      60_000,
    )
    // DOC-5: their words left with them.
    const signals = await eventually(
      () => robin.couple().couple.signals,
      (left) => left.length === 0,
    )
    expect(signals).toEqual([])
    await expect(sam.record()).rejects.toThrow('no keyring')
  })
})
