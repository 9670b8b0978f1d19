/** Two devices, one real server: what a couple can do, told as stories. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { type WorldDevice, asked, pairDevices, startDevice } from '../support/world.ts'

describe('two devices and a server', () => {
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

  it('SIG-1 one press reaches the partner', async () => {
    await asked(robin, { kind: 'send-signal', signal: 'glow' })
    const waiting = await eventually(
      () => sam.couple().waitingSignals,
      (ids) => ids.length === 1,
    )
    expect(waiting).toHaveLength(1)
    expect(sam.device.badge()?.lamp).toBe('glow')
  })
})
