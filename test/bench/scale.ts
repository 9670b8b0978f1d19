/** Whether a room costs more where there are many: the same updates, spread over 100, 1,000 and 10,000 rooms.
 *
 *  A process may hold 20,000 files open here, so of 10,000 rooms every one has a writer and nine in ten a reader: the ratio of
 *  both is the same at every size. Each size has its own process; they take turns. */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { medianOf, report, shown, summarize, withSpread } from './figures.ts'
import { inParallel } from './in-parallel.ts'
import { cpuMicroseconds, pinLoad, residentKiB } from './process-meter.ts'
import { entryMessages } from './relay-load.ts'
import { chosen, type Figures, scaled } from './results.ts'
import { startSubject, type Subject, type SubjectName } from './subject.ts'
import type { LoadSocket } from './load-socket.ts'

const rounds = 3
const sizes = [100, 1_000, 10_000]
const updatesPerRun = 10_000
/** Updates under way at once, whatever the number of rooms. */
const window = 100
const quietMs = 2_500

interface Ground {
  subject: Subject
  rooms: number
  writers: LoadSocket[]
  onSeen: () => void
}

export const measureScale = async (): Promise<Figures> => {
  pinLoad()
  const updates = scaled(updatesPerRun)
  const results = []
  for (const name of chosen<SubjectName>(['Porchlight'])) {
    const found = []
    for (const rooms of sizes.map(scaled)) {
      // One size at a time: two of 10,000 rooms would be too many files for the load.
      const ground = await prepare(name, rooms)
      const cpu: number[] = []
      const after: number[] = []
      for (let round = 0; round <= rounds; round++) {
        const before = cpuMicroseconds(ground.subject.pid())
        await spreadOver(ground, updates, round)
        const busy = cpuMicroseconds(ground.subject.pid())
        await pause(quietMs)
        if (round === 0) continue
        cpu.push((busy - before) / updates)
        after.push((cpuMicroseconds(ground.subject.pid()) - busy) / updates)
      }
      const figures = {
        rooms,
        cpu: summarize(cpu),
        after: summarize(after),
        residentMiB: residentKiB(ground.subject.pid()) / 1024,
        databaseKiB: 0,
      }
      found.push(figures)
      report(
        `${name}, ${rooms} rooms`,
        `${withSpread(figures.cpu)} µs CPU/update, ${shown(figures.after.median)} µs after it, ${shown(figures.residentMiB)} MiB`,
      )
      for (const writer of ground.writers) writer.destroy()
      await ground.subject.interrupt()
      figures.databaseKiB = bytesIn(ground.subject.folder) / 1024
      await ground.subject.dispose()
    }
    const flatness = medianOf(
      (found.at(-1)?.cpu.n ?? 0) > 0 ? [(found.at(-1)?.cpu.median ?? 0) / (found[0]?.cpu.median ?? 1)] : [],
    )
    report(`${name}, most over fewest rooms`, shown(flatness))
    results.push({ name, sizes: found, flatness })
  }
  return { updates, window, subjects: results }
}

/** Stopped in order, everything is folded and the log is in the database. */
const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)

const prepare = async (name: SubjectName, rooms: number): Promise<Ground> => {
  const subject = await startSubject(name, rooms)
  const ground: Ground = { subject, rooms, writers: [], onSeen: () => undefined }
  const count = (message: Buffer): void => {
    if (message[0] === 0 && message[1] === 2) ground.onSeen()
  }
  await inParallel(rooms, 32, async (room) => {
    ground.writers[room] = await subject.open(room, 2 * room, () => undefined)
    if (hasReader(room)) await subject.open(room, 2 * room + 1, count)
  })
  return ground
}

const hasReader = (room: number): boolean => room % 10 !== 0

/** Round robin over the rooms, a fixed number under way. Rooms without a reader take theirs unseen. */
const spreadOver = async (ground: Ground, updates: number, round: number): Promise<void> => {
  const perRoom = Math.ceil(updates / ground.rooms)
  const messages = entryMessages(perRoom)
  let sent = 0
  let toSee = 0
  let seen = 0
  await new Promise<void>((resolve) => {
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
    ground.onSeen = () => {
      seen++
      sendMore()
    }
    sendMore()
  })
}

const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms))
