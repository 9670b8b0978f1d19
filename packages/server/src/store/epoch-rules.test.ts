import type { CoupleId, DeviceId, InviteId, RecoveryId } from '@porchlight/shared/wire/api'
import { describe, expect, test } from 'vitest'
import { type Claimant, type EpochFacts, planEpoch, planLeave, planLeaveAlone } from './epoch-rules.ts'
import type { NewEpoch } from './store.ts'

const device = (name: string): DeviceId => name as DeviceId
const couple = 'couple' as CoupleId
const [ada, laptop, ben, phone] = [device('ada'), device('laptop'), device('ben'), device('phone')]
const [adasWords, bensWords] = ['adas words' as RecoveryId, 'bens words' as RecoveryId]
const invite = 'invite' as InviteId

const record = (to: string) => ({ to, enc: `enc ${to}`, ct: `ct ${to}` })
const sent = (to: string, from: string) => ({ ...record(to), from })
const move = (changed: Partial<NewEpoch>): NewEpoch => ({
  coupleId: couple,
  by: ada,
  from: 3,
  ifHead: 7,
  base: { update: new Uint8Array(), stateVector: new Uint8Array() },
  records: [],
  revoke: [],
  activate: [],
  now: 0,
  ...changed,
})
const member = { coupleId: couple, person: 'a', state: 'active' } as const
const facts = (changed: Partial<EpochFacts>): EpochFacts => ({
  epoch: 3,
  head: 7,
  by: member,
  words: undefined,
  active: [
    { deviceId: ada, person: 'a' },
    { deviceId: laptop, person: 'a' },
    { deviceId: ben, person: 'b' },
  ],
  claimants: [],
  recoveries: [],
  ...changed,
})
const claimant = (changed: Partial<Claimant>): Claimant => ({
  device: { deviceId: phone, coupleId: couple, state: 'pending' },
  inviteId: invite,
  creator: ada,
  creatorPerson: 'a',
  person: 'a',
  ...changed,
})
const alone = { active: [{ deviceId: ada, person: 'a' }] } as const
const recovering = { by: { coupleId: couple, person: 'a', state: 'pending' }, words: adasWords } as const
const plan = (changed: object) => ({
  ok: true,
  epoch: 4,
  revoke: [],
  activate: [],
  finish: [],
  letIn: undefined,
  records: [],
  endWords: [],
  ...changed,
})
const refusal = (reason: string) => ({ ok: false, reason })

describe('who may move the epoch', () => {
  const cases: [string, Partial<NewEpoch>, Partial<EpochFacts>, object][] = [
    ['EPOCH-3 a member moves it by one', {}, {}, plan({})],
    ['EPOCH-3 a stranger does not', {}, { by: undefined }, refusal('unknown-device')],
    [
      'EPOCH-3 a member of another couple does not',
      {},
      { by: { ...member, coupleId: 'x' as CoupleId } },
      refusal('unknown-device'),
    ],
    ['EPOCH-3 a removed device does not', {}, { by: { ...member, state: 'revoked' } }, refusal('unknown-device')],
    [
      'EPOCH-3 one that waits to be let in does not',
      {},
      { by: { ...member, state: 'pending' } },
      refusal('unknown-device'),
    ],
    ['LEAVE-2 nobody moves what is erased', {}, { epoch: undefined }, refusal('unknown-device')],
    ['EPOCH-3 of two at once the second is told', {}, { epoch: 4 }, refusal('epoch-moved')],
    ['EPOCH-3 what came meanwhile is not left behind', {}, { head: 8 }, refusal('outer-moved')],
    ['EPOCH-3 a room that is gone moves nowhere', {}, { head: undefined }, refusal('outer-moved')],
    ['EPOCH-3 records are for members', { records: [record('ben')] }, {}, plan({ records: [sent('ben', 'ada')] })],
    ['EPOCH-3 a record for a stranger is refused', { records: [record('eve')] }, {}, refusal('unknown-member')],
    ['EPOCH-3 none for whoever goes', { revoke: [ben], records: [record('ben')] }, {}, refusal('unknown-member')],
    ['EPOCH-3 whoever is removed goes', { revoke: [laptop] }, {}, plan({ revoke: [laptop] })],
    ['EPOCH-3 a stranger cannot be removed', { revoke: [phone] }, {}, plan({})],
    [
      'PAIR-2 whoever claimed an invite is let in',
      { activate: [phone], records: [record('phone')] },
      { claimants: [claimant({})] },
      plan({ activate: [phone], finish: [invite], records: [sent('phone', 'ada')] }),
    ],
    ['PAIR-2 nobody else is', { activate: [phone] }, {}, refusal('unknown-member')],
    ['PAIR-2 a member is not let in again', { activate: [laptop] }, {}, refusal('unknown-member')],
    [
      'PAIR-2 nor the same one twice',
      { activate: [phone, phone] },
      { claimants: [claimant({})] },
      refusal('unknown-member'),
    ],
    [
      'PAIR-2 a link of a removed device lets in nobody',
      { activate: [phone], revoke: [laptop] },
      { claimants: [claimant({ creator: laptop })] },
      refusal('unknown-member'),
    ],
    [
      'PAIR-2 a claimant that was forgotten meanwhile is not let in',
      { activate: [phone] },
      { claimants: [claimant({ device: { deviceId: phone, coupleId: couple, state: 'revoked' } })] },
      refusal('unknown-member'),
    ],
    [
      'PAIR-2 nor one of another couple',
      { activate: [phone] },
      { claimants: [claimant({ device: { deviceId: phone, coupleId: 'x' as CoupleId, state: 'pending' } })] },
      refusal('unknown-member'),
    ],
    [
      'PAIR-2 a second person is let in',
      { activate: [phone] },
      { ...alone, claimants: [claimant({ person: 'b' })] },
      plan({ activate: [phone], finish: [invite] }),
    ],
    [
      'PAIR-2 a third is not',
      { activate: [phone] },
      { claimants: [claimant({ person: 'b' })] },
      refusal('couple-full'),
    ],
    [
      'PAIR-2 where the other goes with the same move there is a place',
      { activate: [phone], revoke: [ben] },
      { claimants: [claimant({ person: 'b' })] },
      plan({ revoke: [ben], activate: [phone], finish: [invite] }),
    ],
    [
      'RECOVER-1 whoever opened recovery words lets itself in',
      { by: phone, activate: [phone], records: [record('phone'), record(adasWords)] },
      { ...recovering, recoveries: [adasWords] },
      plan({ activate: [phone], letIn: adasWords, records: [sent('phone', adasWords), sent(adasWords, adasWords)] }),
    ],
    ['RECOVER-1 and nobody else', { by: phone, activate: [phone, laptop] }, recovering, refusal('unknown-member')],
    ['RECOVER-1 and not somebody else', { by: phone, activate: [laptop] }, recovering, refusal('unknown-member')],
    [
      'RECOVER-1 words that get a record go on working',
      { records: [record(bensWords)] },
      { recoveries: [adasWords, bensWords] },
      plan({ records: [sent(bensWords, 'ada')], endWords: [adasWords] }),
    ],
    [
      'RECOVER-1 words get one record',
      { records: [record(bensWords), record(bensWords)] },
      { recoveries: [bensWords] },
      refusal('unknown-member'),
    ],
  ]
  test.each(cases)('%s', (_, asked, known, expected) => {
    expect(planEpoch(move(asked), facts(known))).toEqual(expected)
  })
})

describe('who may leave', () => {
  const { active } = facts({})
  const cases: [string, unknown, object][] = [
    [
      'LEAVE-1 a partner leaves with all their devices',
      planLeave(active, 'a'),
      { state: 'partner', person: 'a', revoke: [ada, laptop] },
    ],
    [
      'LEAVE-1 the last one takes everything along',
      planLeave(alone.active, 'a'),
      { state: 'last', person: 'a', revoke: [ada] },
    ],
    [
      'LEAVE-1 where nobody is left there is nothing to keep',
      planLeave([], 'b'),
      { state: 'last', person: 'b', revoke: [] },
    ],
    ['PAIR-6 one device of two goes alone', planLeaveAlone(active, laptop), { state: 'device', revoke: [laptop] }],
    [
      'PAIR-6 the last device of a partner leaves as its partner does',
      planLeaveAlone(active, ben),
      { state: 'partner', person: 'b', revoke: [ben] },
    ],
    [
      'PAIR-6 the last device of all takes everything along',
      planLeaveAlone(alone.active, ada),
      { state: 'last', person: 'a', revoke: [ada] },
    ],
    ['PAIR-6 a stranger has nothing to leave', planLeaveAlone(active, phone), { state: 'stranger' }],
  ]
  test.each(cases)('%s', (_, plan, expected) => expect(plan).toEqual(expected))
})
