/** What a row of `devices`, with its couple's, holds. */
import type { CoupleId, DeviceId } from '@porchlight/shared/wire/api'
import { type RowOf, oneOf, text, whole } from './columns.ts'
import type { Device } from './store.ts'

export const person = oneOf('a', 'b')

export const deviceColumns = {
  id: text<DeviceId>,
  couple: text<CoupleId>,
  person,
  state: oneOf('pending', 'active', 'revoked'),
  created_day: text,
  seen_day: text,
  epoch: whole,
}

export function deviceFromRow(row: RowOf<typeof deviceColumns>): Device {
  return {
    deviceId: row.id,
    coupleId: row.couple,
    person: row.person,
    state: row.state,
    createdDay: row.created_day,
    seenDay: row.seen_day,
    epoch: row.epoch,
  }
}
