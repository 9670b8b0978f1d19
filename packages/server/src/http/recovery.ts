/** Recovery words: kept under an id and a hash, opened by whoever has them. What they open is sealed. Rule: RECOVER-1, HTTP-1, HTTP-2 */
import { OpenRecovery, PutRecovery, RecoveryOpened, roomName } from '@porchlight/shared/wire/api'
import { Hono } from 'hono'
import type { Hub } from '../room/hub.ts'
import { content } from '../room/stored-room.ts'
import { bearer, type CallDeps, describe, type Env, hashOf, jsonBody, limited } from './call.ts'
import { problemResponse } from './problem.ts'

export function createRecoveryCalls(deps: CallDeps & { hub: Hub }): Hono<Env> {
  const { store, clock, hub } = deps

  return new Hono<Env>()
    .put(
      '/',
      describe('My recovery words, from now on.', { 204: undefined }),
      bearer(deps),
      jsonBody(PutRecovery),
      async (c) => {
        const { coupleId, person } = c.get('device')
        const put = await store.putRecovery({ ...c.req.valid('json'), coupleId, person })
        return put === 'stored' ? c.body(null, 204) : problemResponse(put)
      },
    )
    .post(
      '/open',
      describe('What recovery words open.', { 200: RecoveryOpened }, 'none'),
      limited(deps, 'recoveries'),
      jsonBody(OpenRecovery),
      async (c) => {
        const { auth, ...words } = c.req.valid('json')
        await hub.drained()
        const opened = await store.openRecovery({ ...words, authHash: hashOf(auth), now: clock.now() })
        if (!opened.ok) return problemResponse(opened.reason)
        const { ok: _, ...answer } = opened
        const room = await store.load(roomName(opened.coupleId, opened.epoch))
        // The couple moved on in between; asked again, the new room is there.
        if (room === undefined) return problemResponse('epoch-moved')
        const { update } = await content(room)
        return c.json({ ...answer, state: Buffer.from(update).toString('base64url') })
      },
    )
}
