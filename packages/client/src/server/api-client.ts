/** The HTTP calls of a device, typed by the wire's schemas. What comes back is parsed here, once.
 *  Throws PorchlightError: `unreachable` (no answer), `not-a-porchlight` (an answer no Porchlight gives), or the code of
 *  the problem document (RFC 9457). Rules: HTTP-0 … HTTP-2, SYNC-2, PAIR, EPOCH-3. */

import { type ErrorCode, PorchlightError, errorMeanings } from '@porchlight/shared/errors'
import * as api from '@porchlight/shared/wire/api'
import * as v from 'valibot'

export interface ApiClient {
  info(): Promise<api.ServerInfo>
  createCouple(body: Wire<api.CreateCouple>): Promise<api.CoupleCreated>
  couple(): Promise<api.CoupleInfo>
  /** The answer, and the instants (ms, this device's clock) between which the server read its own (DOM-9). */
  ticket(): Promise<api.TicketIssued>
  createInvite(body: Wire<api.CreateInvite>): Promise<api.InviteCreated>
  openInvite(inviteId: string, claimAuth: string): Promise<api.InviteOpened>
  claimInvite(inviteId: string, body: Wire<api.ClaimInvite>): Promise<api.InviteClaimed>
  revealInvite(inviteId: string, reveal: string): Promise<void>
  /** Long poll: answers when the state is no longer `known`, or after 25 s. Without a token, `claimAuth` speaks. */
  invite(inviteId: string, known: api.InviteState, claimAuth?: string): Promise<api.InviteView>
  /** `claimAuth`: turned down by whoever holds the link, and not taken back by its maker. */
  burnInvite(inviteId: string, claimAuth?: string): Promise<void>
  postEpoch(body: Wire<api.PostEpoch>): Promise<api.EpochPosted>
  epochs(after: number): Promise<api.EpochRecords>
  ackEpochs(epoch: number): Promise<void>
  putRecovery(body: Wire<api.PutRecovery>): Promise<void>
  openRecovery(body: Wire<api.OpenRecovery>): Promise<api.RecoveryOpened>
  leave(): Promise<void>
  /** This device's token alone. */
  leaveAlone(): Promise<void>
  erase(): Promise<void>
}

export interface ApiClientOptions {
  /** Address of the server, as `serverUrlFrom` gives it. */
  server: string
  /** Bearer token as base64url; absent before there is one. */
  token?: string
  /** A call without an answer after this long counts as unreachable. Long polls get 25 s more. */
  timeoutMs?: number
}

/** Branded strings are made by the server's parser; a client sends the plain ones. */
type Wire<T> = { [K in keyof T]: Plain<T[K]> }
type Plain<T> = T extends string & v.Brand<string>
  ? string
  : T extends number & v.Brand<string>
    ? number
    : T extends (infer E)[]
      ? PlainEach<E>[]
      : T
type PlainEach<E> = E extends string ? string : E

export const defaultTimeoutMs = 10_000
const longPollSeconds = 25

export function createApiClient(options: ApiClientOptions): ApiClient {
  const { server, token, timeoutMs = defaultTimeoutMs } = options

  /** A call whose answer is empty. */
  const order = async (method: string, path: string, body?: unknown): Promise<void> => {
    await request(method, path, body)
  }

  const call = async <S extends v.GenericSchema>(
    answer: S,
    ...asked: Parameters<typeof request>
  ): Promise<v.InferOutput<S>> => {
    const response = await request(...asked)
    const parsed = v.safeParse(answer, await response.json().catch(() => undefined))
    if (!parsed.success) throw notAPorchlight()
    return parsed.output
  }

  const request = async (
    method: string,
    path: string,
    body?: unknown,
    more: { headers?: Record<string, string>; timeoutMs?: number } = {},
  ): Promise<Response> => {
    const response = await fetchOrThrow(`${server}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...more.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(more.timeoutMs ?? timeoutMs),
    })
    if (!response.ok) throw await problemOf(response)
    return response
  }

  const invitePath = (id: string): string => `/v1/invites/${encodeURIComponent(id)}`

  return {
    async info() {
      const info = await call(api.ServerInfo, 'GET', '/v1/info').catch((cause: unknown) => {
        if (cause instanceof PorchlightError && cause.code === 'unreachable') throw cause
        throw notAPorchlight(cause)
      })
      if (!info.protocols.includes('porchlight.v1')) throw notAPorchlight()
      return info
    },
    createCouple: (body) => call(api.CoupleCreated, 'POST', '/v1/couples', body),
    couple: () => call(api.CoupleInfo, 'GET', '/v1/couple'),
    ticket: () => call(api.TicketIssued, 'POST', '/v1/tickets'),
    createInvite: (body) => call(api.InviteCreated, 'POST', '/v1/invites', body),
    openInvite: (id, claimAuth) => call(api.InviteOpened, 'POST', `${invitePath(id)}/open`, { claimAuth }),
    claimInvite: (id, body) => call(api.InviteClaimed, 'POST', `${invitePath(id)}/claim`, body),
    revealInvite: (id, reveal) => order('POST', `${invitePath(id)}/reveal`, { reveal }),
    invite: (id, known, claimAuth) =>
      call(api.InviteView, 'GET', `${invitePath(id)}?wait=${longPollSeconds}&known=${known}`, undefined, {
        timeoutMs: timeoutMs + longPollSeconds * 1_000,
        ...(claimAuth === undefined ? {} : { headers: { [api.claimHeader]: claimAuth } }),
      }),
    burnInvite: async (id, claimAuth) => {
      const more = claimAuth === undefined ? {} : { headers: { [api.claimHeader]: claimAuth } }
      await request('DELETE', invitePath(id), undefined, more)
    },
    postEpoch: (body) => call(api.EpochPosted, 'POST', '/v1/epochs', body),
    epochs: (after) => call(api.EpochRecords, 'GET', `/v1/epochs?after=${after}`),
    ackEpochs: (epoch) => order('POST', '/v1/epochs/ack', { epoch }),
    putRecovery: (body) => order('PUT', '/v1/recovery', body),
    openRecovery: (body) => call(api.RecoveryOpened, 'POST', '/v1/recovery/open', body),
    leave: () => order('POST', '/v1/couple/leave'),
    leaveAlone: () => order('POST', '/v1/device/leave'),
    erase: () => order('DELETE', '/v1/couple'),
  }
}

async function fetchOrThrow(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (cause) {
    throw new PorchlightError('unreachable', 'The server did not answer.', { cause })
  }
}

/** Any non-2xx answer as an error. A code this client does not know keeps its class: 4xx is final, 5xx may pass. */
async function problemOf(response: Response): Promise<PorchlightError> {
  const parsed = v.safeParse(api.Problem, await response.json().catch(() => undefined))
  if (!parsed.success)
    return response.status >= 500 ? new PorchlightError('busy', 'The server cannot answer now.') : notAPorchlight()
  const { code, title } = parsed.output
  return new PorchlightError(isErrorCode(code) ? code : response.status >= 500 ? 'busy' : 'bad-request', title)
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorMeanings, code)

const notAPorchlight = (cause?: unknown): PorchlightError =>
  new PorchlightError('not-a-porchlight', 'Something answered there, but it is not a Porchlight.', { cause })
