/** Couples in SQLite, and what moves an epoch: `epoch-rules.ts` decides, this does it. Synchronous inside; `sqlite.ts` makes the
 *  asynchronous contract of it. Rule: HTTP-0, EPOCH-3, RECOVER-1, LEAVE-1, LEAVE-2. */
import type { DatabaseSync } from 'node:sqlite'
import {
  type CoupleId,
  type DeviceId,
  type InviteId,
  type Person,
  type RoomName,
  roomName,
} from '@porchlight/shared/wire/api'
import { text, whole } from './columns.ts'
import {
  type EpochPlan,
  type EpochRefusal,
  type LeavePlan,
  planEpoch,
  planLeave,
  planLeaveAlone,
} from './epoch-rules.ts'
import type { SqliteDevices } from './sqlite-devices.ts'
import type { SqliteEpochRecords } from './sqlite-epoch-records.ts'
import type { SqliteInvites } from './sqlite-invites.ts'
import type { SqliteRecovery } from './sqlite-recovery.ts'
import type { SqliteRooms } from './sqlite-rooms.ts'
import { coupleOf } from './room-place.ts'
import { prepare, prepareQuery } from './sqlite-statement.ts'
import type { Transaction } from './sqlite-transaction.ts'
import type { EpochMoved, Left, NewCouple, NewEpoch, RoomStanding } from './store.ts'
import { dayOf } from './utc-day.ts'

export interface SqliteCouplesDeps {
  db: DatabaseSync
  transaction: Transaction
  rooms: SqliteRooms
  devices: SqliteDevices
  records: SqliteEpochRecords
  invites: SqliteInvites
  recovery: SqliteRecovery
}

export interface SqliteCouples {
  create(couple: NewCouple): 'created' | 'already-exists'
  markSeen(coupleId: CoupleId, day: string): void
  notSeenSince(day: string): CoupleId[]
  moveEpoch(move: NewEpoch): EpochMoved
  leave(coupleId: CoupleId, person: Person): Left
  leaveAlone(coupleId: CoupleId, deviceId: DeviceId): Left
  erase(coupleId: CoupleId): { burned: InviteId[] }
  standing(room: RoomName): RoomStanding | undefined
}

export function createSqliteCouples(deps: SqliteCouplesDeps): SqliteCouples {
  const { db, transaction, rooms, devices, records, invites, recovery } = deps
  const insert = prepare<[CoupleId, string, string]>(
    db,
    'INSERT INTO couples (id, epoch, created_day, seen_day) VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING',
  )
  const epochOf = prepareQuery<[CoupleId]>()(db, 'SELECT epoch FROM couples WHERE id = ?', { epoch: whole })
  const setEpoch = prepare<[number, CoupleId]>(db, 'UPDATE couples SET epoch = ? WHERE id = ?')
  const remove = prepare<[CoupleId]>(db, 'DELETE FROM couples WHERE id = ?')
  const setSeen = prepare<[string, CoupleId, string]>(
    db,
    'UPDATE couples SET seen_day = ? WHERE id = ? AND seen_day < ?',
  )
  const notSeenSince = prepareQuery<[string]>()(db, 'SELECT id FROM couples WHERE seen_day < ?', { id: text<CoupleId> })

  const revoke = (deviceId: DeviceId): void => {
    devices.setState(deviceId, 'revoked')
    records.dropAll(deviceId)
  }

  /** Everything of a couple, in the caller's transaction. Returns what to do once it is committed. */
  const removeCouple = (coupleId: CoupleId): (() => void) => {
    const epoch = epochOf.get(coupleId)?.epoch
    const forget = epoch === undefined ? () => undefined : rooms.remove(coupleId, epoch)
    remove.run(coupleId)
    return forget
  }

  const planOf = (move: NewEpoch): EpochPlan | EpochRefusal => {
    const { coupleId, by, from, activate, now } = move
    return planEpoch(move, {
      epoch: epochOf.get(coupleId)?.epoch,
      head: rooms.summary(roomName(coupleId, from))?.head,
      by: devices.byId(by),
      words: recovery.recoveringAs(by, now),
      active: devices.active(coupleId),
      claimants: activate.flatMap((id) => invites.claimantOf(id, now) ?? []),
      recoveries: recovery.of(coupleId),
    })
  }

  const leaveAs = (coupleId: CoupleId, planned: () => LeavePlan): Left => {
    let forget = (): void => undefined
    const left = transaction((): Left => {
      const plan = planned()
      switch (plan.state) {
        case 'stranger':
          return { revoked: [], burned: [] }
        case 'device': {
          const burned = plan.revoke.flatMap((id) => invites.burnOf(id))
          plan.revoke.forEach(revoke)
          return { revoked: plan.revoke, burned }
        }
        case 'partner':
        case 'last': {
          const burned = invites.burnOfPerson(coupleId, plan.person)
          plan.revoke.forEach(revoke)
          recovery.endOf(coupleId, plan.person)
          if (plan.state === 'last') forget = removeCouple(coupleId)
          return { revoked: plan.revoke, burned }
        }
        default:
          return plan satisfies never
      }
    })
    forget()
    return left
  }

  return {
    create({ coupleId, deviceId, tokenHash, base, now }) {
      const createdDay = dayOf(now)
      const create = (): 'created' | 'already-exists' => {
        if (insert.run(coupleId, createdDay, createdDay) === 0) return 'already-exists'
        const isNew = devices.insert({ deviceId, coupleId, person: 'a', tokenHash, state: 'active', createdDay })
        if (!isNew) return 'already-exists'
        rooms.create(coupleId, 1, base)
        return 'created'
      }
      return transaction(create, (result) => result === 'created')
    },

    markSeen: (coupleId, day) => transaction(() => void setSeen.run(day, coupleId, day)),
    notSeenSince: (day) => notSeenSince.all(day).map(({ id }) => id),

    moveEpoch(move) {
      const { coupleId, from } = move
      let forgetOld = (): void => undefined
      const act = (): EpochMoved => {
        const plan = planOf(move)
        if (!plan.ok) return plan
        const { epoch, revoke: revoked } = plan
        revoked.forEach(revoke)
        const burned = revoked.flatMap((id) => invites.burnOf(id))
        if (plan.letIn !== undefined) recovery.letIn(plan.letIn)
        for (const id of plan.activate) devices.setState(id, 'active')
        for (const id of plan.finish) invites.finish(id)
        for (const { to, ...record } of plan.records) records.insert(coupleId, to, { epoch, ...record })
        for (const id of plan.endWords) recovery.end(id)
        forgetOld = rooms.remove(coupleId, from)
        setEpoch.run(epoch, coupleId)
        rooms.create(coupleId, epoch, move.base)
        return { ok: true, epoch, revoked, doneInvites: [...burned, ...plan.finish] }
      }
      const moved = transaction(act, (result) => result.ok)
      if (moved.ok) forgetOld()
      return moved
    },

    leave: (coupleId, person) => leaveAs(coupleId, () => planLeave(devices.active(coupleId), person)),
    leaveAlone: (coupleId, deviceId) => leaveAs(coupleId, () => planLeaveAlone(devices.active(coupleId), deviceId)),

    erase(coupleId) {
      let forget = (): void => undefined
      const burned = transaction(() => {
        const open = invites.openOf(coupleId)
        forget = removeCouple(coupleId)
        return open
      })
      forget()
      return { burned }
    },

    standing(room) {
      const coupleId = coupleOf(room)
      const epoch = epochOf.get(coupleId)?.epoch
      if (epoch === undefined) return undefined
      const active = devices.active(coupleId).map(({ deviceId }) => deviceId)
      return { epoch, head: rooms.summary(room)?.head, active }
    },
  }
}
