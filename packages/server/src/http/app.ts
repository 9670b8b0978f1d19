/** All of HTTP as one Hono app; tests call `app.request()` without a port. Rule: HTTP-1, HTTP-3. */
import type { IncomingMessage } from 'node:http'
import { PorchlightError } from '@porchlight/shared/errors'
import type { Problem } from '@porchlight/shared/wire/api'
import { sizeLimits } from '@porchlight/shared/wire/limits'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { openAPIRouteHandler } from 'hono-openapi'
import type { Config } from '../config.ts'
import type { Log } from '../ops/log.ts'
import type { Metrics } from '../ops/metrics.ts'
import type { Hub } from '../room/hub.ts'
import type { Tickets } from '../socket/ticket.ts'
import type { CallDeps, Env } from './call.ts'
import { createCors } from './cors.ts'
import { createCoupleCalls } from './couples.ts'
import { createEpochCalls } from './epochs.ts'
import { createHealthCalls, type Readiness, serverVersion } from './health.ts'
import type { InviteWaiting } from './invite-waiting.ts'
import { createInviteCalls } from './invites.ts'
import { createLandingPages } from './landing.ts'
import { problemResponse } from './problem.ts'
import { createRecoveryCalls } from './recovery.ts'
import { createTicketCalls } from './tickets.ts'

export interface AppDeps extends CallDeps {
  hub: Hub
  tickets: Tickets
  waiting: InviteWaiting
  readiness: Readiness
  log: Log
  metrics: Metrics
  addressOf: (request: IncomingMessage) => string
}

/** The calls and pages of a server, to be served by any host of a Hono app. Sockets are `createGateway`'s.
 *  @example
 *  ```ts
 *  import { readConfig } from '@porchlight/server/config'
 *  import { type AppDeps, createApp } from '@porchlight/server/http/app'
 *
 *  export async function versionOf(deps: AppDeps): Promise<string> {
 *    const app = createApp(deps, readConfig({ SIGNUP: 'closed' }))
 *    const { server } = (await (await app.request('/v1/info')).json()) as { server: string }
 *    return server
 *  }
 *  ``` */
export function createApp(deps: AppDeps, config: Config): Hono<Env> {
  const { log, metrics } = deps
  const app = new Hono<Env>()

  app.use(async (c, next) => {
    const startedAt = performance.now()
    c.set('address', c.env?.incoming === undefined ? '' : deps.addressOf(c.env.incoming))
    await next()
    const route = routePath(c, -1)
    const seconds = (performance.now() - startedAt) / 1000
    metrics.request(route, c.res.status, seconds)
    if (c.res.status >= 400) metrics.refused('http', await reasonOf(c.res))
    log.debug({ method: c.req.method, route, status: c.res.status, seconds }, 'request')
  })
  app.use('/v1/*', createCors(config.origins))
  const limitBody = bodyLimit({ maxSize: sizeLimits.maxBodyBytes, onError: (c) => tooLarge(c.req.raw) })
  app.use('/v1/*', (c, next) => (isBodiless(c.env?.incoming) ? next() : limitBody(c, next)))
  app.use('/v1/*', async (c, next) => {
    await next()
    // Not `c.header`: that puts the finished answer together again, as a stream.
    c.res.headers.set('Cache-Control', 'no-store')
  })

  app.route('/', createHealthCalls(deps, config))
  app.route('/v1', createCoupleCalls(deps, config))
  app.route('/v1', createTicketCalls(deps))
  app.route('/v1/invites', createInviteCalls(deps, config.limits))
  app.route('/v1/epochs', createEpochCalls(deps))
  app.route('/v1/recovery', createRecoveryCalls(deps))
  app.route('/', createLandingPages(config))
  app.get(
    '/openapi.json',
    openAPIRouteHandler(app, {
      documentation: {
        info: {
          title: 'Porchlight',
          version: serverVersion,
          description: 'A blind server for two people. Sync is a WebSocket at /v1/sync/{room}.',
        },
        ...(config.publicUrl === undefined ? {} : { servers: [{ url: config.publicUrl }] }),
        components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      },
      defaultValidationErrorResponse: false,
    }),
  )

  app.notFound(() => problemResponse('not-found'))
  app.onError((error) => {
    if (error instanceof PorchlightError) {
      if (error.code === 'busy') log.error({ err: error }, 'a request could not be stored')
      return problemResponse(error.code)
    }
    if (error instanceof HTTPException) return problemResponse(error.status === 413 ? 'too-large' : 'bad-request')
    log.error({ err: error }, 'a request failed')
    return problemResponse('internal')
  })
  return app
}

/** RFC 9112 §6.3: neither a length nor chunks, no body. To look at the body itself, as the limit does, costs as much as all the rest
 *  of a ticket. */
const isBodiless = (incoming: IncomingMessage | undefined): boolean =>
  incoming !== undefined &&
  incoming.headers['transfer-encoding'] === undefined &&
  Number(incoming.headers['content-length'] ?? 0) === 0

/** The word of a problem document. */
const reasonOf = async (response: Response): Promise<string> => {
  const isProblem = response.headers.get('Content-Type') === 'application/problem+json'
  return isProblem ? ((await response.clone().json()) as Problem).code : 'other'
}

/** The body is read to its end and thrown away before anything is said, or whoever sends it, a proxy above all, would find the
 *  connection gone before the answer was read, and say something else. Of one that names no length, or far too large a one, no
 *  more is read, and the connection carries no other request. */
const tooLarge = async (request: Request): Promise<Response> => {
  const response = problemResponse('too-large')
  const isWorthReading = Number(request.headers.get('Content-Length') ?? Number.NaN) <= 4 * sizeLimits.maxBodyBytes
  if (isWorthReading && request.body !== null && !request.body.locked) {
    // Whoever goes in the middle of it hears nothing of the answer either.
    await request.body.pipeTo(new WritableStream()).catch(() => undefined)
  } else response.headers.set('Connection', 'close')
  return response
}
