import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { flipBit } from '../../../../test/support/flip-bit.ts'
import {
  bytesFromPublicKey,
  type EpochMember,
  type EpochPayload,
  type EpochRecord,
  type EpochSender,
  isPublicKey,
  openEpochRecord,
  sealEpochRecord,
} from './epoch.ts'
import { createDeviceKeyPair } from './keys.ts'

const range = (from: number, length: number) => Uint8Array.from({ length }, (_, i) => from + i)
const coupleId = range(0xa0, 16)
const expected = { coupleId, epoch: 2 }
const psk = { kind: 'invite' as const, key: range(5, 32) }

interface Device {
  self: EpochSender
  member: EpochMember
}
const createDevice = async (id: number): Promise<Device> => {
  const keyPair = await createDeviceKeyPair()
  const self = { id: range(id, 16), keyPair }
  return { self, member: { id: self.id, publicKey: await bytesFromPublicKey(keyPair.publicKey) } }
}

let a: Device
let b: Device
let stranger: Device
let payload: EpochPayload
let record: EpochRecord

beforeAll(async () => {
  a = await createDevice(1)
  b = await createDevice(33)
  stranger = await createDevice(65)
  payload = {
    coupleId,
    epoch: 2,
    gen: 1,
    key: range(7, 32),
    roster: {
      devices: [
        { id: a.member.id, pub: a.member.publicKey, person: 'a', label: 'this laptop', added: 1_795_262_400_000 },
        {
          id: b.member.id,
          pub: b.member.publicKey,
          person: 'b',
          label: '',
          added: 1_795_262_400_001,
          gone: 1_795_262_400_002,
        },
      ],
      recovery: [{ id: range(2, 16), pub: stranger.member.publicKey, person: 'b' }],
    },
    reason: 'add',
  }
  record = await sealEpochRecord(a.self, b.member, psk, payload)
})

describe('epoch record', () => {
  test('PAIR device keys cannot be read out, and serve as sender and as recipient', async () => {
    expect(a.self.keyPair.privateKey.extractable).toBe(false)
    expect(a.member.publicKey.length).toBe(65)
    const back = await sealEpochRecord(b.self, a.member, psk, payload)
    expect(await openEpochRecord(a.self, b.member, psk, expected, back)).toEqual(payload)
  })

  test('PAIR a key pair stays usable after being cloned, as IndexedDB does', async () => {
    const cloned = { ...b.self, keyPair: structuredClone(b.self.keyPair) }
    expect(await openEpochRecord(cloned, a.member, psk, expected, record)).toEqual(payload)
  })

  test('EPOCH-2 the record opens to the whole payload and is padded to a multiple of 512', async () => {
    expect(record.enc.length).toBe(65)
    expect((record.ct.length - 16) % 512).toBe(0)
    expect(await openEpochRecord(b.self, a.member, psk, expected, record)).toEqual(payload)
  })

  test('EPOCH-2 it opens only for that recipient, from that sender, with that PSK, couple and epoch', async () => {
    const attempts = [
      openEpochRecord(stranger.self, a.member, psk, expected, record),
      openEpochRecord({ ...b.self, id: stranger.self.id }, a.member, psk, expected, record),
      openEpochRecord(b.self, stranger.member, psk, expected, record),
      openEpochRecord(b.self, { ...a.member, id: stranger.self.id }, psk, expected, record),
      openEpochRecord(b.self, a.member, { ...psk, key: range(6, 32) }, expected, record),
      openEpochRecord(b.self, a.member, { ...psk, kind: 'epoch' }, expected, record),
      openEpochRecord(b.self, a.member, psk, { ...expected, epoch: 3 }, record),
      openEpochRecord(b.self, a.member, psk, { ...expected, coupleId: range(0, 16) }, record),
    ]
    for (const attempt of attempts) expect(await attempt).toBeUndefined()
  })

  test('EPOCH-2 the server cannot change a bit of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(record.ct.length * 8 - 1), async (bit) => {
        const ct = flipBit(record.ct, bit)
        expect(await openEpochRecord(b.self, a.member, psk, expected, { ...record, ct })).toBeUndefined()
      }),
      { numRuns: 40 },
    )
  })

  test('EPOCH-2 random bytes never crash', async () => {
    const bytes = fc.uint8Array({ maxLength: 700 })
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (enc, ct) => {
        expect(await openEpochRecord(b.self, a.member, psk, expected, { enc, ct })).toBeUndefined()
        expect(await openEpochRecord(b.self, { ...a.member, publicKey: enc }, psk, expected, record)).toBeUndefined()
      }),
      { numRuns: 40 },
    )
  })

  test('EPOCH-2 a payload of a later version is not read', async () => {
    const later = await sealEpochRecord(a.self, b.member, psk, { ...payload, reason: 'other' as 'add' })
    expect(await openEpochRecord(b.self, a.member, psk, expected, later)).toBeUndefined()
  })

  test('PAIR a public key that is no point of the curve is known as such', async () => {
    expect(await isPublicKey(a.member.publicKey)).toBe(true)
    expect(await isPublicKey(flipBit(a.member.publicKey, 64 * 8))).toBe(false)
    expect(await isPublicKey(new Uint8Array(65))).toBe(false)
  })
})
