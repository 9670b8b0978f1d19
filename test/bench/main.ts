/** `pnpm bench [scenario…]`: measures, asserts nothing, and keeps what it found in `results/`. Without a name every scenario runs.
 *  `pnpm bench report` writes the tables and plots of `docs/` from what is kept.
 *  Machines are noisy: read ratios and spreads, not single numbers. */

import { measureGlow } from './glow.ts'
import { measureIdle } from './idle.ts'
import { measureLetters } from './letters.ts'
import { measureOpen } from './open.ts'
import { measurePopup } from './popup.ts'
import { measureRelay } from './relay.ts'
import { writeReport } from './report.ts'
import { type Figures, keepResult } from './results.ts'
import { measureScale } from './scale.ts'
import { measureSizes } from './sizes.ts'
import { measureStorm } from './storm.ts'
import { measureYear } from './year.ts'

const scenarios: Record<string, () => Promise<Figures>> = {
  relay: measureRelay,
  idle: measureIdle,
  open: measureOpen,
  storm: measureStorm,
  scale: measureScale,
  glow: measureGlow,
  letters: measureLetters,
  popup: measurePopup,
  sizes: measureSizes,
  year: measureYear,
}

const asked = process.argv.slice(2)
if (asked.join() === 'report') {
  writeReport()
  process.exit(0)
}
const unknown = asked.filter((name) => scenarios[name] === undefined)
if (unknown.length > 0) {
  process.stderr.write(`No scenario ${unknown.join(', ')}. There are: ${Object.keys(scenarios).join(', ')}.\n`)
  process.exit(1)
}
// Stopped, a bench still ends what it started (`subject.ts`).
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
for (const [name, measure] of Object.entries(scenarios)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  process.stdout.write(`\n${name}\n`)
  await keepResult(name, measure)
}
