import type { CoupleId, DeviceId, Hash, Person } from '@porchlight/shared/wire/api'

/** A device as an engine writes it down. */
export interface NewDevice {
  deviceId: DeviceId
  coupleId: CoupleId
  person: Person
  tokenHash: Hash
  state: 'pending' | 'active'
  createdDay: string
}
