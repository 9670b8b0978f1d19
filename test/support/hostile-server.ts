/** A server that lies: it stands before the real one, passes on what it does not care about, and answers the rest as it
 *  likes. */

import { once } from 'node:events'
import { type IncomingMessage, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

export interface Lies {
  /** Another answer to a call; undefined: the real one. `real` fetches it. */
  answer?: ((call: string, real: () => Promise<Response>) => Promise<Response | undefined>) | undefined
  /** What becomes of a new socket; undefined: it reaches the real server. */
  socket?: ((socket: WebSocket) => void) | undefined
  /** Frames from the real server on their way to the device. */
  frame?: ((frame: Buffer, socket: WebSocket) => Buffer | undefined) | undefined
}

export interface HostileServer {
  url: string
  lies: Lies
  /** Calls so far, `METHOD /path`. */
  calls: string[]
  sockets: Set<WebSocket>
  /** All it saw, unmasked, in order: lines and headers, bodies, frames. */
  seen: Seen[]
  close(): Promise<void>
}

export interface Seen {
  way: 'to-server' | 'from-server'
  what: 'head' | 'body' | 'frame'
  bytes: Buffer
}

export async function startHostileServer(target: string): Promise<HostileServer> {
  const hostile: HostileServer = { url: '', lies: {}, calls: [], sockets: new Set(), seen: [], close }
  const see = (way: Seen['way'], what: Seen['what'], bytes: Buffer): void =>
    void hostile.seen.push({ way, what, bytes })
  const upgrades = new WebSocketServer({ noServer: true, handleProtocols: () => 'porchlight.v1' })

  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const call = `${request.method} ${(request.url ?? '').split('?')[0]}`
      hostile.calls.push(call)
      see('to-server', 'head', headOf(request))
      see('to-server', 'body', body)
      const real = () =>
        fetch(`${target}${request.url}`, {
          method: request.method ?? 'GET',
          headers: headersOf(request),
          ...(body.length === 0 ? {} : { body }),
        })
      try {
        const answer = (await hostile.lies.answer?.(call, real)) ?? (await real())
        const told = Buffer.from(await answer.arrayBuffer())
        see('from-server', 'head', Buffer.from(JSON.stringify([...answer.headers])))
        see('from-server', 'body', told)
        response.writeHead(answer.status, { 'Content-Type': answer.headers.get('Content-Type') ?? 'text/plain' })
        response.end(told)
      } catch {
        // No answer at all is an answer too.
        response.destroy()
      }
    })
  })
  server.on('upgrade', (request, stream, head) => {
    see('to-server', 'head', headOf(request))
    upgrades.handleUpgrade(request, stream, head, (near) => {
      hostile.sockets.add(near)
      near.on('close', () => hostile.sockets.delete(near))
      near.on('error', () => near.terminate())
      const { lies } = hostile
      if (lies.socket === undefined) passOn(request, near)
      else lies.socket(near)
    })
  })

  const passOn = (request: IncomingMessage, near: WebSocket): void => {
    const far = new WebSocket(`${target.replace('http', 'ws')}${request.url}`, offered(request))
    const early: Buffer[] = []
    far.on('open', () => {
      for (const frame of early) far.send(frame)
    })
    near.on('message', (frame: Buffer) => {
      see('to-server', 'frame', frame)
      if (far.readyState === WebSocket.OPEN) far.send(frame)
      else early.push(frame)
    })
    far.on('message', (frame: Buffer) => {
      see('from-server', 'frame', frame)
      const told = hostile.lies.frame === undefined ? frame : hostile.lies.frame(frame, near)
      if (told !== undefined && near.readyState === WebSocket.OPEN) near.send(told)
    })
    near.on('close', () => far.terminate())
    far.on('close', (code) => (code === 1006 || code === 1005 ? near.terminate() : near.close(code)))
    far.on('error', () => near.terminate())
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  hostile.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return hostile

  async function close(): Promise<void> {
    for (const socket of hostile.sockets) socket.terminate()
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
}

export const html = (status = 200): Response =>
  new Response('<!doctype html><title>Welcome to Hotel Wi-Fi</title>', {
    status,
    headers: { 'Content-Type': 'text/html' },
  })

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

const offered = (request: IncomingMessage): string[] =>
  (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())

const headOf = ({ method, url, rawHeaders }: IncomingMessage): Buffer =>
  Buffer.from([`${method} ${url}`, ...rawHeaders].join('\n'))

function headersOf(request: IncomingMessage): Record<string, string> {
  const { authorization, 'content-type': type, 'porchlight-claim': claim } = request.headers
  return {
    ...(authorization === undefined ? {} : { authorization }),
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(typeof claim === 'string' ? { 'porchlight-claim': claim } : {}),
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
