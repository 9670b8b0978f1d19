/** More devices of one person: added with the same safety words, removed with a new key, and a partner who left and may come
 *  back. Real background code over a real server. Rules: PAIR, PAIR-2, EPOCH-3 … EPOCH-7, DOC-3, LEAVE-1. */

import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest'
import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { draftOf } from '@porchlight/shared/domain/document'
import { eventually } from '../support/eventually.ts'
import { startNetwork } from '../support/network.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { paragraph } from '../support/two-partners.ts'
import { addDevice, asked, pairDevices, stepOf } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

let server: ServerProcess
const running: WorldDevice[] = []
const device = async (name: string): Promise<WorldDevice> => {
  const started = await startDevice({ name })
  running.push(started)
  return started
}
const pair = async (): Promise<{ robin: WorldDevice; sam: WorldDevice }> => {
  const [robin, sam] = [await device('robin'), await device('sam')]
  await pairDevices(server.url, robin, sam)
  return { robin, sam }
}
const idOf = async (world: WorldDevice): Promise<string> => {
  const record = await world.record()
  if (record.state === 'unpaired') throw new Error('not paired')
  return base64UrlFromBytes(record.keyring.deviceId)
}
const rosterIn = async (world: WorldDevice) => {
  const record = await world.record()
  return record.state === 'unpaired' ? [] : record.keyring.epoch.roster.devices
}

beforeAll(async () => {
  server = await startServer()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((world) => world.device.stop()))
})
afterAll(async () => {
  await server?.dispose()
})

describe('adding and removing', () => {
  it('PAIR a further device of mine needs no name, is shown among mine, and acts as me', async () => {
    const { robin, sam } = await pair()
    expect(robin.couple().devices).toMatchObject([{ label: 'robin’s browser', isThis: true, isNew: false }])
    const laptop = await device('laptop')
    await addDevice(robin, laptop, 'the laptop')
    await eventually(
      () => laptop.couple().couple.myName,
      (name) => name === 'Robin',
    )
    expect(laptop.couple().devices.map(({ label, isThis, isNew }) => [label, isThis, isNew])).toEqual([
      ['robin’s browser', false, true],
      ['the laptop', true, false],
    ])
    expect(robin.couple().devices.map(({ label, isNew }) => [label, isNew])).toEqual([
      ['robin’s browser', false],
      ['the laptop', true],
    ])
    // Sam follows by itself, and does not see whose device it is that speaks.
    await asked(laptop, { kind: 'send-note', text: 'From the laptop.' })
    const [note] = await eventually(
      () => sam.couple().couple.signals,
      (signals) => signals.length === 1,
    )
    expect(note?.text).toBe('From the laptop.')
    expect(sam.couple().devices).toHaveLength(1)
    expect(sam.couple().otherIsHere).toBe(true)
  })

  it('PAIR a link for the other is not taken without a name, and the words of an own device say its label', async () => {
    const robin = await device('robin')
    await asked(robin, { kind: 'light-porch', name: 'Robin', server: server.url })
    const { link } = await stepOf(robin, 'invited')
    const sam = await device('sam')
    expect(await sam.device.run({ kind: 'join', link })).toEqual({ ok: false, reason: 'no-name' })
    await asked(robin, { kind: 'add-device' })
    const own = await eventually(
      () => robin.couple().pairing,
      (pairing) => pairing.step === 'invited' && pairing.own === true,
    )
    if (own.step !== 'invited') throw new Error(own.step)
    await asked(sam, { kind: 'join', link: own.link })
    const [mine, theirs] = await Promise.all([stepOf(robin, 'words'), stepOf(sam, 'words')])
    expect(mine).toMatchObject({ name: 'sam’s browser', own: true })
    expect(theirs).toMatchObject({ own: true })
    expect(theirs.words).toEqual(mine.words)
  })

  it('EPOCH-7 DOC-3 a removed device ends, can still export, and what it had said counts on another of mine', async () => {
    const { robin, sam } = await pair()
    const laptop = await device('laptop')
    await addDevice(robin, laptop)
    await asked(laptop, { kind: 'pause', note: 'away' })
    await eventually(
      () => sam.couple().couple.pause.theirs,
      (paused) => paused,
    )
    const gone = await idOf(laptop)
    await asked(robin, { kind: 'remove-device', id: gone })
    await eventually(
      () => laptop.view(),
      (view) => view?.state === 'ended' && view.why === 'revoked' && view.canExport,
    )
    expect(JSON.parse((await asked(laptop, { kind: 'export' })) ?? '')).toBeTypeOf('object')
    expect(robin.couple().devices).toHaveLength(1)
    expect((await rosterIn(robin)).find(({ id }) => base64UrlFromBytes(id) === gone)?.gone).toBeTypeOf('number')
    // Taken over: the removed device's keys are gone, its pause is not.
    await eventually(
      () => [...(sam.device.inner()?.getMap('r').keys() ?? [])].filter((key) => key.startsWith(gone)),
      (keys) => keys.length === 0,
    )
    expect(sam.couple().couple.pause).toMatchObject({ theirs: true, theirNote: 'away' })
    // Then a later change of key by the same partner names it no more.
    const tablet = await device('tablet')
    await addDevice(robin, tablet)
    expect((await rosterIn(robin)).map(({ id }) => base64UrlFromBytes(id))).not.toContain(gone)
    await asked(tablet, { kind: 'come-back' })
    await eventually(
      () => sam.couple().couple.pause.theirs,
      (paused) => !paused,
    )
  })

  it('EPOCH-4 a device that was removed while it was offline learns of it when it comes back', async () => {
    const network = await startNetwork(server.url)
    const { robin } = await pair()
    const laptop = await device('laptop')
    await addDevice(robin, laptop, 'laptop', network.url)
    network.cut()
    await eventually(
      () => laptop.couple().saving,
      (saving) => saving === 'offline',
    )
    await asked(robin, { kind: 'remove-device', id: await idOf(laptop) })
    await asked(laptop, { kind: 'send-note', text: 'Too late.' })
    network.restore()
    await eventually(
      () => laptop.view(),
      (view) => view?.state === 'ended' && view.canExport,
      30_000,
    )
    expect(await asked(laptop, { kind: 'export' })).toContain('Too late.')
    expect(robin.couple().couple.signals).toEqual([])
    await network.close()
  })

  it('PAIR only a further device of mine can be removed, and not the one in my hand', async () => {
    const { robin, sam } = await pair()
    expect(await robin.device.run({ kind: 'remove-device', id: await idOf(robin) })).toMatchObject({ ok: false })
    await asked(robin, { kind: 'remove-device', id: await idOf(sam) })
    await asked(sam, { kind: 'send-signal', signal: 'glow' })
    await eventually(
      () => robin.couple().waiting,
      (ids) => ids.length === 1,
    )
  })
})

describe('two devices each', () => {
  it('DOM-5 DOM-7 agree, signal, pass, pause and come back on whichever is at hand, and lose nothing when one is removed', async () => {
    const { robin, sam } = await pair()
    const [laptop, phone] = [await device('laptop'), await device('phone')]
    await addDevice(robin, laptop)
    await addDevice(sam, phone)
    const all = [robin, laptop, sam, phone]
    const inner = laptop.device.inner()
    if (inner === undefined) throw new Error('no document')
    draftOf(inner).insert(0, [paragraph('We take turns.')])
    const hashes = await eventually(
      () =>
        all.map((one) => {
          const { draft } = one.couple().couple.agreement
          return draft.state === 'fit' ? draft.hash : ''
        }),
      (seen) => seen.every((hash) => hash !== '' && hash === seen[0]),
    )
    await asked(laptop, { kind: 'consent', hash: hashes[0] ?? '' })
    await asked(phone, { kind: 'consent', hash: hashes[0] ?? '' })
    const lightsAre = (mine: string, theirs: string) =>
      eventually(
        () => all.map((one) => one.couple().couple.light.state),
        (seen) => seen.join() === [mine, mine, theirs, theirs].join(),
      )
    await lightsAre('mine', 'theirs')
    const turnOf = (one: WorldDevice): number => {
      const { light } = one.couple().couple
      return 'turn' in light ? light.turn : 0
    }
    await asked(robin, { kind: 'pass', turn: turnOf(robin) })
    await lightsAre('theirs', 'mine')
    await asked(phone, { kind: 'pass', turn: turnOf(phone) })
    await lightsAre('mine', 'theirs')
    await asked(laptop, { kind: 'send-signal', signal: 'hug' })
    await asked(robin, { kind: 'send-signal', signal: 'glow' })
    for (const theirs of [sam, phone])
      await eventually(
        () => theirs.couple().waiting,
        (ids) => ids.length === 2,
      )
    await asked(laptop, { kind: 'pause' })
    await lightsAre('paused', 'paused')
    await asked(robin, { kind: 'come-back' })
    await lightsAre('mine', 'theirs')
    // The yes that is in force was said on the laptop, the last pass of Sam's on the phone.
    await asked(robin, { kind: 'remove-device', id: await idOf(laptop) })
    await asked(sam, { kind: 'remove-device', id: await idOf(phone) })
    for (const left of [robin, sam]) {
      const goneKeys = await rosterIn(left)
      const gone = goneKeys.filter((one) => one.gone !== undefined).map(({ id }) => base64UrlFromBytes(id))
      await eventually(
        () => [...(left.device.inner()?.getMap('r').keys() ?? [])].filter((key) => gone.includes(key.slice(0, 22))),
        (keys) => keys.length === 0,
        30_000,
      )
    }
    expect([robin, sam].map((one) => one.couple().couple.light.state)).toEqual(['mine', 'theirs'])
    expect([robin, sam].map((one) => one.couple().couple.agreement.inForce?.hash)).toEqual([hashes[0], hashes[0]])
    await asked(robin, { kind: 'pass', turn: turnOf(robin) })
    await eventually(
      () => sam.couple().couple.light.state,
      (state) => state === 'mine',
    )
  })
})

describe('after the other left', () => {
  it('LEAVE-1 the key moves on by itself, on one of my two devices, and a new invite brings somebody in', async () => {
    const { robin, sam } = await pair()
    const laptop = await device('laptop')
    await addDevice(robin, laptop)
    expect(robin.couple().otherIsHere).toBe(true)
    const before = (await rosterIn(robin)).length
    await asked(sam, { kind: 'leave' })
    for (const mine of [robin, laptop]) {
      await eventually(
        () => mine.couple().otherIsHere,
        (isHere) => !isHere,
      )
    }
    expect(await rosterIn(robin)).toHaveLength(before)
    await asked(laptop, { kind: 'new-invite' })
    const { link } = await stepOf(laptop, 'invited')
    const kim = await device('kim')
    await asked(kim, { kind: 'join', name: 'Kim', link })
    await Promise.all([stepOf(laptop, 'words'), stepOf(kim, 'words')])
    await asked(laptop, { kind: 'confirm-words' })
    await asked(kim, { kind: 'confirm-words' })
    await eventually(
      () => [robin, laptop].map((mine) => [mine.couple().couple.otherName, mine.couple().otherIsHere]),
      (seen) => seen.every(([name, isHere]) => name === 'Kim' && isHere === true),
    )
    await asked(kim, { kind: 'send-signal', signal: 'hug' })
    await eventually(
      () => robin.couple().waiting,
      (ids) => ids.length === 1,
    )
  })

  it('LEAVE-1 the creator may be the one who leaves, and without a last word the server says so', async () => {
    const network = await startNetwork(server.url)
    const [robin, sam] = [await device('robin'), await device('sam')]
    await pairDevices(server.url, robin, sam, network.url)
    network.cut()
    await eventually(
      () => sam.couple().saving,
      (saving) => saving === 'offline',
    )
    // Robin's token ends at the server and the document says nothing, as where the last words could not be written.
    const record = await robin.record()
    if (record.state !== 'couple') throw new Error(record.state)
    const response = await fetch(`${server.url}/v1/couple/leave`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${base64UrlFromBytes(record.keyring.token)}` },
    })
    expect(response.status).toBe(204)
    network.restore()
    await eventually(
      () => sam.couple().otherIsHere,
      (isHere) => !isHere,
      30_000,
    )
    await asked(sam, { kind: 'new-invite' })
    const { link } = await stepOf(sam, 'invited')
    const kim = await device('kim')
    await asked(kim, { kind: 'join', name: 'Kim', link: link.replace(network.url, server.url) })
    await Promise.all([stepOf(sam, 'words'), stepOf(kim, 'words')])
    await asked(sam, { kind: 'confirm-words' })
    await asked(kim, { kind: 'confirm-words' })
    await eventually(
      () => sam.couple().couple.otherName,
      (name) => name === 'Kim',
    )
    await network.close()
  })
})
