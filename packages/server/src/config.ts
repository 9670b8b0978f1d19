/** Environment → settings. Every problem is found before any is reported, and no secret is ever part of a message.
 *  Names, defaults and meanings are the table "Configuration" of `README.md`. */
import { BlockList, isIP } from 'node:net'
import { PorchlightError } from '@porchlight/shared/errors'
import { type RateLimits, rateLimits } from '@porchlight/shared/wire/limits'
import * as v from 'valibot'
import { blockListFromCidrs } from './ops/client-address.ts'
import type { LogLevel } from './ops/log.ts'
import type { OriginRules } from './socket/origin.ts'

export interface Config {
  host: string
  port: number
  metricsPort: number
  kept: Kept
  /** Without a slash at its end; undefined: whatever the request was sent to. */
  publicUrl: string | undefined
  /** Under which path of that address: '' or such as '/porch'. Whoever stands before this server may take it away or leave it. */
  basePath: string
  signup: 'open' | 'code' | 'closed'
  signupCode: string | undefined
  isLimited: boolean
  limits: RateLimits
  origins: OriginRules
  trustedProxies: BlockList
  /** Undefined: made once and kept in the data directory. */
  serverSecret: Uint8Array | undefined
  logLevel: LogLevel
  /** Where Porchlight is to be had for a browser; undefined: the page behind an invite link says who to ask. */
  stores: { chrome: string | undefined; firefox: string | undefined }
}

/** Where everything is kept. `maxPages` is for tests only (`SQLITE_MAX_PAGES`): it bounds the file, as a full disk would; 0: no bound. */
export type Kept =
  | { in: 'sqlite'; dataDir: string; maxPages: number }
  /** `connections`: for statements; the one that carries notes is beside them. */
  | { in: 'postgres'; url: string; connections: number }

const text = v.optional(v.string())

const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words, byDefault: Words[number]) =>
  v.optional(v.picklist(words, `is one of ${words.join(', ')}`), byDefault)

const whole = (byDefault: number, max: number, min = 0) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check(
        (value) => /^\d{1,10}$/.test(value) && Number(value) >= min && Number(value) <= max,
        `is a whole number from ${min} to ${max}`,
      ),
      v.transform(Number),
    ),
    String(byDefault),
  )

const list = v.pipe(
  v.string(),
  v.transform((value) => value.split(/[\s,]+/).filter((item) => item !== '')),
)

/** Bytes as base64url. */
const secret = v.optional(
  v.pipe(
    v.string(),
    v.check(
      (value) => /^[\w-]+$/.test(value) && Buffer.from(value, 'base64url').byteLength >= 32,
      'is at least 32 bytes as base64url',
    ),
    v.transform((value) => new Uint8Array(Buffer.from(value, 'base64url'))),
  ),
)

const publicUrl = v.optional(
  v.pipe(
    v.string(),
    v.check(
      (value) => isPlainAddress(value),
      'is an address such as https://porch.example or https://host.example/porch',
    ),
    v.transform((value) => new URL(value)),
  ),
)

const isPlainAddress = (value: string): boolean => {
  const url = URL.canParse(value) ? new URL(value) : undefined
  return url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === ''
}

/** It holds a password: it is never repeated. */
const databaseUrl = v.optional(
  v.pipe(
    v.string(),
    v.check(
      (value) => isDatabaseAddress(value),
      'is the address of a PostgreSQL, such as postgres://porchlight:password@db.example/porchlight',
    ),
  ),
)

const isDatabaseAddress = (value: string): boolean => {
  const url = URL.canParse(value) ? new URL(value) : undefined
  return url !== undefined && /^postgres(?:ql)?:$/.test(url.protocol) && url.pathname.length > 1
}

/** Shown to whoever opens an invite link. */
const storeAddress = v.optional(
  v.pipe(
    v.string(),
    v.check(
      (value) => URL.canParse(value) && new URL(value).protocol === 'https:',
      'is an address such as https://store.example/porchlight',
    ),
    v.transform((value) => new URL(value).href),
  ),
)

const extensionOrigins = v.optional(
  v.pipe(
    list,
    v.check(
      (origins) => origins.every((origin) => /^(?:chrome|moz)-extension:\/\/[\w-]+$/.test(origin)),
      'is a list of origins such as chrome-extension://abcdefghijklmnop',
    ),
  ),
)

const trustedProxies = v.optional(
  v.pipe(
    list,
    v.rawTransform(({ dataset, addIssue, NEVER }): BlockList => {
      const addresses = blockListFromCidrs(dataset.value)
      if (addresses !== undefined) return addresses
      addIssue({ message: 'is a list of CIDRs such as 10.0.0.0/8' })
      return NEVER
    }),
  ),
)

/** Numbers beside the names there are; others are named, and what they were set to is not repeated. */
const limits = v.optional(
  v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }): RateLimits => {
      const overrides = objectFrom(dataset.value)
      const problems = overrides === undefined ? [noLimits] : Object.entries(overrides).flatMap(problemOfLimit)
      for (const message of problems) addIssue({ message })
      return problems.length > 0 ? NEVER : { ...rateLimits, ...overrides }
    }),
  ),
  '{}',
)

const noLimits = 'is a JSON object such as {"socketsPerToken": 10}'

const objectFrom = (json: string): object | undefined => {
  try {
    const parsed: unknown = JSON.parse(json)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined
  } catch {
    // One sentence says all there is to say; the value itself is not repeated.
    return undefined
  }
}

const problemOfLimit = ([name, value]: [string, unknown]): string[] => {
  if (!(name in rateLimits))
    return [`names ${JSON.stringify(name)}, which is not a limit; there are: ${Object.keys(rateLimits).join(', ')}`]
  const isCount = Number.isSafeInteger(value) && Number(value) >= 1
  return isCount ? [] : [`gives ${name} something else than a whole number from 1`]
}

const Fields = v.object({
  HOST: v.optional(v.string(), '127.0.0.1'),
  PORT: whole(8787, 65_535),
  METRICS_PORT: whole(8788, 65_535),
  DATA_DIR: text,
  PUBLIC_URL: publicUrl,
  SIGNUP: oneOf(['open', 'code', 'closed'], 'open'),
  SIGNUP_CODE: text,
  LIMITS: oneOf(['on', 'off'], 'on'),
  LIMITS_JSON: limits,
  EXTENSION_ORIGINS: extensionOrigins,
  TRUSTED_PROXIES: trustedProxies,
  ALLOW_MISSING_ORIGIN: v.optional(v.picklist(['on', 'off'], 'is one of on, off')),
  SERVER_SECRET: secret,
  STORE_CHROME: storeAddress,
  STORE_FIREFOX: storeAddress,
  DATABASE_URL: databaseUrl,
  DATABASE_POOL: whole(8, 1_000, 2),
  REDIS_URL: v.optional(v.never('is not supported yet: nodes tell each other through DATABASE_URL')),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
  SQLITE_MAX_PAGES: whole(0, 4_294_967_294),
})

/** What a setting by itself cannot know. */
const Settings = v.pipe(
  Fields,
  v.forward(
    v.partialCheck(
      [['PORT'], ['METRICS_PORT']],
      ({ PORT, METRICS_PORT }) => PORT === 0 || PORT !== METRICS_PORT,
      'is not the same as PORT',
    ),
    ['METRICS_PORT'],
  ),
  v.forward(
    v.partialCheck(
      [['SIGNUP'], ['SIGNUP_CODE']],
      ({ SIGNUP, SIGNUP_CODE }) => SIGNUP !== 'code' || SIGNUP_CODE !== undefined,
      'is missing, and SIGNUP is code',
    ),
    ['SIGNUP_CODE'],
  ),
  v.forward(
    v.partialCheck(
      [['DATA_DIR'], ['DATABASE_URL']],
      ({ DATA_DIR, DATABASE_URL }) => DATA_DIR === undefined || DATABASE_URL === undefined,
      'and DATABASE_URL name two places to keep everything in: set one of them',
    ),
    ['DATA_DIR'],
  ),
  v.forward(
    v.partialCheck(
      [['SERVER_SECRET'], ['DATABASE_URL']],
      ({ SERVER_SECRET, DATABASE_URL }) => SERVER_SECRET !== undefined || DATABASE_URL === undefined,
      'is missing: every node of a DATABASE_URL takes the tickets of all others, so each is given the same',
    ),
    ['SERVER_SECRET'],
  ),
  v.forward(
    v.partialCheck(
      [['HOST'], ['PUBLIC_URL'], ['LIMITS'], ['TRUSTED_PROXIES']],
      ({ HOST, PUBLIC_URL, LIMITS, TRUSTED_PROXIES }) =>
        TRUSTED_PROXIES !== undefined || LIMITS === 'off' || PUBLIC_URL?.protocol !== 'https:' || !isLoopback(HOST),
      'is missing: behind a proxy all the world would share one limit. Name the proxy, or set LIMITS=off',
    ),
    ['TRUSTED_PROXIES'],
  ),
)
type Settings = v.InferOutput<typeof Settings>

/** Throws: PorchlightError 'bad-config', naming every problem, one line each */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = v.safeParse(Settings, whatIsSaid(env))
  if (read.success) return configFrom(read.output)
  const problems = read.issues.map((issue) => `${v.getDotPath(issue) ?? 'A setting'} ${issue.message}`)
  throw new PorchlightError('bad-config', problems.join('\n'))
}

/** An empty value is no value. */
const whatIsSaid = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value = '']) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  )

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

const keptIn = (set: Settings): Kept =>
  set.DATABASE_URL === undefined
    ? { in: 'sqlite', dataDir: set.DATA_DIR ?? './data', maxPages: set.SQLITE_MAX_PAGES }
    : { in: 'postgres', url: set.DATABASE_URL, connections: set.DATABASE_POOL }

const configFrom = (set: Settings): Config => {
  const url = set.PUBLIC_URL
  const path = url?.pathname.replace(/\/+$/, '') ?? ''
  const isOnlyHere = url === undefined && isLoopback(set.HOST)
  return {
    host: set.HOST,
    port: set.PORT,
    metricsPort: set.METRICS_PORT,
    kept: keptIn(set),
    publicUrl: url === undefined ? undefined : `${url.origin}${path}`,
    basePath: path,
    signup: set.SIGNUP,
    signupCode: set.SIGNUP_CODE,
    isLimited: set.LIMITS === 'on',
    limits: set.LIMITS_JSON,
    origins: {
      extensionOrigins: set.EXTENSION_ORIGINS,
      publicOrigin: url?.origin,
      allowMissing: (set.ALLOW_MISSING_ORIGIN ?? (isOnlyHere ? 'on' : 'off')) === 'on',
    },
    trustedProxies: set.TRUSTED_PROXIES ?? new BlockList(),
    serverSecret: set.SERVER_SECRET,
    logLevel: set.LOG_LEVEL,
    stores: { chrome: set.STORE_CHROME, firefox: set.STORE_FIREFOX },
  }
}
