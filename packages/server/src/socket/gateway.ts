/** The door for sockets: origin, ticket, seat; and the one sweep that keeps them alive.
 *
 *  A refusal that has a close code is given by accepting and then closing, because a browser shows its page no status of a failed
 *  upgrade. The ticket and the device are checked before the upgrade is answered, so no frame is ever read from a stranger.
 *  Listeners are shared by all sockets (`this` is the socket), so an idle one costs no closure and no timer.
 *  Rule: SYNC-1, SYNC-2, SYNC-8, SYNC-9, SYNC-10, SYNC-11. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock, Stop } from '@porchlight/shared/capabilities'
import type { ErrorCode } from '@porchlight/shared/errors'
import { syncProtocol } from '@porchlight/shared/wire/close-code'
import { sizeLimits } from '@porchlight/shared/wire/limits'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { networkOf } from '../ops/client-address.ts'
import type { Log } from '../ops/log.ts'
import type { Metrics } from '../ops/metrics.ts'
import { step } from '../room/frame.ts'
import type { Hub } from '../room/hub.ts'
import type { Seat } from '../room/seat.ts'
import type { Store } from '../store/store.ts'
import { type Admission, admit } from './admission.ts'
import { beat, heartbeatFrame, type Timing } from './heartbeat.ts'
import { createNetworkCount } from './network-count.ts'
import { isAllowedOrigin, type OriginRules } from './origin.ts'
import { PorchSocket } from './porch-socket.ts'
import type { Tickets } from './ticket.ts'

export interface GatewayDeps {
  server: Server
  hub: Hub
  store: Store
  tickets: Tickets
  clock: Clock
  log: Log
  metrics: Metrics
  addressOf: (request: IncomingMessage) => string
}

export interface GatewayOptions {
  origins: OriginRules
  /** Infinity where limits are off. */
  maxSocketsPerNetwork: number
  sweepMs: number
}

export interface Gateway {
  count(): number
  /** Bytes the network has not taken yet. */
  unsent(): { unsentBytes: number; mostUnsentBytes: number }
  /** Takes no more sockets, commits what was received, then closes every socket with 1012. */
  drain(): Promise<void>
  /** Ends those that did not answer the close. */
  terminate(): void
}

export function createGateway(deps: GatewayDeps, options: GatewayOptions): Gateway {
  const { hub, clock, log, metrics } = deps
  const sockets = new Set<PorchSocket>()
  const networks = createNetworkCount()
  let isDraining = false
  const acceptorOptions = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: sizeLimits.maxFrameBytes,
    // Known to ws 8.23, not yet to its types.
    closeTimeout: 5_000,
    WebSocket: PorchSocket,
    handleProtocols: (offered: Set<string>) => (offered.has(syncProtocol.name) ? syncProtocol.name : false),
  } as const
  const acceptor = new WebSocketServer<typeof PorchSocket>(acceptorOptions)

  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    stream.on('error', onStreamError)
    const name = /^\/v1\/sync\/([\w-]{22}\.\d{1,10})$/.exec(request.url ?? '')?.[1]
    if (isDraining) refuse(stream, '503 Service Unavailable', 'restarting')
    else if (name === undefined) refuse(stream, '404 Not Found', 'not-found')
    else if (!isAllowedOrigin(request.headers.origin, request.headers.host, options.origins))
      refuse(stream, '403 Forbidden', 'forbidden-origin')
    else {
      const askedAt = performance.now()
      admission(request, name).then(
        (admitted) => accept(request, stream, head, admitted, askedAt),
        (error: unknown) => {
          log.error({ err: error }, 'a socket could not be admitted')
          accept(request, stream, head, { ok: false, code: 'busy' }, askedAt)
        },
      )
    }
  }

  const admission = async (request: IncomingMessage, room: string): Promise<Admission> => {
    const isCrowded = networks.of(networkOf(deps.addressOf(request))) >= options.maxSocketsPerNetwork
    if (isCrowded) return { ok: false, code: 'rate-limited' }
    return admit(deps, room, request.headers['sec-websocket-protocol'] ?? '')
  }

  const accept = (
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    admitted: Admission,
    askedAt: number,
  ): void => {
    acceptor.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', onError)
      socket.on('close', onClose)
      socket.metrics = metrics
      socket.stream = stream
      const now = clock.now()
      socket.lastHeardAt = now
      socket.lastPingAt = now
      socket.network = networkOf(deps.addressOf(request))
      networks.add(socket.network)
      sockets.add(socket)
      if (!admitted.ok) {
        socket.closeFor(admitted.code)
        return
      }
      socket.pause()
      socket.on('message', onMessage)
      socket.on('pong', onPong)
      const seated = (seat: Seat): void => {
        socket.seat = seat
        log.debug({ room: seat.room.name }, 'a socket opened')
      }
      hub.join({ ...admitted.arrival, peer: socket }, seated).then(
        () => {
          socket.resume()
          if (socket.seat?.isSeated === true) metrics.opened((performance.now() - askedAt) / 1000)
        },
        (error: unknown) => giveUp(socket, error),
      )
    })
  }

  const refuse = (stream: Duplex, status: string, reason: ErrorCode): void => {
    metrics.refused('upgrade', reason)
    stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  }

  const onStreamError = (error: Error): void => {
    log.debug({ err: error }, 'a connection broke before it was a socket')
  }

  function onMessage(this: WebSocket, frame: RawData, isBinary: boolean): void {
    const socket = this as PorchSocket
    socket.lastHeardAt = clock.now()
    if (socket.seat === undefined || !socket.isOpen()) return
    metrics.frame()
    try {
      hub.receive(socket.seat, step(frame as Buffer, isBinary))
    } catch (error) {
      giveUp(socket, error)
    }
  }

  /** A fault of ours ends one socket, not the process. */
  const giveUp = (socket: PorchSocket, error: unknown): void => {
    log.error({ err: error, room: socket.seat?.room.name }, 'a socket met a fault of the server')
    socket.closeFor('internal')
  }

  function onPong(this: WebSocket): void {
    const socket = this as PorchSocket
    socket.lastHeardAt = clock.now()
  }

  const onError = (error: Error): void => {
    log.debug({ err: error }, 'a socket failed')
  }

  function onClose(this: WebSocket, code: number): void {
    const socket = this as PorchSocket
    metrics.closed(code)
    log.debug({ room: socket.seat?.room.name, code }, 'a socket closed')
    sockets.delete(socket)
    networks.remove(socket.network)
    if (socket.seat !== undefined) hub.leave(socket.seat)
    socket.seat = undefined
  }

  const sweep = (): void => {
    const now = clock.now()
    for (const socket of sockets) {
      const timing: Timing = {
        lastSentAt: socket.seat?.lastSentAt ?? now,
        lastHeardAt: socket.lastHeardAt,
        lastPingAt: socket.lastPingAt,
      }
      const due = beat(timing, now)
      if (due === 'nothing' || !socket.isOpen()) continue
      if (due === 'dead') {
        socket.terminate()
        continue
      }
      if (due !== 'ping' && socket.seat !== undefined) {
        socket.seat.lastSentAt = now
        socket.sendFrame(heartbeatFrame)
      }
      if (due !== 'heartbeat') {
        socket.lastPingAt = now
        socket.ping()
      }
    }
    hub.sweep().catch((error: unknown) => log.error({ err: error }, 'a sweep failed'))
    stopSweep = clock.after(options.sweepMs, sweep)
  }
  let stopSweep: Stop = clock.after(options.sweepMs, sweep)

  deps.server.on('upgrade', onUpgrade)

  return {
    count: () => sockets.size,
    unsent() {
      let [unsentBytes, mostUnsentBytes] = [0, 0]
      for (const socket of sockets) {
        const bytes = socket.unsentBytes()
        unsentBytes += bytes
        mostUnsentBytes = Math.max(mostUnsentBytes, bytes)
      }
      return { unsentBytes, mostUnsentBytes }
    },
    async drain() {
      isDraining = true
      stopSweep()
      await hub.drained()
      for (const socket of sockets) socket.closeFor('restarting')
    },
    terminate() {
      for (const socket of sockets) socket.terminate()
    },
  }
}
