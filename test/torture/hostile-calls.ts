/** Requests made from `/openapi.json` itself, so that a new call is attacked the day it is there: right in form with random values,
 *  almost right, of wrong types, with keys twice, deep, large, in other encodings, by other methods, with other tokens. Rule: HTTP-1 */
import * as fc from 'fast-check'

/** What of OpenAPI is read here. */
export interface OpenApi {
  paths: Record<string, Record<string, Operation>>
}
interface Operation {
  requestBody?: { content: Record<string, { schema: JsonSchema }> }
  parameters?: { in: string; name: string; schema: JsonSchema }[]
}
export interface JsonSchema {
  type?: string
  enum?: string[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  maxItems?: number
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
}

export interface HostileCall {
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer | null
  token: 'none' | 'live' | 'unknown' | 'garbage'
}

/** A string in it that nobody else would send: an answer that has it repeats what was sent. */
export const mark = 'Quincunx7'

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'PROPFIND']

/** @param known ids and secrets that exist on the server, by which calls get further */
export const hostileCalls = (api: OpenApi, known: readonly string[]): fc.Arbitrary<HostileCall> => {
  const operations = Object.entries(api.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  return fc.constantFrom(...operations).chain(({ path, method, operation }) => {
    const schema = operation.requestBody?.content['application/json']?.schema
    return fc.record<HostileCall>({
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant(method) },
        { weight: 1, arbitrary: fc.constantFrom(...methods) },
      ),
      path: pathBy(path, operation, known),
      headers: headersBy(schema !== undefined),
      body: schema === undefined ? fc.option(strangeBody, { freq: 5 }) : bodyBy(schema, known),
      token: fc.oneof(
        { weight: 5, arbitrary: fc.constant('live' as const) },
        { weight: 2, arbitrary: fc.constantFrom('none' as const, 'unknown' as const, 'garbage' as const) },
      ),
    })
  })
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    mark,
    `<script>${mark}</script>`,
    '../../etc/passwd',
    '%00',
    '__proto__',
    "' OR 1=1 --",
    '😀'.repeat(20),
  ),
)

const pathBy = (path: string, operation: Operation, known: readonly string[]): fc.Arbitrary<string> => {
  const id = fc.oneof(
    fc.constantFrom(...known),
    fc.stringMatching(/^[\w-]{21}[AQgw]$/),
    anyText.map(encodeURIComponent),
  )
  const query = fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    {
      weight: 2,
      arbitrary: fc
        .array(
          fc.tuple(
            fc.oneof(fc.constantFrom(...(operation.parameters ?? []).map(({ name }) => name), 'x'), anyText),
            // A poll that waits would only wait.
            fc.oneof(fc.constantFrom('0', '1', '26', '-1', '1e1', '00000000000', 'waiting', 'burned'), anyText),
          ),
          { maxLength: 3 },
        )
        .map((pairs) => `?${pairs.map((pair) => pair.map((part) => encodeURIComponent(part)).join('=')).join('&')}`),
    },
  )
  return fc.tuple(id, query).map(([one, rest]) => path.replace(/\{\w+\}/, one) + rest)
}

const headersBy = (hasBody: boolean): fc.Arbitrary<Record<string, string>> =>
  fc.record(
    {
      'Content-Type': fc.oneof(
        { weight: hasBody ? 12 : 1, arbitrary: fc.constant('application/json') },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            'text/plain',
            'application/json; charset=utf-16',
            'application/x-www-form-urlencoded',
            'multipart/form-data; boundary=x',
            'application/problem+json',
            '',
            'x'.repeat(2_000),
          ),
        },
      ),
      Accept: fc.constantFrom('*/*', 'text/html', 'application/xml'),
      'Content-Encoding': fc.constantFrom('identity', 'gzip', 'br'),
      Origin: fc.oneof(
        { weight: 9, arbitrary: fc.constant('chrome-extension://abcdefghijklmnop') },
        { weight: 1, arbitrary: fc.constantFrom('https://elsewhere.example', 'null', mark) },
      ),
      'Porchlight-Claim': fc.oneof(
        anyText.map((text) => text.replaceAll(/[^ -~]/g, '?')),
        fc.constant('A'.repeat(43)),
      ),
      'X-Forwarded-For': fc.constantFrom('127.0.0.1', 'unknown', '::', '1.2.3.4, '.repeat(100)),
      Cookie: fc.constantFrom('a=b', mark),
    },
    { requiredKeys: hasBody ? ['Content-Type'] : [] },
  )

const bodyBy = (schema: JsonSchema, known: readonly string[]): fc.Arbitrary<Buffer | null> => {
  const right = valueBy(schema, known)
  return fc.oneof(
    { weight: 6, arbitrary: right.map(bytesOf) },
    { weight: 6, arbitrary: almost(right, schema).map(bytesOf) },
    { weight: 1, arbitrary: right.map(withKeysTwice) },
    { weight: 1, arbitrary: right.chain((value) => mangled(bytesOf(value))) },
    { weight: 2, arbitrary: strangeBody },
    { weight: 1, arbitrary: fc.constant(null) },
  )
}

const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value) ?? '')

/** What fits the schema. Lengths stay small but for now and then the largest. */
const valueBy = (schema: JsonSchema, known: readonly string[]): fc.Arbitrary<unknown> => {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'object': {
      const model = Object.entries(schema.properties ?? {}).map(([key, one]) => [key, valueBy(one, known)])
      return fc.record(Object.fromEntries(model) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: schema.required ?? [],
      })
    }
    case 'array':
      return fc.array(valueBy(schema.items ?? {}, known), { maxLength: Math.min(schema.maxItems ?? 4, 4) })
    case 'integer':
      return fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 9, 4) }) },
        { weight: 1, arbitrary: fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 2 ** 31 }) },
      )
    case 'string': {
      const pattern = new RegExp((schema.pattern ?? '^[ -~]*$').replaceAll('*', '{0,400}'))
      const fitting = known.filter((one) => pattern.test(one) && one.length >= (schema.minLength ?? 0))
      const random = fc
        .stringMatching(pattern)
        .filter((text) => text.length >= (schema.minLength ?? 0) && text.length <= (schema.maxLength ?? Infinity))
      return fitting.length === 0 ? random : fc.oneof(fc.constantFrom(...fitting), random)
    }
    default:
      return fc.anything()
  }
}

/** One thing is wrong with it. */
const almost = (right: fc.Arbitrary<unknown>, schema: JsonSchema): fc.Arbitrary<unknown> => {
  const keys = [...Object.keys(schema.properties ?? {}), '__proto__', 'constructor', 'x']
  const wrong = fc.oneof(
    anyText,
    fc.constantFrom<unknown>(null, true, -1, 1.5, 1e308, 2 ** 53, [], {}, [mark], { toString: mark }, mark.repeat(50)),
    fc.jsonValue({ maxDepth: 4 }),
  )
  return fc.tuple(right, fc.constantFrom(...keys), fc.option(wrong, { freq: 4 })).map(([value, key, other]) => {
    const object = Object.entries(value as Record<string, unknown>).filter(([name]) => name !== key)
    return Object.fromEntries(other === null ? object : [...object, [key, other]])
  })
}

const withKeysTwice = (value: unknown): Buffer => {
  const text = JSON.stringify(value)
  return Buffer.from(text.length < 3 ? text : `${text.slice(0, -1)},${text.slice(1)}`)
}

const mangled = (bytes: Buffer): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc.constant(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])),
    fc.constant(Buffer.from(bytes.toString(), 'utf16le')),
    fc.nat(Math.max(0, bytes.length - 1)).map((at) => bytes.subarray(0, at)),
    fc.tuple(fc.nat(Math.max(0, bytes.length - 1)), fc.nat(255)).map(([at, byte]) => {
      const out = Buffer.from(bytes)
      out[at] = byte
      return out
    }),
  )

const strangeBody: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 4, arbitrary: fc.json({ maxDepth: 3 }).map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 20_000 }).map((depth) => Buffer.from('{"a":'.repeat(depth))) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 20_000 })
      .map((depth) => Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(2 ** 20, 3 * 2 ** 20 + 1, 4 * 2 ** 20).map((size) => Buffer.alloc(size, mark)),
  },
)
