/** Pairing as a story over the parts: what A and B hold at each step, and what a server or a thief of the link can do. */

import { sha256 } from '@noble/hashes/sha2.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { bytesFromPublicKey, type EpochPayload, openEpochRecord, sealEpochRecord } from './epoch.ts'
import {
  type Claim,
  createInvite,
  deriveInviteKeys,
  type Invite,
  isRevealOf,
  type Offer,
  openClaim,
  openOffer,
  openReveal,
  sealClaim,
  sealOffer,
  sealReveal,
} from './invite.ts'
import { inviteLinkFromSecret, findInvite } from './invite-link.ts'
import { createCoupleKey, createDeviceKeyPair } from './keys.ts'
import { safetyWordPlaces } from './sas.ts'

const random = createSeededRandom(5)

interface Person {
  id: Uint8Array
  keyPair: CryptoKeyPair
  publicKey: Uint8Array
}
const createPerson = async (): Promise<Person> => {
  const keyPair = await createDeviceKeyPair()
  return { id: random.bytes(16), keyPair, publicKey: await bytesFromPublicKey(keyPair.publicKey) }
}

let alex: Person
let sam: Person
let thief: Person
let coupleId: Uint8Array
let invite: Invite

beforeAll(async () => {
  alex = await createPerson()
  sam = await createPerson()
  thief = await createPerson()
  coupleId = random.bytes(16)
  invite = createInvite(random, { coupleId, deviceId: alex.id, pubA: alex.publicKey, person: 'b' })
})

/** What came out must be there for the story to go on. */
function held<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it did not open')
  return value
}

const claimOf = (person: Person, name: string): Claim => ({
  deviceId: person.id,
  pubB: person.publicKey,
  nB: random.bytes(32),
  name,
})

const wordsOfA = (claim: Claim): number[] =>
  safetyWordPlaces({
    secret: invite.secret,
    nA: invite.nonce,
    nB: claim.nB,
    coupleId,
    pubA: alex.publicKey,
    pubB: claim.pubB,
  })

const wordsOfB = (secret: Uint8Array, offer: Offer, claim: Claim, nA: Uint8Array): number[] =>
  safetyWordPlaces({ secret, nA, nB: claim.nB, coupleId: offer.coupleId, pubA: offer.pubA, pubB: claim.pubB })

const payloadFor = (claim: Claim): EpochPayload => ({
  coupleId,
  epoch: 2,
  gen: 1,
  key: createCoupleKey(random),
  roster: {
    devices: [
      { id: alex.id, pub: alex.publicKey, person: 'a', label: '', added: 1 },
      { id: claim.deviceId, pub: claim.pubB, person: 'b', label: '', added: 2 },
    ],
    recovery: [],
  },
  reason: 'add',
})

describe('pairing', () => {
  test('PAIR-1 commit, claim, reveal, compare, release: both see the same words, and B gets the key', async () => {
    const link = findInvite(inviteLinkFromSecret('http://localhost:8787', invite.secret))
    const secret = link.ok ? link.secret : new Uint8Array()
    const keys = deriveInviteKeys(secret)
    const offer = held(openOffer(keys, invite.offer))
    const claim = claimOf(sam, 'Sam')
    const claimAtA = held(openClaim(invite.keys, sealClaim(random, keys, claim)))
    expect(claimAtA.name).toBe('Sam')
    const reveal = held(openReveal(keys, sealReveal(random, invite.keys, { nA: invite.nonce })))
    expect(isRevealOf(offer, reveal)).toBe(true)
    expect(wordsOfB(secret, offer, claim, reveal.nA)).toEqual(wordsOfA(claimAtA))
    expect(wordsOfA(claimAtA).length).toBe(4)

    const psk = { kind: 'invite', key: invite.keys.psk } as const
    const payload = payloadFor(claimAtA)
    const record = await sealEpochRecord(alex, { id: claimAtA.deviceId, publicKey: claimAtA.pubB }, psk, payload)
    const sender = { id: offer.deviceId, publicKey: offer.pubA }
    expect(await openEpochRecord(sam, sender, psk, { coupleId, epoch: 2 }, record)).toEqual(payload)
  })

  test('PAIR-1 a thief of the link who claims first shows other words to A than B will ever see', () => {
    const offer = held(openOffer(invite.keys, invite.offer))
    const ofThief = claimOf(thief, 'Sam')
    const ofSam = claimOf(sam, 'Sam')
    expect(wordsOfA(ofThief)).not.toEqual(wordsOfB(invite.secret, offer, ofSam, invite.nonce))
  })

  test('PAIR-1 one who stands between, with the link, must commit before it sees B’s nonce: it is caught or guesses', () => {
    // Towards B the thief plays A: an offer of its own, under a commitment it must keep.
    const commit = sha256(random.bytes(32))
    const forged = sealOffer(random, invite.keys, {
      coupleId,
      deviceId: thief.id,
      pubA: thief.publicKey,
      person: 'b',
      commit,
    })
    const offerAtB = held(openOffer(invite.keys, forged))
    const ofSam = claimOf(sam, 'Sam')
    // Having seen nB it would like to reveal another nonce, one that makes the words agree.
    for (let attempt = 0; attempt < 50; attempt++) expect(isRevealOf(offerAtB, { nA: random.bytes(32) })).toBe(false)
    // And the words cover the keys: with A's own nonce relayed, another public key still gives others.
    expect(wordsOfB(invite.secret, offerAtB, ofSam, invite.nonce)).not.toEqual(wordsOfA(ofSam))
  })

  test('PAIR-1 the server cannot open what the invite carries, nor the thief the record made for B', async () => {
    const claim = claimOf(sam, 'Sam')
    const strangers = deriveInviteKeys(random.bytes(32))
    expect(openOffer({ ...strangers, id: invite.keys.id }, invite.offer)).toBeUndefined()
    const psk = { kind: 'invite', key: invite.keys.psk } as const
    const record = await sealEpochRecord(alex, { id: claim.deviceId, publicKey: claim.pubB }, psk, payloadFor(claim))
    const sender = { id: alex.id, publicKey: alex.publicKey }
    expect(await openEpochRecord({ ...thief, id: sam.id }, sender, psk, { coupleId, epoch: 2 }, record)).toBeUndefined()
  })
})
