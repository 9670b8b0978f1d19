/** What an address, a token, a couple and a socket may do per time. Rule: HTTP-2.
 *  Counted by `rate-limiter-flexible`, in memory here; its Redis twin has the same interface for several nodes. */
import { type RateLimits, sizeLimits } from '@porchlight/shared/wire/limits'
import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { CoupleId } from '@porchlight/shared/wire/api'
import type { Seat } from '../room/seat.ts'
import type { Step } from '../socket/session.ts'

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

export interface RoomLimits {
  /** `refused` closes the socket. Answers cost as much as updates, since each may cost a document; but they count for each device by
   *  itself: whoever writes too much keeps nobody else from reading, and so from moving the key. */
  allows(seat: Seat, step: Step): Promise<'allowed' | 'refused'>
  /** The excess is dropped silently. */
  allowsPresence(seat: Seat): Promise<boolean>
  /** What the couple has stored in this hour counts no more: somebody who may have stored it was put out. */
  startAfresh(coupleId: CoupleId): Promise<void>
}

const hour = 3600

export const createHttpLimits = (limits: RateLimits): HttpLimits => {
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

export const createRoomLimits = (limits: RateLimits): RoomLimits => {
  // 20 a second for ever, and a burst of 80 more now and then: 100 at once.
  const extra = Math.max(0, limits.updatesBurstPerCouple - limits.updatesPerSecondPerCouple)
  const updates = new BurstyRateLimiter(
    new RateLimiterMemory({ points: limits.updatesPerSecondPerCouple, duration: 1 }),
    new RateLimiterMemory({ points: extra, duration: 60 }),
  )
  const bytes = new RateLimiterMemory({ points: limits.updateBytesPerHourPerCouple, duration: hour })
  const presence = new RateLimiterMemory({ points: limits.awarenessPerSecondPerSocket, duration: 1 })

  return {
    async allows(seat, step) {
      if (step.kind !== 'store' && step.kind !== 'answer') return 'allowed'
      const key = step.kind === 'answer' ? seat.deviceId : seat.room.coupleId
      if (!(await isGranted(updates.consume(key)))) return 'refused'
      if (step.kind === 'answer') return 'allowed'
      const size = Math.min(step.update.byteLength, sizeLimits.maxFrameBytes)
      return (await isGranted(bytes.consume(key, size))) ? 'allowed' : 'refused'
    },
    allowsPresence: (seat) => isGranted(presence.consume(String(seat.opened))),
    async startAfresh(coupleId) {
      await bytes.delete(coupleId)
    },
  }
}

const isGranted = async (consumed: Promise<unknown>): Promise<boolean> => (await secondsToWait(consumed)) === 0

/** The library rejects with a result where the limit is reached, and with an error where it failed itself. */
const secondsToWait = async (consumed: Promise<unknown>): Promise<number> => {
  try {
    await consumed
    return 0
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection
    return Math.max(1, Math.ceil(rejection.msBeforeNext / 1000))
  }
}
