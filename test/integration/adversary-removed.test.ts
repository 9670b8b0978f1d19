/** A device of mine that was stolen, before and after I remove it: it holds a token and the key, and fights for both. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { entryKinds, sealEntry } from '@porchlight/shared/crypto/entry'
import { sealContextOf } from '@porchlight/shared/sync/outer-doc'
import { describe, expect, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { createApiClient } from '@porchlight/client/server/api-client'
import { roomOfEpoch } from '@porchlight/client/session/epoch-room'
import { random } from '@porchlight/client/capabilities'
import { coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { keyringOf, moveKey } from '../support/hostile-member.ts'
import { breakIn } from '../support/hostile-thief.ts'
import {
  addDevice as addServerDevice,
  call,
  claimInvite,
  createCouple,
  moveEpoch,
  newDevice,
  offerInvite,
} from '../support/server-client.ts'
import { addDevice, asked } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

/** As shipped, but for what one address may do: here everybody has the same. */
const roomy = {
  couplesPerHourPerAddress: 100,
  claimsPerHourPerAddress: 100,
  opensPerHourPerAddress: 100,
  ticketsPerMinutePerToken: 1_000,
}
const it = coupleTest({ env: { LIMITS: 'on', LIMITS_JSON: JSON.stringify(roomy) } })

const idOf = async (one: WorldDevice): Promise<string> => base64UrlFromBytes((await keyringOf(one)).deviceId)
const remove = (robin: WorldDevice, id: string) => robin.device.run({ kind: 'remove-device', id })

describe('my stolen laptop', () => {
  const withLaptop = it.extend('laptop', async ({ robin, sam, start }) => {
    const laptop = await start({ name: 'laptop' })
    await addDevice(robin, laptop)
    await eventually(
      () => [robin, sam, laptop].map((one) => (one.view()?.state === 'couple' ? one.couple().saving : '')).join(),
      (saving) => saving === 'saved,saved,saved',
      30_000,
    )
    return laptop
  })

  withLaptop(
    'EPOCH-3 moves the key again and again, so that nobody can remove it: it is removed',
    async ({ robin, laptop }) => {
      const id = await idOf(laptop)
      // No test that fails may leave it fighting.
      const fight = new AbortController()
      onTestFinished(() => fight.abort())
      let moves = 0
      const fighting = (async () => {
        while (!fight.signal.aborted) {
          try {
            await moveKey(laptop, {})
            moves += 1
          } catch {
            await new Promise((resume) => setTimeout(resume, 5))
          }
        }
      })()
      await eventually(
        () => moves,
        (count) => count >= 2,
      )
      await eventually(
        () => remove(robin, id),
        ({ ok }) => ok,
        90_000,
      )
      await eventually(
        () => laptop.view(),
        (view) => view?.state === 'ended' && view.why === 'revoked',
        30_000,
      )
      fight.abort()
      await fighting
      expect(robin.couple().devices).toHaveLength(1)
    },
  )

  withLaptop(
    'EPOCH-2 SEAL-7 once removed, neither its token nor its key of before are of any use',
    async ({ server, robin, sam, laptop }) => {
      const id = await idOf(laptop)
      const { token, epoch } = await keyringOf(laptop)
      expect(await remove(robin, id)).toMatchObject({ ok: true })
      const api = createApiClient({ server: server.url, token: base64UrlFromBytes(token) })
      await expect(api.ticket()).rejects.toMatchObject({ code: 'unknown-device' })
      await expect(api.epochs(1)).rejects.toMatchObject({ code: 'unknown-device' })
      await expect(api.erase()).rejects.toMatchObject({ code: 'unknown-device' })
      // Let in all the same, by somebody with another token: what it seals is junk, under its old key or for the new epoch.
      const forged = new Y.Doc()
      forged.getMap('r').set(`${id}.t`, { t: [{ q: 1, x: 'From the thief.', at: Date.now() }] })
      const now = (await keyringOf(robin)).epoch.epoch
      const thief = await breakIn(robin)
      for (const of of [epoch.epoch, now]) {
        const context = sealContextOf({ ...roomOfEpoch(epoch), epoch: of })
        thief.entries.push([sealEntry(context, random.bytes(24), entryKinds.update, Y.encodeStateAsUpdate(forged))])
      }
      await asked(robin, { kind: 'set-name', name: 'Robin R.' })
      await eventually(
        () => sam.couple().couple.otherName,
        (name) => name === 'Robin R.',
        30_000,
      )
      expect(JSON.stringify([sam.view(), robin.view()])).not.toContain('From the thief.')
      thief.leave()
    },
  )
})

describe('by hand', () => {
  it('EPOCH-3 a device let in by a stolen token, which no roster names, goes with the next key', async ({
    server,
    robin,
    sam,
    start,
  }) => {
    const { token, deviceId, epoch } = await keyringOf(sam)
    const thief = {
      url: server.url,
      coupleId: base64UrlFromBytes(epoch.coupleId),
      deviceId: base64UrlFromBytes(deviceId),
      token: base64UrlFromBytes(token),
    }
    const invite = await offerInvite(thief, 'b')
    const ghost = newDevice(server.url, thief.coupleId)
    expect((await claimInvite(ghost, invite)).status).toBe(202)
    const keys = await moveKey(sam, { activate: [ghost.deviceId] })
    await eventually(
      async () => (await keyringOf(robin)).epoch.epoch,
      (now) => now === keys.epoch,
      30_000,
    )
    expect((await call(server.url, 'POST', '/v1/tickets', { token: ghost.token })).status).toBe(200)
    await addDevice(robin, await start({ name: 'tablet' }))
    expect((await call(server.url, 'POST', '/v1/tickets', { token: ghost.token })).status).toBe(401)
  })

  it('EPOCH-3 revoked while it waits for an invite: the wait ends at once, and the invite is burned', async ({
    server,
  }) => {
    const creator = await createCouple(server.url)
    const other = await addServerDevice(creator, { person: 'a' })
    const invite = await offerInvite(other, 'b')
    const path = `/v1/invites/${invite.inviteId}`
    let answered = false
    const waiting = call(server.url, 'GET', `${path}?wait=25&known=waiting`, { token: other.token }).then((answer) => {
      answered = true
      return answer
    })
    await new Promise((resume) => setTimeout(resume, 200))
    expect(answered).toBe(false)
    const moved = await moveEpoch(creator, {
      from: 2,
      outer: new Y.Doc(),
      to: [creator.deviceId],
      revoke: [other.deviceId],
    })
    expect(moved.status).toBe(201)
    await eventually(() => answered, Boolean, 10_000)
    expect((await waiting).status).toBeGreaterThanOrEqual(200)
    const claim = await call(server.url, 'POST', `${path}/open`, { body: { claimAuth: invite.claimAuth } })
    expect(claim.body.code).toBe('invite-burned')
  })
})
