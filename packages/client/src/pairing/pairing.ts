/** How a device comes: lighting a porch, inviting, joining, and *This is them*. The inviter's side is `invites`, the joiner's is
 *  `way-in`; here each waits for its turn, and meets the side that this device is on.
 *  Rules: PAIR, PAIR-1, PAIR-2, SEAL-12. Every secret is in the keyring before the step the other side could see. */

import type { Stop } from '@porchlight/shared/capabilities'
import { otherOf } from '@porchlight/shared/domain/roster'
import type { MovingKeys } from '../epoch/moving-keys.ts'
import type { Result } from '../port/device-command.ts'
import type { Keyring } from '../record/device-record.ts'
import * as moves from '../record/record-moves.ts'
import type { SessionHolder } from '../session/session-holder.ts'
import { createInvites } from './invites.ts'
import type { Joiner } from './joiner.ts'
import { createCouple } from './new-couple.ts'
import { createWayIn } from './way-in.ts'

export interface Pairing {
  /** Goes on where a killed worker was. */
  resume(pair: CryptoKeyPair): void
  lightPorch(server: string, signUpCode?: string): Promise<Result>
  newInvite(): Promise<Result>
  cancelInvite(): Promise<Result>
  /** An invite for a further device of this person's own. */
  addDevice(): Promise<Result>
  join(link: string, joiner: Joiner): Promise<Result>
  /** Before there are words: the link is not followed any further. */
  stopJoining(): Promise<Result>
  /** *This is them*: the couple key goes to the other device. On the joiner's side: *yes, the same* (PAIR-6). */
  confirmWords(): Promise<Result>
  /** *Not them*; on the joiner's side: *they differ*. */
  rejectWords(): Promise<Result>
  stop: Stop
}

export function createPairing(holder: SessionHolder, keys: Pick<MovingKeys, 'move'>): Pairing {
  const { deps } = holder
  const invites = createInvites(holder, keys)
  const wayIn = createWayIn(holder)

  return {
    resume(pair) {
      wayIn.resume(pair)
      invites.resume(pair)
    },

    lightPorch: (server, signUpCode) =>
      holder.asked(async () => {
        if (holder.record().state !== 'unpaired') return { ok: false, reason: 'already-paired' }
        const api = deps.createApi({ server })
        await api.info()
        wayIn.drop()
        holder.show({ step: 'working', role: 'inviter' })
        const pair = await holder.keyPair()
        const { keyring, inner } = await createCouple({ ...deps, api }, pair, { server, signUpCode }).catch(
          (cause: unknown) => {
            holder.show({ step: 'idle' })
            throw cause
          },
        )
        await holder.change(moves.litPorch(keyring))
        holder.openSession(keyring, inner)
        await invites.invite('other')
        return undefined
      }),

    newInvite: () =>
      holder.asked(async () => {
        const record = holder.record()
        if (record.state !== 'couple') return { ok: false, reason: 'not-paired' }
        if (isHere(record.keyring, otherOf(record.keyring.person))) return { ok: false, reason: 'couple-full' }
        await invites.invite('other')
        return undefined
      }),

    addDevice: () =>
      holder.asked(async () => {
        if (holder.record().state !== 'couple') return { ok: false, reason: 'not-paired' }
        await invites.invite('own')
        return undefined
      }),

    cancelInvite: () =>
      holder.asked(async () => {
        await invites.burn()
        return undefined
      }),

    join: (link, joiner) => holder.asked(() => wayIn.join(link, joiner)),

    stopJoining: () =>
      holder.asked(async () => {
        if (holder.record().state !== 'unpaired') return undefined
        if (await wayIn.turnDown()) holder.show({ step: 'idle' })
        return undefined
      }),

    rejectWords: () =>
      holder.asked(async () => {
        const record = holder.record()
        if (record.state !== 'unpaired') {
          await invites.burn()
          return undefined
        }
        if (record.joining === undefined) return { ok: false, reason: 'not-paired' }
        if (await wayIn.turnDown()) holder.show({ step: 'failed', role: 'joiner', reason: 'words-differ' })
        return undefined
      }),

    confirmWords: () =>
      holder.asked(async () => {
        if (holder.record().state !== 'unpaired') return invites.letIn()
        return (await wayIn.sayYes()) ? undefined : { ok: false, reason: 'not-paired' }
      }),

    stop() {
      invites.stop()
      wayIn.stop()
    },
  }
}

/** PAIR-2: exactly two partners. */
const isHere = ({ epoch }: Keyring, person: 'a' | 'b'): boolean =>
  epoch.roster.devices.some((device) => device.person === person && device.gone === undefined)
