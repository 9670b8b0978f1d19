/** A couple: made, looked at, left, erased. Rule: HTTP-0, LEAVE-1, LEAVE-2. */
import { timingSafeEqual } from 'node:crypto'
import { CoupleCreated, CoupleInfo, CreateCouple, roomName } from '@porchlight/shared/wire/api'
import { sizeLimits } from '@porchlight/shared/wire/limits'
import { Hono } from 'hono'
import type { Config } from '../config.ts'
import { fold } from '../room/fold.ts'
import type { Hub } from '../room/hub.ts'
import { decodeUpdate } from '../room/update-clocks.ts'
import type { Folded } from '../store/store.ts'
import { bearer, bytesOf, type CallDeps, describe, type Env, jsonBody, limited } from './call.ts'
import { problemResponse } from './problem.ts'
import type { InviteWaiting } from './invite-waiting.ts'

export function createCoupleCalls(
  deps: CallDeps & { hub: Hub; waiting: InviteWaiting },
  options: Pick<Config, 'signup' | 'signupCode'>,
): Hono<Env> {
  const { store, clock, hub, waiting } = deps

  return new Hono<Env>()
    .post(
      '/couples',
      describe('Make a couple; the caller becomes partner a.', { 201: CoupleCreated }, 'none'),
      limited(deps, 'couples'),
      jsonBody(CreateCouple),
      async (c) => {
        const { coupleId, deviceId, tokenHash, state, signupCode } = c.req.valid('json')
        if (!isWelcome(options, signupCode)) return problemResponse('signup-closed')
        const base = foldedState(state)
        if (base === undefined) return problemResponse('malformed')
        const created = await store.createCouple({ coupleId, deviceId, tokenHash, base, now: clock.now() })
        if (created === 'already-exists') return problemResponse('already-exists')
        return c.json({ coupleId, epoch: 1, now: clock.now() }, 201)
      },
    )
    .get('/couple', describe('The couple of this device.', { 200: CoupleInfo }), bearer(deps), async (c) => {
      const { coupleId, person, epoch, deviceId } = c.get('device')
      const [summary, devices, recovery, theirs] = await Promise.all([
        store.summary(roomName(coupleId, epoch)),
        store.devicesOf(coupleId, person),
        store.recoveriesOf(coupleId),
        store.devicesOf(coupleId, person === 'a' ? 'b' : 'a'),
      ])
      const { maxEntryBytes, maxOuterBytes, maxFrameBytes, maxBodyBytes, maxAwarenessBytes } = sizeLimits
      return c.json({
        coupleId,
        epoch,
        bytes: summary?.bytes ?? 0,
        limits: { maxEntryBytes, maxOuterBytes, maxFrameBytes, maxBodyBytes, maxAwarenessBytes },
        devices: devices.map((device) => ({
          deviceId: device.deviceId,
          person: device.person,
          createdDay: device.createdDay,
          revoked: device.state === 'revoked',
          current: device.deviceId === deviceId,
        })),
        recovery,
        gone: theirs.filter(({ state }) => state === 'revoked').map((device) => device.deviceId),
        present: theirs.filter(({ state }) => state === 'active').map((device) => device.deviceId),
      })
    })
    .post(
      '/couple/leave',
      describe('Leave: all my devices lose their tokens.', { 204: undefined }),
      bearer(deps),
      async (c) => {
        const { coupleId, person, epoch } = c.get('device')
        const { revoked, burned } = await store.leave(coupleId, person)
        hub.announce(roomName(coupleId, epoch), { kind: 'revoked', devices: revoked })
        burned.forEach(waiting.changed)
        return c.body(null, 204)
      },
    )
    .post(
      '/device/leave',
      describe('Give this device’s token back, and no other one’s.', { 204: undefined }),
      bearer(deps),
      async (c) => {
        const { coupleId, deviceId, epoch } = c.get('device')
        const { revoked, burned } = await store.leaveAlone(coupleId, deviceId)
        hub.announce(roomName(coupleId, epoch), { kind: 'revoked', devices: revoked })
        burned.forEach(waiting.changed)
        return c.body(null, 204)
      },
    )
    .delete(
      '/couple',
      describe('Erase everything of the couple, for both.', { 204: undefined }),
      bearer(deps),
      async (c) => {
        const { coupleId, epoch } = c.get('device')
        const { burned } = await store.erase(coupleId)
        hub.announce(roomName(coupleId, epoch), { kind: 'erased' })
        burned.forEach(waiting.changed)
        return c.body(null, 204)
      },
    )
}

/** A first outer document is empty or one snapshot: one struct. There is room for other programs' habits, not for a document
 *  that is work to put together: anybody may ask for this, without a token. */
const maxFirstStructs = 64

/** The outer document as it is stored, or undefined where the bytes are no Yjs update that a document can take, or too many
 *  structs for a first state. */
export function foldedState(state: string): Folded | undefined {
  const update = bytesOf(state)
  const decoded = decodeUpdate(update)
  return decoded === undefined || decoded.structs > maxFirstStructs ? undefined : fold([update])
}

const isWelcome = (
  { signup, signupCode }: Pick<Config, 'signup' | 'signupCode'>,
  offered: string | undefined,
): boolean => {
  switch (signup) {
    case 'open':
      return true
    case 'closed':
      return false
    case 'code': {
      const expected = Buffer.from(signupCode ?? '')
      const given = Buffer.from(offered ?? '')
      return expected.byteLength > 0 && expected.byteLength === given.byteLength && timingSafeEqual(expected, given)
    }
    default:
      return signup satisfies never
  }
}
