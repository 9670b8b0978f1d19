/** The load of the relay bench: a writer and a reader per room, frames encoded by hand around real incremental Yjs updates. Its cost is
 *  not measured, only kept small, so that the server is what limits. */

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { messageType } from '@porchlight/shared/wire/close-code'
import type { WebSocket } from 'ws'
import * as Y from 'yjs'
import { updateFrame } from '../support/raw-socket.ts'

export type Load = { name: string; perRoom: number } & ({ window: number } | { perSecond: number })

/** The two sockets of a room. `sent` and `seen` count over all runs: they are places in `frames`. */
export interface Pair {
  writer: WebSocket
  sent: number
  seen: number
  onSeen: () => void
  onLost: (error: Error) => void
}

/** One run: every room's next `perRoom` updates, each seen by its reader. */
export async function relayAll(pairs: Pair[], load: Load, frames: Uint8Array[]): Promise<void> {
  const until = (pairs[0]?.sent ?? 0) + load.perRoom
  const sendNext = (pair: Pair): void => {
    const frame = frames[pair.sent]
    if (frame === undefined || pair.sent === until) return
    pair.sent++
    pair.writer.send(frame)
  }
  let unfinished = pairs.length
  await new Promise<void>((resolve, reject) => {
    for (const pair of pairs) {
      pair.onLost = reject
      pair.onSeen = () => {
        if ('window' in load) sendNext(pair)
        if (pair.seen === until && --unfinished === 0) resolve()
      }
    }
    if ('window' in load) {
      for (const pair of pairs) for (let ahead = 0; ahead < load.window; ahead++) sendNext(pair)
      return
    }
    const startedAt = performance.now()
    let sent = 0
    const timer = setInterval(() => {
      const due = ((performance.now() - startedAt) / 1000) * load.perSecond
      for (; sent < due; sent++) {
        const pair = pairs[sent % pairs.length]
        if (pair !== undefined) sendNext(pair)
      }
      if (unfinished === 0) clearInterval(timer)
    }, 1)
  })
}

/** Both sockets open, and counting. */
export async function pairUp(writer: WebSocket, reader: WebSocket): Promise<Pair> {
  const pair: Pair = { writer, sent: 0, seen: 0, onSeen: () => undefined, onLost: () => undefined }
  reader.on('message', (frame: Buffer) => {
    // Ours greets with a sync step 1; only updates count.
    if (frame[0] !== messageType.sync || frame[1] !== 2) return
    pair.seen++
    pair.onSeen()
  })
  for (const socket of [writer, reader])
    socket.on('close', (code) => pair.onLost(new Error(`a socket of the load was closed with ${code}`)))
  await Promise.all([once(writer, 'open'), once(reader, 'open')])
  return pair
}

/** Sealed entries as an outer document gets them, every 64 of them compacted into one. The same history serves every room of both servers:
 *  a room knows nothing of the others. Rule: SEAL-3, SEAL-9 */
export function entryFrames(count: number): Uint8Array[] {
  const doc = new Y.Doc()
  const entries = doc.getArray<Uint8Array>('e')
  const frames: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => frames.push(updateFrame(update)))
  while (frames.length < count) {
    doc.transact(() => {
      if (entries.length === 64) entries.delete(0, 64)
      entries.push([new Uint8Array(randomBytes(301))])
    })
  }
  return frames
}
