/** What a failure of the network or the server means to the person who asked. */

import { type ErrorCode, PorchlightError } from '@porchlight/shared/errors'
import type { DeviceRefusal } from '../port/device-command.ts'

const refusals: Partial<Record<ErrorCode, DeviceRefusal>> = {
  unreachable: 'unreachable',
  busy: 'unreachable',
  restarting: 'unreachable',
  'not-a-porchlight': 'not-a-porchlight',
  'not-found': 'wrong-link',
  unauthorized: 'wrong-link',
  'invite-claimed': 'link-used',
  'invite-burned': 'link-used',
  'invite-expired': 'link-expired',
  'too-many': 'rate-limited',
  'couple-full': 'couple-full',
  'signup-closed': 'signup-closed',
  'rate-limited': 'rate-limited',
  'unknown-version': 'update-porchlight',
  locked: 'locked',
}

/** Anything that is no PorchlightError is a fault of ours and is thrown on. */
export function deviceRefusalFromError(cause: unknown): DeviceRefusal {
  if (!(cause instanceof PorchlightError)) throw cause
  return refusals[cause.code] ?? 'failed'
}
