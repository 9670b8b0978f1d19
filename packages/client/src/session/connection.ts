/** The one socket of a couple on this device: the stock y-websocket provider, and the one loop that owns ticket,
 *  back-off and jitter (SYNC-9). The provider's own reconnecting is switched off, because it would come back with a
 *  spent ticket and without jitter.
 *
 *    ticketing ──► connecting ──► synced
 *        ▲  └────────────┴──────────┴──► waiting (back-off) ──► ticketing
 *        └── retryNow()                  ended (4403, 4409, 4410, unknown device) */

import type { Clock, Random, Stop } from '@porchlight/shared/capabilities'
import { type ErrorCode, PorchlightError } from '@porchlight/shared/errors'
import { closeMeaning, messageType, syncProtocol } from '@porchlight/shared/wire/close-code'
import { readVarUint8Array } from 'lib0/decoding'
import { createEncoder, length, toUint8Array } from 'lib0/encoding'
import type { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { retryDelayMs } from '../server/retry-delay.ts'
import { createTimeShare } from './time-share.ts'

export interface Ticket {
  ticket: string
  room: string
}

export interface ConnectionDeps {
  clock: Clock
  random: Random
  /** Throws PorchlightError: `unreachable`, `unknown-device`, `rate-limited` … */
  fetchTicket(): Promise<Ticket>
}

export interface ConnectionOptions {
  /** Address of the server, `http(s)://host[:port][/path]`. */
  server: string
  /** `<coupleId base64url>.<epoch>` (SYNC-1). */
  room: string
  outer: Y.Doc
  awareness: Awareness
}

export interface ConnectionEvents {
  /** Everything the server had is in the outer document (sync step 2). */
  synced(): void
  /** A state vector the server holds on stable storage (SYNC-4). */
  saved(stateVector: Uint8Array): void
  changed(): void
  /** No retry can help; the loop has stopped. */
  ended(code: ErrorCode): void
}

export type ConnectionState =
  | { state: 'ticketing' }
  | { state: 'connecting' }
  | { state: 'synced' }
  | { state: 'waiting'; because: ErrorCode; untilMs: number }
  | { state: 'ended'; because: ErrorCode }

export interface Connection {
  state(): ConnectionState
  /** Ends a waiting back-off: the network came back, or a screen opened. */
  retryNow(): void
  /** An alarm woke the worker: attempts where a timer should have fired while it slept, and not before (SYNC-9). */
  retryIfDue(): void
  stop: Stop
}

export function createConnection(
  deps: ConnectionDeps,
  options: ConnectionOptions,
  events: ConnectionEvents,
): Connection {
  const { clock, random } = deps
  const { awareness } = options
  const provider = new WebsocketProvider(
    `${options.server.replace(/^http/, 'ws')}/v1/sync`,
    options.room,
    options.outer,
    {
      connect: false,
      disableBc: true,
      awareness,
      shouldReconnect: () => false,
    },
  )
  provider.messageHandlers[messageType.saved] = (_reply, decoder) => {
    refusals = 0
    events.saved(readVarUint8Array(decoder))
  }

  const times = createTimeShare(clock)
  const takeIn = provider.messageHandlers[messageType.sync]
  provider.messageHandlers[messageType.sync] = (reply, decoder, ...rest) => {
    const socket = provider.ws
    let isNow = true
    times.run(() => {
      // What waited for its turn answers for itself, on the socket it came by.
      const answer = isNow ? reply : createEncoder()
      if (provider.ws !== socket) return
      takeIn?.(answer, decoder, ...rest)
      if (!isNow && length(answer) > 1) socket?.send(toUint8Array(answer))
    })
    isNow = false
  }

  let current: ConnectionState = { state: 'ticketing' }
  let failures = 0
  /** In a row, of a server that answers and then takes nothing: a sync alone does not end them. */
  let refusals = 0
  let cancelWait: Stop = () => {}
  let stopped = false

  const become = (next: ConnectionState): void => {
    current = next
    events.changed()
  }

  const attempt = async (): Promise<void> => {
    cancelWait()
    if (stopped) return
    become({ state: 'ticketing' })
    try {
      const { ticket } = await deps.fetchTicket()
      if (stopped) return
      provider.protocols = [syncProtocol.name, syncProtocol.saved, syncProtocol.ticketPrefix + ticket]
      become({ state: 'connecting' })
      provider.connect()
    } catch (cause) {
      lost(cause instanceof PorchlightError ? cause.code : 'internal')
    }
  }

  const lost = (because: ErrorCode): void => {
    if (stopped || current.state === 'ended') return
    provider.shouldConnect = false
    times.clear()
    if (endings.has(because)) {
      become({ state: 'ended', because })
      events.ended(because)
      return
    }
    const delayMs = retryDelayMs(because === 'rate-limited' ? refusals++ : failures++, because, random)
    become({ state: 'waiting', because, untilMs: clock.now() + delayMs })
    cancelWait = clock.after(delayMs, () => void attempt())
  }

  provider.on('sync', (synced: boolean) => {
    if (!synced) return
    failures = 0
    become({ state: 'synced' })
    events.synced()
  })
  provider.on('closed', ({ code }) => {
    const { kind } = closeMeaning(code)
    lost(kind === 'retry' ? (code === closedAbnormally ? 'unreachable' : 'busy') : kind)
  })
  // The watchdog closes a silent socket without an event, and would reconnect with the spent ticket.
  provider.on('connection-close', (event) => {
    if (event === null) lost('unreachable')
  })
  // Failures arrive as a close as well; a listener keeps them out of the console.
  provider.on('connection-error', () => {})

  // Not in the caller's turn: events must not arrive before the connection has been returned.
  queueMicrotask(() => void attempt())

  return {
    state: () => current,
    retryNow() {
      if (current.state === 'waiting') void attempt()
    },
    retryIfDue() {
      if (current.state === 'waiting' && clock.now() >= current.untilMs) void attempt()
    },
    stop() {
      if (stopped) return
      stopped = true
      cancelWait()
      times.clear()
      provider.destroy()
    },
  }
}

/** The socket went without a close frame (RFC 6455 §7.1.5): network, or a server that died. */
const closedAbnormally = 1006

/** What no retry with the same keys can change. */
const endings: ReadonlySet<ErrorCode> = new Set(['device-revoked', 'unknown-device', 'epoch-moved', 'erased'])
