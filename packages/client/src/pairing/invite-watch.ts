/** Watches one invite by long polls until it is over, through any network. Both sides of a pairing use it. */

import type { Clock, Random, Stop } from '@porchlight/shared/capabilities'
import { PorchlightError, errorMeanings } from '@porchlight/shared/errors'
import type { InviteState, InviteView } from '@porchlight/shared/wire/api'
import { retryDelayMs } from '../server/retry-delay.ts'

export interface InviteWatchDeps {
  clock: Clock
  random: Random
  /** One long poll; answers when the state is no longer `known`. */
  poll(known: InviteState): Promise<InviteView>
}

/** Calls `seen` at the first answer and at each new state. It may be called again with the same state when `seen` failed
 *  on the network: what it does must bear repeating. Ends by itself at a final state.
 *  @param failed gets what no retry can mend */
export function watchInvite(
  deps: InviteWatchDeps,
  seen: (invite: InviteView) => Promise<void>,
  failed: (cause: PorchlightError) => void,
): Stop {
  let stopped = false
  let cancelWait: Stop = () => {}
  let failures = 0

  const turn = async (known: InviteState): Promise<void> => {
    if (stopped) return
    try {
      const invite = await deps.poll(known)
      if (stopped) return
      if (invite.state !== known || failures > 0) await seen(invite)
      failures = 0
      if (!finalStates.has(invite.state)) void turn(invite.state)
    } catch (cause) {
      const error =
        cause instanceof PorchlightError ? cause : new PorchlightError('internal', 'Pairing failed.', { cause })
      if (stopped) return
      // A page of a proxy says nothing about the invite.
      if (!errorMeanings[error.code].retry && error.code !== 'not-a-porchlight') return failed(error)
      failures += 1
      cancelWait = deps.clock.after(retryDelayMs(failures, error.code, deps.random), () => void turn(known))
    }
  }
  // No invite starts as 'expired', so the first poll answers at once whatever holds.
  void turn('expired')

  return () => {
    stopped = true
    cancelWait()
  }
}

const finalStates: ReadonlySet<InviteState> = new Set(['done', 'burned', 'expired'])
