/** What a fault report is written from: counts, and words of ours alone. Rule: HTTP-3 */

import { type ErrorCode, PorchlightError } from '@porchlight/shared/errors'
import { entriesOf } from '@porchlight/shared/sync/outer-doc'
import * as Y from 'yjs'
import type { KeyringLock } from '../lock/keyring-lock.ts'
import type { Membership, MembershipDeps } from '../membership/membership.ts'
import { type Keyring, keyringOf } from '../record/device-record.ts'
import type { HeldChoices } from './choices.ts'
import type { Facts, RecentRefusals } from './fault-report.ts'
import { type Missing, isUnreadable } from './moment.ts'

export interface FaultFactsDeps extends Pick<MembershipDeps, 'createApi' | 'clock'> {
  /** What this Porchlight is. */
  about: { version: string; browser: string }
  membership: Pick<Membership, 'record' | 'session'>
  choices: Pick<HeldChoices, 'now'>
  lock: Pick<KeyringLock, 'state'>
  missing(): Missing | undefined
  recent: RecentRefusals
}

export async function gatherFacts(deps: FaultFactsDeps): Promise<Facts> {
  const { membership, about } = deps
  const answer = await versionOf(deps)
  const record = membership.record()
  const session = membership.session()
  const keyring = keyringOf(record)
  return {
    ...about,
    server: answer,
    state: [record.state, ...lostWord(deps.missing())].join(', '),
    passcode: deps.lock.state() !== 'none',
    refusals: deps.recent.list(),
    now: deps.clock.device.now(),
    ...(session === undefined || keyring === undefined
      ? {}
      : {
          saving: session.saving(),
          epoch: keyring.epoch,
          devices: devicesIn(keyring),
          entries: { count: entriesOf(session.outer).length, bytes: Y.encodeStateAsUpdate(session.outer).length },
        }),
  }
}

async function versionOf({ createApi, membership, choices }: FaultFactsDeps): Promise<Facts['server']> {
  const server = keyringOf(membership.record())?.server ?? choices.now().server
  try {
    const { server: version } = await createApi({ server }).info()
    return { version }
  } catch (cause) {
    const silent: ErrorCode = cause instanceof PorchlightError ? cause.code : 'internal'
    return { silent }
  }
}

const lostWord = (missing: Missing | undefined): string[] =>
  missing === undefined ? [] : [isUnreadable(missing) ? 'unreadable' : missing.what]

function devicesIn({ epoch, person }: Keyring): { mine: number; all: number } {
  const present = epoch.roster.devices.filter(({ gone }) => gone === undefined)
  return { mine: present.filter((device) => device.person === person).length, all: present.length }
}
