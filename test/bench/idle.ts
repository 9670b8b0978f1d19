/** What a connection costs that does nothing: resident memory with 2,000 and 10,000 of them, two to a room, every server in a fresh
 *  process each time, one after the other. Each socket has said what a client says at first (its state vector) and was answered.
 *
 *  Per connection: what the process holds now, less what it held before the first one, over the number. The kernel's socket buffers
 *  are not in it, for nobody. */

import { setTimeout as pause } from 'node:timers/promises'
import { medianOf, report, shown, type Summary, summarize, withSpread } from './figures.ts'
import type { LoadSocket } from './load-socket.ts'
import { inParallel } from './in-parallel.ts'
import { cpuMicroseconds, peakKiB, pinLoad, residentKiB } from './process-meter.ts'
import { chosen, type Figures, scaled } from './results.ts'
import { firstQuestion } from './sync-messages.ts'
import { startSubject, type Subject, type SubjectName } from './subject.ts'
import { within } from './within.ts'

const rounds = 3
const settleMs = 2_000
const watchMs = 3_000

export const measureIdle = (): Promise<Figures> =>
  measure(
    [2_000, 10_000],
    [
      'raw relay',
      'raw relay + commit',
      'Porchlight',
      '@y/websocket-server',
      '@y/websocket-server + LevelDB',
      'Hocuspocus',
      'Hocuspocus + SQLite',
    ],
  )

/** Nearly as many as a process may have open where this runs (20,000 files), the server and the load. */
export const measureCrowd = (): Promise<Figures> => measure([19_000], ['raw relay', 'Porchlight'])

const measure = async (steps: readonly number[], all: SubjectName[]): Promise<Figures> => {
  pinLoad()
  const names = chosen(all)
  const counts = steps.map(scaled)
  const rooms = Math.ceil((counts.at(-1) ?? 0) / 2)
  const found = names.map((name) => ({
    name,
    before: [] as number[],
    held: counts.map(() => [] as number[]),
    cpu: [] as number[],
    peak: [] as number[],
  }))
  for (let round = 0; round < rounds; round++) {
    for (const figure of found) {
      const subject = await startSubject(figure.name, rooms)
      await pause(settleMs / 3)
      const before = residentKiB(subject.pid())
      figure.before.push(before)
      const sockets: LoadSocket[] = []
      for (const [step, count] of counts.entries()) {
        await openUntil(subject, sockets, count)
        await pause(settleMs)
        figure.held[step]?.push((residentKiB(subject.pid()) - before) / count)
      }
      figure.peak.push(peakKiB(subject.pid()) / 1024)
      const startedAt = cpuMicroseconds(subject.pid())
      await pause(watchMs)
      figure.cpu.push(((cpuMicroseconds(subject.pid()) - startedAt) / 1000 / watchMs) * 100)
      for (const socket of sockets) socket.destroy()
      await subject.dispose()
    }
  }
  const raw = found.find(({ name }) => name === 'raw relay')?.held ?? []
  const subjects = found.map(({ name, before, held, cpu, peak }) => {
    const perConnection: Summary[] = held.map(summarize)
    const ratios = held.map((values, step) => medianOf(values) / medianOf(raw[step] ?? []))
    for (const [step, summary] of perConnection.entries())
      report(
        `${counts[step]} connections, ${name}`,
        `${withSpread(summary)} KiB each, ${shown(ratios[step] ?? Number.NaN)} × raw`,
      )
    return {
      name,
      beforeMiB: summarize(before.map((kib) => kib / 1024)),
      perConnection,
      ratios,
      idleCpuPercent: summarize(cpu),
      peakMiB: summarize(peak),
    }
  })
  return { counts, subjects }
}

const openUntil = async (subject: Subject, sockets: LoadSocket[], count: number): Promise<void> => {
  const from = sockets.length
  await inParallel(count - from, 64, async (offset) => {
    const index = from + offset
    const answered = new Promise<void>((resolve, reject) => {
      let isAnswered = false
      subject
        .open(index >> 1, index, (message) => {
          if (isAnswered) return
          // The first sync message of any kind: the raw relay has none to give.
          isAnswered = message[0] === 0
          if (isAnswered) resolve()
        })
        .then((socket) => {
          sockets.push(socket)
          socket.send(firstQuestion)
          if (subject.name.startsWith('raw')) resolve()
        }, reject)
    })
    await within(60, `${subject.name}: socket ${index} was not answered`, answered)
  })
}
