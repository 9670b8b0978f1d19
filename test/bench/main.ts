/** `pnpm bench [scenario…]`: measures, prints, asserts nothing. Without a name every scenario runs.
 *  Machines are noisy: read ratios and spreads, not single numbers. What was found is in docs/performance.md. */

import { measureGlow } from './glow.ts'
import { measureLetters } from './letters.ts'
import { measurePopup } from './popup.ts'
import { measureRelay } from './relay.ts'
import { measureSizes } from './sizes.ts'
import { measureYear } from './year.ts'

const scenarios: Record<string, () => Promise<void>> = {
  glow: measureGlow,
  letters: measureLetters,
  popup: measurePopup,
  relay: measureRelay,
  sizes: measureSizes,
  year: measureYear,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => scenarios[name] === undefined)
if (unknown.length > 0) {
  process.stderr.write(`No scenario ${unknown.join(', ')}. There are: ${Object.keys(scenarios).join(', ')}.\n`)
  process.exit(1)
}
for (const [name, measure] of Object.entries(scenarios)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  process.stdout.write(`\n${name}\n`)
  await measure()
}
