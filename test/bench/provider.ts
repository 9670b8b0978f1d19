/** Letters typed through the stock `WebsocketProvider` of y-websocket on both ends: a handful of rooms, each with a writer at ten letters
 *  a second, until they stand in the partner's document. Beside it the same letters as hand-made frames, as all other scenarios
 *  use them: the same clock, the same updates, other rooms of the same server. So one sees whether those measure what clients do.
 *
 *  Hocuspocus has a provider and a protocol of its own and is left out. Our client's provider differs from the stock one by its
 *  ticket and by the handler of the *saved* mark. Rule: SYNC-4 */

import { dirname, basename } from 'node:path'
import { messageType, syncProtocol } from '@porchlight/shared/wire/close-code'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { updateFrame } from '../support/raw-socket.ts'
import { report, shown, type Summary, summarize, withSpread } from './figures.ts'
import { collectGarbage, cpuMicroseconds, pinLoad } from './process-meter.ts'
import { type Load, type Pair, pairUp, relayAll } from './relay-load.ts'
import { chosen, type Figures, size } from './results.ts'
import { startSubject, type Subject, type SubjectName } from './subject.ts'
import { within } from './within.ts'

const roomCount = 6
const lettersPerSecond = 10
const rounds = 3

interface Figure {
  name: SubjectName
  through: 'stock provider' | 'hand-made frames'
  /** ms, from when a letter was due; all runs together. */
  latency: Summary
  /** µs of processor time of the server for each letter. */
  cpu: Summary
}

export const measureProvider = async (): Promise<Figures> => {
  pinLoad()
  // Every stock provider waits for the end of the process, to say goodbye.
  process.setMaxListeners(10 + 6 * roomCount)
  const load: Load = {
    name: 'letters',
    seconds: Math.max(1, 8 * Math.min(1, size())),
    perSecond: roomCount * lettersPerSecond,
  }
  const letters = letterFrames(Math.ceil(load.seconds * lettersPerSecond) * (rounds + 1))
  const measured = []
  for (const name of chosen<SubjectName>(['Porchlight', '@y/websocket-server', '@y/websocket-server + LevelDB'])) {
    const subject = await startSubject(name, roomCount * 2)
    const [typists, pairs]: [Typist[], Pair[]] = [[], []]
    for (let room = 0; room < roomCount; room++) {
      typists.push(await startTypist(subject, room))
      pairs.push(await pairUp(subject, roomCount + room))
    }
    measured.push(
      { subject, through: 'stock provider', pairs: typists.map(({ pair }) => pair), typists, ...empty() } as const,
      { subject, through: 'hand-made frames', pairs, typists: [], ...empty() } as const,
    )
  }
  // Round 0 warms all of them up.
  for (let round = 0; round <= rounds; round++) {
    for (const { subject, pairs, latencies, cpu } of measured) {
      collectGarbage()
      const before = cpuMicroseconds(subject.pid())
      const took = await relayAll(pairs, load, letters)
      if (round === 0) continue
      cpu.push((cpuMicroseconds(subject.pid()) - before) / took.length)
      latencies.push(...took)
    }
  }
  const subjects = measured.map(({ subject, through, latencies, cpu }): Figure => {
    const figure = { name: subject.name, through, latency: summarize(latencies), cpu: summarize(cpu) }
    report(
      `${figure.name}, ${through}`,
      `p50 ${shown(figure.latency.median)} ms, p95 ${shown(figure.latency.p95)} ms of ${figure.latency.n} letters, all arrived; ` +
        `${withSpread(figure.cpu)} µs CPU/letter`,
    )
    return figure
  })
  for (const { typists } of measured) for (const typist of typists) typist.stop()
  await Promise.all([...new Set(measured.map(({ subject }) => subject))].map((subject) => subject.dispose()))
  return { rooms: roomCount, lettersPerSecond, subjects }
}

const empty = (): { latencies: number[]; cpu: number[] } => ({ latencies: [], cpu: [] })

/** Two documents and their providers, as the pair of sockets the load knows: to send is to type a letter, whatever the frame says. */
interface Typist {
  pair: Pair
  /** Throws: when the two documents differ */
  stop(): void
}

const startTypist = async (subject: Subject, room: number): Promise<Typist> => {
  const [hers, his] = [new Y.Doc(), new Y.Doc()]
  const providers = [await connected(subject, room, 0, hers), await connected(subject, room, 1, his)]
  const [written, read] = [hers.getText('letters'), his.getText('letters')]
  const unused = { destroy: () => undefined, onLost: () => undefined }
  const pair: Pair = {
    writer: { send: () => written.insert(written.length, 'a'), ...unused },
    reader: { send: () => undefined, ...unused },
    sent: 0,
    dueAt: [],
    onSeen: () => undefined,
    onLost: () => undefined,
  }
  let seen = 0
  read.observe(() => {
    const letters = read.length - seen
    seen = read.length
    pair.onSeen(letters)
  })
  const stop = (): void => {
    for (const provider of providers) provider.destroy()
    if (read.toJSON() !== written.toJSON()) throw new Error(`${subject.name}: the two documents of a room differ`)
  }
  return { pair, stop }
}

const connected = async (subject: Subject, room: number, index: number, doc: Y.Doc): Promise<WebsocketProvider> => {
  const { path, protocols } = await subject.pass(room, index)
  const server = `ws://127.0.0.1:${subject.port}${dirname(path) === '/' ? '' : dirname(path)}`
  const provider = new WebsocketProvider(server, basename(path), doc, {
    connect: false,
    protocols: [...protocols],
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  if (protocols.includes(syncProtocol.saved)) provider.messageHandlers[messageType.saved] = () => undefined
  const synced = new Promise<void>((resolve) => provider.once('sync', () => resolve()))
  provider.connect()
  await within(30, `${subject.name}: a stock provider did not sync`, synced)
  return provider
}

/** Every letter typed behind the last, as the update a provider sends. */
const letterFrames = (count: number): Uint8Array[] => {
  const doc = new Y.Doc()
  const text = doc.getText('letters')
  const frames: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => frames.push(updateFrame(update)))
  while (frames.length < count) text.insert(text.length, 'a')
  return frames
}
