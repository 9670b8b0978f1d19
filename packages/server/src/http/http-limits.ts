/** What an address and a token may ask for per time. Rule: HTTP-2.
 *  Counted by `rate-limiter-flexible`, in memory here; its twins for several nodes have the same interface. */
import type { RateLimits } from '@porchlight/shared/wire/limits'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { secondsToWait } from '../ops/seconds-to-wait.ts'

/** What a request spends one of. */
export type Spending =
  | 'couples'
  | 'claims'
  | 'opens'
  | 'recoveries'
  | 'ticketsOfAddress'
  | 'ticketsOfToken'
  | 'movesOfToken'

export interface HttpLimits {
  /** Spends one, or says after how many seconds there will be one again; 0: it was spent.
   *  @param key a network for addresses, a device id for tokens */
  spend(spending: Spending, key: string): Promise<number>
  /** What `spend` would answer; nothing is spent. */
  wait(spending: Spending, key: string): Promise<number>
}

const hour = 3600

export function createHttpLimits(limits: RateLimits): HttpLimits {
  const limiters: Record<Spending, RateLimiterMemory> = {
    couples: new RateLimiterMemory({ points: limits.couplesPerHourPerAddress, duration: hour }),
    claims: new RateLimiterMemory({ points: limits.claimsPerHourPerAddress, duration: hour }),
    opens: new RateLimiterMemory({ points: limits.opensPerHourPerAddress, duration: hour }),
    recoveries: new RateLimiterMemory({ points: limits.recoveriesPerHourPerAddress, duration: hour }),
    ticketsOfAddress: new RateLimiterMemory({ points: limits.ticketsPerMinutePerAddress, duration: 60 }),
    ticketsOfToken: new RateLimiterMemory({ points: limits.ticketsPerMinutePerToken, duration: 60 }),
    movesOfToken: new RateLimiterMemory({ points: limits.movesPerHourPerToken, duration: hour }),
  }
  return {
    spend: (spending, key) => secondsToWait(limiters[spending].consume(key)),
    async wait(spending, key) {
      const spent = await limiters[spending].get(key)
      return spent === null || spent.remainingPoints > 0 ? 0 : Math.ceil(spent.msBeforeNext / 1000)
    },
  }
}
