// 500 tries of each kind, or as many as are asked for: `node test/caret/run.ts chromium|firefox [tries] [seed] [kind]`
import { fileURLToPath } from 'node:url'
import { servePage } from '../gallery/serve.ts'
import { createSeededRandom } from '../support/seeded-random.ts'
import { type BrowserName, openHand } from './hand.ts'
import { kinds, tryOne } from './tries.ts'

const [browser = 'chromium', tries = '500', seed = '1', only] = process.argv.slice(2)
const page = await servePage(fileURLToPath(new URL('.', import.meta.url)))
const hand = await openHand(browser as BrowserName, page.url)
const dice = createSeededRandom(Number(seed))
let wrong = 0
for (const kind of Object.keys(kinds)) {
  if (only !== undefined && !kind.includes(only)) continue
  let missed = 0
  for (let at = 0; at < Number(tries); at += 1) {
    const { story, expected, got } = await tryOne(hand, kind, dice)
    if (got === expected) continue
    missed += 1
    if (missed <= 3) process.stdout.write(`  ${story}\n    expected ${expected}\n    got      ${got}\n`)
  }
  wrong += missed
  process.stdout.write(`${browser}: ${kind}: ${missed} of ${tries} wrong\n`)
}
const complaints = await hand.complaints()
for (const one of new Set(complaints)) process.stdout.write(`console: ${one}\n`)
await hand.close()
await page.close()
process.exitCode = wrong + complaints.length === 0 ? 0 : 1
