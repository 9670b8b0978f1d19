/** Who may move a couple's epoch, who may leave, and whose recovery words end with it. Pure: an engine reads the facts, asks here, and
 *  does what the answer says, all in one transaction. Rule: EPOCH-3, RECOVER-1, LEAVE-1, PAIR-2, PAIR-6. */
import type { CoupleId, DeviceId, InviteId, MemberId, Person, RecoveryId } from '@porchlight/shared/wire/api'
import type { Device, EpochMoved, NewEpoch } from './store.ts'

export interface Member {
  deviceId: DeviceId
  person: Person
}

/** A device that claimed an invite which is neither over nor burned. */
export interface Claimant {
  device: Pick<Device, 'deviceId' | 'coupleId' | 'state'>
  inviteId: InviteId
  creator: DeviceId
  creatorPerson: Person
  /** Whose device it would be. */
  person: Person
}

export interface EpochFacts {
  /** In force; undefined where the couple is gone. */
  epoch: number | undefined
  /** Of the room in force. */
  head: number | undefined
  by: Pick<Device, 'coupleId' | 'person' | 'state'> | undefined
  /** The words `by` has opened and waits on. */
  words: RecoveryId | undefined
  active: readonly Member[]
  /** Of the devices to be activated, those that claimed an invite. */
  claimants: readonly Claimant[]
  /** Both partners' words. */
  recoveries: readonly RecoveryId[]
}

/** What is to be done, in this order. */
export interface EpochPlan {
  ok: true
  epoch: number
  /** They lose token and records, and their open invites burn. */
  revoke: DeviceId[]
  activate: DeviceId[]
  /** Invites that brought somebody in. */
  finish: InviteId[]
  /** Words whose device is let in by this. */
  letIn: RecoveryId | undefined
  records: { to: MemberId; from: MemberId; enc: string; ct: string }[]
  /** Words without a record: they no longer lead to the key. */
  endWords: RecoveryId[]
}

export type EpochRefusal = Extract<EpochMoved, { ok: false }>

export function planEpoch(move: NewEpoch, facts: EpochFacts): EpochPlan | EpochRefusal {
  const { coupleId, by, from } = move
  const { epoch, words } = facts
  const mayMove = facts.by?.coupleId === coupleId && (facts.by.state === 'active' || words !== undefined)
  if (epoch === undefined || facts.by === undefined || !mayMove) return refused('unknown-device')
  if (epoch !== from) return refused('epoch-moved')
  if (facts.head !== move.ifHead) return refused('outer-moved')

  const members = new Map(facts.active.map(({ deviceId, person }) => [deviceId, person]))
  const revoke = move.revoke.filter((id) => members.delete(id))
  const finish: InviteId[] = []
  if (words !== undefined) {
    if (move.activate.length !== 1 || move.activate[0] !== by) return refused('unknown-member')
    members.set(by, facts.by.person)
  } else {
    for (const id of move.activate) {
      const claimant = claimantOf(id, coupleId, facts.claimants, revoke)
      if (claimant === undefined || members.has(id)) return refused('unknown-member')
      if (isThird(claimant, members.values())) return refused('couple-full')
      members.set(id, claimant.person)
      finish.push(claimant.inviteId)
    }
  }
  const unnamed = new Set<string>(facts.recoveries)
  const names = new Set<string>(members.keys())
  for (const { to } of move.records) if (!names.has(to) && !unnamed.delete(to)) return refused('unknown-member')
  return {
    ok: true,
    epoch: from + 1,
    revoke,
    activate: [...move.activate],
    finish,
    letIn: words,
    records: move.records.map(({ to, enc, ct }) => ({ to, from: words ?? by, enc, ct })),
    endWords: facts.recoveries.filter((id) => unnamed.has(id)),
  }
}

/** Whoever let them in must still be there: a removed device's links let in nobody. */
const claimantOf = (
  id: DeviceId,
  coupleId: CoupleId,
  claimants: readonly Claimant[],
  revoked: readonly DeviceId[],
): Claimant | undefined =>
  claimants.find(
    ({ device, creator }) =>
      device.deviceId === id &&
      device.state === 'pending' &&
      device.coupleId === coupleId &&
      !revoked.includes(creator),
  )

/** A link for the other partner lets in one person, once: where that place is taken it would be a third. Rule: PAIR-2 */
export function isThird(invited: { person: Person; creatorPerson: Person }, present: Iterable<Person>): boolean {
  return invited.person !== invited.creatorPerson && [...present].includes(invited.person)
}

const refused = (reason: EpochRefusal['reason']): EpochRefusal => ({ ok: false, reason })

export type LeavePlan =
  /** Nothing to do: it is no member. */
  | { state: 'stranger' }
  /** One device of several of its partner goes; their words stay. */
  | { state: 'device'; revoke: DeviceId[] }
  /** A partner goes, with their words. */
  | { state: 'partner'; person: Person; revoke: DeviceId[] }
  /** Nobody is left: everything of the couple goes. */
  | { state: 'last'; person: Person; revoke: DeviceId[] }

export function planLeave(
  active: readonly Member[],
  person: Person,
): Exclude<LeavePlan, { state: 'stranger' | 'device' }> {
  const revoke = active.filter((member) => member.person === person).map(({ deviceId }) => deviceId)
  return { state: revoke.length === active.length ? 'last' : 'partner', person, revoke }
}

/** The last device of a partner leaves as its partner does. Rule: PAIR-6 */
export function planLeaveAlone(active: readonly Member[], deviceId: DeviceId): LeavePlan {
  const member = active.find((one) => one.deviceId === deviceId)
  if (member === undefined) return { state: 'stranger' }
  const isLast = !active.some((one) => one.person === member.person && one.deviceId !== deviceId)
  return isLast ? planLeave(active, member.person) : { state: 'device', revoke: [deviceId] }
}
