/** The load of the relay benches: a writer and a reader per room, messages encoded by hand around real incremental Yjs updates. Its cost is
 *  not measured, only kept small, so that the server is what limits. */

import { randomBytes } from 'node:crypto'
import { messageType } from '@porchlight/shared/wire/close-code'
import * as Y from 'yjs'
import { updateFrame } from '../support/raw-socket.ts'
import type { LoadSocket } from './load-socket.ts'
import type { Subject } from './subject.ts'

export type Load = { name: string; perRoom: number } & ({ window: number } | { perSecond: number })

/** The two sockets of a room. `sent` and `seen` count over all runs: they are places in the messages. */
export interface Pair {
  writer: LoadSocket
  reader: LoadSocket
  sent: number
  seen: number
  /** When each update not seen yet was due. */
  dueAt: number[]
  onSeen: (updates: number) => void
  onLost: (error: Error) => void
}

/** One run: every room's next `perRoom` updates, each seen by its reader. Resolves to how long each took, in ms, from when it was due:
 *  for a fixed rate its place in the rate, for a closed loop the moment it was sent. */
export const relayAll = async (
  pairs: readonly Pair[],
  load: Load,
  messages: readonly Uint8Array[],
): Promise<number[]> => {
  const until = (pairs[0]?.sent ?? 0) + load.perRoom
  const latencies: number[] = []
  const sendNext = (pair: Pair, dueAt: number): void => {
    const message = messages[pair.sent]
    if (message === undefined || pair.sent === until) return
    pair.sent++
    pair.dueAt.push(dueAt)
    pair.writer.send(message)
  }
  let unfinished = pairs.length
  let timer: NodeJS.Timeout | undefined
  await new Promise<void>((resolve, reject) => {
    for (const pair of pairs) {
      pair.onLost = reject
      pair.onSeen = (updates) => {
        const now = performance.now()
        for (let seen = 0; seen < updates; seen++) {
          latencies.push(now - (pair.dueAt.shift() ?? Number.NaN))
          if ('window' in load) sendNext(pair, now)
        }
        if (pair.seen === until && --unfinished === 0) resolve()
      }
    }
    const startedAt = performance.now()
    if ('window' in load) {
      for (const pair of pairs) for (let ahead = 0; ahead < load.window; ahead++) sendNext(pair, startedAt)
      return
    }
    const total = load.perRoom * pairs.length
    let sent = 0
    timer = setInterval(() => {
      const due = Math.min(total, ((performance.now() - startedAt) / 1000) * load.perSecond)
      for (; sent < due; sent++) {
        const pair = pairs[sent % pairs.length]
        if (pair !== undefined) sendNext(pair, startedAt + (sent / load.perSecond) * 1000)
      }
    }, 1)
  })
  clearInterval(timer)
  return latencies
}

/** Both sockets of a room, open and counting. */
export const pairUp = async (subject: Subject, room: number): Promise<Pair> => {
  const pair: Pair = {
    writer: await subject.open(room, 2 * room, () => undefined),
    reader: await subject.open(room, 2 * room + 1, (message) => {
      const updates = updatesIn(message)
      if (updates === 0) return
      pair.seen += updates
      pair.onSeen(updates)
    }),
    sent: 0,
    seen: 0,
    dueAt: [],
    onSeen: () => undefined,
    onLost: () => undefined,
  }
  for (const socket of [pair.writer, pair.reader])
    socket.onLost = (reason) => pair.onLost(new Error(`${subject.name} lost a socket of the load: ${reason}`))
  return pair
}

/** How many of our updates a message carries: each is one struct of one client, and Hocuspocus may merge some of them. */
const updatesIn = (message: Buffer): number => {
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
