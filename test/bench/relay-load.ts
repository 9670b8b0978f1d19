/** The load of the relay benches: a writer and a reader per room, messages encoded by hand around real incremental Yjs updates. Its cost is
 *  not measured, only kept small, so that the server is what limits. */

import { randomBytes } from 'node:crypto'
import { messageType } from '@porchlight/shared/wire/close-code'
import * as Y from 'yjs'
import { updateFrame } from '../support/raw-socket.ts'
import type { LoadSocket } from './load-socket.ts'
import type { Subject } from './subject.ts'
import { within } from './within.ts'

/** So many updates of each room under way at once, or so many a second over all rooms; for so many seconds, or till every room had
 *  so many. */
export type Load = { name: string } & ({ window: number } | { perSecond: number }) &
  ({ seconds: number } | { perRoom: number })

/** The two sockets of a room. `sent` counts over all runs: it is a place in the messages. */
export interface Pair {
  writer: LoadSocket
  reader: LoadSocket
  sent: number
  /** When each update not seen yet was due. */
  dueAt: number[]
  onSeen: (updates: number) => void
  onLost: (error: Error) => void
}

/** What a run takes at most beyond its own seconds. */
const graceSeconds = 60

/** One run: every update is seen by its room's reader. Resolves to how long each took, in ms, from when it was due: for a fixed rate
 *  its place in the rate, for a closed loop the moment it was sent. */
export const relayAll = async (
  pairs: readonly Pair[],
  load: Load,
  messages: readonly Uint8Array[],
): Promise<number[]> => {
  const latencies: number[] = []
  const { promise: isDone, resolve, reject } = Promise.withResolvers<void>()
  let underWay = 0
  const send = (pair: Pair, dueAt: number): void => {
    const message = messages[pair.sent]
    if (message === undefined) {
      reject(new Error(`the load has only ${messages.length} messages for a room`))
      return
    }
    pair.sent++
    underWay++
    pair.dueAt.push(dueAt)
    pair.writer.send(message)
  }
  const startedAt = performance.now()
  const paced = 'window' in load ? keepUnderWay(pairs, load, startedAt, send) : keepPace(pairs, load, startedAt, send)
  for (const pair of pairs) {
    pair.onLost = reject
    pair.onSeen = (updates) => {
      const now = performance.now()
      underWay -= updates
      for (let seen = 0; seen < updates; seen++) {
        latencies.push(now - (pair.dueAt.shift() ?? Number.NaN))
        paced.next(pair, now)
      }
      if (underWay === 0 && paced.isOver()) resolve()
    }
  }
  paced.start()
  await within(graceSeconds + ('seconds' in load ? load.seconds : 0), `${load.name}: not all arrived`, isDone)
  return latencies
}

interface Paced {
  start(): void
  /** After an update was seen. */
  next(pair: Pair, now: number): void
  /** Nothing more will be sent once nothing is under way. */
  isOver(): boolean
}
type Send = (pair: Pair, dueAt: number) => void

const keepUnderWay = (
  pairs: readonly Pair[],
  load: Load & { window: number },
  startedAt: number,
  send: Send,
): Paced => {
  const endsAt = 'seconds' in load ? startedAt + load.seconds * 1000 : Number.POSITIVE_INFINITY
  const left = new Map(pairs.map((pair) => [pair, 'perRoom' in load ? load.perRoom : Number.POSITIVE_INFINITY]))
  const next = (pair: Pair, now: number): void => {
    const updates = left.get(pair) ?? 0
    if (updates === 0 || now >= endsAt) return
    left.set(pair, updates - 1)
    send(pair, now)
  }
  const start = (): void => {
    for (const pair of pairs) for (let ahead = 0; ahead < load.window; ahead++) next(pair, startedAt)
  }
  return { start, next, isOver: () => true }
}

const keepPace = (pairs: readonly Pair[], load: Load & { perSecond: number }, startedAt: number, send: Send): Paced => {
  const total = Math.round('perRoom' in load ? load.perRoom * pairs.length : load.seconds * load.perSecond)
  let sent = 0
  const start = (): void => {
    const timer = setInterval(() => {
      const due = Math.min(total, ((performance.now() - startedAt) / 1000) * load.perSecond)
      for (; sent < due; sent++) {
        const pair = pairs[sent % pairs.length]
        if (pair !== undefined) send(pair, startedAt + (sent / load.perSecond) * 1000)
      }
      if (sent === total) clearInterval(timer)
    }, 1)
  }
  return { start, next: () => undefined, isOver: () => sent === total }
}

/** Both sockets of a room, open and counting. */
export const pairUp = async (subject: Subject, room: number): Promise<Pair> => {
  const pair: Pair = {
    writer: await subject.open(room, 2 * room, () => undefined),
    reader: await subject.open(room, 2 * room + 1, (message) => {
      const updates = updatesIn(message)
      if (updates === 0) return
      pair.onSeen(updates)
    }),
    sent: 0,
    dueAt: [],
    onSeen: () => undefined,
    onLost: () => undefined,
  }
  for (const socket of [pair.writer, pair.reader])
    socket.onLost = (reason) => pair.onLost(new Error(`${subject.name} lost a socket of the load: ${reason}`))
  return pair
}

/** How many of our updates a message carries: each is one struct of one client, and Hocuspocus may merge some of them. */
export const updatesIn = (message: Buffer): number => {
  if (message[0] !== messageType.sync || message[1] !== 2) return 0
  // Behind the length of the update: one client, then its structs.
  let at = 2
  while ((message[at] ?? 0) > 127) at++
  return message[at + 1] === 1 ? (message[at + 2] ?? 0) : 0
}

/** Sealed entries as an outer document gets them, every 64 of them compacted into one. The same history serves every room of every server:
 *  a room knows nothing of the others. Rule: SEAL-3, SEAL-9 */
export const entryMessages = (count: number): Uint8Array[] => entryUpdates(count).map(updateFrame)

export const entryUpdates = (count: number): Uint8Array[] => {
  const doc = new Y.Doc()
  const entries = doc.getArray<Uint8Array>('e')
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  while (updates.length < count) {
    doc.transact(() => {
      if (entries.length === 64) entries.delete(0, 64)
      entries.push([new Uint8Array(randomBytes(301))])
    })
  }
  return updates
}
