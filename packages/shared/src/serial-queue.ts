/** One after the other: what must not overlap waits its turn, and what fails holds up none that comes after.
 *  Six lines of our own: the library for it (async-mutex) is a kilobyte of weights, priorities and cancelling in every device. */

export interface SerialQueue {
  /** Runs it once all that was given before has ended; settles as it does. */
  run<T>(act: () => T | Promise<T>): Promise<T>
  /** Resolves once all that was given until now has ended, well or badly. */
  idle(): Promise<void>
}

export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(act) {
      const next = last.then(act)
      last = next.catch(() => undefined)
      return next
    },
    async idle() {
      await last
    },
  }
}
