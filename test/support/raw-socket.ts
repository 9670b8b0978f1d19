/** A socket that speaks the wire by hand, so that a test can say anything, also what no client would. Rule: SYNC-1 … SYNC-5 */
import { once } from 'node:events'
import { messageType, syncProtocol } from '@porchlight/shared/wire/close-code'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { eventually } from './eventually.ts'
import { type Device, ticketFor } from './server-client.ts'

/** A frame as a client reads it. */
export type Heard =
  | { kind: 'step1'; stateVector: Uint8Array }
  | { kind: 'step2'; update: Uint8Array }
  | { kind: 'update'; update: Uint8Array }
  | { kind: 'presence'; update: Uint8Array }
  | { kind: 'saved'; clocks: Map<number, number> }
  | { kind: 'other'; frame: Uint8Array }

export interface RawSocket {
  readonly ws: WebSocket
  readonly heard: Heard[]
  /** All frames as they came. */
  readonly frames: Uint8Array[]
  send(frame: Uint8Array | string): void
  /** The first heard frame of this kind from `from` on; waits for it. */
  next<Kind extends Heard['kind']>(kind: Kind, from?: number): Promise<Extract<Heard, { kind: Kind }>>
  /** The close code; waits for it. */
  closed(): Promise<number>
  close(): Promise<void>
}

export interface RawSocketOptions {
  room?: string
  ticket?: string
  /** Replaces what would be offered. */
  protocols?: string[]
  saved?: boolean
  origin?: string
}

export const openSocket = async (device: Device, options: RawSocketOptions = {}): Promise<RawSocket> => {
  const fetched = options.ticket === undefined || options.room === undefined ? await ticketFor(device) : null
  const room = options.room ?? fetched?.room ?? ''
  const ticket = options.ticket ?? fetched?.ticket ?? ''
  const offered = [
    syncProtocol.name,
    syncProtocol.ticketPrefix + ticket,
    ...(options.saved === true ? [syncProtocol.saved] : []),
  ]
  const ws = new WebSocket(
    `${device.url.replace('http', 'ws')}/v1/sync/${room}`,
    options.protocols ?? offered,
    options.origin === undefined ? {} : { origin: options.origin },
  )
  const heard: Heard[] = []
  const frames: Uint8Array[] = []
  let closeCode: number | null = null
  ws.on('message', (bytes: Buffer) => {
    const frame = new Uint8Array(bytes)
    frames.push(frame)
    heard.push(read(frame))
  })
  ws.on('close', (code) => (closeCode = code))
  const opened = once(ws, 'open')
  await opened
  const socket: RawSocket = {
    ws,
    heard,
    frames,
    send: (frame) => ws.send(frame),
    async next(kind, from = 0) {
      await eventually(
        () => heard.slice(from).some((one) => one.kind === kind),
        (isThere) => isThere,
      )
      return heard.slice(from).find((one) => one.kind === kind) as never
    },
    closed: async () =>
      (await eventually(
        () => closeCode,
        (code) => code !== null,
      )) ?? 0,
    async close() {
      if (closeCode !== null) return
      ws.close()
      await socket.closed()
    },
  }
  return socket
}

const read = (frame: Uint8Array): Heard => {
  const decoder = decoding.createDecoder(frame)
  switch (decoding.readVarUint(decoder)) {
    case messageType.sync: {
      const subtype = decoding.readVarUint(decoder)
      const bytes = decoding.readVarUint8Array(decoder)
      if (subtype === 0) return { kind: 'step1', stateVector: bytes }
      return subtype === 1 ? { kind: 'step2', update: bytes } : { kind: 'update', update: bytes }
    }
    case messageType.awareness:
      return { kind: 'presence', update: decoding.readVarUint8Array(decoder) }
    case messageType.saved:
      return { kind: 'saved', clocks: Y.decodeStateVector(decoding.readVarUint8Array(decoder)) }
    default:
      return { kind: 'other', frame }
  }
}

/** A frame of varUints and length-prefixed bytes. */
export const frameOf = (...parts: (number | Uint8Array)[]): Uint8Array => {
  const encoder = encoding.createEncoder()
  for (const part of parts) {
    if (typeof part === 'number') encoding.writeVarUint(encoder, part)
    else encoding.writeVarUint8Array(encoder, part)
  }
  return encoding.toUint8Array(encoder)
}

export const step1Frame = (doc: Y.Doc): Uint8Array => frameOf(0, 0, Y.encodeStateVector(doc))
export const step2Frame = (update: Uint8Array): Uint8Array => frameOf(0, 1, update)
export const updateFrame = (update: Uint8Array): Uint8Array => frameOf(0, 2, update)

/** One presence entry as a frame. `state` is JSON text. */
export const presenceFrameOf = (client: number, clock: number, state: string): Uint8Array => {
  const encoder = encoding.createEncoder()
  for (const part of [1, client, clock]) encoding.writeVarUint(encoder, part)
  encoding.writeVarString(encoder, state)
  return frameOf(1, encoding.toUint8Array(encoder))
}

/** A document whose every change becomes an update in `updates`. */
export const writer = (
  clientID: number,
): { doc: Y.Doc; updates: Uint8Array[]; push(byte: number, length?: number): Uint8Array } => {
  const doc = new Y.Doc()
  doc.clientID = clientID
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'remote') updates.push(new Uint8Array(update))
  })
  return {
    doc,
    updates,
    push(byte, length = 200) {
      doc.getArray<Uint8Array>('e').push([new Uint8Array(length).fill(byte)])
      return updates.at(-1) ?? new Uint8Array()
    },
  }
}

/** The whole room as a stranger to it would load it. */
export const readRoom = async (device: Device): Promise<Y.Doc> => {
  const socket = await openSocket(device)
  const doc = new Y.Doc()
  socket.send(step1Frame(doc))
  Y.applyUpdate(doc, (await socket.next('step2')).update)
  await socket.close()
  return doc
}
