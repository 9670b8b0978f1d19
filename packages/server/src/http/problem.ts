/** Failures as problem documents (RFC 9457), the word in `code`. What was sent is never repeated in them. Rule: HTTP-1, HTTP-3 */
import { type ErrorCode, errorMeanings } from '@porchlight/shared/errors'
import type { Problem } from '@porchlight/shared/wire/api'

export interface FieldProblem {
  path: string
  message: string
}

const titles: Partial<Record<ErrorCode, string>> = {
  'bad-request': 'The request is not what this call takes.',
  unauthorized: 'This call needs the bearer token of a device.',
  'unknown-device': 'This device is not known here.',
  'epoch-moved': 'The epoch has moved on. Fetch its records, then try again.',
  'outer-moved': 'The document has moved on. Sync, then try again.',
  'not-found': 'There is nothing here by that name.',
  'invite-claimed': 'This invite has been used.',
  'invite-expired': 'This invite is over its time.',
  'invite-burned': 'This invite was taken back.',
  'invite-unclaimed': 'Nobody has claimed this invite yet.',
  'couple-full': 'There are two of you already.',
  'already-exists': 'That id is taken.',
  'too-many': 'That would be more than a couple may have at once.',
  'signup-closed': 'This server takes no new couples, or needs its sign-up code.',
  'too-large': 'That is larger than this call takes.',
  malformed: 'The state is not a Yjs V1 update of a new document.',
  'rate-limited': 'That was too often. Try again later.',
  restarting: 'The server is restarting. Try again in a moment.',
  busy: 'The server cannot store anything just now. Nothing was changed. Try again.',
  'forbidden-origin': 'Only the Porchlight extension and this server may call this.',
}

export function problemResponse(code: ErrorCode, problems?: FieldProblem[]): Response {
  const status = errorMeanings[code].httpStatus ?? 500
  const body: Problem = {
    type: 'about:blank',
    title: titles[code] ?? 'Something went wrong on the server.',
    status,
    code,
    ...(problems === undefined ? {} : { problems }),
  }
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json' } })
}

/** With the seconds after which it may be tried again (RFC 9110, 10.2.3). */
export function tooOften(seconds: number): Response {
  const response = problemResponse('rate-limited')
  response.headers.set('Retry-After', String(seconds))
  return response
}

interface Issue {
  message: string
  path?: readonly unknown[] | undefined
  expected?: unknown
}

/** What is wrong, field by field, without quoting what was sent (valibot's own sentences would). */
export function fieldProblems(issues: readonly Issue[]): FieldProblem[] {
  return issues.map((issue) => ({
    path: (issue.path ?? []).map(keyOf).join('.'),
    message: issue.message.startsWith('Invalid') ? `expected ${nameOf(issue.expected)}` : issue.message,
  }))
}

const nameOf = (expected: unknown): string => (typeof expected === 'string' ? expected : 'something else')

const keyOf = (segment: unknown): string =>
  typeof segment === 'object' && segment !== null && 'key' in segment ? String(segment.key) : String(segment)
