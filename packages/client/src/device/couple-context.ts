/** What this device's acts in its couple are done with. */

import type { Random } from '@porchlight/shared/capabilities'
import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Context } from '@porchlight/shared/domain/context'
import { type DeviceRecord, keyringOf, rosterOf } from '../record/device-record.ts'
import type { ServerClock } from '../server/server-clock.ts'

/** @throws TypeError where there is no couple */
export function coupleContext(
  record: DeviceRecord,
  { clock, random }: { clock: ServerClock; random: Random },
): Context {
  const keyring = keyringOf(record)
  if (keyring === undefined) throw new TypeError('no couple here')
  return { device: base64UrlFromBytes(keyring.deviceId), roster: rosterOf(keyring), now: clock.now(), random }
}
