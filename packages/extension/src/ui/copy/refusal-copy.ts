/** Every refusal as the key of a kind sentence. A missing one does not compile. */

import type { Refusal } from '@porchlight/shared/domain/command'
import type { DeviceRefusal } from '../../background/device-command.ts'
import type { MessageKey } from './say.ts'

export const refusalKeys = {
  'stale-turn': 'refusal.staleTurn',
  resting: 'refusal.resting',
  'no-agreement': 'refusal.noAgreement',
  'not-holder': 'refusal.notHolder',
  'is-holder': 'refusal.isHolder',
  'no-window': 'refusal.noWindow',
  'text-changed': 'refusal.textChanged',
  'text-unfit': 'refusal.textUnfit',
  'already-open': 'refusal.alreadyOpen',
  'invite-later': 'refusal.inviteLater',
  'not-found': 'refusal.notFound',
  'already-closed': 'refusal.alreadyClosed',
  'not-this-device': 'refusal.notThisDevice',
  'too-soon': 'refusal.tooSoon',
  'enough-today': 'refusal.enoughToday',
  empty: 'refusal.empty',
  'too-long': 'refusal.tooLong',
  'bad-value': 'refusal.badValue',
  'read-only': 'refusal.readOnly',
  'wrong-link': 'deviceRefusal.wrongLink',
  'link-used': 'deviceRefusal.linkUsed',
  'link-expired': 'deviceRefusal.linkExpired',
  unreachable: 'deviceRefusal.unreachable',
  'not-a-porchlight': 'deviceRefusal.notAPorchlight',
  'already-paired': 'deviceRefusal.alreadyPaired',
  'not-paired': 'deviceRefusal.notPaired',
  'signup-closed': 'deviceRefusal.signupClosed',
  'signup-code': 'deviceRefusal.signupCode',
  'no-name': 'deviceRefusal.noName',
  'too-late': 'deviceRefusal.tooLate',
  'not-them': 'deviceRefusal.notThem',
  'words-differ': 'deviceRefusal.wordsDiffer',
  'couple-full': 'deviceRefusal.coupleFull',
  'rate-limited': 'deviceRefusal.rateLimited',
  'update-porchlight': 'deviceRefusal.updatePorchlight',
  failed: 'deviceRefusal.failed',
} as const satisfies Record<Refusal | DeviceRefusal, MessageKey>
