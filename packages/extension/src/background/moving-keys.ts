/** Keys that move: this device follows when the couple has a new one, and moves the couple itself. The key of before stays
 *  in the keyring until everything written under it is in the newest room (ADR 3).
 *  Rules: EPOCH-2 … EPOCH-5. */

import type { Stop } from '@porchlight/shared/capabilities'
import type { EpochPayload } from '@porchlight/shared/crypto/epoch'
import { PorchlightError } from '@porchlight/shared/errors'
import { roomNameOfEpoch } from './couple-session.ts'
import type { Keyring } from './device-record.ts'
import { followEpochs, rotateToAdd } from './epochs.ts'
import type { MembershipCore } from './membership-core.ts'
import { retryDelayMs } from './retry-delay.ts'

export type Newcomer = Parameters<typeof rotateToAdd>[3]

export interface MovingKeys {
  /** The server says that there is a newer key. */
  follow(): Promise<void>
  /** Moves the couple to a new key that the newcomer gets as well.
   *  @param added called once it is done at the server, before anything else
   *  Throws: PorchlightError 'unknown-version' where an entry waits for an update of this program; and as the API does */
  add(newcomer: Newcomer, added: () => void): Promise<void>
  /** The session changed: what is complete now lets the keys of before go. */
  sessionChanged(keyring: Keyring): void
  stop: Stop
}

/** A rotation waits for the two documents to be in step: at most this often, this long apart. */
const rotationTries = 20
const rotationRetryMs = 500
const acknowledgeTries = 5

/** @param unknownHere the server does not know this device any more */
export function createMovingKeys(core: MembershipCore, unknownHere: () => Promise<void>): MovingKeys {
  const { deps } = core
  const { clock, random } = deps
  let cancelFollow: Stop = () => {}
  /** Sessions that were opened anew in a row because the key seemed to have moved. */
  let reopenings = 0

  const follow = async (): Promise<void> => {
    const record = core.record()
    if (record.state !== 'couple') return
    const { keyring } = record
    try {
      const next = await followEpochs(core.apiOf(keyring), keyring, await core.keyPair())
      if (next.epoch > keyring.epoch.epoch) return await moveTo(next)
    } catch (cause) {
      if (cause instanceof PorchlightError && cause.code === 'unknown-device') return unknownHere()
      deps.log('The next key could not be fetched.', cause)
    }
    // Nothing newer, or no answer: what said that the key moved is asked again, after a while.
    const delayMs = retryDelayMs(reopenings++, 'epoch-moved', random)
    cancelFollow = clock.after(delayMs, () => void core.exclusive(core.reopen))
  }

  const moveTo = async (epoch: EpochPayload): Promise<void> => {
    await core.change((now) => {
      if (now.state !== 'couple' || epoch.epoch <= now.keyring.epoch.epoch) return now
      const { previous = [], epoch: before } = now.keyring
      return { ...now, keyring: { ...now.keyring, epoch, previous: [...previous, before] } }
    })
    await core.reopen()
    acknowledge(epoch.epoch, 0)
  }

  /** Lets the server drop this device's record of the epoch. Losing it costs a row there, and nothing else. */
  const acknowledge = (epoch: number, failures: number): void => {
    const record = core.record()
    if (record.state !== 'couple') return
    core
      .apiOf(record.keyring)
      .ackEpochs(epoch)
      .catch((cause: unknown) => {
        if (!(cause instanceof PorchlightError) || failures === acknowledgeTries) return
        clock.after(retryDelayMs(failures, cause.code, random), () => acknowledge(epoch, failures + 1))
      })
  }

  /** Everything of the epochs before is in this one: their copies can go. */
  const forgetPrevious = (keyring: Keyring): Promise<void> =>
    core.exclusive(async () => {
      if (!core.isCurrent(keyring)) return
      const { previous = [], ...rest } = keyring
      await core.change((now) => (now.state === 'couple' ? { ...now, keyring: rest } : now))
      for (const earlier of previous) await deps.clearOuterStore(roomNameOfEpoch(earlier))
    })

  return {
    follow,
    async add(newcomer, added) {
      const record = core.record()
      const session = core.session()
      if (record.state !== 'couple' || session === undefined) return
      const { keyring } = record
      const rotation = { api: core.apiOf(keyring), random, keyPair: await core.keyPair(), now: clock.now() }
      for (let attempt = 1; ; attempt += 1) {
        await session.sealed.settle()
        const may = session.sealed.rotation()
        if (!may.ok && may.reason === 'unknown-version')
          throw new PorchlightError('unknown-version', 'An entry here needs a newer Porchlight.')
        try {
          if (!may.ok) throw new PorchlightError('outer-moved', `Not everything is in step yet: ${may.reason}.`)
          const next = await rotateToAdd(rotation, keyring, session, newcomer)
          added()
          await core.change((now) => {
            if (now.state !== 'couple') return now
            const { inviting: _, ...rest } = now
            return rest
          })
          return await moveTo(next)
        } catch (cause) {
          const moved = cause instanceof PorchlightError && cause.code === 'outer-moved'
          if (!moved || attempt === rotationTries) throw cause
          // What the server has more than we had is on its way over the socket.
          await new Promise<void>((resume) => clock.after(rotationRetryMs, resume))
        }
      }
    },
    sessionChanged(keyring) {
      const session = core.session()
      if (session?.offlineSince() === undefined) reopenings = 0
      if (core.isCurrent(keyring) && keyring.previous !== undefined && session?.sealed.rotation().ok === true)
        void forgetPrevious(keyring)
    },
    stop: () => cancelFollow(),
  }
}
