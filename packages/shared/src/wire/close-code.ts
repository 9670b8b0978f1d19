/** Why a socket was closed: our numbers, and what each asks of a client.
 *  y-websocket (3.1 and later) takes 4400–4499 as final and everything else as "try again".
 *  Rule: SYNC-9. The same table in terms of failures is `errors.ts`; a test keeps the two equal. */

/** Numbered constants, as they travel in the close frame. */
export const closeCode = {
  frameTooLarge: 1009,
  restarting: 1012,
  busy: 1013,
  ticketInvalid: 4401,
  deviceRevoked: 4403,
  epochMoved: 4409,
  erased: 4410,
  roomTooLarge: 4413,
  malformed: 4422,
  rateLimited: 4529,
} as const

export type CloseCode = (typeof closeCode)[keyof typeof closeCode]

/** What a client has to do about a close. */
export type CloseMeaning =
  /** Get a ticket, come back; back-off 1 s – 2 min. */
  | { kind: 'ticket-invalid' }
  /** This device was removed: lock, say so. */
  | { kind: 'device-revoked' }
  /** EPOCH-4: fetch the records, open the new room. */
  | { kind: 'epoch-moved' }
  /** The couple is gone from the server: offer export or wipe. */
  | { kind: 'erased' }
  /** The room is full: nothing was stored; housekeeping. */
  | { kind: 'room-too-large' }
  /** We sent what no client should: report a bug; nothing is lost. */
  | { kind: 'malformed' }
  /** Too much at once: come back with back-off. */
  | { kind: 'rate-limited' }
  /** The server restarts: come back within 0–5 s, jittered. */
  | { kind: 'restarting' }
  /** Anything else, also 1006, 1009 and 1013: keep everything, come back with back-off. */
  | { kind: 'retry' }

/** Any close code, also one we never send, to what a client does about it. Rule: SYNC-9 */
export function closeMeaning(code: number): CloseMeaning {
  switch (code) {
    case closeCode.ticketInvalid:
      return { kind: 'ticket-invalid' }
    case closeCode.deviceRevoked:
      return { kind: 'device-revoked' }
    case closeCode.epochMoved:
      return { kind: 'epoch-moved' }
    case closeCode.erased:
      return { kind: 'erased' }
    case closeCode.roomTooLarge:
      return { kind: 'room-too-large' }
    case closeCode.malformed:
      return { kind: 'malformed' }
    case closeCode.rateLimited:
      return { kind: 'rate-limited' }
    case closeCode.restarting:
      return { kind: 'restarting' }
    default:
      return { kind: 'retry' }
  }
}

/** The names a client offers in `Sec-WebSocket-Protocol`, and the message type only `saved` clients get. Rule: SYNC-2, SYNC-4 */
export const syncProtocol = {
  name: 'porchlight.v1',
  ticketPrefix: 'porchlight.ticket.',
  saved: 'porchlight.saved',
} as const

/** First varUint of a frame: y-websocket's four, and the saved mark. Rule: SYNC-1, SYNC-4 */
export const messageType = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, saved: 100 } as const
