/** Why a pairing did not come about, and on which side this device stood. */

import type { DeviceRefusal } from '@porchlight/client/port/device-command'
import type { PairingView } from '@porchlight/client/port/port'

export interface Failure {
  role: 'inviter' | 'joiner'
  reason: DeviceRefusal
}

export function failureOf(pairing: PairingView): Failure | undefined {
  return pairing.step === 'failed' ? { role: pairing.role, reason: pairing.reason } : undefined
}
