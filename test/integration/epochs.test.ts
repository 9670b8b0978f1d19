/** The key moves, often and at bad moments: several rotations while a device is away, fresh documents, two who rotate at once.
 *  Nothing written is lost, and nothing stands twice. Real background code over a real server.
 *  Rules: EPOCH-2 … EPOCH-6, DOC-4, SEAL-8, SEAL-9. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { draftOf } from '@porchlight/shared/domain/document'
import { maxOuterBytes } from '@porchlight/shared/sync/outer-doc'
import type { DeviceRecord } from '@porchlight/client/record/device-record'
import { eventually } from '../support/eventually.ts'
import { type Network, startNetwork } from '../support/network.ts'
import { breakIn } from '../support/hostile-thief.ts'
import { base64url, moveEpoch } from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { paragraph } from '../support/two-partners.ts'
import { addDevice, asked, genOf, keepHouse, pairDevices } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

let server: ServerProcess
const running: WorldDevice[] = []
const networks: Network[] = []
const device = async (name: string): Promise<WorldDevice> => {
  const started = await startDevice({ name })
  running.push(started)
  return started
}
const network = async (): Promise<Network> => {
  const started = await startNetwork(server.url)
  networks.push(started)
  return started
}
/** `sam` has a network of its own. */
const pair = async (): Promise<{ robin: WorldDevice; sam: WorldDevice; line: Network }> => {
  const [robin, sam, line] = [await device('robin'), await device('sam'), await network()]
  await pairDevices(server.url, robin, sam, line.url)
  return { robin, sam, line }
}
const innerOf = (world: WorldDevice): Y.Doc => {
  const inner = world.device.inner()
  if (inner === undefined) throw new Error('no document')
  return inner
}
const write = (world: WorldDevice, line: string): void =>
  draftOf(innerOf(world)).insert(draftOf(innerOf(world)).length, [paragraph(line)])
const linesOf = (world: WorldDevice): string[] => {
  const inner = world.device.inner()
  return inner === undefined
    ? []
    : draftOf(inner)
        .toArray()
        .map((block) => ((block as Y.XmlElement).get(0) as Y.XmlText).toJSON())
}
const isOffline = (world: WorldDevice): Promise<unknown> =>
  eventually(
    () => world.couple().saving,
    (saving) => saving === 'offline',
  )
/** All of them have the same words, whatever their order, and all is saved. */
const allSay = async (worlds: WorldDevice[], lines: string[]): Promise<void> => {
  await eventually(
    () => worlds.map((world) => linesOf(world).toSorted().join('|')),
    (seen) => seen.every((text) => text === lines.toSorted().join('|')),
    30_000,
  )
  await eventually(
    () => worlds.map((world) => world.view()),
    (views) => views.every((view) => view?.state === 'couple' && view.saving === 'saved'),
    30_000,
  )
}
const epochOf = async (world: WorldDevice): Promise<number> => {
  const record = await world.record()
  return record.state === 'unpaired' ? 0 : record.keyring.epoch.epoch
}
const isAtEpochOf = (world: WorldDevice, other: WorldDevice): Promise<unknown> =>
  eventually(
    async () => [await epochOf(world), await epochOf(other)],
    ([mine, theirs]) => mine === theirs,
    30_000,
  )

beforeAll(async () => {
  server = await startServer()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((world) => world.device.stop()))
  await Promise.all(networks.splice(0).map((one) => one.close()))
})
afterAll(async () => {
  await server?.dispose()
})

describe('a fresh document', () => {
  it('DOC-4 takes the old one’s place for both, with all it said, and a panel that types meanwhile loses nothing', async () => {
    const { robin, sam } = await pair()
    write(robin, 'We leave a light on.')
    await allSay([robin, sam], ['We leave a light on.'])
    await asked(robin, { kind: 'pause', note: 'away' })
    const old = innerOf(robin)
    const gen = await keepHouse(robin)
    expect(gen).toBeGreaterThan(1)
    expect(innerOf(robin)).not.toBe(old)
    await eventually(
      async () => [sam.device.gen(), await genOf(sam)],
      ([live, kept]) => live === kept && (live ?? 0) >= gen,
    )
    // What a panel had sent into the old one.
    const typed = new Y.Doc()
    Y.applyUpdate(typed, Y.encodeStateAsUpdate(old))
    draftOf(typed).insert(1, [paragraph('And one more line.')])
    robin.device.takeLate(old, Y.encodeStateAsUpdate(typed, Y.encodeStateVector(old)))
    await allSay([robin, sam], ['We leave a light on.', 'And one more line.'])
    expect(sam.couple().couple.pause).toMatchObject({ theirs: true, theirNote: 'away' })
    expect(sam.couple().couple.otherName).toBe('Robin')
    // Both go on in it, also after a restart.
    await sam.restart()
    await asked(sam, { kind: 'send-signal', signal: 'glow' })
    await eventually(
      () => robin.couple().waiting,
      (ids) => ids.length === 1,
    )
  })

  it('EPOCH-4 months offline, several keys and fresh documents: unsent work of two epochs and a document ago comes along once', async () => {
    const { robin, sam, line } = await pair()
    write(robin, 'one')
    await allSay([robin, sam], ['one'])
    line.cut()
    await isOffline(sam)
    write(sam, 'from sam, offline')
    await asked(sam, { kind: 'pause', note: 'unwell' })
    await sam.restart()
    const laptop = await device('laptop')
    await addDevice(robin, laptop)
    write(laptop, 'two')
    await allSay([robin, laptop], ['one', 'two'])
    await keepHouse(robin)
    await isAtEpochOf(laptop, robin)
    write(robin, 'three')
    await keepHouse(laptop)
    await isAtEpochOf(robin, laptop)
    await allSay([robin, laptop], ['one', 'two', 'three'])
    // A word of Sam's in the very line both changed.
    ;((draftOf(innerOf(sam)).get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(3, ' indeed')
    line.restore()
    await isAtEpochOf(sam, robin)
    await allSay([robin, laptop, sam], ['one indeed', 'two', 'three', 'from sam, offline'])
    await eventually(
      () => robin.couple().couple.pause.theirNote,
      (note) => note === 'unwell',
    )
    await eventually(
      () => sam.record(),
      (record) => record.state === 'couple' && !('carry' in record.keyring) && !('previous' in record.keyring),
    )
  })

  it('DOC-4 a device with nothing unsent does not bring its old draft back', async () => {
    const { robin, sam, line } = await pair()
    write(robin, 'old words')
    await allSay([robin, sam], ['old words'])
    line.cut()
    await isOffline(sam)
    draftOf(innerOf(robin)).delete(0, 1)
    write(robin, 'new words')
    await keepHouse(robin)
    line.restore()
    await isAtEpochOf(sam, robin)
    await allSay([robin, sam], ['new words'])
    expect(linesOf(sam)).toEqual(['new words'])
  })

  it('EPOCH-6 of two that find the same thing to do at once one does it, and the other follows', async () => {
    const { robin, sam } = await pair()
    write(robin, 'one')
    await allSay([robin, sam], ['one'])
    await Promise.all([keepHouse(robin), keepHouse(sam)])
    await eventually(
      async () => [await epochOf(robin), await epochOf(sam), robin.device.gen(), sam.device.gen()],
      ([a, b, genA, genB]) => a === b && genA === genB,
      30_000,
    )
    write(sam, 'two')
    await allSay([robin, sam], ['one', 'two'])
  })
})

describe('a room and its records in bad hands', () => {
  it('SEAL-9 SYNC-9 a device with unsent words meets a full room, makes room, and its words arrive', async () => {
    const [robin, sam, line] = [await device('robin'), await device('sam'), await network()]
    await pairDevices(line.url, robin, sam, server.url)
    await allSay([robin, sam], [])
    line.cut()
    await isOffline(robin)
    await asked(robin, { kind: 'pause', note: 'away' })
    const thief = await breakIn(sam)
    const left = maxOuterBytes - Y.encodeStateAsUpdate(thief.outer).length
    thief.entries.push([new Uint8Array(left - 120)])
    await eventually(() => thief.closes.length === 0 && thief.isSynced(), Boolean)
    thief.leave()
    line.restore()
    await eventually(
      () => sam.couple().couple.pause.theirNote,
      (note) => note === 'away',
      60_000,
    )
    await eventually(
      () => robin.couple().saving,
      (saving) => saving === 'saved',
      60_000,
    )
  })

  it('EPOCH-4 a record that no member made ends in a state a screen can show, and the document stays usable', async () => {
    const { robin, sam } = await pair()
    write(robin, 'before')
    await allSay([robin, sam], ['before'])
    const thief = await breakIn(sam)
    const { keyring } = (await sam.record()) as Extract<DeviceRecord, { state: 'couple' }>
    const to = (await Promise.all([robin, sam].map((one) => one.record()))).map((record) =>
      base64url((record as Extract<DeviceRecord, { state: 'couple' }>).keyring.deviceId),
    )
    const moved = await moveEpoch(
      {
        url: server.url,
        coupleId: base64url(keyring.epoch.coupleId),
        deviceId: base64url(keyring.deviceId),
        token: base64url(keyring.token),
      },
      { from: keyring.epoch.epoch, outer: thief.outer, to },
    )
    expect(moved.status).toBe(201)
    thief.leave()
    await eventually(
      () => robin.couple().cannotFollow,
      (cannot) => cannot === true,
      30_000,
    )
    expect(linesOf(robin)).toEqual(['before'])
    write(robin, 'after')
    await asked(robin, { kind: 'pause' })
    await robin.restart()
    await eventually(
      () => robin.view()?.state === 'couple' && robin.couple().cannotFollow === true && linesOf(robin).length,
      (lines) => lines === 2,
      30_000,
    )
  })
})

describe('the same document under a new key', () => {
  it('EPOCH-3 an entry pushed between the last pull and the switch is not lost: the rotator is told to look again', async () => {
    const { robin, sam } = await pair()
    const tablet = await device('tablet')
    let typed = 0
    const typing = setInterval(() => write(sam, `word ${typed++}`), 20)
    await eventually(
      () => typed,
      (count) => count > 5,
    )
    await addDevice(robin, tablet)
    clearInterval(typing)
    const words = linesOf(sam)
    expect(words).toHaveLength(typed)
    await allSay([robin, sam, tablet], words)
  })

  it('EPOCH-3 two who rotate at once: one is told to follow, and then does what it wanted', async () => {
    const { robin, sam } = await pair()
    const [laptop, phone] = [await device('laptop'), await device('phone')]
    await Promise.all([addDevice(robin, laptop), addDevice(sam, phone)])
    for (const world of [robin, sam, laptop, phone]) await isAtEpochOf(world, robin)
    expect(await epochOf(robin)).toBe(4)
    expect([robin, sam].map((world) => world.couple().devices.length)).toEqual([2, 2])
    write(phone, 'hello')
    await allSay([robin, sam, laptop, phone], ['hello'])
  })
})
