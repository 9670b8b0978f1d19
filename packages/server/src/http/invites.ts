/** Invites: offered, opened, claimed, revealed, taken back. The server carries sealed fields it cannot open. Rule: PAIR-1, PAIR-2, HTTP-1. */
import {
  ClaimInvite,
  CreateInvite,
  claimHeader,
  InviteClaimed,
  InviteCreated,
  InviteId,
  InviteOpened,
  InviteQuery,
  InviteView,
  OpenInvite,
  RevealInvite,
} from '@porchlight/shared/wire/api'
import type { ErrorCode } from '@porchlight/shared/errors'
import { type RateLimits, rateLimits } from '@porchlight/shared/wire/limits'
import { type Context, Hono } from 'hono'
import type { Invite } from '../store/store.ts'
import {
  bearer,
  type CallDeps,
  describe,
  deviceOf,
  type Env,
  hashOf,
  idFromPath,
  isSameHash,
  isSecret,
  jsonBody,
  limited,
  queryBy,
} from './call.ts'
import type { InviteWaiting } from './invite-waiting.ts'
import { problemResponse } from './problem.ts'

export function createInviteCalls(
  deps: CallDeps & { waiting: InviteWaiting },
  limits: Pick<RateLimits, 'devicesPerCouple' | 'invitesPerCouple'> = rateLimits,
): Hono<Env> {
  const { store, clock, waiting } = deps

  return new Hono<Env>()
    .post(
      '/',
      describe('Offer an invite.', { 201: InviteCreated }),
      bearer(deps),
      jsonBody(CreateInvite),
      async (c) => {
        const { coupleId, deviceId } = c.get('device')
        const { expiresInSeconds, ...invite } = c.req.valid('json')
        const now = clock.now()
        const expiresAt = now + expiresInSeconds * 1000
        const created = await store.createInvite(
          { ...invite, coupleId, creator: deviceId, expiresAt, now },
          limits.invitesPerCouple,
        )
        return created === 'created' ? c.json({ inviteId: invite.inviteId, expiresAt }, 201) : problemResponse(created)
      },
    )
    .post(
      '/:id/open',
      describe('Read the offer of an invite.', { 200: InviteOpened }, 'none'),
      limited(deps, 'opens'),
      jsonBody(OpenInvite),
      async (c) => {
        const inviteId = idFromPath(c, InviteId)
        const claimAuthHash = hashOf(c.req.valid('json').claimAuth)
        const opened = await store.openInvite({ inviteId, claimAuthHash, now: clock.now() })
        if (!opened.ok) {
          waiting.changed(inviteId)
          return problemResponse(opened.reason)
        }
        return c.json({ offer: opened.offer, expiresAt: opened.expiresAt })
      },
    )
    .post(
      '/:id/claim',
      describe('Claim an invite, once and for all.', { 202: InviteClaimed }, 'none'),
      limited(deps, 'claims'),
      jsonBody(ClaimInvite),
      async (c) => {
        const inviteId = idFromPath(c, InviteId)
        const { claimAuth, ...claim } = c.req.valid('json')
        const proof = { inviteId, claimAuthHash: hashOf(claimAuth), now: clock.now() }
        const claimed = await store.claimInvite({ ...claim, ...proof }, limits.devicesPerCouple)
        waiting.changed(inviteId)
        return claimed.ok ? c.json({ state: claimed.state }, 202) : problemResponse(claimed.reason)
      },
    )
    .post(
      '/:id/reveal',
      describe('Reveal what the offer committed to.', { 204: undefined }),
      bearer(deps),
      jsonBody(RevealInvite),
      async (c) => {
        const inviteId = idFromPath(c, InviteId)
        const { reveal } = c.req.valid('json')
        const revealed = await store.revealInvite(inviteId, c.get('device').deviceId, reveal, clock.now())
        if (!revealed.ok) return problemResponse(revealed.reason)
        waiting.changed(inviteId)
        return c.body(null, 204)
      },
    )
    .get(
      '/:id',
      describe('Where the invite stands; may wait for a change.', { 200: InviteView }),
      queryBy(InviteQuery),
      async (c) => {
        const inviteId = idFromPath(c, InviteId)
        const { wait, known } = c.req.valid('query')
        const mayRead = await readerOf(c)
        // Listening begins before the first look, so that no change falls between the two.
        const enough = new AbortController()
        const changed = waiting.change(inviteId, (wait ?? 0) * 1000, AbortSignal.any([c.req.raw.signal, enough.signal]))
        let invite = await store.invite(inviteId, clock.now())
        if (invite !== undefined && mayRead(invite) && wait !== undefined && invite.state === (known ?? invite.state)) {
          const stopTimer = clock.after(invite.expiresAt - clock.now(), () => enough.abort())
          await changed
          stopTimer()
          invite = await store.invite(inviteId, clock.now())
        }
        enough.abort()
        if (invite === undefined || !mayRead(invite)) return problemResponse('not-found')
        return c.json(viewOf(invite))
      },
    )
    .delete('/:id', describe('Take the invite back, or turn it down.', { 204: undefined }), async (c) => {
      const inviteId = idFromPath(c, InviteId)
      const refusal = await burn(c, inviteId)
      if (refusal !== 'burned') return problemResponse(refusal)
      waiting.changed(inviteId)
      return c.body(null, 204)
    })

  /** By its creator's bearer; or by the secret of the link, until somebody was let in by it. */
  async function burn(c: Context<Env>, inviteId: InviteId): Promise<'burned' | ErrorCode> {
    const authorization = c.req.header('Authorization')
    if (authorization !== undefined) {
      const device = await deviceOf(store, authorization)
      if (device === undefined) return 'unauthorized'
      return (await store.burnInvite(inviteId, device.deviceId)) ? 'burned' : 'not-found'
    }
    const claimAuth = c.req.header(claimHeader) ?? ''
    if (!isSecret(claimAuth)) return 'not-found'
    return store.rejectInvite({ inviteId, claimAuthHash: hashOf(claimAuth), now: clock.now() })
  }

  /** Its creator by bearer, or the claimant by the secret of the link; for anybody else there is no such invite. */
  async function readerOf(c: Context<Env>): Promise<(invite: Invite) => boolean> {
    const authorization = c.req.header('Authorization')
    if (authorization !== undefined) {
      const device = await deviceOf(store, authorization)
      return (invite) => device?.deviceId === invite.creator
    }
    const claimAuth = c.req.header(claimHeader) ?? ''
    const hash = hashOf(claimAuth)
    return (invite) => isSameHash(hash, invite.claimAuthHash) && isSecret(claimAuth)
  }
}

const viewOf = ({ state, expiresAt, claim, reveal }: Invite) => ({
  state,
  expiresAt,
  ...(claim === undefined ? {} : { claim }),
  ...(reveal === undefined ? {} : { reveal }),
})
