import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flipBit } from '../../../../test/support/flip-bit.ts'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import {
  createInvite,
  deriveInviteKeys,
  isRevealOf,
  openClaim,
  openOffer,
  openReveal,
  sealClaim,
  sealOffer,
  sealReveal,
} from './invite.ts'

const range = (from: number, length: number) => Uint8Array.from({ length }, (_, i) => from + i)
const random = createSeededRandom(1)
const keys = deriveInviteKeys(range(0x20, 32))
const offer = {
  coupleId: range(0, 16),
  deviceId: range(16, 16),
  pubA: range(1, 65),
  person: 'b' as const,
  commit: new Uint8Array(sha256(range(7, 32))),
}
const claim = { deviceId: range(3, 16), pubB: range(9, 65), nB: range(5, 32), name: 'Sam' }

describe('invite', () => {
  test('PAIR-4 the vectors', () => {
    expect(bytesToHex(keys.id)).toBe('15b8c29562aaf02f1dc6745252030c22')
    expect(bytesToHex(keys.claimAuth)).toBe('41d9ddc19def07cfc3f1a53d82a4affd32129321aecb93828ae771d8aeccf060')
    expect(bytesToHex(keys.wrap)).toBe('f75c61befaa51d0820b592d08cfd619036209f22f7aa534fe7eb370251722b57')
    expect(bytesToHex(keys.psk)).toBe('6331a3b304810255ae9ca585794a8206685cc424e65d31fdee218845d5e4e6cb')
  })

  test('PAIR an invite carries what the server gets and what only its maker keeps', () => {
    const { commit: _, ...rest } = offer
    const invite = createInvite(random, rest)
    expect(invite.keys).toEqual(deriveInviteKeys(invite.secret))
    expect(invite.claimAuthHash).toEqual(new Uint8Array(sha256(invite.keys.claimAuth)))
    const opened = openOffer(invite.keys, invite.offer)
    expect(opened).toEqual({ ...rest, commit: new Uint8Array(sha256(invite.nonce)) })
    expect(opened !== undefined && isRevealOf(opened, { nA: invite.nonce })).toBe(true)
  })

  test('PAIR-1 a reveal other than the committed nonce is seen', () => {
    expect(isRevealOf(offer, { nA: range(7, 32) })).toBe(true)
    expect(isRevealOf(offer, { nA: range(8, 32) })).toBe(false)
  })

  test('PAIR-5 each field is 1 + 24 + 512 + 16 bytes and opens to what was said', () => {
    const sealedOffer = sealOffer(random, keys, offer)
    const sealedClaim = sealClaim(random, keys, claim)
    const sealedReveal = sealReveal(random, keys, { nA: range(7, 32) })
    for (const sealed of [sealedOffer, sealedClaim, sealedReveal]) expect(sealed.length).toBe(553)
    expect(openOffer(keys, sealedOffer)).toEqual(offer)
    expect(openClaim(keys, sealedClaim)).toEqual(claim)
    expect(openReveal(keys, sealedReveal)).toEqual({ nA: range(7, 32) })
  })

  test('PAIR-5 a field does not pass for another, nor under another link', () => {
    const sealedClaim = sealClaim(random, keys, claim)
    expect(openOffer(keys, sealedClaim)).toBeUndefined()
    expect(openReveal(keys, sealedClaim)).toBeUndefined()
    expect(openClaim(deriveInviteKeys(range(0x21, 32)), sealedClaim)).toBeUndefined()
  })

  test('PAIR-5 any flipped bit fails', () => {
    const sealed = sealReveal(random, keys, { nA: range(7, 32) })
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = flipBit(sealed, bit)
      expect(openReveal(keys, flipped)).toBeUndefined()
    }
  })

  test('PAIR-5 random bytes never crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
        expect(openOffer(keys, bytes)).toBeUndefined()
        expect(openClaim(keys, Uint8Array.of(1, ...bytes))).toBeUndefined()
      }),
    )
  })

  test('PAIR-5 what opens but says something else is refused', () => {
    expect(openOffer(keys, sealOffer(random, keys, { ...offer, person: 'c' as 'b' }))).toBeUndefined()
    expect(openOffer(keys, sealOffer(random, keys, { ...offer, pubA: range(0, 64) }))).toBeUndefined()
    expect(openClaim(keys, sealClaim(random, keys, { ...claim, name: 'x'.repeat(41) }))).toBeUndefined()
  })

  test('PAIR-5 the longest name fits whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 40, maxLength: 40 }), (name) => {
        expect(openClaim(keys, sealClaim(random, keys, { ...claim, name }))?.name).toBe(name)
      }),
    )
    const widest = '漢'.repeat(40)
    expect(openClaim(keys, sealClaim(random, keys, { ...claim, name: widest }))?.name).toBe(widest)
    expect(() => sealClaim(random, keys, { ...claim, name: 'x'.repeat(600) })).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    )
  })
})
