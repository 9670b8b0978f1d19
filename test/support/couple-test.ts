/** Tests of a couple and its server: `it` makes for each test what that test names, and ends it. The server, and a liar before
 *  it, serve all tests of a file; everybody's devices are new in each, unless the file tells one story. */

import { test } from 'vitest'
import type { Bends } from './bends.ts'
import { type HostileServer, startHostileServer } from './hostile-server.ts'
import { createServerBackup } from './server-backup.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { pairDevices } from './world.ts'
import { type WorldDevice, type WorldDeviceOptions, startDevice } from './world-device.ts'

export interface Couple {
  robin: WorldDevice
  sam: WorldDevice
}

/** Starts one more device, which ends with the test. */
export type Start = (options: WorldDeviceOptions) => Promise<WorldDevice>

export interface CoupleTestOptions {
  /** Of the server. */
  env?: Record<string, string>
  /** Whose devices reach the server through the liar; default: nobody's. */
  throughLiar?: readonly (keyof Couple)[]
  /** What is bent around the devices from the start. */
  bends?: { robin?: Bends; sam?: Bends }
}

/** Each test begins with a couple of its own. */
export function coupleTest(options: CoupleTestOptions = {}) {
  return serverTest(options)
    .extend('couple', ({ server, liarOfFile, start }) => pair(options, server, liarOfFile, start))
    .extend('robin', ({ couple }) => couple.robin)
    .extend('sam', ({ couple }) => couple.sam)
}

/** One couple for the whole file: each test goes on where the one before left off. */
export function storyTest(options: CoupleTestOptions = {}) {
  return serverTest(options)
    .extend('couple', { scope: 'file' }, async ({ server, liarOfFile }, { onCleanup }) => {
      const couple = await pair(options, server, liarOfFile, startDevice)
      onCleanup(() => {
        for (const one of [couple.robin, couple.sam]) one.abandon()
      })
      return couple
    })
    .extend('robin', ({ couple }) => couple.robin)
    .extend('sam', ({ couple }) => couple.sam)
}

function serverTest({ env = {} }: CoupleTestOptions) {
  return (
    test
      .extend('server', { scope: 'file' }, async ({}, { onCleanup }) => {
        const server = await startServer({ env })
        onCleanup(() => server.dispose())
        return server
      })
      .extend('liarOfFile', { scope: 'file' }, async ({ server }, { onCleanup }) => {
        const liar = await startHostileServer(server.url)
        onCleanup(() => liar.close())
        return liar
      })
      .extend('backup', ({ server }, { onCleanup }) => {
        const backup = createServerBackup(server)
        onCleanup(() => backup.dispose())
        return backup
      })
      // The next test finds it honest.
      .extend('liar', ({ liarOfFile }, { onCleanup }) => {
        onCleanup(() => void (liarOfFile.lies = {}))
        return liarOfFile
      })
      .extend('start', ({}, { onCleanup }) => {
        const started: WorldDevice[] = []
        onCleanup(() => {
          for (const one of started) one.abandon()
        })
        const start: Start = async (options) => {
          const one = await startDevice(options)
          started.push(one)
          return one
        }
        return start
      })
  )
}

async function pair(
  { throughLiar = [], bends = {} }: CoupleTestOptions,
  server: ServerProcess,
  liar: HostileServer,
  start: Start,
): Promise<Couple> {
  const [robin, sam] = [
    await start({ name: 'robin', bends: { ...bends.robin } }),
    await start({ name: 'sam', bends: { ...bends.sam } }),
  ]
  const [hers, his] = (['robin', 'sam'] as const).map((who) => (throughLiar.includes(who) ? liar.url : server.url))
  await pairDevices(hers ?? server.url, robin, sam, his)
  return { robin, sam }
}
