/** Devices in SQLite, and nobody else's table. Whatever writes does so in the caller's transaction. */
import type { DatabaseSync } from 'node:sqlite'
import type { CoupleId, DeviceId, Hash, Person } from '@porchlight/shared/wire/api'
import { type RowOf, text } from './columns.ts'
import { deviceColumns, deviceFromRow, person } from './device-columns.ts'
import type { Member } from './epoch-rules.ts'
import type { NewDevice } from './new-device.ts'
import { prepare, prepareQuery } from './sqlite-statement.ts'
import type { Device } from './store.ts'

export interface SqliteDevices {
  byToken(tokenHash: Hash): Device | undefined
  byId(deviceId: DeviceId): Device | undefined
  /** The same, and this is its token. */
  byIdAndToken(deviceId: DeviceId, tokenHash: Hash): Device | undefined
  /** Active and revoked ones of one partner. */
  ofPerson(coupleId: CoupleId, person: Person): Device[]
  active(coupleId: CoupleId): Member[]
  /** Active and waiting ones. */
  present(coupleId: CoupleId): Member[]
  /** False where the id or the token is taken. */
  insert(device: NewDevice): boolean
  setState(deviceId: DeviceId, state: Device['state']): void
  /** It is not let in any more; nothing where it was. */
  forgetPending(deviceId: DeviceId): void
}

const select =
  'SELECT d.id, d.couple, d.person, d.state, d.created_day, c.seen_day, c.epoch FROM devices d JOIN couples c ON c.id = d.couple'
const memberColumns = { id: text<DeviceId>, person }

export function createSqliteDevices(db: DatabaseSync): SqliteDevices {
  const byToken = prepareQuery<[Hash]>()(db, `${select} WHERE d.token_hash = ?`, deviceColumns)
  const byId = prepareQuery<[DeviceId]>()(db, `${select} WHERE d.id = ?`, deviceColumns)
  const byBoth = prepareQuery<[DeviceId, Hash]>()(db, `${select} WHERE d.id = ? AND d.token_hash = ?`, deviceColumns)
  const ofPerson = prepareQuery<[CoupleId, Person]>()(
    db,
    `${select} WHERE d.couple = ? AND d.person = ? AND d.state <> 'pending' ORDER BY d.created_day, d.id`,
    deviceColumns,
  )
  const active = prepareQuery<[CoupleId]>()(
    db,
    `SELECT id, person FROM devices WHERE couple = ? AND state = 'active'`,
    memberColumns,
  )
  const present = prepareQuery<[CoupleId]>()(
    db,
    `SELECT id, person FROM devices WHERE couple = ? AND state <> 'revoked'`,
    memberColumns,
  )
  const insert = prepare<[DeviceId, CoupleId, Person, Hash, NewDevice['state'], string]>(
    db,
    'INSERT INTO devices (id, couple, person, token_hash, state, created_day) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const setState = prepare<[Device['state'], DeviceId]>(db, 'UPDATE devices SET state = ? WHERE id = ?')
  const deletePending = prepare<[DeviceId]>(db, `DELETE FROM devices WHERE id = ? AND state = 'pending'`)

  const one = (row: RowOf<typeof deviceColumns> | undefined): Device | undefined =>
    row === undefined ? undefined : deviceFromRow(row)
  const member = (row: { id: DeviceId; person: Person }): Member => ({ deviceId: row.id, person: row.person })

  return {
    byToken: (tokenHash) => one(byToken.get(tokenHash)),
    byId: (deviceId) => one(byId.get(deviceId)),
    byIdAndToken: (deviceId, tokenHash) => one(byBoth.get(deviceId, tokenHash)),
    ofPerson: (coupleId, of) => ofPerson.all(coupleId, of).map(deviceFromRow),
    active: (coupleId) => active.all(coupleId).map(member),
    present: (coupleId) => present.all(coupleId).map(member),
    insert: (device) =>
      insert.run(device.deviceId, device.coupleId, device.person, device.tokenHash, device.state, device.createdDay) >
      0,
    setState: (deviceId, state) => void setState.run(state, deviceId),
    forgetPending: (deviceId) => void deletePending.run(deviceId),
  }
}
