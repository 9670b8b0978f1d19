/** Couples in PostgreSQL, and what moves an epoch: `epoch-rules.ts` decides, this does it, under the lock of the couple's row and then of its
 *  room's head, in this order everywhere. Rule: HTTP-0, EPOCH-3, RECOVER-1, LEAVE-1, LEAVE-2, NODE-12. */
import type { CoupleId, DeviceId, InviteId, Person } from '@porchlight/shared/wire/api'
import { text } from '../columns.ts'
import {
  type EpochPlan,
  type EpochRefusal,
  type LeavePlan,
  planEpoch,
  planLeave,
  planLeaveAlone,
} from '../epoch-rules.ts'
import type { EpochMoved, Left, NewCouple, NewEpoch } from '../store.ts'
import { dayOf } from '../utc-day.ts'
import type { Database, Session } from './database.ts'
import { activeDevices, deviceById, insertDevice, setDeviceState } from './devices.ts'
import { dropRecords, insertRecord } from './epoch-records.ts'
import { burnInvitesOf, burnInvitesOfPerson, claimantOf, finishInvite, openInvitesOf } from './invites.ts'
import { lockCouple } from './lock-couple.ts'
import { endRecovery, endRecoveryOf, letIn, recoveringAs, recoveriesOf } from './recovery.ts'
import { createRoom, lockRoom, removeRoom } from './rooms.ts'

export function createCouple(
  database: Database,
  { coupleId, deviceId, tokenHash, base, now }: NewCouple,
): Promise<'created' | 'already-exists'> {
  const createdDay = dayOf(now)
  return database.transaction(
    async (session) => {
      const sql = 'INSERT INTO couples (id, epoch, created_day, seen_day) VALUES ($1, 1, $2, $2) ON CONFLICT DO NOTHING'
      if ((await session.run(sql, coupleId, createdDay)) === 0) return 'already-exists'
      const device = { deviceId, coupleId, person: 'a', tokenHash, state: 'active', createdDay } as const
      if (!(await insertDevice(session, device))) return 'already-exists'
      await createRoom(session, coupleId, 1, base)
      return 'created'
    },
    (result) => result === 'created',
  )
}

export async function markSeen(session: Session, coupleId: CoupleId, day: string): Promise<void> {
  await session.run('UPDATE couples SET seen_day = $1 WHERE id = $2 AND seen_day < $1', day, coupleId)
}

export async function couplesNotSeenSince(session: Session, day: string): Promise<CoupleId[]> {
  const rows = await session.all({ id: text<CoupleId> }, 'SELECT id FROM couples WHERE seen_day < $1', day)
  return rows.map(({ id }) => id)
}

export function moveEpoch(database: Database, move: NewEpoch): Promise<EpochMoved> {
  const { coupleId, from } = move
  return database.transaction(
    async (session): Promise<EpochMoved> => {
      const plan = await planOf(session, move)
      if (!plan.ok) return plan
      const { epoch, revoke: revoked } = plan
      const burned = await revokeAll(session, revoked)
      if (plan.letIn !== undefined) await letIn(session, plan.letIn)
      // Within one transaction everything goes one after the other.
      // oxlint-disable no-await-in-loop
      for (const id of plan.activate) await setDeviceState(session, id, 'active')
      for (const id of plan.finish) await finishInvite(session, id)
      for (const { to, ...record } of plan.records) await insertRecord(session, coupleId, to, { epoch, ...record })
      for (const id of plan.endWords) await endRecovery(session, id)
      // oxlint-enable no-await-in-loop
      await removeRoom(session, coupleId, from)
      await session.run('UPDATE couples SET epoch = $1 WHERE id = $2', epoch, coupleId)
      await createRoom(session, coupleId, epoch, move.base)
      return { ok: true, epoch, revoked, doneInvites: [...burned, ...plan.finish] }
    },
    (result) => result.ok,
  )
}

export function leave(database: Database, coupleId: CoupleId, person: Person): Promise<Left> {
  return leaveAs(database, coupleId, async (session) => planLeave(await activeDevices(session, coupleId), person))
}

export function leaveAlone(database: Database, coupleId: CoupleId, deviceId: DeviceId): Promise<Left> {
  return leaveAs(database, coupleId, async (session) =>
    planLeaveAlone(await activeDevices(session, coupleId), deviceId),
  )
}

export function erase(database: Database, coupleId: CoupleId): Promise<{ burned: InviteId[] }> {
  return database.transaction(async (session) => {
    const epoch = await lockCouple(session, coupleId)
    const burned = await openInvitesOf(session, coupleId)
    await removeCouple(session, coupleId, epoch)
    return { burned }
  })
}

const planOf = async (session: Session, move: NewEpoch): Promise<EpochPlan | EpochRefusal> => {
  const { coupleId, by, from, activate, now } = move
  const epoch = await lockCouple(session, coupleId)
  const head = await lockRoom(session, coupleId, from)
  const claimants = []
  // oxlint-disable-next-line no-await-in-loop
  for (const id of activate) claimants.push((await claimantOf(session, id, now)) ?? [])
  return planEpoch(move, {
    epoch,
    head,
    by: await deviceById(session, by),
    words: await recoveringAs(session, by, now),
    active: await activeDevices(session, coupleId),
    claimants: claimants.flat(),
    recoveries: await recoveriesOf(session, coupleId),
  })
}

const leaveAs = (
  database: Database,
  coupleId: CoupleId,
  planned: (session: Session) => Promise<LeavePlan>,
): Promise<Left> =>
  database.transaction(async (session): Promise<Left> => {
    const epoch = await lockCouple(session, coupleId)
    const plan = await planned(session)
    switch (plan.state) {
      case 'stranger':
        return { revoked: [], burned: [] }
      case 'device':
        return { revoked: plan.revoke, burned: await revokeAll(session, plan.revoke) }
      case 'partner':
      case 'last': {
        const burned = await burnInvitesOfPerson(session, coupleId, plan.person)
        await revokeAll(session, plan.revoke)
        await endRecoveryOf(session, coupleId, plan.person)
        if (plan.state === 'last') await removeCouple(session, coupleId, epoch)
        return { revoked: plan.revoke, burned }
      }
      default:
        return plan satisfies never
    }
  })

/** They lose token and records, and their open invites burn. */
const revokeAll = async (session: Session, deviceIds: readonly DeviceId[]): Promise<InviteId[]> => {
  const burned: InviteId[] = []
  for (const id of deviceIds) {
    // oxlint-disable no-await-in-loop
    await setDeviceState(session, id, 'revoked')
    await dropRecords(session, id)
    burned.push(...(await burnInvitesOf(session, id)))
    // oxlint-enable no-await-in-loop
  }
  return burned
}

const removeCouple = async (session: Session, coupleId: CoupleId, epoch: number | undefined): Promise<void> => {
  if (epoch !== undefined) await removeRoom(session, coupleId, epoch)
  await session.run('DELETE FROM couples WHERE id = $1', coupleId)
}
