/** What may be asked of a device that is shut, or cannot read what it keeps. Rules: LOCK-1, LOCK-2 */

import type { Command } from '@porchlight/shared/domain/command'
import type { DeviceCommand } from '../port/device-command.ts'
import { type Door, type Missing, isUnreadable } from './moment.ts'

type Kind = Command['kind'] | DeviceCommand['kind']

const whileShut: ReadonlySet<Kind> = new Set<Kind>(['unlock', 'lock', 'wipe'])

const whileUnreadable: ReadonlySet<Kind> = new Set<Kind>([
  'wipe',
  'look-again',
  'let-go',
  'set-settings',
  'seen',
  'report',
])

/** @returns why not; undefined: it may be asked */
export function refusedAtTheDoor(
  kind: Kind,
  door: Door,
  missing: Missing | undefined,
): 'locked' | 'unreadable' | undefined {
  if (door.state === 'shut' && !whileShut.has(kind)) return 'locked'
  return isUnreadable(missing) && !whileUnreadable.has(kind) ? 'unreadable' : undefined
}
