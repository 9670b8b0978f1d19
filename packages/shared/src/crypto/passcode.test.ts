import { beforeAll, describe, expect, it } from 'vitest'
import { createSeededRandom } from '../../../../test/support/seeded-random.ts'
import { equalBytes } from '../bytes.ts'
import {
  dearCost,
  deriveFromPasscode,
  lightCost,
  longestTryMs,
  openWithPasscode,
  type SealedKey,
  sealedKeyFrom,
  sealUnderPasscode,
} from './passcode.ts'

const random = createSeededRandom(11)
const key = random.bytes(32)

/** A clock that a slow device would have: each look is so much later. */
const clockOfSteps = (stepMs: number) => {
  let now = 0
  return { now: () => (now += stepMs) }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('a key behind a passcode', () => {
  /** Made on a slow device. */
  let sealed: SealedKey
  beforeAll(async () => {
    sealed = await sealUnderPasscode({ clock: clockOfSteps(longestTryMs + 1), random }, 'caf\u00e9 au lait', key)
  })

  it('LOCK-1 opens for its passcode, however the keyboard spells it, and for no other', async () => {
    expect(sealed.cost).toEqual(lightCost)
    expect(await openWithPasscode('cafe\u0301 au lait', sealed)).toEqual(key)
    expect(await openWithPasscode('cafe au lait', sealed)).toBeUndefined()
    expect(await openWithPasscode('', sealed)).toBeUndefined()
  })

  it('LOCK-1 a device that bears it takes the dear cost, a slow one the light', async () => {
    const quick = await sealUnderPasscode({ clock: clockOfSteps(longestTryMs), random }, 'lantern', key)
    expect(quick.cost).toEqual(dearCost)
    expect(await openWithPasscode('lantern', quick)).toEqual(key)
  })

  it('LOCK-1 the two costs are what they say: as OpenSSL computes them', async () => {
    // OpenSSL's: node:crypto argon2Sync('argon2id', {message: 'porch light', nonce: 00..0f, parallelism: 1, tagLength: 32, …})
    const salt = Uint8Array.from({ length: 16 }, (_, i) => i)
    expect(hex(await deriveFromPasscode('porch light', salt, dearCost))).toBe(
      '72636e586cab18800802793a7ff4c2f98dcb7bd89013fcc7ee1884397c69b2e1',
    )
    expect(hex(await deriveFromPasscode('porch light', salt, lightCost))).toBe(
      '746850fcae40cb691d315ea4d5e1ff6d24ac898d0a6ea48e87c43127afc5ac9d',
    )
  })

  it('LOCK-1 any flipped bit, in the box or in what it says of itself, opens nothing', async () => {
    const flipped = (bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> => {
      const other = new Uint8Array(bytes)
      other[at] = (other[at] ?? 0) ^ 1
      return other
    }
    const touched: SealedKey[] = [
      { ...sealed, ct: flipped(sealed.ct, 0) },
      { ...sealed, ct: flipped(sealed.ct, 47) },
      { ...sealed, nonce: flipped(sealed.nonce, 3) },
      { ...sealed, salt: flipped(sealed.salt, 15) },
      { ...sealed, cost: { ...sealed.cost, t: 1 } },
    ]
    for (const one of touched) expect(await openWithPasscode('caf\u00e9 au lait', one)).toBeUndefined()
  })

  it('LOCK-1 what is no such box, or would take all memory to try, is none', async () => {
    const read = sealedKeyFrom(structuredClone(sealed))
    expect(read !== undefined && equalBytes(read.ct, sealed.ct)).toBe(true)
    for (const other of [
      undefined,
      {},
      { ...sealed, v: 2 },
      { ...sealed, salt: new Uint8Array(8) },
      { ...sealed, cost: { m: 2 ** 40, t: 3, p: 1 } },
      { ...sealed, cost: { m: 0, t: 3, p: 1 } },
    ]) {
      expect(sealedKeyFrom(other)).toBeUndefined()
    }
  })

  it('LOCK-1 trying leaves the thread free in between', async () => {
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    await deriveFromPasscode('lantern', new Uint8Array(16), lightCost)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(2)
  })
})
