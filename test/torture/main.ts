/** `pnpm torture [--rounds 200] [--seed 1]`: a server under load, killed again and again; what was promised must hold.
 *  `pnpm torture frames [--frames 1000000] [--seed 1] [--limits on|off]`: hostile frames and upgrade requests beside an honest couple.
 *  `pnpm torture calls [--calls 100000] [--seed 1]`: hostile HTTP calls.
 *  Each prints what it did and ends with 1 where a promise was broken. A killed process is not a power cut: what was handed to the
 *  system survives it. For the latter `synchronous=FULL` is what stands. */
import { parseArgs } from 'node:util'
import { throwCalls } from './calls.ts'
import { throwFrames } from './frames.ts'
import { killRounds } from './kill-rounds.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '200' },
    frames: { type: 'string', default: '1000000' },
    calls: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    limits: { type: 'string', default: 'off' },
  },
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const seed = Number(values.seed)
const startedAt = performance.now()
const runs: Record<string, () => Promise<{ broken: string[] }>> = {
  kills: () => killRounds({ rounds: Number(values.rounds), seed, couples: 16, say }),
  frames: () => throwFrames({ frames: Number(values.frames), seed, isLimited: values.limits === 'on', say }),
  calls: () => throwCalls({ calls: Number(values.calls), seed }),
}
const run = runs[positionals[0] ?? 'kills']
if (run === undefined) throw new Error(`There are: ${Object.keys(runs).join(', ')}.`)
const report = await run()
const { broken, ...counts } = report
say(JSON.stringify(counts, null, 2))
say(`${((performance.now() - startedAt) / 1000).toFixed(0)} s, seed ${seed}`)
for (const promise of broken) say(`BROKEN  ${promise}`)
process.exit(broken.length === 0 ? 0 : 1)
