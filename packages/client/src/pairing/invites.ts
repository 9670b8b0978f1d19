/** The inviter's side of pairings, over all of this device's invites: one at a time, each `inviter`'s own, until *This is them*.
 *  Rules: PAIR, PAIR-1, PAIR-2 */

import type { Stop } from '@porchlight/shared/capabilities'
import { equalBytes } from '@porchlight/shared/bytes'
import { otherOf } from '@porchlight/shared/domain/roster'
import type { MovingKeys } from '../epoch/moving-keys.ts'
import type { Result } from '../port/device-command.ts'
import type { Inviting, Keyring } from '../record/device-record.ts'
import * as moves from '../record/record-moves.ts'
import type { SessionHolder } from '../session/session-holder.ts'
import { type Inviter, type InviterDeps, createInviter, makeInvite } from './inviter.ts'

/** Each of them in the queue, but `resume` and `stop`. */
export interface Invites {
  /** Goes on where a killed worker was. */
  resume(pair: CryptoKeyPair): void
  /** In the place of the one before.
   *  @param who for the other, or for a further device of this person's own */
  invite(who: 'other' | 'own'): Promise<void>
  /** The invite works no more. */
  burn(): Promise<void>
  /** The couple key goes to the device that claimed the invite. */
  letIn(): Promise<Result>
  stop: Stop
}

export function createInvites(holder: SessionHolder, keys: Pick<MovingKeys, 'move'>): Invites {
  const { clock, random } = holder.deps
  let inviter: Inviter | undefined

  const depsFor = (keyring: Keyring): InviterDeps => ({
    clock,
    random,
    api: holder.apiOf(keyring),
    show: holder.show,
    save: (inviting) => holder.change(moves.inviting(inviting)),
  })

  const begin = (keyring: Keyring, pair: CryptoKeyPair, inviting: Inviting): void => {
    inviter = createInviter(depsFor(keyring), keyring, pair, inviting)
  }

  const stop = (): void => {
    inviter?.stop()
    inviter = undefined
  }

  return {
    resume(pair) {
      const record = holder.record()
      if (record.state !== 'couple' || record.inviting === undefined) return
      holder.show({ step: 'working', role: 'inviter' }, 'quietly')
      begin(record.keyring, pair, record.inviting)
    },
    async invite(who) {
      const record = holder.record()
      if (record.state !== 'couple') return
      const { keyring } = record
      const person = who === 'own' ? keyring.person : otherOf(keyring.person)
      await inviter?.burn()
      inviter = undefined
      const pair = await holder.keyPair()
      holder.show({ step: 'working', role: 'inviter' })
      begin(keyring, pair, await makeInvite(depsFor(keyring), keyring, pair, person))
    },
    async burn() {
      await inviter?.burn()
      inviter = undefined
      holder.show({ step: 'idle' })
    },
    async letIn() {
      const record = holder.record()
      const claim = inviter?.claim()
      if (record.state !== 'couple' || holder.session() === undefined || inviter === undefined || claim === undefined)
        return { ok: false, reason: 'not-paired' }
      const newcomer = {
        id: claim.deviceId,
        publicKey: claim.pubB,
        person: record.inviting?.person ?? otherOf(record.keyring.person),
        label: claim.label ?? '',
        psk: inviter.psk,
      }
      const through = (): void => {
        stop()
        holder.show({ step: 'connected' }, 'quietly')
      }
      await keys.move(({ epoch }) => {
        const isIn = epoch.roster.devices.some(({ id }) => equalBytes(id, newcomer.id))
        return isIn ? undefined : { reason: 'add', add: newcomer }
      }, through)
      // Also where another attempt, whose answer was lost, had let it in.
      through()
      await holder.change(moves.inviting(undefined))
      holder.changed()
      return { ok: true }
    },
    stop,
  }
}
