/** How long a test waits for what may hang. A bound is not a measure of speed: on a machine with other work beside this one
 *  everything takes longer, and a bound that fell there would say nothing. So every bound is stretched by how slow this machine
 *  is now, beside a quiet one. `vitest.config.ts` measures once, before anything runs, and hands it to every worker. */
import { createHash } from 'node:crypto'

const blockBytes = 16 * 2 ** 20
/** What hashing a block took on the quiet machine of two cores on which the bounds were chosen. */
const quietMs = 11
/** The tests are work beside each other, too. */
const least = 1.5
/** Beyond it something else is wrong. */
const most = 20

/** Of several goes the slowest, as other work comes and goes. Takes 0.1 s where it is quiet.
 *  @returns from 1.5 to 20, in halves */
export function measurePatience(): number {
  const block = new Uint8Array(blockBytes)
  const goes = Array.from({ length: 8 }, () => {
    const startedAt = performance.now()
    createHash('sha256').update(block).digest()
    return performance.now() - startedAt
  })
  const measured = (least * Math.max(...goes.slice(1))) / quietMs
  return Math.min(most, Math.max(least, Math.ceil(measured * 2) / 2))
}

export const patienceVariable = 'PORCHLIGHT_PATIENCE'
/** What every bound is multiplied by. */
export const patience = Number(process.env[patienceVariable] ?? least)
