/** The couple's acts on this device, whichever session they meet: a press during a change of key is carried over to the session
 *  that follows.  Rules: EPOCH-4, TURN-10 */

import type { Random, Stop } from '@porchlight/shared/capabilities'
import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Command } from '@porchlight/shared/domain/command'
import type { Refusal } from '@porchlight/shared/domain/outcome'
import type { Membership } from '../membership/membership.ts'
import type { Result } from '../port/device-command.ts'
import type { HeldAction } from '../port/port.ts'
import { keyringOf, rosterOf } from '../record/device-record.ts'
import type { ServerClock } from '../server/server-clock.ts'
import { type CoupleActs, createCoupleActs } from './couple-acts.ts'
import type { Traces } from './traces.ts'

export interface ActingDeps {
  clock: ServerClock
  random: Random
  membership: Pick<Membership, 'record' | 'session'>
  presses: Traces['presses']
  changed(): void
}

export interface Acting {
  /** Another session, or none, is there now. */
  sessionChanged(): void
  run(command: Command): Promise<Result>
  undo(id: string): Promise<Result>
  held(): HeldAction[]
  /** What is held leaves now, undone by nobody. */
  release(): void
  /** Why something held back could not leave when its time came; until it was seen. */
  missed(): Refusal | undefined
  missedSeen(): void
  stop: Stop
}

export function createActing({ clock, random, membership, presses, changed }: ActingDeps): Acting {
  let acts: CoupleActs | undefined
  let missed: Refusal | undefined

  const refusedLate = (reason: Refusal): void => {
    missed = reason
  }

  /** Until what is under way in this turn is done: a session that closes has its follower then. */
  const pause = (): Promise<void> => new Promise((resume) => clock.after(50, resume))

  const runOn = async (asked: CoupleActs, command: Command): Promise<Result> => {
    const outcome = await asked.run(command)
    if (outcome !== undefined) return outcome
    await pause()
    if (acts === undefined) return { ok: false, reason: 'not-paired' }
    return acts === asked ? { ok: false, reason: 'failed' } : runOn(acts, command)
  }

  return {
    sessionChanged() {
      acts?.stop()
      const session = membership.session()
      const keyring = keyringOf(membership.record())
      acts =
        session === undefined || keyring === undefined
          ? undefined
          : createCoupleActs(
              { clock, random, presses, refusedLate, changed },
              session,
              base64UrlFromBytes(keyring.deviceId),
              rosterOf(keyring),
            )
    },
    run: async (command) =>
      acts === undefined || membership.record().state !== 'couple'
        ? { ok: false, reason: 'not-paired' }
        : runOn(acts, command),
    async undo(id) {
      const undone = await acts?.undo(id)
      return undone?.ok === true ? { ok: true } : { ok: false, reason: 'too-late' }
    },
    held: () => acts?.held() ?? [],
    release: () => acts?.release(),
    missed: () => missed,
    missedSeen() {
      missed = undefined
    },
    stop: () => acts?.stop(),
  }
}
