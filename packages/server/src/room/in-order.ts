/** What one seat asks for is done in the order it came, also where a step has to wait. Whoever never waits pays for no promise. */
import type { Seat } from './seat.ts'

/** Does it now, or after what this seat waits for.
 *  @param act undefined where it is done at once; else it ends when the next step may begin. Must not reject */
export function inOrder(seat: Pick<Seat, 'turn'>, act: () => Promise<void> | undefined): void {
  const waiting = seat.turn === undefined ? act() : seat.turn.then(act)
  if (waiting === undefined) return
  const ended = waiting.then(() => {
    if (seat.turn === ended) seat.turn = undefined
  })
  seat.turn = ended
}
