/** `pnpm torture [--rounds 200] [--seed 1]`: a server under load, killed again and again; what was promised must hold.
 *  It prints what it did and ends with 1 where a promise was broken. A killed process is not a power cut: what was handed to the
 *  system survives it. For the latter `synchronous=FULL` is what stands. */
import { parseArgs } from 'node:util'
import { killRounds } from './kill-rounds.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const seed = Number(values.seed)
const startedAt = performance.now()
const report = await killRounds({ rounds: Number(values.rounds), seed, couples: 16, say })
const { broken, ...counts } = report
say(JSON.stringify(counts, null, 2))
say(`${((performance.now() - startedAt) / 1000).toFixed(0)} s, seed ${seed}`)
for (const promise of broken) say(`BROKEN  ${promise}`)
process.exit(broken.length === 0 ? 0 : 1)
