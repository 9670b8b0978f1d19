/** One reconnect storm. Every client tries until it is back; one that is turned away tries again after a fixed tenth of a second. That
 *  is no error while nobody listens (`ECONNREFUSED`); whatever else turns it away is one. */

import { setTimeout as pause } from 'node:timers/promises'
import { inParallel } from './in-parallel.ts'
import { type Counters, countersSince, readCounters } from './kernel-counters.ts'
import type { LoadSocket } from './load-socket.ts'
import { cpuMicroseconds, ownCpuMicroseconds, peakKiB, residentKiB } from './process-meter.ts'
import type { Subject } from './subject.ts'
import { answerIn, firstQuestion } from './sync-messages.ts'

const retryMs = 100
/** An update of nothing is two bytes. */
const emptyBytes = 2

/** When a client is back: the answer to its first question is there, or its upgrade. */
export type Came = 'answered' | 'let in'

export interface Clients {
  readonly count: number
  /** Two clients to a room, unless told. Rejects where it is turned away or cut off. Resolves to the bytes of the answer. */
  comeIn(index: number, room?: number): Promise<number>
  say(index: number, message: Uint8Array | undefined): void
  /** Cuts all of them off, and whoever is still on the way in. */
  forget(): void
}

export const createClients = (subject: Subject, count: number, came: Came): Clients => {
  const sockets = new Map<number, LoadSocket>()
  let generation = 0
  return {
    count,
    comeIn: (index, room = index >> 1) =>
      new Promise((resolve, reject) => {
        const born = generation
        const hear = (message: Uint8Array): void => {
          const answer = answerIn(message)
          if (answer !== null) resolve(answer.byteLength)
        }
        subject.open(room, index, hear).then((socket) => {
          if (born !== generation) {
            socket.destroy()
            return
          }
          sockets.get(index)?.destroy()
          sockets.set(index, socket)
          socket.onLost = (reason) => reject(new Error(reason))
          socket.send(firstQuestion)
          if (came === 'let in') resolve(0)
        }, reject)
      }),
    say: (index, message) => {
      if (message !== undefined) sockets.get(index)?.send(message)
    },
    forget: () => {
      generation++
      for (const socket of sockets.values()) {
        socket.onLost = () => undefined
        socket.destroy()
      }
      sockets.clear()
    },
  }
}

export interface Storm {
  /** From when the server said that it listens, or let the first one in, till all are back, or the limit; and till half are. */
  seconds: number
  halfSeconds: number
  /** The first, from the kill. */
  fromKill: number
  notSynced: number
  /** Tries while nobody listened. */
  refused: number
  errors: number
  errorKinds: Record<string, number>
  /** First answers with nothing in them, though every room holds something. */
  emptyAnswers: number
  /** Of the server since it started again, and of the load meanwhile. */
  cpuSeconds: number
  loadCpuSeconds: number
  idleMiB: number
  peakMiB: number
  kernel: Counters
}

/** The clients are in and quiet. Afterwards those who came back are in again. */
export const stormOnce = async (subject: Subject, clients: Clients, limitSeconds: number): Promise<Storm> => {
  const idleMiB = residentKiB(subject.pid()) / 1024
  const kernelBefore = readCounters()
  await subject.kill()
  clients.forget()
  const [killedAt, loadBefore] = [performance.now(), ownCpuMicroseconds()]
  const errorKinds: Record<string, number> = {}
  const backAt: number[] = []
  let readyAt = Number.POSITIVE_INFINITY
  let emptyAnswers = 0
  let refused = 0
  const over = new AbortController()
  const comeBack = async (index: number): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        if ((await clients.comeIn(index)) === emptyBytes) emptyAnswers++
        backAt.push(performance.now())
        readyAt = Math.min(readyAt, performance.now())
        return
      } catch (error) {
        const kind = String(error)
          .replace(/^Error: /, '')
          .replace(/ 127\..*/, '')
        if (kind.includes('ECONNREFUSED')) refused++
        else if (!over.signal.aborted) errorKinds[kind] = (errorKinds[kind] ?? 0) + 1
        await pause(retryMs)
      }
    }
  }
  const everybody = inParallel(clients.count, clients.count, comeBack)
  await subject.restart()
  readyAt = Math.min(readyAt, performance.now())
  await Promise.race([everybody, pause(limitSeconds * 1000, null, { signal: over.signal })])
  over.abort()
  const endedAt = performance.now()
  const half = backAt[Math.ceil(clients.count / 2) - 1] ?? endedAt
  return {
    seconds: (endedAt - readyAt) / 1000,
    halfSeconds: (half - readyAt) / 1000,
    fromKill: (endedAt - killedAt) / 1000,
    notSynced: clients.count - backAt.length,
    refused,
    errors: Object.values(errorKinds).reduce((sum, count) => sum + count, 0),
    errorKinds,
    emptyAnswers,
    cpuSeconds: cpuMicroseconds(subject.pid()) / 1e6,
    loadCpuSeconds: (ownCpuMicroseconds() - loadBefore) / 1e6,
    idleMiB,
    peakMiB: peakKiB(subject.pid()) / 1024,
    kernel: countersSince(kernelBefore),
  }
}
