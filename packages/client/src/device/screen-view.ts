/** What a screen shows: a pure function of what a device is at one moment. Rules: LOCK-1, LOCK-2, PRIV-2, SIG-4, SIG-5 */

import { base64UrlFromBytes, equalBytes } from '@porchlight/shared/bytes'
import { cleanLine } from '@porchlight/shared/domain/text-limit'
import { stillWaiting } from '@porchlight/shared/domain/waiting'
import type { OwnDevice, ScreenView } from '../port/port.ts'
import type { Settings } from '../port/settings.ts'
import { type DeviceRecord, type Keyring, keyringOf } from '../record/device-record.ts'
import { type Moment, isUnreadable, quietness } from './moment.ts'

/** @returns undefined while nothing can be said yet: better nothing than an empty porch */
export function screenView(moment: Moment): ScreenView | undefined {
  const { door, record, missing } = moment
  const settings = settingsShown(moment)
  switch (door.state) {
    case 'unread':
      return undefined
    case 'shut':
      return { state: 'locked', ...(door.nextTryAt === undefined ? {} : { nextTryAt: door.nextTryAt }), settings }
    case 'open':
      break
  }
  const kept: Kept = door.hasPasscode ? { passcode: true } : {}
  if (record.state === 'unpaired' || isUnreadable(missing)) return unpairedView(moment, kept, settings)
  switch (record.state) {
    case 'leaving':
      return { state: 'ended', why: 'left', canExport: false, ...kept, settings }
    case 'ended':
      return { state: 'ended', why: record.why, canExport: moment.session?.couple !== undefined, ...kept, settings }
    case 'couple':
      return coupleScreen(moment, record, kept, settings)
  }
}

/** Whether a passcode keeps what lies here: there may be one without a couple (PRIV-2). */
type Kept = { passcode?: true }

function unpairedView({ pairing, choices, missing }: Moment, kept: Kept, settings: Settings): ScreenView {
  return {
    state: 'unpaired',
    pairing,
    settings,
    name: choices.name,
    ...(missing === undefined ? {} : { lost: missing.what === 'newer' ? 'unreadable' : missing.what }),
    ...(missing?.what === 'newer' ? { newer: true } : {}),
    ...kept,
  }
}

function coupleScreen(
  moment: Moment,
  { keyring }: Extract<DeviceRecord, { state: 'couple' }>,
  kept: Kept,
  settings: Settings,
): ScreenView | undefined {
  const { pairing, session, now } = moment
  if (session?.couple === undefined) return undefined
  const { couple, saving, held, missed, cannotFollow, recovery } = session
  return {
    state: 'couple',
    couple,
    pairing,
    saving,
    held,
    devices: ownDevices(keyring, now),
    otherIsHere: couple.otherJoined,
    ...(cannotFollow ? { cannotFollow } : {}),
    ...(missed === undefined ? {} : { missed }),
    waiting: stillWaiting(couple.waiting, quietness(moment)),
    ...kept,
    ...(recovery === undefined ? {} : { recovery }),
    settings,
  }
}

/** The couple's server is the one its invite came from, whatever was typed here before. */
function settingsShown({ choices, record, missing }: Moment): Settings {
  const { name: _, ...chosen } = choices
  const lostServer = missing !== undefined && 'server' in missing && missing.server !== '' ? missing.server : undefined
  return { ...chosen, server: keyringOf(record)?.server ?? lostServer ?? chosen.server }
}

/** For so long a device counts as just added. */
const newForMs = 7 * 24 * 3_600_000

function ownDevices({ epoch, person, deviceId }: Keyring, now: number): OwnDevice[] {
  return epoch.roster.devices
    .filter((device) => device.person === person && device.gone === undefined)
    .toSorted((left, right) => left.added - right.added)
    .map(({ id, label, added }) => {
      const isThis = equalBytes(id, deviceId)
      return {
        id: base64UrlFromBytes(id),
        label: cleanLine(label),
        added,
        isThis,
        isNew: !isThis && now - added < newForMs,
      }
    })
}
