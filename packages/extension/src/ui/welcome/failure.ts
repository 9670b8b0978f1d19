/** Why a pairing did not come about, and on which side this device stood. */

import type { DeviceRefusal } from '../../background/device-command.ts'
import type { PairingView } from '../../background/port.ts'

export interface Failure {
  role: 'inviter' | 'joiner'
  reason: DeviceRefusal
}

export function failureOf(pairing: PairingView): Failure | undefined {
  return pairing.step === 'failed' ? { role: pairing.role, reason: pairing.reason } : undefined
}
