/** Whether recovery words open. Pure; both engines ask here. Rule: RECOVER-1, HTTP-1 */
import { timingSafeEqual } from 'node:crypto'
import type { CoupleId, DeviceId, Hash, RecoveryId } from '@porchlight/shared/wire/api'
import { nullable, type RowOf, text, whole } from './columns.ts'
import { person } from './device-columns.ts'
import type { Device, RecoveryProof } from './store.ts'

/** A row of `recovery`, with its couple's epoch. */
export const recoveryColumns = {
  id: text<RecoveryId>,
  auth_hash: text<Hash>,
  base: text,
  couple: text<CoupleId>,
  person,
  device: nullable(text<DeviceId>),
  epoch: whole,
}
export type RecoveryRow = RowOf<typeof recoveryColumns>

const nobodysHash = 'A'.repeat(43)

/** Unknown id and wrong proof are one answer, and cost the same comparison. */
export function opens(row: RecoveryRow | undefined, { authHash }: RecoveryProof): row is RecoveryRow {
  const isRight = timingSafeEqual(Buffer.from(row?.auth_hash ?? nobodysHash), Buffer.from(authHash))
  return row !== undefined && isRight
}

/** Whether this device was let in by these words before: the same again is the same answer. */
export function wasLetIn(row: RecoveryRow, device: Device | undefined): boolean {
  return device?.state === 'active' && device.coupleId === row.couple && device.person === row.person
}
