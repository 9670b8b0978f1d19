/** What a couple and a socket may send per time. Rule: HTTP-2.
 *  Counted by `rate-limiter-flexible`, in the memory of this process. */
import type { CoupleId } from '@porchlight/shared/wire/api'
import { type RateLimits, sizeLimits } from '@porchlight/shared/wire/limits'
import { BurstyRateLimiter, RateLimiterMemory } from 'rate-limiter-flexible'
import type { Seat } from './seat.ts'
import { secondsToWait } from '../ops/seconds-to-wait.ts'
import type { Step } from './frame.ts'

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

export function createRoomLimits(limits: RateLimits): RoomLimits {
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
