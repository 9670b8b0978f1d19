/** A cold open: rooms with 2,000 updates of history, the server started anew, one client after the other opens a room each with
 *  nothing in hand. What that costs the server from the ticket to the whole answer, and whether the first answer is the whole of it
 *  (a server that answers while it still loads sends less, and the rest later).
 *
 *  Only the three servers that store anything can be opened cold. Ours is the only one with a ticket in it, a request by HTTP on a
 *  connection of its own: a second row has the tickets fetched before the clock starts.
 *
 *  The history is of sealed entries, every 64 compacted into one; the last update leaves 16 of them. Everybody has left and the
 *  quiet seconds have passed before the server is stopped, so what is folded or stored late is. */

import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import { report, shown, summarize, withSpread } from './figures.ts'
import { inParallel } from './in-parallel.ts'
import { cpuMicroseconds, pinLoad, untilQuiet } from './process-meter.ts'
import { entryMessages, pairUp, relayAll } from './relay-load.ts'
import { chosen, type Figures, scaled } from './results.ts'
import { type Pass, startSubject, type Subject, type SubjectName } from './subject.ts'
import { answerIn, firstQuestion } from './sync-messages.ts'
import { within } from './within.ts'

const history = 2_000
const rounds = 3
const quietMs = 4_000

export const measureOpen = async (): Promise<Figures> => {
  pinLoad()
  const rooms = scaled(120)
  const messages = entryMessages(scaled(history))
  const names = chosen<SubjectName>(['Porchlight', '@y/websocket-server + LevelDB', 'Hocuspocus + SQLite'])
  const found = []
  for (const name of names) {
    const subject = await startSubject(name, rooms)
    await fill(subject, rooms, messages)
    const ways = name === 'Porchlight' ? ['', ', ticket fetched before'] : ['']
    for (const way of ways)
      found.push({
        name: `${name}${way}`,
        subject,
        hasTicketBefore: way !== '',
        cpuMs: [] as number[],
        wallMs: [] as number[],
        complete: [] as number[],
        bytes: 0,
      })
  }
  for (let round = 0; round < rounds; round++) {
    for (const figure of found) {
      await figure.subject.interrupt()
      await figure.subject.restart()
      const opened = await openAll(figure.subject, rooms, scaled(history), figure.hasTicketBefore)
      figure.cpuMs.push(opened.cpuMs)
      figure.wallMs.push(...opened.wallMs)
      figure.complete.push(opened.complete)
      figure.bytes = opened.bytes
    }
  }
  await Promise.all([...new Set(found.map(({ subject }) => subject))].map((subject) => subject.dispose()))
  const subjects = found.map(({ name, cpuMs, wallMs, complete, bytes }) => {
    const figures = { name, cpuMs: summarize(cpuMs), wallMs: summarize(wallMs), complete: summarize(complete), bytes }
    report(
      name,
      `${withSpread(figures.cpuMs)} ms CPU/room, ${withSpread(figures.wallMs)} ms each, first answer complete in ` +
        `${withSpread(figures.complete)} of ${rooms - warmRooms(rooms)} rooms; ${shown(bytes)} bytes`,
    )
    return figures
  })
  return { rooms: rooms - warmRooms(rooms), history: scaled(history), subjects }
}

const fill = async (subject: Subject, rooms: number, messages: readonly Uint8Array[]): Promise<void> => {
  await inParallel(Math.ceil(rooms / 20), 1, async (batch) => {
    const pairs = await Promise.all(
      Array.from({ length: Math.min(20, rooms - batch * 20) }, (_, place) => pairUp(subject, batch * 20 + place)),
    )
    await relayAll(pairs, { name: 'history', perRoom: messages.length, window: 8 }, messages)
    for (const { writer, reader } of pairs) for (const socket of [writer, reader]) socket.destroy()
  })
  await untilQuiet(subject.pid(), quietMs)
}

const warmRooms = (rooms: number): number => Math.min(40, Math.floor(rooms / 3))

/** A few rooms of their own warm the process up: what is measured is opening a room, not starting a program. */
const openAll = async (
  subject: Subject,
  rooms: number,
  updates: number,
  hasTicketBefore: boolean,
): Promise<{ cpuMs: number; wallMs: number[]; complete: number; bytes: number }> => {
  const warm = warmRooms(rooms)
  const wallMs: number[] = []
  let complete = 0
  let bytes = 0
  let startedAt = 0
  const passes = new Map<number, Pass>()
  if (hasTicketBefore) await inParallel(rooms, 4, async (room) => void passes.set(room, await subject.pass(room, room)))
  for (let room = 0; room < rooms; room++) {
    if (room === warm) {
      await pause(500)
      startedAt = cpuMicroseconds(subject.pid())
    }
    const openedAt = performance.now()
    const answered = new Promise<Uint8Array>((resolve, reject) => {
      const hear = (message: Uint8Array): void => {
        const update = answerIn(message)
        if (update !== null) resolve(update.slice())
      }
      subject.open(room, room, hear, passes.get(room)).then((socket) => {
        socket.onLost = (reason) => reject(new Error(reason))
        socket.send(firstQuestion)
      }, reject)
    })
    const answer = await within(60, `${subject.name}: room ${room} was not answered`, answered)
    if (room < warm) continue
    wallMs.push(performance.now() - openedAt)
    bytes = answer.byteLength
    if (clockIn(answer) === updates) complete++
  }
  await pause(500)
  const cpuMs = (cpuMicroseconds(subject.pid()) - startedAt) / 1000 / (rooms - warm)
  return { cpuMs, wallMs, complete, bytes }
}

/** How far the one writer of the history has come in an update. */
const clockIn = (update: Uint8Array): number => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return Math.max(0, ...Y.decodeStateVector(Y.encodeStateVector(doc)).values())
}
