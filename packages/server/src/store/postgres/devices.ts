/** Devices in PostgreSQL, and nobody else's table. */
import type { CoupleId, DeviceId, Hash, Person } from '@porchlight/shared/wire/api'
import { text } from '../columns.ts'
import { deviceColumns, deviceFromRow, person } from '../device-columns.ts'
import type { Member } from '../epoch-rules.ts'
import type { NewDevice } from '../new-device.ts'
import type { Device } from '../store.ts'
import type { Session } from './database.ts'

const select =
  'SELECT d.id, d.couple, d.person, d.state, d.created_day, c.seen_day, c.epoch FROM devices d JOIN couples c ON c.id = d.couple'
const memberColumns = { id: text<DeviceId>, person }

export async function deviceByToken(session: Session, tokenHash: Hash): Promise<Device | undefined> {
  const row = await session.get(deviceColumns, `${select} WHERE d.token_hash = $1`, tokenHash)
  return row === undefined ? undefined : deviceFromRow(row)
}

export async function deviceById(session: Session, deviceId: DeviceId): Promise<Device | undefined> {
  const row = await session.get(deviceColumns, `${select} WHERE d.id = $1`, deviceId)
  return row === undefined ? undefined : deviceFromRow(row)
}

export async function deviceByIdAndToken(
  session: Session,
  deviceId: DeviceId,
  tokenHash: Hash,
): Promise<Device | undefined> {
  const row = await session.get(deviceColumns, `${select} WHERE d.id = $1 AND d.token_hash = $2`, deviceId, tokenHash)
  return row === undefined ? undefined : deviceFromRow(row)
}

/** Active and revoked ones of one partner. */
export async function devicesOfPerson(session: Session, coupleId: CoupleId, of: Person): Promise<Device[]> {
  const rows = await session.all(
    deviceColumns,
    `${select} WHERE d.couple = $1 AND d.person = $2 AND d.state <> 'pending' ORDER BY d.created_day, d.id COLLATE "C"`,
    coupleId,
    of,
  )
  return rows.map(deviceFromRow)
}

export async function activeDevices(session: Session, coupleId: CoupleId): Promise<Member[]> {
  const sql = `SELECT id, person FROM devices WHERE couple = $1 AND state = 'active'`
  return (await session.all(memberColumns, sql, coupleId)).map((row) => ({ deviceId: row.id, person: row.person }))
}

/** Active and waiting ones. */
export async function presentDevices(session: Session, coupleId: CoupleId): Promise<Member[]> {
  const sql = `SELECT id, person FROM devices WHERE couple = $1 AND state <> 'revoked'`
  return (await session.all(memberColumns, sql, coupleId)).map((row) => ({ deviceId: row.id, person: row.person }))
}

/** False where the id or the token is taken. */
export async function insertDevice(session: Session, device: NewDevice): Promise<boolean> {
  const { deviceId, coupleId, person: of, tokenHash, state, createdDay } = device
  const sql =
    'INSERT INTO devices (id, couple, person, token_hash, state, created_day) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING'
  return (await session.run(sql, deviceId, coupleId, of, tokenHash, state, createdDay)) > 0
}

export async function setDeviceState(session: Session, deviceId: DeviceId, state: Device['state']): Promise<void> {
  await session.run('UPDATE devices SET state = $1 WHERE id = $2', state, deviceId)
}

/** It is not let in any more; nothing where it was. */
export async function forgetPending(session: Session, deviceId: DeviceId): Promise<void> {
  await session.run(`DELETE FROM devices WHERE id = $1 AND state = 'pending'`, deviceId)
}
