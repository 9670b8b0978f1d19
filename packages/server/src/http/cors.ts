/** Who may call from a page: extensions and the server's own pages. A request from anywhere else is refused, not only hidden
 *  from its page. Pre-flights are remembered for two hours, or every ticket would be two requests; Chrome asks once more where the
 *  server is on the local network. Rule: SYNC-11. */
import { claimHeader } from '@porchlight/shared/wire/api'
import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { isAllowedOrigin, type OriginRules } from '../socket/origin.ts'
import type { Env } from './call.ts'
import { problemResponse } from './problem.ts'

export function createCors(rules: OriginRules): MiddlewareHandler<Env> {
  const answer = cors({
    origin: (origin) => origin,
    allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', claimHeader],
    exposeHeaders: ['Retry-After'],
    maxAge: 7200,
  })
  return async (c, next) => {
    const origin = c.req.header('Origin')
    if (origin === undefined) {
      await next()
      return undefined
    }
    if (!isAllowedOrigin(origin, c.req.header('Host'), rules)) return problemResponse('forbidden-origin')
    if (c.req.header('Access-Control-Request-Private-Network') === 'true')
      c.header('Access-Control-Allow-Private-Network', 'true')
    return answer(c, next)
  }
}
