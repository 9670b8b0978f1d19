/** When a socket is due a sign of life, a ping, or its end. One sweep asks for all of them; no timer each. Rule: SYNC-8.
 *
 *  The heartbeat is an awareness update of no clients: a *message*, which y-websocket (30 s) and Chrome's worker (30 s) want, that
 *  causes no event and no reply. The WebSocket ping beside it is for us: it finds peers that are gone without a word. */

export const heartbeatFrame: Uint8Array = new Uint8Array([1, 1, 0])

export const heartbeatTimes = { quietMs: 20_000, pingAfterMs: 30_000, deadAfterMs: 60_000 } as const

export interface Timing {
  /** When the last frame of any kind went out. */
  lastSentAt: number
  /** When anything was last heard, pongs included. */
  lastHeardAt: number
  /** When the last ping went out. */
  lastPingAt: number
}

export type Beat = 'nothing' | 'heartbeat' | 'ping' | 'heartbeat-and-ping' | 'dead'

export function beat({ lastSentAt, lastHeardAt, lastPingAt }: Timing, now: number): Beat {
  if (now - lastHeardAt >= heartbeatTimes.deadAfterMs) return 'dead'
  const isQuiet = now - lastSentAt >= heartbeatTimes.quietMs
  const wantsPing = now - Math.max(lastHeardAt, lastPingAt) >= heartbeatTimes.pingAfterMs
  if (isQuiet) return wantsPing ? 'heartbeat-and-ping' : 'heartbeat'
  return wantsPing ? 'ping' : 'nothing'
}
