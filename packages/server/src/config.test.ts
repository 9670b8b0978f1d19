import type { PorchlightError } from '@porchlight/shared/errors'
import { rateLimits } from '@porchlight/shared/wire/limits'
import { describe, expect, test } from 'vitest'
import { type Config, readConfig } from './config.ts'

const problemsOf = (env: Record<string, string>): string[] => {
  try {
    readConfig(env)
    return []
  } catch (error) {
    expect((error as PorchlightError).code).toBe('bad-config')
    return (error as PorchlightError).message.split('\n')
  }
}

describe('settings', () => {
  test('without any, it is a server for this machine', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8787,
      metricsPort: 8788,
      kept: { in: 'sqlite', dataDir: './data', maxPages: 0 },
      publicUrl: undefined,
      basePath: '',
      signup: 'open',
      isLimited: true,
      limits: rateLimits,
      origins: { extensionOrigins: undefined, publicOrigin: undefined, allowMissing: true },
      serverSecret: undefined,
      logLevel: 'info',
      stores: { chrome: undefined, firefox: undefined },
    })
  })

  test('an empty value is no value', () => {
    expect(readConfig({ PORT: ' ', PUBLIC_URL: '' })).toEqual(readConfig({}))
  })

  test.each<[string, Record<string, string>, Partial<Config>]>([
    [
      'a limit is overridden by name',
      { LIMITS_JSON: '{"socketsPerToken":9}' },
      { limits: { ...rateLimits, socketsPerToken: 9 } },
    ],
    ['a secret is bytes', { SERVER_SECRET: 'A'.repeat(43) }, { serverSecret: new Uint8Array(32) }],
    [
      'a database is named by its address',
      { DATABASE_URL: 'postgres://porch:sesame@db.example/porch', SERVER_SECRET: 'A'.repeat(43) },
      { kept: { in: 'postgres', url: 'postgres://porch:sesame@db.example/porch', connections: 8 } },
    ],
    [
      'a store is an address',
      { STORE_CHROME: 'https://store.example/a?b=1&c', STORE_FIREFOX: '' },
      { stores: { chrome: 'https://store.example/a?b=1&c', firefox: undefined } },
    ],
    ['an address keeps no slash', { PUBLIC_URL: 'http://porch.example/' }, { publicUrl: 'http://porch.example' }],
    [
      'an address may have a path',
      { PUBLIC_URL: 'http://host.example/our/porch/' },
      { publicUrl: 'http://host.example/our/porch', basePath: '/our/porch' },
    ],
  ])('%s', (_, env, expected) => {
    expect(readConfig(env)).toMatchObject(expected)
  })

  test.each<[string, Record<string, string>, boolean]>([
    ['loopback, no public address', {}, true],
    ['listening to the world', { HOST: '0.0.0.0' }, false],
    ['a public address', { PUBLIC_URL: 'http://porch.example' }, false],
    ['a public address, but allowed by hand', { PUBLIC_URL: 'http://porch.example', ALLOW_MISSING_ORIGIN: 'on' }, true],
  ])('SYNC-11 a missing origin: %s', (_, env, expected) => {
    expect(readConfig(env).origins.allowMissing).toBe(expected)
  })

  test.each<[string, Record<string, string>]>([
    ['PORT', { PORT: '-1' }],
    ['PORT', { PORT: '70000' }],
    ['METRICS_PORT', { PORT: '9000', METRICS_PORT: '9000' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'ftp://porch.example' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'https://porch.example/?here', LIMITS: 'off' }],
    ['SIGNUP', { SIGNUP: 'maybe' }],
    ['SIGNUP_CODE', { SIGNUP: 'code' }],
    ['LIMITS_JSON', { LIMITS_JSON: '{' }],
    ['LIMITS_JSON', { LIMITS_JSON: '[1]' }],
    ['LIMITS_JSON', { LIMITS_JSON: '{"socketsPerToken":"many"}' }],
    ['TRUSTED_PROXIES', { TRUSTED_PROXIES: 'proxy.example' }],
    ['TRUSTED_PROXIES', { PUBLIC_URL: 'https://porch.example' }],
    ['SERVER_SECRET', { SERVER_SECRET: 'short' }],
    ['STORE_CHROME', { STORE_CHROME: 'javascript:alert(1)' }],
    ['STORE_FIREFOX', { STORE_FIREFOX: 'http://store.example' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x/y', SERVER_SECRET: 'A'.repeat(43) }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://x', SERVER_SECRET: 'A'.repeat(43) }],
    ['SERVER_SECRET', { DATABASE_URL: 'postgres://x/porch' }],
    ['DATA_DIR', { DATABASE_URL: 'postgres://x/porch', DATA_DIR: './data', SERVER_SECRET: 'A'.repeat(43) }],
    ['DATABASE_POOL', { DATABASE_POOL: '1' }],
    ['REDIS_URL', { REDIS_URL: 'redis://x' }],
    ['ALLOW_MISSING_ORIGIN', { ALLOW_MISSING_ORIGIN: 'yes' }],
  ])('%s: a wrong value is one problem, named', (name, env) => {
    const problems = problemsOf(env)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(new RegExp(`^${name} `))
  })

  test('HTTP-2 an https address on loopback is fine with a named proxy, or without limits', () => {
    const env = { PUBLIC_URL: 'https://porch.example' }
    expect(problemsOf({ ...env, TRUSTED_PROXIES: '127.0.0.1/32' })).toEqual([])
    expect(problemsOf({ ...env, LIMITS: 'off' })).toEqual([])
  })

  test('all problems come at once, and no secret with them', () => {
    const problems = problemsOf({
      PORT: 'x',
      SIGNUP: 'y',
      SERVER_SECRET: 'sesame',
      LIMITS_JSON: '{"sesame"',
      DATABASE_URL: 'https://porch:sesame@x/y',
    })
    expect(problems).toHaveLength(5)
    expect(problems.join()).not.toContain('sesame')
  })
})
