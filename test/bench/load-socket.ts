/** A WebSocket client that costs next to nothing: a TCP socket, frames encoded by hand, no event emitter of its own.
 *  Ten thousand of them run in one process beside the server they load. RFC 6455; only what a server sends that neither
 *  fragments nor compresses. */

import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export interface LoadSocket {
  /** One binary message. */
  send(message: Uint8Array): void
  /** Ends the connection without a word. */
  destroy(): void
  /** Called once, when the other side is gone. */
  onLost: (reason: string) => void
}

/** Every binary message, as a view that is good until it returns. */
export type Hear = (message: Buffer, socket: LoadSocket) => void

export interface LoadSocketOptions {
  port: number
  path: string
  /** One of several loopback addresses: each has its own ports. */
  localAddress: string
  protocols: readonly string[]
}

const opcode = { binary: 2, close: 8, ping: 9, pong: 10 } as const
const mask = randomBytes(4)

/** Resolves when the upgrade is answered.
 *  Rejects where the connection is refused or the upgrade is not answered with 101. */
export const openLoadSocket = (options: LoadSocketOptions, hear: Hear): Promise<LoadSocket> =>
  new Promise((resolve, reject) => {
    const tcp = connect({ port: options.port, host: '127.0.0.1', localAddress: options.localAddress, noDelay: true })
    const socket: LoadSocket = {
      send: (message) => void tcp.write(clientFrame(opcode.binary, message)),
      destroy: () => void tcp.destroy(),
      onLost: () => undefined,
    }
    let isOpen = false
    let rest: Buffer | null = null
    const lose = (reason: string): void => {
      if (isOpen) socket.onLost(reason)
      else reject(new Error(reason))
      isOpen = false
      socket.onLost = () => undefined
    }
    tcp.on('connect', () => tcp.write(upgradeRequest(options)))
    tcp.on('error', (error) => lose(error.message))
    tcp.on('close', () => lose('closed'))
    tcp.on('data', (chunk: Buffer) => {
      let bytes = rest === null ? chunk : Buffer.concat([rest, chunk])
      rest = null
      if (!isOpen) {
        const end = bytes.indexOf('\r\n\r\n')
        if (end >= 0 && bytes.toString('latin1', 9, 12) !== '101') {
          tcp.destroy()
          lose(bytes.toString('latin1', 0, bytes.indexOf('\r\n')))
          return
        }
        if (end >= 0) {
          bytes = bytes.subarray(end + 4)
          isOpen = true
          resolve(socket)
        }
      }
      if (isOpen) bytes = readFrames(bytes, tcp, (message) => hear(message, socket), lose)
      if (bytes.length > 0) rest = bytes
    })
  })

/** What is left of the bytes. */
const readFrames = (
  bytes: Buffer,
  tcp: Socket,
  hear: (message: Buffer) => void,
  lose: (reason: string) => void,
): Buffer => {
  let at = 0
  while (bytes.length >= at + 2) {
    const kind = (bytes[at] ?? 0) & 0x0f
    let length = (bytes[at + 1] ?? 0) & 0x7f
    let start = at + 2
    if (length === 126) {
      if (bytes.length < at + 4) break
      length = bytes.readUInt16BE(at + 2)
      start = at + 4
    } else if (length === 127) {
      if (bytes.length < at + 10) break
      length = bytes.readUIntBE(at + 4, 6)
      start = at + 10
    }
    if (bytes.length < start + length) break
    const payload = bytes.subarray(start, start + length)
    at = start + length
    if (kind === opcode.binary) hear(payload)
    else if (kind === opcode.ping) tcp.write(clientFrame(opcode.pong, payload))
    else if (kind === opcode.close) lose(`closed with ${length < 2 ? 'no code' : payload.readUInt16BE(0)}`)
  }
  return at === 0 ? bytes : bytes.subarray(at)
}

const clientFrame = (kind: number, payload: Uint8Array): Buffer => {
  const { length } = payload
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(headBytes + 4 + length)
  frame[0] = 0x80 | kind
  frame[1] = 0x80 | (headBytes === 2 ? length : headBytes === 4 ? 126 : 127)
  if (headBytes === 4) frame.writeUInt16BE(length, 2)
  if (headBytes === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  mask.copy(frame, headBytes)
  const start = headBytes + 4
  for (let index = 0; index < length; index++) frame[start + index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0)
  return frame
}

const upgradeRequest = ({ port, path, protocols }: LoadSocketOptions): string =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ...(protocols.length === 0 ? [] : [`Sec-WebSocket-Protocol: ${protocols.join(', ')}`]),
    '\r\n',
  ].join('\r\n')

/** Spreads sockets over loopback addresses. */
export const localAddressOf = (index: number): string => `127.0.0.${2 + (index % 8)}`
