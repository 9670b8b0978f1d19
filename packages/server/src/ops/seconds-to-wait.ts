/** What a limiter of `rate-limiter-flexible` answers, as a number. */
import { RateLimiterRes } from 'rate-limiter-flexible'

/** 0: it was spent. Else after how many seconds there will be one again.
 *  The library rejects with a result where the limit is reached, and with an error where it failed itself: that one is thrown. */
export async function secondsToWait(consumed: Promise<unknown>): Promise<number> {
  try {
    await consumed
    return 0
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection
    return Math.max(1, Math.ceil(rejection.msBeforeNext / 1000))
  }
}
