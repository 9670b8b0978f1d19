/** Everybody comes back at once: 10,000 sockets in 5,000 rooms are open and quiet, the server is killed (`SIGKILL`) and started again,
 *  and every client opens its socket and asks for what it lacks, without the jitter real ones have. Ours fetches a ticket first, as
 *  nobody else does.
 *
 *  Each room holds an entry that was folded or stored, and half of them one more that was not yet. The servers take turns, each alone
 *  with its clients, since the load may hold 20,000 files open. One storm: `storm-round.ts`. */

import { setTimeout as pause } from 'node:timers/promises'
import { report, shown, type Summary, summarize, withSpread } from './figures.ts'
import { inParallel } from './in-parallel.ts'
import { counterNames } from './kernel-counters.ts'
import { pinLoad, untilQuiet } from './process-meter.ts'
import { entryMessages } from './relay-load.ts'
import { chosen, type Figures, scaled } from './results.ts'
import { type Came, createClients, type Storm, stormOnce } from './storm-round.ts'
import { startSubject, type Subject, type SubjectName } from './subject.ts'
import { within } from './within.ts'

const rounds = 3
/** What is not back by then is counted, not waited for. */
const limitSeconds = 180

export const measureStorm = async (): Promise<Figures> => {
  pinLoad()
  const rooms = scaled(5_000)
  const names = chosen<SubjectName>(['raw relay', 'Porchlight', '@y/websocket-server + LevelDB', 'Hocuspocus + SQLite'])
  const entries = entryMessages(1 + rounds)
  const found = []
  for (const name of names) {
    const subject = await startSubject(name, rooms)
    await fill(subject, rooms, entries)
    await subject.kill()
    found.push({ subject, storms: [] as Storm[] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const { subject, storms } of found) {
      await subject.restart()
      const clients = createClients(subject, rooms * 2, cameOf(subject.name))
      await inParallel(rooms * 2, 64, async (index) => {
        await within(60, `${subject.name}: client ${index} was not answered`, clients.comeIn(index))
      })
      for (let room = 0; room < rooms; room += 2) clients.say(room * 2, entries[round + 1])
      await pause(3_000)
      const storm = await stormOnce(subject, clients, limitSeconds)
      storms.push(storm)
      report(`round ${round + 1}, ${subject.name}`, inWords(storm))
      await subject.kill()
      clients.forget()
    }
  }
  await Promise.all(found.map(({ subject }) => subject.dispose()))
  return {
    clients: rooms * 2,
    rooms,
    limitSeconds,
    subjects: found.map(({ subject, storms }) => sum(subject.name, storms)),
  }
}

/** The raw relay has nothing to answer with. */
const cameOf = (name: SubjectName): Came => (name === 'raw relay' ? 'let in' : 'answered')

const fill = async (
  subject: Subject,
  rooms: number,
  [entry = new Uint8Array()]: readonly Uint8Array[],
): Promise<void> => {
  const writers = createClients(subject, rooms, cameOf(subject.name))
  await inParallel(rooms, 64, async (room) => {
    await within(60, `${subject.name}: room ${room} was not answered`, writers.comeIn(room, room))
    writers.say(room, entry)
  })
  await untilQuiet(subject.pid(), 4_000)
  writers.forget()
  await untilQuiet(subject.pid(), 2_000)
}

const sum = (name: SubjectName, storms: readonly Storm[]): Record<string, unknown> => {
  const over = (of: (storm: Storm) => number): Summary => summarize(storms.map(of))
  const figures = {
    seconds: over((storm) => storm.seconds),
    fromKill: over((storm) => storm.fromKill),
    halfSeconds: over((storm) => storm.halfSeconds),
    notSynced: over((storm) => storm.notSynced),
    refused: over((storm) => storm.refused),
    errors: over((storm) => storm.errors),
    emptyAnswers: over((storm) => storm.emptyAnswers),
    cpuSeconds: over((storm) => storm.cpuSeconds),
    loadCpuSeconds: over((storm) => storm.loadCpuSeconds),
    idleMiB: over((storm) => storm.idleMiB),
    peakMiB: over((storm) => storm.peakMiB),
    peakOverIdle: over((storm) => storm.peakMiB / storm.idleMiB),
  }
  for (const [figure, summary] of Object.entries(figures)) report(`${name}, ${figure}`, withSpread(summary))
  const kernel = Object.fromEntries(counterNames.map((counter) => [counter, over((storm) => storm.kernel[counter])]))
  return { name, ...figures, kernel, errorKinds: storms.map((storm) => storm.errorKinds) }
}

const inWords = (storm: Storm): string => {
  const kinds = Object.entries(storm.errorKinds).map(([kind, count]) => `${count} × ${kind}`)
  return (
    `${storm.notSynced === 0 ? 'all synced' : `${storm.notSynced} not synced`} after ${shown(storm.seconds)} s, half after ` +
    `${shown(storm.halfSeconds)} s; CPU ${shown(storm.cpuSeconds)} s, of the load ${shown(storm.loadCpuSeconds)} s; ` +
    `refused while nobody listened ${storm.refused}; errors: ${kinds.join(', ') || 'none'}; kernel: ${counterNames.map((name) => `${name} ${storm.kernel[name]}`).join(', ')}`
  )
}
