/** Everybody comes back at once: 10,000 sockets in 5,000 rooms are open and quiet, the server is killed (`SIGKILL`) and started again,
 *  and every client asks for a ticket, opens its socket, and asks for what it lacks, without the jitter real ones have. One that is
 *  turned away tries again after a fixed tenth of a second: that counts as a retry while nobody listens, as an error afterwards.
 *
 *  Each room holds one entry, and the rows of half of them were not folded when the server was killed. */

import { report, shown, summarize, withSpread } from './figures.ts'
import { inParallel } from './in-parallel.ts'
import type { LoadSocket } from './load-socket.ts'
import { cpuMicroseconds, peakKiB, pinLoad, residentKiB } from './process-meter.ts'
import { entryMessages } from './relay-load.ts'
import { type Figures, scaled } from './results.ts'
import { startSubject } from './subject.ts'
import { answerIn, firstQuestion } from './sync-messages.ts'

const rounds = 3
const retryMs = 100

export const measureStorm = async (): Promise<Figures> => {
  pinLoad()
  const rooms = scaled(5_000)
  const clients = rooms * 2
  const subject = await startSubject('Porchlight', rooms)
  const [entry = new Uint8Array()] = entryMessages(1)
  const found = {
    seconds: [] as number[],
    fromStart: [] as number[],
    cpuSeconds: [] as number[],
    errors: [] as number[],
    idleMiB: [] as number[],
    peakMiB: [] as number[],
  }
  const sockets = new Map<number, LoadSocket>()
  const synced = async (index: number): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      subject
        .open(index >> 1, index, (message) => {
          if (answerIn(message) !== null) resolve()
        })
        .then((socket) => {
          sockets.set(index, socket)
          socket.onLost = (reason) => reject(new Error(reason))
          socket.send(firstQuestion)
        }, reject)
    })
  }
  await inParallel(clients, 64, synced)
  for (let round = 0; round < rounds; round++) {
    for (let room = 0; room < rooms; room += 2) sockets.get(room * 2)?.send(entry)
    await pause(3_000)
    const idleMiB = residentKiB(subject.pid()) / 1024
    for (const socket of sockets.values()) socket.onLost = () => undefined
    await subject.kill()
    for (const socket of sockets.values()) socket.destroy()
    sockets.clear()
    const killedAt = performance.now()
    let readyAt = Number.POSITIVE_INFINITY
    let errors = 0
    const kinds = new Map<string, number>()
    const comeBack = async (index: number): Promise<void> => {
      for (;;) {
        try {
          await synced(index)
          return
        } catch (error) {
          if (performance.now() > readyAt) {
            errors++
            kinds.set(String(error), (kinds.get(String(error)) ?? 0) + 1)
          }
          sockets.get(index)?.destroy()
          await pause(retryMs)
        }
      }
    }
    const everybody = inParallel(clients, clients, comeBack)
    await subject.restart()
    readyAt = performance.now()
    await everybody
    const syncedAt = performance.now()
    for (const [kind, count] of kinds) report(`round ${round}, ${kind}`, String(count))
    found.seconds.push((syncedAt - readyAt) / 1000)
    found.fromStart.push((syncedAt - killedAt) / 1000)
    found.cpuSeconds.push(cpuMicroseconds(subject.pid()) / 1e6)
    found.errors.push(errors)
    found.idleMiB.push(idleMiB)
    found.peakMiB.push(peakKiB(subject.pid()) / 1024)
  }
  await subject.dispose()
  const figures = Object.fromEntries(Object.entries(found).map(([name, values]) => [name, summarize(values)]))
  const peakOverIdle = summarize(found.peakMiB.map((peak, round) => peak / (found.idleMiB[round] ?? Number.NaN)))
  for (const [name, values] of Object.entries(found)) report(name, withSpread(summarize(values)))
  report('peak over idle', shown(peakOverIdle.median))
  return { clients, rooms, ...figures, peakOverIdle }
}

const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms))
