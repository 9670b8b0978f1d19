/** A server that lies while two people pair, and one that knows the link as well. It can make a pairing fail; it cannot make
 *  two people see the same words and end up with a third. */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import { bytesFromPublicKey } from '@porchlight/shared/crypto/epoch'
import { deriveInviteKeys, sealClaim, sealReveal } from '@porchlight/shared/crypto/invite'
import { findInvite } from '@porchlight/shared/crypto/invite-link'
import { createDeviceKeyPair } from '@porchlight/shared/crypto/keys'
import { describe, expect } from 'vitest'
import { random } from '@porchlight/client/capabilities'
import { type Start, coupleTest } from '../support/couple-test.ts'
import { eventually } from '../support/eventually.ts'
import { keyringOf } from '../support/hostile-member.ts'
import { type HostileServer, json } from '../support/hostile-server.ts'
import { addDevice, call, createCouple, newDevice, offerInvite, randomSecret } from '../support/server-client.ts'
import { asked, stepOf } from '../support/world.ts'
import type { WorldDevice } from '../support/world-device.ts'

const it = coupleTest({ throughLiar: ['sam'] })

const isInvite = (path: string): boolean => /^GET \/v1\/invites\/[\w-]{22}$/.test(path)
const pairingOf = (one: WorldDevice) => {
  const view = one.view()
  return view?.state === 'couple' || view?.state === 'unpaired' ? view.pairing : undefined
}
const rosterOf = async (one: WorldDevice) => (await keyringOf(one)).epoch.roster.devices

/** Of somebody who has the link, and their own key. */
async function foreignClaim() {
  const { publicKey } = await createDeviceKeyPair()
  return { deviceId: random.bytes(16), pubB: await bytesFromPublicKey(publicKey), nB: random.bytes(32), name: 'Sam' }
}

interface Lit {
  robin: WorldDevice
  link: string
  secret: Uint8Array
}

/** Robin has lit a porch at the liar's address; the link is out. */
async function lit(liar: HostileServer, start: Start, name = 'robin'): Promise<Lit> {
  const robin = await start({ name })
  await asked(robin, { kind: 'light-porch', name: 'Robin', server: liar.url })
  const { link } = await stepOf(robin, 'invited')
  const parsed = findInvite(link)
  if (!parsed.ok) throw new Error('no link')
  return { robin, link, secret: parsed.secret }
}

describe('a server that does not know the link', () => {
  it('PAIR-1 gives each of two couples the other’s claim: neither inviter is shown words', async ({ liar, start }) => {
    const claims = new Map<string, string>()
    liar.lies.answer = async (path, real) => {
      if (!isInvite(path)) return undefined
      const answer = (await (await real()).json()) as { claim?: string }
      if (answer.claim === undefined) return json(answer)
      claims.set(path, answer.claim)
      const other = [...claims].find(([from]) => from !== path)?.[1]
      return json({ ...answer, claim: other ?? answer.claim.replace(/^.{20}/, 'A'.repeat(20)) })
    }
    const [one, two] = [await lit(liar, start), await lit(liar, start, 'kim')]
    const [sam, lee] = [await start({ name: 'sam' }), await start({ name: 'lee' })]
    await asked(sam, { kind: 'join', name: 'Sam', link: one.link })
    await asked(lee, { kind: 'join', name: 'Lee', link: two.link })
    await eventually(
      () => [one.robin, two.robin].map((inviter) => pairingOf(inviter)?.step),
      (steps) => steps.every((step) => step === 'failed'),
      30_000,
    )
    expect(await one.robin.device.run({ kind: 'confirm-words' })).toMatchObject({ ok: false })
    for (const { robin } of [one, two]) expect(await rosterOf(robin)).toHaveLength(1)
  })

  it('PAIR-1 swaps the reveal for another couple’s: the joiner is shown no words', async ({ liar, start }) => {
    const [one, two] = [await lit(liar, start), await lit(liar, start, 'kim')]
    const [sam, lee] = [await start({ name: 'sam' }), await start({ name: 'lee' })]
    await asked(lee, { kind: 'join', name: 'Lee', link: two.link })
    await stepOf(lee, 'words')
    const inviteOf = (secret: Uint8Array): string => base64UrlFromBytes(deriveInviteKeys(secret).id)
    const foreign = liar.seen
      .filter(({ what }) => what === 'body')
      .map(({ bytes }) => /"reveal":"([\w-]+)"/.exec(bytes.toString())?.[1])
      .findLast((reveal) => reveal !== undefined)
    liar.lies.answer = async (path, real) => {
      if (!path.endsWith(inviteOf(one.secret)) || !isInvite(path)) return undefined
      const answer = (await (await real()).json()) as { reveal?: string }
      return json(answer.reveal === undefined ? answer : { ...answer, reveal: foreign })
    }
    await asked(sam, { kind: 'join', name: 'Sam', link: one.link })
    await eventually(
      () => pairingOf(sam)?.step,
      (step) => step === 'failed',
      30_000,
    )
  })
})

describe('a server that has the link too', () => {
  it('PAIR-1 reveals another nonce than the offer committed to: the joiner stops', async ({ liar, start }) => {
    const { link, secret } = await lit(liar, start)
    const keys = deriveInviteKeys(secret)
    const sam = await start({ name: 'sam' })
    liar.lies.answer = async (path, real) => {
      if (!isInvite(path)) return undefined
      const answer = (await (await real()).json()) as { reveal?: string }
      const reveal = base64UrlFromBytes(sealReveal(random, keys, { nA: random.bytes(32) }))
      return json(answer.reveal === undefined ? answer : { ...answer, reveal })
    }
    await asked(sam, { kind: 'join', name: 'Sam', link })
    const failed = await eventually(
      () => pairingOf(sam),
      (pairing) => pairing?.step === 'failed',
      30_000,
    )
    expect(failed).toMatchObject({ reason: 'words-differ' })
  })

  it('PAIR-1 claims in Sam’s place with a key of its own: the inviter sees other words than Sam ever could', async ({
    liar,
    start,
  }) => {
    const forged = await foreignClaim()
    const known: { claim?: string } = {}
    liar.lies.answer = async (path, real) => {
      if (!isInvite(path)) return undefined
      const answer = (await (await real()).json()) as { claim?: string }
      return json(answer.claim === undefined ? answer : { ...answer, ...known })
    }
    const { robin, link, secret } = await lit(liar, start)
    known.claim = base64UrlFromBytes(sealClaim(random, deriveInviteKeys(secret), forged))
    const sam = await start({ name: 'sam' })
    await asked(sam, { kind: 'join', name: 'Sam', link })
    const [hers, his] = await Promise.all([stepOf(robin, 'words'), stepOf(sam, 'words')])
    expect(hers.words).not.toEqual(his.words)
    await asked(robin, { kind: 'reject-words' })
    expect(await rosterOf(robin)).toHaveLength(1)
  })

  for (const how of ['while the inviter looks', 'while the inviter’s worker was killed']) {
    it(`PAIR-1 changes the claim once it has the inviter’s nonce, ${how}: the invite is spent`, async ({
      liar,
      start,
    }) => {
      // Whoever may choose after the reveal can try until four words fit: 44 bits are an afternoon's work.
      const forged = await foreignClaim()
      const known: { claim?: string } = {}
      liar.lies.answer = async (path, real) => {
        if (!isInvite(path)) return undefined
        const answer = (await (await real()).json()) as { state: string }
        if (answer.state !== 'revealed') return json(answer)
        await eventually(() => known.claim !== undefined, Boolean)
        return json({ ...answer, ...known })
      }
      const { robin, link, secret } = await lit(liar, start)
      const sam = await start({ name: 'sam' })
      await asked(sam, { kind: 'join', name: 'Sam', link })
      const { words } = await stepOf(robin, 'words')
      expect(words).toHaveLength(4)
      known.claim = base64UrlFromBytes(sealClaim(random, deriveInviteKeys(secret), forged))
      if (how.includes('killed')) await robin.kill()
      const shown = await eventually(
        () => pairingOf(robin),
        (pairing) => pairing !== undefined && pairing.step !== 'working' && pairing.step !== 'words',
        30_000,
      )
      expect(shown).toMatchObject({ step: 'failed', role: 'inviter', reason: 'words-differ' })
      expect(await robin.device.run({ kind: 'confirm-words' })).toMatchObject({ ok: false })
      expect(await rosterOf(robin)).toHaveLength(1)
    })
  }
})

describe('answers about who is here', () => {
  it('EPOCH-1 a ghost among my devices is not shown, and gets no key', async ({ liar, sam }) => {
    const ghost = base64UrlFromBytes(random.bytes(16))
    liar.lies.answer = async (path, real) => {
      if (path !== 'GET /v1/couple') return undefined
      const answer = (await (await real()).json()) as { devices: object[] }
      const added = { deviceId: ghost, person: 'b', createdDay: '2026-01-01', revoked: false, current: false }
      return json({ ...answer, devices: [...answer.devices, added] })
    }
    await sam.kill()
    await eventually(
      () => (sam.view()?.state === 'couple' ? sam.couple().saving : ''),
      (saving) => saving === 'saved',
    )
    expect(sam.couple().devices).toHaveLength(1)
    expect((await rosterOf(sam)).map(({ id }) => base64UrlFromBytes(id))).not.toContain(ghost)
  })
})

describe('by hand', () => {
  it('PAIR-1 a reveal before a claim is refused, and so is one by anybody but the creator', async ({ server }) => {
    const creator = await createCouple(server.url)
    const invite = await offerInvite(creator, 'b')
    const reveal = { reveal: randomSecret() }
    const path = `/v1/invites/${invite.inviteId}/reveal`
    const early = await call(server.url, 'POST', path, { token: creator.token, body: reveal })
    expect(early.status).toBe(409)
    const other = await createCouple(server.url)
    expect((await call(server.url, 'POST', path, { token: other.token, body: reveal })).status).toBe(404)
  })

  it('PAIR after five wrong claims the sixth is refused, even the right one', async ({ server }) => {
    const creator = await createCouple(server.url)
    const invite = await offerInvite(creator, 'b')
    const claim = (claimAuth: string) =>
      call(server.url, 'POST', `/v1/invites/${invite.inviteId}/claim`, {
        body: { claimAuth, claim: randomSecret(), ...idAndHash() },
      })
    const idAndHash = () => {
      const { deviceId, token } = newDevice(server.url)
      return { deviceId, tokenHash: token }
    }
    for (let i = 0; i < 5; i += 1) expect((await claim(randomSecret())).status).toBe(404)
    const sixth = await claim(invite.claimAuth)
    expect([sixth.status, sixth.body.code]).not.toEqual([202, undefined])
    expect(sixth.status).toBeGreaterThanOrEqual(400)
    expect((await addDevice(creator)).coupleId).toBe(creator.coupleId)
  })
})
