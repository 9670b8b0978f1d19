/** What every call is made of: its place in `/openapi.json`, its body checked by schema, and the device that asks. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@porchlight/shared/capabilities'
import { PorchlightError } from '@porchlight/shared/errors'
import { type Hash, Problem, Secret } from '@porchlight/shared/wire/api'
import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { describeRoute, resolver, validator } from 'hono-openapi'
import * as v from 'valibot'
import { networkOf } from '../ops/client-address.ts'
import type { LastSeen } from './last-seen.ts'
import type { HttpLimits, Spending } from './http-limits.ts'
import type { Device, Store } from '../store/store.ts'
import { fieldProblems, problemResponse, tooOften } from './problem.ts'

export interface Env {
  Bindings: HttpBindings
  Variables: { device: Device; address: string }
}

export interface CallDeps {
  store: Store
  clock: Clock
  /** Undefined where limits are off. */
  limits: HttpLimits | undefined
  seen: LastSeen
}

const schemaOptions = { errorMode: 'ignore', typeMode: 'input' } as const

/** What `/openapi.json` says of a call. `answers` maps a status to its schema; undefined: no body. */
export function describe(
  summary: string,
  answers: Record<number, v.GenericSchema | undefined>,
  auth: 'bearer' | 'none' = 'bearer',
): MiddlewareHandler {
  return describeRoute({
    summary,
    security: auth === 'bearer' ? [{ bearer: [] }] : [],
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, schema]) => [
          status,
          schema === undefined
            ? { description: 'Done.' }
            : { description: summary, content: { 'application/json': { schema: resolver(schema, schemaOptions) } } },
        ]),
      ),
      default: {
        description: 'A problem; `code` says which.',
        content: { 'application/problem+json': { schema: resolver(Problem, schemaOptions) } },
      },
    },
  })
}

/** The body by its schema: all problems at once, none of them quoting the body. Rule: HTTP-1 */
export function jsonBody<Schema extends v.GenericSchema>(schema: Schema) {
  return validator(
    'json',
    schema,
    (result) => (result.success ? undefined : problemResponse('bad-request', fieldProblems(result.error))),
    { options: schemaOptions },
  )
}

export function queryBy<Schema extends v.GenericSchema>(schema: Schema) {
  return validator(
    'query',
    schema,
    (result) => (result.success ? undefined : problemResponse('bad-request', fieldProblems(result.error))),
    { options: schemaOptions },
  )
}

/** Lets an active device in, by its bearer token. A wrong token and a malformed one cost the same look-up. Rule: HTTP-0, HTTP-1 */
export function bearer({ store, seen }: Pick<CallDeps, 'store' | 'seen'>): MiddlewareHandler<Env> {
  return async (c, next) => {
    const header = c.req.header('Authorization')
    if (header === undefined) return problemResponse('unauthorized')
    const device = await deviceOf(store, header)
    if (device === undefined) return problemResponse('unknown-device')
    seen.device(device)
    c.set('device', device)
    await next()
    return undefined
  }
}

/** Lets in whom `bearer` does, and a device that has opened recovery words. Rule: RECOVER-1 */
export function bearerOrRecovering({ store, clock }: Pick<CallDeps, 'store' | 'clock'>): MiddlewareHandler<Env> {
  return async (c, next) => {
    const header = c.req.header('Authorization')
    if (header === undefined) return problemResponse('unauthorized')
    const device = await knownDevice(store, header)
    const isIn =
      device?.state === 'active' ||
      (device?.state === 'pending' && (await store.isRecovering(device.deviceId, clock.now())))
    if (device === undefined || !isIn) return problemResponse('unknown-device')
    c.set('device', device)
    await next()
    return undefined
  }
}

/** The active device a header speaks for, or undefined. */
export async function deviceOf(store: Store, authorization: string): Promise<Device | undefined> {
  const device = await knownDevice(store, authorization)
  return device?.state === 'active' ? device : undefined
}

const knownDevice = (store: Store, authorization: string): Promise<Device | undefined> => {
  const token = /^Bearer ([\w-]{43})$/i.exec(authorization)?.[1] ?? ''
  return store.deviceByToken(hashOf(token))
}

/** SHA-256 of the raw bytes. Rule: HTTP-0 */
export function hashOf(secret: string): Hash {
  return createHash('sha256').update(secret, 'base64url').digest('base64url') as Hash
}

export function isSameHash(x: string, y: string): boolean {
  return x.length === y.length && timingSafeEqual(Buffer.from(x), Buffer.from(y))
}

export function isSecret(text: string): text is v.InferOutput<typeof Secret> {
  return v.is(Secret, text)
}

/** Spends one of what the asker's network may do. Rule: HTTP-2 */
export function limited({ limits }: Pick<CallDeps, 'limits'>, spending: Spending): MiddlewareHandler<Env> {
  return async (c, next) => {
    const seconds = (await limits?.spend(spending, networkOf(c.get('address')))) ?? 0
    if (seconds > 0) return tooOften(seconds)
    await next()
    return undefined
  }
}

/** A 16-byte id from the path; anything else is answered like an id nobody has. */
export function idFromPath<Schema extends v.GenericSchema<unknown, string>>(
  c: Context,
  schema: Schema,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, c.req.param('id'))
  if (!parsed.success) throw new PorchlightError('not-found', 'The path names nothing.')
  return parsed.output
}

export function bytesOf(base64url: string): Uint8Array {
  const bytes = Buffer.from(base64url, 'base64url')
  return new Uint8Array(bytes)
}
