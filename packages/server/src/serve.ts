/** The server: reads its settings, opens what it keeps, listens, and stops in order.
 *
 *  stdout has a few lines for a person; the log (JSON lines) goes to stderr. It is ready when `/readyz` answers 200.
 *  Ctrl-C or SIGTERM: stop accepting, commit what was received, close sockets 1012, exit 0. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Clock, Random } from '@porchlight/shared/capabilities'
import { PorchlightError } from '@porchlight/shared/errors'
import { type Config, readConfig } from './config.ts'
import { createEngine } from './engine.ts'
import { createApp } from './http/app.ts'
import { withoutBasePath } from './http/base-path.ts'
import type { Readiness } from './http/health.ts'
import { createInviteWaiting } from './http/invite-waiting.ts'
import { clientAddress } from './ops/client-address.ts'
import { createLastSeen } from './http/last-seen.ts'
import { createLog } from './ops/log.ts'
import { createMetrics, type Metrics } from './ops/metrics.ts'
import { createHttpLimits } from './http/http-limits.ts'
import { createRoomLimits } from './room/room-limits.ts'
import { createHub, hubDefaults } from './room/hub.ts'
import { createGateway } from './socket/gateway.ts'
import { createTickets } from './socket/ticket.ts'

const sweepMs = 1_000
/** Connections that wait to be accepted. With Node's 511 the others of thousands who come back at once are dropped by the system without
 *  a word, and try again only after seconds, then minutes. The system's own bound (`somaxconn`, mostly 4,096) still holds. */
const backlog = 4_096
const purgeMs = 3_600_000
/** Rule: NODE-4 */
const compareMs = 10_000
const closeGraceMs = 2_000

const clock: Clock = {
  now: () => Date.now(),
  after: (delayMs, act) => {
    const timer = setTimeout(act, delayMs)
    return () => clearTimeout(timer)
  },
}
/** For how long things take: a wall clock that is set must neither end every socket nor keep marks and heartbeats back. */
const steadyClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  after: clock.after,
}
const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) }

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const startServer = async (config: Config): Promise<() => Promise<void>> => {
  const engine = createEngine({ clock, random }, config)
  const { secret } = engine
  const log = createLog(config.logLevel, secret)
  const metrics = createMetrics()
  const { store, bus } = await engine.open(log)
  const { isLimited, limits } = config
  const hub = createHub(
    { store, bus, clock: steadyClock, log, metrics, limits: isLimited ? createRoomLimits(limits) : undefined },
    { ...hubDefaults, maxSeatsPerDevice: isLimited ? limits.socketsPerToken : Number.POSITIVE_INFINITY },
  )
  const tickets = createTickets({ clock, random, secret })
  const waiting = createInviteWaiting({ bus, clock })
  const readiness: Readiness = { state: 'starting' }
  const addressOf = (request: IncomingMessage): string => {
    const forwarded = request.headers['x-forwarded-for']
    return clientAddress(
      request.socket.remoteAddress,
      Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
      config.trustedProxies,
    )
  }
  const seen = createLastSeen({ store, clock, log })
  const httpLimits = isLimited ? createHttpLimits(limits) : undefined
  const app = createApp(
    { store, clock, limits: httpLimits, seen, hub, tickets, waiting, readiness, log, metrics, addressOf },
    config,
  )
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { headersTimeout: 5_000, requestTimeout: 60_000, connectionsCheckingInterval: 2_000 },
  }) as Server
  for (const event of ['request', 'upgrade']) {
    server.prependListener(event, (request: IncomingMessage) => {
      request.url = withoutBasePath(config.basePath, request.url ?? '/')
    })
  }
  const gateway = createGateway(
    { server, hub, store, tickets, clock: steadyClock, log, metrics, addressOf },
    {
      origins: config.origins,
      maxSocketsPerNetwork: isLimited ? limits.socketsPerAddress : Number.POSITIVE_INFINITY,
      sweepMs,
    },
  )
  let logBytes = 0
  metrics.watch(() => ({ sockets: gateway.count(), ...gateway.unsent(), rooms: hub.counts().rooms, logBytes }))
  const metricsServer = serveMetrics(metrics, async () => {
    logBytes = await store.logBytes()
  })

  const purge = (): void => {
    seen.couples(hub.couples())
    store.purge(clock.now()).catch((error: unknown) => log.error({ err: error }, 'old things could not be dropped'))
    stopPurge = clock.after(purgeMs, purge)
  }
  let stopPurge = clock.after(0, purge)
  const compare = (): void => {
    void hub.compare().then(() => {
      if (readiness.state !== 'stopping') stopCompare = steadyClock.after(compareMs, compare)
    })
  }
  let stopCompare = engine.isShared ? steadyClock.after(compareMs, compare) : () => undefined

  await listen(metricsServer, config.metricsPort, '127.0.0.1', 'METRICS_PORT')
  await listen(server, config.port, config.host, 'PORT')
  readiness.state = 'ready'
  const { port } = server.address() as AddressInfo
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  say(`Porchlight is on at ${config.publicUrl ?? `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`}`)
  log.info({ port, metricsPort: config.metricsPort, limits: isLimited ? 'on' : 'off' }, 'listening')

  return async () => {
    readiness.state = 'stopping'
    stopPurge()
    stopCompare()
    waiting.stop()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    await gateway.drain()
    const stopGrace = clock.after(closeGraceMs, () => {
      gateway.terminate()
      server.closeAllConnections()
    })
    await closed
    stopGrace()
    await hub.drained()
    hub.close()
    metricsServer.close()
    await bus.close()
    await store.close()
    engine.release()
    log.info('stopped')
  }
}

const serveMetrics = (metrics: Metrics, refresh: () => Promise<void>): Server =>
  createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    refresh()
      .then(() => metrics.render())
      .then(
        ({ contentType, body }) => response.writeHead(200, { 'Content-Type': contentType }).end(body),
        () => response.writeHead(500).end(),
      )
  })

const listen = (server: Server, port: number, host: string, name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new PorchlightError('bad-config', `${name}: nothing can listen on ${host}:${port} (${error.message})`, {
          cause: error,
        }),
      ),
    )
    server.listen({ port, host, backlog }, resolve)
  })

/** Serves until Ctrl-C or SIGTERM (a second one does not wait), and resolves to the exit code.
 *  Throws: PorchlightError 'bad-config' or 'broken-store' where it cannot start */
export async function serve(env: NodeJS.ProcessEnv): Promise<number> {
  const stop = await startServer(readConfig(env))
  await new Promise<void>((resolve) => {
    let isStopping = false
    const onSignal = (): void => {
      if (isStopping) process.exit(1)
      isStopping = true
      say('Porchlight is going out …')
      resolve()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
  try {
    await stop()
    return 0
  } catch (error) {
    process.stderr.write(`Porchlight could not stop cleanly: ${String(error)}\n`)
    return 1
  }
}
