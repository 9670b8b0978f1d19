/** A socket as `ws` makes it, with what a room and the sweep have to know of it. Ten thousand lie idle at once: no closure, no timer. */
import type { Duplex } from 'node:stream'
import { type ErrorCode, errorMeanings } from '@porchlight/shared/errors'
import { closeCode } from '@porchlight/shared/wire/close-code'
import { WebSocket } from 'ws'
import type { Metrics } from '../ops/metrics.ts'
import type { Peer, Seat } from '../room/seat.ts'

export class PorchSocket extends WebSocket implements Peer {
  seat: Seat | undefined = undefined
  metrics: Metrics | undefined = undefined
  network = ''
  lastHeardAt = 0
  lastPingAt = 0
  /** What is beneath it; undefined before it is open. */
  stream: Duplex | undefined = undefined

  /** What one turn of the event loop has for a socket leaves in one write: a group commit may bring it many frames. */
  sendFrame(frame: Uint8Array): void {
    if (!this.isOpen() || this.stream === undefined) return
    if (this.stream.writableCorked === 0) {
      this.stream.cork()
      process.nextTick(uncork, this.stream)
    }
    this.send(frame)
    if (this.stream.writableLength > maxCorkedBytes) this.stream.uncork()
  }

  closeFor(code: ErrorCode): void {
    if (this.isOpen()) this.metrics?.refused('socket', code)
    this.close(errorMeanings[code].closeCode ?? closeCode.busy, code)
  }

  isOpen(): boolean {
    return this.readyState === WebSocket.OPEN
  }

  unsentBytes(): number {
    return this.bufferedAmount
  }
}

/** Little against what a slow reader may leave unsent: whether it reads must show. */
const maxCorkedBytes = 64 * 1024

const uncork = (stream: Duplex): void => stream.uncork()
