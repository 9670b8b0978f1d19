/** Environment → settings. Every problem is found before any is reported, and no secret is ever part of a message.
 *  Names, defaults and meanings are the table "Configuration" of `README.md`. */
import { BlockList, isIP } from 'node:net'
import { PorchlightError } from '@porchlight/shared/errors'
import { type RateLimitName, type RateLimits, rateLimits } from '@porchlight/shared/wire/limits'
import { blockListFromCidrs } from './ops/client-address.ts'
import type { LogLevel } from './ops/log.ts'
import type { OriginRules } from './socket/origin.ts'

export interface Config {
  host: string
  port: number
  metricsPort: number
  dataDir: string
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
  /** Undefined: made once and kept in `dataDir`. */
  serverSecret: Uint8Array | undefined
  logLevel: LogLevel
  /** Tests only (`SQLITE_MAX_PAGES`): bounds the database file, as a full disk would. 0: no bound. */
  sqliteMaxPages: number
}

const logLevels: readonly LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** Throws: PorchlightError 'bad-config', naming every problem, one line each */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = []
  const complain = (name: string, problem: string): void => void problems.push(`${name} ${problem}`)
  const text = (name: string): string | undefined => {
    const value = env[name]?.trim()
    return value === undefined || value === '' ? undefined : value
  }
  const choice = <Word extends string>(name: string, words: readonly Word[], byDefault: Word): Word => {
    const value = text(name)
    const word = words.find((candidate) => candidate === value)
    if (value !== undefined && word === undefined) complain(name, `is one of ${words.join(', ')}`)
    return word ?? byDefault
  }
  const whole = (name: string, byDefault: number, max: number): number => {
    const value = text(name)
    if (value === undefined) return byDefault
    if (/^\d{1,10}$/.test(value) && Number(value) <= max) return Number(value)
    complain(name, `is a whole number from 0 to ${max}`)
    return byDefault
  }
  const list = (name: string): string[] | undefined =>
    text(name)
      ?.split(/[\s,]+/)
      .filter((item) => item !== '')

  const host = text('HOST') ?? '127.0.0.1'
  const port = whole('PORT', 8787, 65_535)
  const metricsPort = whole('METRICS_PORT', 8788, 65_535)
  if (port !== 0 && port === metricsPort) complain('METRICS_PORT', 'is not the same as PORT')
  const publicUrl = readPublicUrl(text('PUBLIC_URL'), complain)
  const signup = choice('SIGNUP', ['open', 'code', 'closed'], 'open')
  const signupCode = text('SIGNUP_CODE')
  if (signup === 'code' && signupCode === undefined) complain('SIGNUP_CODE', 'is missing, and SIGNUP is code')
  const isLimited = choice('LIMITS', ['on', 'off'], 'on') === 'on'
  const limits = readLimits(text('LIMITS_JSON'), complain)
  const extensionOrigins = list('EXTENSION_ORIGINS')
  for (const origin of extensionOrigins ?? []) {
    if (!/^(?:chrome|moz)-extension:\/\/[\w-]+$/.test(origin)) {
      complain('EXTENSION_ORIGINS', 'is a list of origins such as chrome-extension://abcdefghijklmnop')
      break
    }
  }
  const trusted = blockListFromCidrs(list('TRUSTED_PROXIES') ?? [])
  if (trusted === undefined) complain('TRUSTED_PROXIES', 'is a list of CIDRs such as 10.0.0.0/8')
  const isLoopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
  const allowMissing = choice(
    'ALLOW_MISSING_ORIGIN',
    ['on', 'off'],
    publicUrl === undefined && isLoopback ? 'on' : 'off',
  )
  const serverSecret = readSecret(text('SERVER_SECRET'), complain)
  if (text('DATABASE_URL') !== undefined) complain('DATABASE_URL', 'is not supported yet: only the embedded store is')
  if (text('REDIS_URL') !== undefined) complain('REDIS_URL', 'is not supported yet: only one node is')
  if (publicUrl?.startsWith('https:') && isLoopback && list('TRUSTED_PROXIES') === undefined && isLimited) {
    complain(
      'TRUSTED_PROXIES',
      'is missing: behind a proxy all the world would share one limit. Name the proxy, or set LIMITS=off',
    )
  }
  const config: Config = {
    host,
    port,
    metricsPort,
    dataDir: text('DATA_DIR') ?? './data',
    publicUrl,
    basePath: publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, ''),
    signup,
    signupCode,
    isLimited,
    limits,
    origins: {
      extensionOrigins,
      publicOrigin: publicUrl === undefined ? undefined : new URL(publicUrl).origin,
      allowMissing: allowMissing === 'on',
    },
    trustedProxies: trusted ?? new BlockList(),
    serverSecret,
    logLevel: choice('LOG_LEVEL', logLevels, 'info'),
    sqliteMaxPages: whole('SQLITE_MAX_PAGES', 0, 4_294_967_294),
  }
  if (problems.length > 0) throw new PorchlightError('bad-config', problems.join('\n'))
  return config
}

type Complain = (name: string, problem: string) => void

const readPublicUrl = (value: string | undefined, complain: Complain): string | undefined => {
  if (value === undefined) return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '')
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  complain('PUBLIC_URL', 'is an address such as https://porch.example or https://host.example/porch')
  return undefined
}

const readSecret = (value: string | undefined, complain: Complain): Uint8Array | undefined => {
  if (value === undefined) return undefined
  const bytes = Buffer.from(value, 'base64url')
  if (bytes.byteLength >= 32 && /^[\w-]+$/.test(value)) return new Uint8Array(bytes)
  complain('SERVER_SECRET', 'is at least 32 bytes as base64url')
  return undefined
}

const readLimits = (value: string | undefined, complain: Complain): RateLimits => {
  if (value === undefined) return rateLimits
  let overrides: unknown
  try {
    overrides = JSON.parse(value)
  } catch {
    // The sentence below says all there is to say; the value itself is not repeated.
    overrides = undefined
  }
  if (typeof overrides !== 'object' || overrides === null || Array.isArray(overrides)) {
    complain('LIMITS_JSON', 'is a JSON object such as {"socketsPerToken": 10}')
    return rateLimits
  }
  const limits: Record<RateLimitName, number> = { ...rateLimits }
  for (const [name, number] of Object.entries(overrides)) {
    if (!(name in rateLimits))
      complain(
        'LIMITS_JSON',
        `names ${JSON.stringify(name)}, which is not a limit; there are: ${Object.keys(rateLimits).join(', ')}`,
      )
    else if (!Number.isSafeInteger(number) || number < 1)
      complain('LIMITS_JSON', `gives ${name} something else than a whole number from 1`)
    else limits[name as RateLimitName] = number
  }
  return limits
}
