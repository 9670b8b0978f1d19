/** A device as the server sees it: ids, a token, and calls. It knows nothing of sealing. */
import { createHash, randomBytes } from 'node:crypto'
import type { CreateCouple, InviteView, TicketIssued } from '@porchlight/shared/wire/api'
import * as Y from 'yjs'

export const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
export const randomId = (): string => base64url(randomBytes(16))
export const randomSecret = (): string => base64url(randomBytes(32))
export const hashOf = (secret: string): string => createHash('sha256').update(secret, 'base64url').digest('base64url')
export const emptyState = base64url(Y.encodeStateAsUpdate(new Y.Doc()))
/** SHA-256 of a document's Yjs V1 state vector, as `POST /v1/epochs` wants it. */
export const outerHash = (doc: Y.Doc): string =>
  createHash('sha256').update(Y.encodeStateVector(doc)).digest('base64url')

export interface Answer<Body> {
  status: number
  body: Body
  headers: Headers
}

export interface ProblemBody {
  code: string
  title: string
  status: number
  problems?: { path: string; message: string }[]
}

export interface CallOptions {
  token?: string
  body?: unknown
  headers?: Record<string, string>
}

export const call = async <Body = ProblemBody>(
  url: string,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer<Body>> => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` }),
      ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '')
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body }
}

export interface Device {
  url: string
  coupleId: string
  deviceId: string
  token: string
}

export const coupleBody = (device: Device): Record<keyof CreateCouple, string | undefined> => ({
  coupleId: device.coupleId,
  deviceId: device.deviceId,
  tokenHash: hashOf(device.token),
  state: emptyState,
  signupCode: undefined,
})

export const newDevice = (url: string, coupleId = randomId()): Device => ({
  url,
  coupleId,
  deviceId: randomId(),
  token: randomSecret(),
})

/** A new couple, and its first device. */
export const createCouple = async (url: string, state = emptyState): Promise<Device> => {
  const device = newDevice(url)
  const { status, body } = await call(url, 'POST', '/v1/couples', { body: { ...coupleBody(device), state } })
  if (status !== 201) throw new Error(`no couple: ${JSON.stringify(body)}`)
  return device
}

export const ticketFor = async (device: Device): Promise<TicketIssued> => {
  const { status, body } = await call<TicketIssued>(device.url, 'POST', '/v1/tickets', { token: device.token })
  if (status !== 200) throw new Error(`no ticket: ${JSON.stringify(body)}`)
  return body
}

export interface PendingInvite {
  inviteId: string
  claimAuth: string
}

export const offerInvite = async (
  creator: Device,
  person: 'a' | 'b',
  expiresInSeconds = 3600,
): Promise<PendingInvite> => {
  const invite = { inviteId: randomId(), claimAuth: randomSecret() }
  const { status, body } = await call(creator.url, 'POST', '/v1/invites', {
    token: creator.token,
    body: {
      inviteId: invite.inviteId,
      person,
      claimAuthHash: hashOf(invite.claimAuth),
      offer: base64url(randomBytes(64)),
      expiresInSeconds,
    },
  })
  if (status !== 201) throw new Error(`no invite: ${JSON.stringify(body)}`)
  return invite
}

export const claimInvite = (device: Device, invite: PendingInvite): Promise<Answer<ProblemBody>> =>
  call(device.url, 'POST', `/v1/invites/${invite.inviteId}/claim`, {
    body: {
      claimAuth: invite.claimAuth,
      claim: base64url(randomBytes(64)),
      deviceId: device.deviceId,
      tokenHash: hashOf(device.token),
    },
  })

export interface EpochMove {
  from: number
  outer: Y.Doc
  to?: string[]
  revoke?: string[]
  activate?: string[]
  state?: string
}

export const moveEpoch = (device: Device, move: EpochMove): Promise<Answer<{ epoch: number } & ProblemBody>> =>
  call(device.url, 'POST', '/v1/epochs', {
    token: device.token,
    body: {
      from: move.from,
      ifOuterSV: outerHash(move.outer),
      records: (move.to ?? []).map((to) => ({ to, enc: base64url(randomBytes(65)), ct: base64url(randomBytes(512)) })),
      state: move.state ?? emptyState,
      revoke: move.revoke ?? [],
      activate: move.activate ?? [],
    },
  })

/** The whole of PAIR as the server sees it: a second device in the couple, as partner b (or one more of a's). */
export const addDevice = async (
  creator: Device,
  options: { person?: 'a' | 'b'; from?: number; outer?: Y.Doc } = {},
): Promise<Device> => {
  const device = newDevice(creator.url, creator.coupleId)
  const invite = await offerInvite(creator, options.person ?? 'b')
  const open = await call(creator.url, 'POST', `/v1/invites/${invite.inviteId}/open`, {
    body: { claimAuth: invite.claimAuth },
  })
  const claim = await claimInvite(device, invite)
  const seen = await call<InviteView>(creator.url, 'GET', `/v1/invites/${invite.inviteId}`, { token: creator.token })
  const reveal = await call(creator.url, 'POST', `/v1/invites/${invite.inviteId}/reveal`, {
    token: creator.token,
    body: { reveal: base64url(randomBytes(64)) },
  })
  const moved = await moveEpoch(creator, {
    from: options.from ?? 1,
    outer: options.outer ?? new Y.Doc(),
    to: [creator.deviceId, device.deviceId],
    activate: [device.deviceId],
  })
  const statuses = [open.status, claim.status, seen.status, reveal.status, moved.status]
  if (statuses.join() !== '200,202,200,204,201')
    throw new Error(`no second device: ${statuses.join()} ${JSON.stringify(moved.body)}`)
  return device
}
