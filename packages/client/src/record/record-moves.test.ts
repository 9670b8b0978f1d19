import { describe, expect, it } from 'vitest'
import { type DeviceRecord, type Joining, type Keyring, bytesFromRecord, recordFromBytes } from './device-record.ts'
import * as moves from './record-moves.ts'
import { encodeAny } from 'lib0/buffer'

const bytes = (fill: number, length = 16): Uint8Array => new Uint8Array(length).fill(fill)
const epoch = (number: number) => ({ epoch: number }) as Keyring['epoch']
const keyring = { server: 'https://porch.example', epoch: epoch(3) } as Keyring
const pairing = { deviceId: bytes(1) } as Joining
const asked = { ...pairing, saidYes: true } as Joining
const earlier = { deviceId: bytes(2) } as Joining
const way = { deviceId: bytes(3), introduce: true } as Parameters<typeof moves.recovering>[0]
const invite = { person: 'b' } as Parameters<typeof moves.inviting>[0]

const records = {
  stranger: { v: 1, state: 'unpaired' },
  joining: { v: 1, state: 'unpaired', joining: pairing, refused: [earlier] },
  saidYes: { v: 1, state: 'unpaired', joining: asked },
  recovering: { v: 1, state: 'unpaired', recovering: way, refused: [earlier] },
  couple: { v: 1, state: 'couple', keyring, introduce: true, errands: { newKey: true } },
  inviting: { v: 1, state: 'couple', keyring, inviting: invite } as DeviceRecord,
  leaving: { v: 1, state: 'leaving', keyring },
  ended: { v: 1, state: 'ended', why: 'erased', keyring },
} as const satisfies Record<string, DeviceRecord>
type Name = keyof typeof records

/** What comes of each record; a record that is not named stays the very same. */
const table: Record<string, [moves.Move, Partial<Record<Name, unknown>>]> = {
  litPorch: [
    moves.litPorch(keyring),
    Object.fromEntries(
      (['stranger', 'joining', 'saidYes', 'recovering'] as const).map((name) => [
        name,
        { v: 1, state: 'couple', keyring },
      ]),
    ),
  ],
  joining: [
    moves.joining(pairing),
    {
      stranger: { v: 1, state: 'unpaired', joining: pairing },
      joining: { v: 1, state: 'unpaired', joining: pairing, refused: [earlier] },
      saidYes: { v: 1, state: 'unpaired', joining: pairing },
      recovering: { v: 1, state: 'unpaired', joining: pairing, refused: [earlier] },
    },
  ],
  'joining given up': [
    moves.joining(undefined),
    {
      stranger: { v: 1, state: 'unpaired' },
      joining: { v: 1, state: 'unpaired', refused: [earlier] },
      saidYes: { v: 1, state: 'unpaired' },
      recovering: { v: 1, state: 'unpaired', refused: [earlier] },
    },
  ],
  joined: [moves.joined(keyring, true), { saidYes: { v: 1, state: 'couple', keyring, introduce: true } }],
  'joined, one’s own': [moves.joined(keyring, false), { saidYes: { v: 1, state: 'couple', keyring } }],
  turnedDown: [
    moves.turnedDown,
    {
      joining: { v: 1, state: 'unpaired', refused: [earlier, pairing] },
      saidYes: { v: 1, state: 'unpaired', refused: [asked] },
    },
  ],
  refusalTold: [
    moves.refusalTold(earlier),
    {
      joining: { v: 1, state: 'unpaired', joining: pairing },
      recovering: { v: 1, state: 'unpaired', recovering: way },
    },
  ],
  recovering: [
    moves.recovering(way),
    {
      stranger: { v: 1, state: 'unpaired', recovering: way },
      joining: { v: 1, state: 'unpaired', recovering: way, refused: [earlier] },
      saidYes: { v: 1, state: 'unpaired', recovering: way },
      recovering: { v: 1, state: 'unpaired', recovering: way, refused: [earlier] },
    },
  ],
  recoveringGivenUp: [moves.recoveringGivenUp(way), { recovering: { v: 1, state: 'unpaired', refused: [earlier] } }],
  recovered: [moves.recovered(way, keyring), { recovering: { v: 1, state: 'couple', keyring, introduce: true } }],
  inviting: [
    moves.inviting(invite),
    {
      couple: { ...records.couple, inviting: invite },
      inviting: records.inviting,
    },
  ],
  'inviting no more': [
    moves.inviting(undefined),
    { couple: records.couple, inviting: { v: 1, state: 'couple', keyring } },
  ],
  introduced: [moves.introduced, { couple: { v: 1, state: 'couple', keyring, errands: { newKey: true } } }],
  errandsRevised: [
    moves.errandsRevised(() => ({})),
    { couple: { v: 1, state: 'couple', keyring, introduce: true }, inviting: records.inviting },
  ],
  followed: [
    moves.followed(epoch(4)),
    Object.fromEntries(
      (['couple', 'inviting'] as const).map((name) => [
        name,
        { ...records[name], keyring: { ...keyring, epoch: epoch(4), previous: [epoch(3)] } },
      ]),
    ),
  ],
  'followed, nothing newer': [moves.followed(epoch(3)), {}],
  left: [moves.left, { couple: { v: 1, state: 'leaving', keyring }, inviting: { v: 1, state: 'leaving', keyring } }],
  ended: [
    moves.ended('revoked'),
    Object.fromEntries(
      (['couple', 'inviting'] as const).map((name) => [name, { v: 1, state: 'ended', why: 'revoked', keyring }]),
    ),
  ],
  notEnded: [moves.notEnded, { ended: { v: 1, state: 'couple', keyring } }],
}

describe('a device’s record', () => {
  const rows = Object.entries(table).flatMap(([move, [act, expected]]) =>
    (Object.keys(records) as Name[]).map((name) => ({ move, name, act, expected: expected[name] })),
  )
  it.each(rows.filter(({ expected }) => expected !== undefined))(
    'PAIR $move, from $name',
    ({ name, act, expected }) => {
      expect(act(records[name])).toEqual(expected)
    },
  )
  it.each(rows.filter(({ expected }) => expected === undefined))(
    'PAIR $move does not fit $name, and nothing is written',
    ({ name, act }) => {
      expect(act(records[name])).toBe(records[name])
    },
  )

  it('PAIR-6 whoever goes from link to link leaves no endless list behind', () => {
    let record: DeviceRecord = records.stranger
    for (let at = 0; at < 20; at += 1)
      record = moves.turnedDown(moves.joining({ deviceId: bytes(at) } as Joining)(record))
    expect(record).toMatchObject({ refused: Array.from({ length: 8 }, (_, at) => ({ deviceId: bytes(at + 12) })) })
  })

  it.each(Object.entries(records))('LOCK-2 %s is read as it was written', (_, record) => {
    expect(recordFromBytes(bytesFromRecord(record))).toEqual(record)
  })

  it.each([{ v: 2, state: 'couple', keyring }, { v: 1, state: 'resting', keyring }, { state: 'unpaired' }])(
    'LOCK-2 a record of a later Porchlight is refused: %j',
    (record) => {
      const later = encodeAny(JSON.parse(JSON.stringify(record)) as object)
      expect(() => recordFromBytes(later)).toThrow(expect.objectContaining({ code: 'unknown-version' }))
    },
  )
})
