/** Whether the server lives, is ready, and what it is. */
import { ServerInfo } from '@porchlight/shared/wire/api'
import { syncProtocol } from '@porchlight/shared/wire/close-code'
import { Hono } from 'hono'
import type { Config } from '../config.ts'
import { type CallDeps, describe, type Env } from './call.ts'
import { problemResponse } from './problem.ts'

export interface Readiness {
  state: 'starting' | 'ready' | 'stopping'
}

export const serverVersion = '0.1.0'
const oldestClient = '0.1.0'

export function createHealthCalls(
  deps: CallDeps & { readiness: Readiness },
  options: Pick<Config, 'signup'>,
): Hono<Env> {
  return new Hono<Env>()
    .get('/healthz', describe('The process lives.', { 200: undefined }, 'none'), (c) => c.text('ok'))
    .get(
      '/readyz',
      describe('The server takes requests and its store answers.', { 200: undefined }, 'none'),
      async (c) => {
        if (deps.readiness.state !== 'ready') return problemResponse('restarting')
        await deps.store.ping()
        return c.text('ready')
      },
    )
    .get('/v1/info', describe('How a client knows that it talks to a Porchlight.', { 200: ServerInfo }, 'none'), (c) =>
      c.json({
        name: 'porchlight' as const,
        server: serverVersion,
        protocols: [syncProtocol.name],
        minClient: oldestClient,
        signup: options.signup,
        now: deps.clock.now(),
      }),
    )
}
