/** What becomes of couples when a server goes on from a backup. Rule: SYNC-5c, SEAL-8 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../support/leftovers.ts'
import { runCli } from '../support/cli.ts'
import { eventually } from '../support/eventually.ts'
import { readRoom } from '../support/raw-socket.ts'
import { base64url, type Device } from '../support/server-client.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { asked, pairDevices } from '../support/world.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

let dir: string
let server: ServerProcess
let robin: WorldDevice
let sam: WorldDevice

beforeEach(async () => {
  dir = temporaryFolder('restored')
  server = await startServer()
  robin = await startDevice({ name: 'robin' })
  sam = await startDevice({ name: 'sam' })
})
afterEach(async () => {
  await robin.device.stop()
  await sam.device.stop()
  await server.dispose()
  await rm(dir, { recursive: true, force: true })
})

const backUp = async (): Promise<string> => {
  const file = join(dir, 'backup')
  expect((await runCli(server.dataDir, ['backup', file])).code).toBe(0)
  return file
}

const goOnFrom = async (file: string): Promise<void> => {
  await server.kill()
  for (const name of await readdir(server.dataDir)) {
    if (name.startsWith('porchlight.sqlite')) await rm(join(server.dataDir, name))
  }
  expect(await runCli(server.dataDir, ['restore', file])).toMatchObject({ code: 0, stderr: '' })
  await server.restart()
}

/** How many entries the server holds for this device's couple. */
const entriesFor = async (world: WorldDevice): Promise<number> => {
  const record = await world.record()
  if (record.state === 'unpaired') throw new Error('not paired')
  const { token, deviceId, epoch } = record.keyring
  const device: Device = {
    url: server.url,
    token: base64url(token),
    deviceId: base64url(deviceId),
    coupleId: base64url(epoch.coupleId),
  }
  return (await readRoom(device)).getArray('e').length
}

test('SYNC-5c what was saved since the backup comes back from the devices, and they go on', async () => {
  await pairDevices(server.url, robin, sam)
  const file = await backUp()
  await asked(robin, { kind: 'send-signal', signal: 'glow' })
  await eventually(
    () => sam.couple().couple.signals.length,
    (signals) => signals === 1,
  )
  const before = await entriesFor(robin)
  await goOnFrom(file)
  await eventually(
    () => entriesFor(robin),
    (entries) => entries >= before,
    60_000,
  )
  await asked(sam, { kind: 'send-note', text: 'Still here.' })
  await eventually(
    () => robin.couple().couple.signals.map((signal) => signal.text),
    (texts) => texts.includes('Still here.'),
    60_000,
  )
})
