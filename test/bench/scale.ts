/** Whether a room costs more where there are many: the same updates, spread over 100, 1,000 and 10,000 rooms. Beside ours what any relay
 *  pays for more sockets and a larger memory, and ours once more without *saved* marks (SYNC-4): spread thinly, nearly every update
 *  brings one of its own.
 *
 *  A process may hold 20,000 files open here, so of 10,000 rooms every one has a writer and nine in ten a reader: the ratio of both is
 *  the same at every size. For the same reason each size and server runs by itself, one after the other, not by turns. */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { syncProtocol } from '@porchlight/shared/wire/close-code'
import { report, shown, type Summary, summarize, withSpread } from './figures.ts'
import { inParallel } from './in-parallel.ts'
import type { LoadSocket } from './load-socket.ts'
import { collectGarbage, cpuMicroseconds, pinLoad, residentKiB, untilQuiet } from './process-meter.ts'
import { entryMessages, updatesIn } from './relay-load.ts'
import { chosen, type Figures, scaled } from './results.ts'
import { startSubject, type Subject, type SubjectName } from './subject.ts'
import { within } from './within.ts'

const rounds = 3
const sizes = [100, 1_000, 10_000]
/** Of the fastest, a second's worth. */
const updatesPerRun = 40_000
/** Updates under way at once, whatever the number of rooms. */
const window = 100

type SeriesName = SubjectName | 'Porchlight without saved marks'
const limit: SeriesName = 'raw relay + commit'

interface Ground {
  subject: Subject
  rooms: number
  writers: LoadSocket[]
  onSeen: (updates: number) => void
}

interface Size {
  rooms: number
  cpu: Summary
  after: Summary
  residentMiB: number
  databaseKiB: number
}

export const measureScale = async (): Promise<Figures> => {
  pinLoad()
  const updates = scaled(updatesPerRun)
  const found: { name: SeriesName; sizes: Size[] }[] = []
  for (const name of chosen<SeriesName>([
    limit,
    'Porchlight',
    'Porchlight without saved marks',
    '@y/websocket-server',
    'Hocuspocus + SQLite',
  ])) {
    const measured: Size[] = []
    for (const rooms of sizes.map(scaled)) measured.push(await measureSize(name, rooms, updates))
    found.push({ name, sizes: measured })
  }
  const limitFlatness = flatness(found.find(({ name }) => name === limit)?.sizes)
  const subjects = found.map((series) => {
    const own = flatness(series.sizes)
    const overLimit = own / limitFlatness
    report(`${series.name}, most over fewest rooms`, `${shown(own)}; over that of raw + commit ${shown(overLimit)}`)
    return { ...series, flatness: own, overLimit }
  })
  return { updates, runs: rounds + 1, window, subjects }
}

/** What an update costs among the most rooms, over what it costs among the fewest. */
const flatness = (all: readonly Size[] = []): number =>
  (all.at(-1)?.cpu.median ?? Number.NaN) / (all[0]?.cpu.median ?? Number.NaN)

const measureSize = async (name: SeriesName, rooms: number, updates: number): Promise<Size> => {
  const ground = await prepare(name, rooms)
  const { subject } = ground
  const [cpu, after]: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round++) {
    const messages = entryMessages(Math.ceil(updates / rooms))
    collectGarbage()
    const before = cpuMicroseconds(subject.pid())
    await within(300, `${name}, ${rooms} rooms: not all arrived`, spreadOver(ground, updates, round, messages))
    const busy = cpuMicroseconds(subject.pid())
    await untilQuiet(subject.pid(), 2_500)
    if (round === 0) continue
    cpu.push((busy - before) / updates)
    after.push((cpuMicroseconds(subject.pid()) - busy) / updates)
  }
  const residentMiB = residentKiB(subject.pid()) / 1024
  report(
    `${name}, ${rooms} rooms`,
    `${withSpread(summarize(cpu))} µs CPU/update, ${shown(summarize(after).median)} µs after it, ${shown(residentMiB)} MiB`,
  )
  for (const writer of ground.writers) writer.destroy()
  await subject.interrupt()
  const databaseKiB = bytesIn(subject.folder) / 1024
  await subject.dispose()
  return { rooms, cpu: summarize(cpu), after: summarize(after), residentMiB, databaseKiB }
}

/** Stopped in order, everything of ours is folded and the log is in the database. */
const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)

const prepare = async (name: SeriesName, rooms: number): Promise<Ground> => {
  const offersSaved = name !== 'Porchlight without saved marks'
  const subject = await startSubject(name === 'Porchlight without saved marks' ? 'Porchlight' : name, rooms)
  const ground: Ground = { subject, rooms, writers: [], onSeen: () => undefined }
  const open = async (room: number, index: number, hear: (message: Buffer) => void): Promise<LoadSocket> => {
    const { path, protocols } = await subject.pass(room, index)
    const offered = offersSaved ? protocols : protocols.filter((protocol) => protocol !== syncProtocol.saved)
    return within(
      60,
      `${name}: room ${room} was not opened`,
      subject.open(room, index, hear, { path, protocols: offered }),
    )
  }
  await inParallel(rooms, 32, async (room) => {
    ground.writers[room] = await open(room, 2 * room, () => undefined)
    if (hasReader(room)) await open(room, 2 * room + 1, (message) => ground.onSeen(updatesIn(message)))
  })
  // What opening cost is over before the first update.
  await pause(1_000)
  return ground
}

const hasReader = (room: number): boolean => room % 10 !== 0

/** Round robin over the rooms, a fixed number under way. Rooms without a reader take theirs unseen. */
const spreadOver = (ground: Ground, updates: number, round: number, messages: readonly Uint8Array[]): Promise<void> =>
  new Promise((resolve) => {
    let sent = 0
    let toSee = 0
    let seen = 0
    const sendMore = (): void => {
      while (sent < updates && toSee - seen < window) {
        const room = (sent + round) % ground.rooms
        const message = messages[Math.floor(sent / ground.rooms)]
        sent++
        if (message !== undefined) ground.writers[room]?.send(message)
        if (hasReader(room)) toSee++
      }
      if (sent === updates && seen === toSee) resolve()
    }
    ground.onSeen = (count) => {
      seen += count
      sendMore()
    }
    sendMore()
  })
