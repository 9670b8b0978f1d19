/** A room that a thief with a token filled with 10,000 entries nobody can open: how long a device takes from its start until its
 *  screen shows the couple, from its own copy and server both. Each time anew, so what the device cleared away comes again. */

import { randomBytes } from 'node:crypto'
import { eventually } from '../support/eventually.ts'
import { startHostileDevice } from '../support/hostile-device.ts'
import { breakIn } from '../support/hostile-thief.ts'
import { startServer } from '../support/server-process.ts'
import { pairDevices } from '../support/world.ts'
import { report, summarize, withSpread } from './figures.ts'
import { type Figures, scaled } from './results.ts'

export const measureJunk = async (): Promise<Figures> => {
  const server = await startServer()
  const robin = await startHostileDevice('robin')
  const sam = await startHostileDevice('sam')
  await pairDevices(server.url, robin, sam)
  const entries = scaled(10_000)
  const openedMs: number[] = []
  // Whoever is there clears it away at once.
  sam.abandon()
  for (let run = 0; run < 5; run += 1) {
    robin.abandon()
    const thief = await breakIn(sam)
    thief.entries.push(Array.from({ length: entries }, () => new Uint8Array(randomBytes(64))))
    const others = await breakIn(robin)
    await eventually(() => others.entries.length >= entries, Boolean, 60_000)
    others.leave()
    const startedAt = performance.now()
    await robin.start()
    await eventually(
      () => (robin.view()?.state === 'couple' ? robin.couple().saving : ''),
      (saving) => saving === 'saved',
      60_000,
    )
    openedMs.push(performance.now() - startedAt)
    thief.leave()
  }
  const opened = summarize(openedMs)
  report(
    `a room with ${entries.toLocaleString('en')} entries of junk, from start to shown and saved`,
    `${withSpread(opened)} ms`,
  )
  robin.abandon()
  await server.dispose()
  return { entries, opened }
}
