/** Finds by halves which rows can be added to what is there, and loaded again once they are. Rule: SYNC-5b. */
import type { Folded } from '../store/store.ts'
import type { Candidate } from './examined-row.ts'
import { type Attempted, attempt, loadsAgain } from './fold.ts'

export async function takeByHalves<One extends Candidate>(
  start: Folded,
  rows: readonly One[],
  {
    refuse,
    isGivenUp = () => false,
    maxFolds = Number.POSITIVE_INFINITY,
  }: {
    /** Told of each row that cannot be added to what was taken before it. */
    refuse: (row: One) => void
    /** Refused untried. */
    isGivenUp?: (row: One) => boolean
    maxFolds?: number
  },
): Promise<Folded> {
  let folded = start
  let folds = 0
  const groups: (readonly One[])[] = [rows]
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const tried: One[] = []
    for (const row of group) {
      if (folds < maxFolds && !isGivenUp(row)) tried.push(row)
      else refuse(row)
    }
    const [only, ...more] = tried
    if (only === undefined) continue
    folds += 1
    const together: Attempted | undefined = attempt([folded.update, ...tried.map((row) => row.update)])
    if (together !== undefined && loadsAgain(together.whole)) {
      folded = together.whole
      for (const at of together.leftOut) tried.slice(at - 1, at).forEach(refuse)
    } else if (more.length === 0) refuse(only)
    else groups.unshift(tried.slice(0, tried.length / 2), tried.slice(tried.length / 2))
    // Whoever sends poison must not hold up everybody else.
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resume) => setImmediate(resume))
  }
  return folded
}
