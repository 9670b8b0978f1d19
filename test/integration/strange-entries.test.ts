/** What a member's newer program, a stranger with a token, or a full disk does to two devices: nothing is lost, and the
 *  screen says what is so. */

import { base64UrlFromBytes, bytesFromU32 } from '@porchlight/shared/bytes'
import { labelled, nonceBytes, seal } from '@porchlight/shared/crypto/aead'
import { deriveEpochKeys } from '@porchlight/shared/crypto/keys'
import { roomName } from '@porchlight/shared/wire/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { createApiClient } from '@porchlight/client/server/api-client'
import { random } from '@porchlight/client/capabilities'
import { eventually } from '../support/eventually.ts'
import { fillDisk, freeDisk } from '../support/full-disk.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { asked, pairDevices } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

const concat = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(parts.flatMap((part) => [...part]))

/** Another program of this device's owner on the same room: pushes elements into the outer array and waits until they are
 *  on the server. */
async function pushAs(member: WorldDevice, elements: (context: MemberContext) => unknown[]): Promise<void> {
  const record = await member.record()
  if (record.state !== 'couple') throw new Error('not a couple')
  const { server, token, epoch } = record.keyring
  const room = roomName(base64UrlFromBytes(epoch.coupleId), epoch.epoch)
  const { ticket } = await createApiClient({ server, token: base64UrlFromBytes(token) }).ticket()
  const outer = new Y.Doc()
  const provider = new WebsocketProvider(`${server.replace('http', 'ws')}/v1/sync`, room, outer, {
    protocols: ['porchlight.v1', `porchlight.ticket.${ticket}`],
    disableBc: true,
  })
  await eventually(() => provider.synced, Boolean)
  const keys = deriveEpochKeys(epoch.key, epoch.coupleId)
  const pushed = elements({ entryKey: keys.entry, coupleId: epoch.coupleId, epoch: epoch.epoch })
  outer.getArray('e').push(pushed)
  await new Promise((resume) => setTimeout(resume, 200))
  provider.destroy()
}

interface MemberContext {
  entryKey: Uint8Array
  coupleId: Uint8Array
  epoch: number
}

/** SEAL-3 with another version byte: bytes 0–28, key and additional data stay as they are in every later version. */
function entryOfVersion(version: number, { entryKey, coupleId, epoch }: MemberContext): Uint8Array {
  const head = concat(Uint8Array.of(version), bytesFromU32(epoch))
  const nonce = random.bytes(nonceBytes)
  const body = new Uint8Array(300)
  return concat(head, nonce, seal(entryKey, nonce, labelled('porchlight/v1/entry', coupleId, head), body))
}

describe('what does not come from this program', () => {
  let server: ServerProcess
  let robin: WorldDevice
  let sam: WorldDevice

  beforeAll(async () => {
    server = await startServer()
    robin = await startDevice({ name: 'robin' })
    sam = await startDevice({ name: 'sam' })
    await pairDevices(server.url, robin, sam)
  })
  afterAll(async () => {
    await robin?.device.stop()
    await sam?.device.stop()
    await server?.dispose()
  })

  it('SEAL-7 junk of every kind is skipped, and the next honest word arrives', async () => {
    await pushAs(sam, () => ['a string', 42, { an: 'object' }, random.bytes(7), random.bytes(301), random.bytes(4_000)])
    await asked(sam, { kind: 'send-note', text: 'Still here.' })
    const [note] = await eventually(
      () => robin.couple().couple.signals,
      (signals) => signals.length === 1,
    )
    expect(note?.text).toBe('Still here.')
    expect(robin.couple().saving).not.toBe('update-porchlight')
  })

  it('SEAL-7 10,000 junk entries: both devices open, and the next honest word arrives', async () => {
    await pushAs(sam, () => Array.from({ length: 10_000 }, () => random.bytes(64)))
    await robin.restart()
    await eventually(
      () => robin.view()?.state,
      (state) => state === 'couple',
    )
    await asked(robin, { kind: 'send-note', text: 'Through the noise.' })
    const [note] = await eventually(
      () => sam.couple().couple.signals,
      (signals) => signals.length === 1,
    )
    expect(note?.text).toBe('Through the noise.')
  })

  it('SEAL-7 an entry of a newer version is kept, and the screen says "Update Porchlight"', async () => {
    await pushAs(sam, (context) => [entryOfVersion(2, context)])
    const { saving } = await eventually(
      () => robin.couple(),
      (view) => view.saving === 'update-porchlight',
    )
    expect(saving).toBe('update-porchlight')
    await robin.restart()
    await eventually(
      () => robin.view(),
      (view) => view?.state === 'couple' && view.saving === 'update-porchlight',
    )
  })
})

describe('a server whose disk is full', () => {
  let server: ServerProcess
  let robin: WorldDevice
  let sam: WorldDevice

  beforeAll(async () => {
    server = await startServer()
    robin = await startDevice({ name: 'robin' })
    sam = await startDevice({ name: 'sam' })
    await pairDevices(server.url, robin, sam)
  })
  afterAll(async () => {
    await robin?.device.stop()
    await sam?.device.stop()
    await server?.dispose()
  })

  it('SYNC-5c acknowledges nothing, the device keeps it and says *Saving…*; it arrives when there is room again, without a restart', async () => {
    await fillDisk(server.pid())
    await asked(robin, { kind: 'set-name', name: 'Robin Redbreast' })
    await eventually(
      () => robin.couple().saving,
      (saving) => saving === 'saving',
      30_000,
    )
    await eventually(
      () => server.stderr(),
      (log) => log.includes('a commit failed'),
      30_000,
    )
    expect(sam.couple().couple.otherName).toBe('Robin')
    await freeDisk(server.pid())
    const { otherName } = await eventually(
      () => sam.couple().couple,
      (couple) => couple.otherName === 'Robin Redbreast',
      60_000,
    )
    expect(otherName).toBe('Robin Redbreast')
    await eventually(
      () => robin.couple().saving,
      (saving) => saving === 'saved',
      60_000,
    )
  })
})
