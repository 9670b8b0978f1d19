/** Structured log, one JSON line each, on stderr (stdout has the few lines for a person). Rule: HTTP-3.
 *
 *  What is logged: what happened, how long it took, how many. What never is: headers, bodies, URLs (a route pattern instead),
 *  tokens, tickets, addresses, ids of couples. A room appears under a name of its own, so that an operator can follow one room
 *  through the log and learns nothing else by it: `room` of a line is a keyed hash of the couple's id, and the epoch. */
import { createHmac, randomBytes } from 'node:crypto'
import type { RoomName } from '@porchlight/shared/wire/api'
import { type Logger, pino } from 'pino'

export type Log = Logger

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

const tagBytes = 6

/** @param secret the server's: the same room has the same name after a restart, and nobody without it can make the name of a couple */
export function createLog(level: LogLevel, secret: Uint8Array = randomBytes(32)): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: {
        // An engine's error may quote what it was given: the code and the place are enough.
        err: (error: unknown) => {
          if (!(error instanceof Error)) return { type: typeof error }
          const cause = error.cause instanceof Error ? { cause: error.cause.message } : {}
          return { type: error.name, message: error.message, ...cause, stack: error.stack }
        },
        room: (room: RoomName) => roomTag(room, secret),
      },
    },
    pino.destination({ dest: 2, sync: true }),
  )
}

const roomTag = (room: RoomName, secret: Uint8Array): string => {
  const [coupleId = '', epoch] = room.split('.')
  const tag = createHmac('sha256', secret).update('porchlight/v1/log').update(coupleId).digest()
  return `${tag.subarray(0, tagBytes).toString('hex')}.${epoch}`
}
