/** *They differ*: what this person turned down is undone at the server, however long that takes.
 *  Rule: PAIR-6 */

import { base64UrlFromBytes } from '@porchlight/shared/bytes'
import type { Clock, Random, Stop } from '@porchlight/shared/capabilities'
import { deriveInviteKeys } from '@porchlight/shared/crypto/invite'
import { PorchlightError, errorMeanings } from '@porchlight/shared/errors'
import type { ApiClient, ApiClientOptions } from '../server/api-client.ts'
import type { Joining } from '../record/device-record.ts'
import { retryDelayMs } from '../server/retry-delay.ts'

export interface RefuserDeps {
  clock: Clock
  random: Random
  createApi(options: ApiClientOptions): ApiClient
  /** The server knows: it need not be kept any more. */
  told(joining: Joining): Promise<void>
}

export interface Refuser {
  stop: Stop
}

/** Burns the invite; where this device had been let in meanwhile, gives its token back. It bears being done twice. */
export function createRefuser(deps: RefuserDeps, joining: Joining): Refuser {
  const keys = deriveInviteKeys(joining.secret)
  const before = deps.createApi({ server: joining.server })
  const member = deps.createApi({ server: joining.server, token: base64UrlFromBytes(joining.token) })
  let stopped = false
  let cancelRetry: Stop = () => {}

  const tell = async (): Promise<void> => {
    try {
      await before.burnInvite(base64UrlFromBytes(keys.id), base64UrlFromBytes(keys.claimAuth))
    } catch (cause) {
      if (!isAnswer(cause)) throw cause
      // It is burned, over its time or gone, or its claimant was let in.
      await member.leaveAlone().catch((left: unknown) => {
        if (!isAnswer(left)) throw left
      })
    }
  }

  const turn = async (failures: number): Promise<void> => {
    try {
      await tell()
    } catch (cause) {
      if (stopped) return
      const code = cause instanceof PorchlightError ? cause.code : 'internal'
      cancelRetry = deps.clock.after(retryDelayMs(failures + 1, code, deps.random), () => void turn(failures + 1))
      return
    }
    if (!stopped) await deps.told(joining)
  }
  void turn(0)

  return {
    stop() {
      stopped = true
      cancelRetry()
    },
  }
}

/** The server's own word, which no other try would change. */
function isAnswer(cause: unknown): boolean {
  return cause instanceof PorchlightError && cause.code !== 'not-a-porchlight' && !errorMeanings[cause.code].retry
}
