/** A new key for the couple: the switch of epochs, and the records that carry it. Rule: EPOCH-3. */
import { createHash } from 'node:crypto'
import { AckEpochs, EpochPosted, EpochRecords, EpochsQuery, PostEpoch, roomName } from '@porchlight/shared/wire/api'
import { Hono } from 'hono'
import type { Hub } from '../room/hub.ts'
import { content } from '../room/stored-room.ts'
import type { EpochMoved, NewEpoch, Store } from '../store/store.ts'
import { bearer, bearerOrRecovering, type CallDeps, describe, type Env, isSameHash, jsonBody, queryBy } from './call.ts'
import { foldedState } from './couples.ts'
import type { InviteWaiting } from './invite-waiting.ts'
import { problemResponse, tooOften } from './problem.ts'

export function createEpochCalls(deps: CallDeps & { hub: Hub; waiting: InviteWaiting }): Hono<Env> {
  const { store, clock, limits, hub, waiting } = deps

  return new Hono<Env>()
    .post(
      '/',
      describe('Move the couple to its next epoch.', { 201: EpochPosted }),
      bearerOrRecovering(deps),
      jsonBody(PostEpoch),
      async (c) => {
        const { coupleId, deviceId } = c.get('device')
        const { from, ifOuterSV, state, ...rest } = c.req.valid('json')
        if (rest.revoke.includes(deviceId)) {
          return problemResponse('bad-request', [{ path: 'revoke', message: 'names the device that asks' }])
        }
        const base = foldedState(state)
        if (base === undefined) return problemResponse('malformed')
        const seconds = (await limits?.wait('movesOfToken', deviceId)) ?? 0
        if (seconds > 0) return tooOften(seconds)
        await hub.drained()
        const moved = await moveIfUnchanged(
          store,
          { ...rest, from, coupleId, by: deviceId, base, now: clock.now() },
          ifOuterSV,
        )
        if (!moved.ok) return problemFor(moved.reason)
        // What was refused costs nothing: who loses a race may try again, who wins them all runs out.
        await limits?.spend('movesOfToken', deviceId)
        hub.announce(roomName(coupleId, from), { kind: 'moved', revoked: moved.revoked })
        if (moved.revoked.length > 0) await hub.startQuotaAfresh(coupleId)
        moved.doneInvites.forEach(waiting.changed)
        return c.json({ epoch: moved.epoch }, 201)
      },
    )
    .get(
      '/',
      describe('Epoch records for this device, oldest first.', { 200: EpochRecords }),
      bearer(deps),
      queryBy(EpochsQuery),
      async (c) => {
        const { deviceId, epoch } = c.get('device')
        const records = await store.epochRecords(deviceId, c.req.valid('query').after)
        return c.json({ epoch, records })
      },
    )
    .post(
      '/ack',
      describe('Drop my records up to an epoch.', { 204: undefined }),
      bearer(deps),
      jsonBody(AckEpochs),
      async (c) => {
        await store.ackEpochs(c.get('device').deviceId, c.req.valid('json').epoch)
        return c.body(null, 204)
      },
    )
}

/** Compares the old outer document with what the rotator saw, then moves only if nothing was stored in between. */
const moveIfUnchanged = async (
  store: Store,
  move: Omit<NewEpoch, 'ifHead'>,
  ifOuterSV: string,
): Promise<EpochMoved> => {
  const room = await store.load(roomName(move.coupleId, move.from))
  if (room === undefined) return { ok: false, reason: 'epoch-moved' }
  const folded = await content(room)
  const found = createHash('sha256').update(folded.stateVector).digest('base64url')
  if (!isSameHash(found, ifOuterSV)) return { ok: false, reason: 'outer-moved' }
  return store.moveEpoch({ ...move, ifHead: room.head })
}

const problemFor = (reason: Extract<EpochMoved, { ok: false }>['reason']): Response =>
  reason === 'unknown-member'
    ? problemResponse('bad-request', [
        { path: 'records', message: 'name or activate a device that may not be a member' },
      ])
    : problemResponse(reason)
