/** Structured log, one JSON line each, on stderr (stdout has the few lines for a person). Rule: HTTP-3.
 *
 *  What is logged: what happened, how long it took, how many. What never is: headers, bodies, URLs (a route pattern instead),
 *  tokens, tickets, ids of couples. An address appears at `debug` only; keep such logs a day at most. */
import { type Logger, pino } from 'pino'

export type Log = Logger

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

export const createLog = (level: LogLevel): Log =>
  pino(
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
      },
    },
    pino.destination({ dest: 2, sync: true }),
  )
