/** Hostile calls by the thousand: never a 5xx, never an echo, always a problem document with a known word. Rule: HTTP-1, HTTP-3 */
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { errorMeanings } from '@porchlight/shared/errors'
import * as fc from 'fast-check'
import {
  call,
  createCouple,
  type Device,
  emptyState,
  hashOf,
  offerInvite,
  randomId,
  randomSecret,
} from '../support/server-client.ts'
import { startServer } from '../support/server-process.ts'
import { hostileCalls, type HostileCall, mark, type OpenApi } from './hostile-calls.ts'

export interface CallRun {
  calls: number
  seed: number
  /** Ends it early, and what it started with it. */
  signal?: AbortSignal
}

export interface CallReport {
  calls: number
  /** By status. */
  answers: Record<string, number>
  /** By the word of the problem. */
  problems: Record<string, number>
  broken: string[]
}

export const throwCalls = async ({ calls, seed, signal }: CallRun): Promise<CallReport> => {
  const server = await startServer({ env: { LOG_LEVEL: 'error' } })
  const report: CallReport = { calls: 0, answers: {}, problems: {}, broken: [] }
  try {
    const api = (await call<OpenApi>(server.url, 'GET', '/openapi.json')).body
    /** Field names may be named. */
    const ownWords = JSON.stringify(api)
    let live = await createCouple(server.url)
    const bystander = await createCouple(server.url)
    const invite = await offerInvite(live, 'b')
    const secret = randomSecret()
    const known = [live.coupleId, live.deviceId, invite.inviteId, invite.claimAuth, secret, hashOf(secret), emptyState]

    const promised = fc.asyncProperty(hostileCalls(api, known), async (hostile) => {
      if (signal?.aborted === true) throw new Error('stopped')
      const answered = await send(server.port, hostile, live)
      report.calls++
      const status = answered?.status ?? 'cut'
      report.answers[status] = (report.answers[status] ?? 0) + 1
      const wrong = answered === null ? null : problemWith(hostile, answered, ownWords, report)
      if (
        hostile.token === 'live' &&
        (await call(server.url, 'GET', '/v1/couple', { token: live.token })).status === 401
      ) {
        // It has left or erased itself, which is its right.
        live = await createCouple(server.url)
      }
      if (wrong !== null) throw new Error(wrong)
    })
    const checked = await fc.check(promised, { numRuns: calls, seed, endOnFailure: true })
    if (checked.failed) report.broken.push(`${String(checked.errorInstance)} ${fc.defaultReportMessage(checked) ?? ''}`)
    const after = await call(server.url, 'GET', '/v1/couple', { token: bystander.token })
    if (after.status !== 200) report.broken.push('somebody else’s couple is not what it was')
    if (!(await fetch(`${server.url}/readyz`)).ok) report.broken.push('the server is not ready')
    const faults = server.stderr().trim()
    if (faults !== '') report.broken.push(`the log has errors: ${faults.slice(0, 2_000)}`)
  } finally {
    await server.dispose()
  }
  return report
}

interface Answered {
  status: number
  type: string
  text: string
}

const problemWith = (
  { method, body }: HostileCall,
  { status, type, text }: Answered,
  ownWords: string,
  report: CallReport,
): string | null => {
  if (status >= 500) return `${status}: ${text}`
  if (text.includes(mark)) return `echo: ${text.slice(0, 500)}`
  if (status < 400 || method === 'HEAD') return null
  if (!type.startsWith('application/problem+json')) return `${status} is ${type}`
  const problem = JSON.parse(text) as { code: keyof typeof errorMeanings; status: number }
  report.problems[problem.code] = (report.problems[problem.code] ?? 0) + 1
  if (!(problem.code in errorMeanings)) return `no such word: ${problem.code}`
  if (problem.status !== status) return `${problem.status} in the body of ${status}`
  const said = body === null ? [] : body.toString().match(/[\w-]{16,}/g)
  const echoed = said?.find((word) => text.includes(word) && !ownWords.includes(word))
  return echoed === undefined ? null : `echo of ${echoed.slice(0, 60)}: ${text.slice(0, 500)}`
}

/** A call that does not want so large a body answers before it has come, and ends the connection: the answer may be lost with it. */
const cutBytes = 2 ** 18

const send = async (
  port: number,
  { method, path, headers, body, token }: HostileCall,
  live: Device,
): Promise<Answered | null> => {
  const authorization = {
    none: {},
    live: { Authorization: `Bearer ${live.token}` },
    unknown: { Authorization: `Bearer ${randomSecret()}` },
    garbage: { Authorization: `Basic ${mark}${randomId()}` },
  }[token]
  const sent = request({
    port,
    host: '127.0.0.1',
    agent: false,
    method,
    path: path.replaceAll(/[^!-~]/g, ''),
    headers: { ...headers, ...authorization, ...(body === null ? {} : { 'Content-Length': body.length }) },
  })
  const answer = once(sent, 'response') as Promise<[IncomingMessage]>
  // Also after the answer; until then the line above hears of it.
  sent.on('error', () => undefined)
  sent.end(body ?? undefined)
  const [response] = await answer.catch((error: unknown) => {
    if ((body?.length ?? 0) < cutBytes) throw error
    return [null]
  })
  if (response === null) return null
  const chunks: Buffer[] = []
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer)
  } catch (error) {
    if ((body?.length ?? 0) < cutBytes) throw error
    return null
  }
  return {
    status: response.statusCode ?? 0,
    type: response.headers['content-type'] ?? '',
    text: Buffer.concat(chunks).toString(),
  }
}
