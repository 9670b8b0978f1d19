/** `pnpm bench [scenario…]`: measures, asserts nothing, and keeps what it found in `results/`. Without a name every scenario runs.
 *  `pnpm bench report` writes the tables and plots of `docs/` from what is kept.
 *  Machines are noisy: read ratios and spreads, not single numbers.
 *
 *  Each scenario has a process of its own, so that none inherits another's core, heap or open files, and a limit of time, since
 *  nobody watches. One that fails does not keep the others from running. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { builtExtension } from '../support/chromium.ts'
import { measureGlow } from './glow.ts'
import { measureCrowd, measureIdle } from './idle.ts'
import { measureLetters } from './letters.ts'
import { measureOpen } from './open.ts'
import { measurePopup } from './popup.ts'
import { measureProvider } from './provider.ts'
import { measureRelay } from './relay.ts'
import { writeReport } from './report.ts'
import { type Figures, keepResult } from './results.ts'
import { measureScale } from './scale.ts'
import { measureSizes } from './sizes.ts'
import { measureStorm } from './storm.ts'
import { measureYear } from './year.ts'

interface Scenario {
  measure: () => Promise<Figures>
  /** What it may take at most, on a slow machine. */
  maxMinutes: number
  wantsExtension?: true
}

const scenarios: Record<string, Scenario> = {
  relay: { measure: measureRelay, maxMinutes: 15 },
  provider: { measure: measureProvider, maxMinutes: 10 },
  idle: { measure: measureIdle, maxMinutes: 25 },
  crowd: { measure: measureCrowd, maxMinutes: 15 },
  open: { measure: measureOpen, maxMinutes: 20 },
  storm: { measure: measureStorm, maxMinutes: 60 },
  scale: { measure: measureScale, maxMinutes: 40 },
  glow: { measure: measureGlow, maxMinutes: 5, wantsExtension: true },
  letters: { measure: measureLetters, maxMinutes: 5, wantsExtension: true },
  popup: { measure: measurePopup, maxMinutes: 5, wantsExtension: true },
  sizes: { measure: measureSizes, maxMinutes: 1, wantsExtension: true },
  year: { measure: measureYear, maxMinutes: 30 },
}

/** The load collects its garbage before a run, not in it (`process-meter.ts`), and has room for what a run leaves. */
const nodeFlags = ['--expose-gc', '--max-semi-space-size=64']
const thisRunsOne = '--in-this-process'

const runHere = async (name: string): Promise<void> => {
  const scenario = scenarios[name]
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  if (scenario.wantsExtension && !existsSync(builtExtension)) {
    process.stderr.write(`\nbench ${name} wants the extension built: npx -y pnpm@12.21.0 build\n`)
    process.exit(1)
  }
  // Stopped, a bench still ends what it started (`subject.ts`).
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  setTimeout(() => {
    process.stderr.write(`bench ${name} had not ended after ${scenario.maxMinutes} minutes and was stopped.\n`)
    process.exit(1)
  }, scenario.maxMinutes * 60_000)
  process.stdout.write(`\n${name}\n`)
  await keepResult(name, scenario.measure)
  // Sockets of the load that nobody closed would keep it alive.
  process.exit(0)
}

/** A signal stops the scenario and whatever would come after it. */
const stopped = new AbortController()

const runInChild = async (name: string): Promise<boolean> => {
  const child = spawn(process.execPath, [...nodeFlags, fileURLToPath(import.meta.url), thisRunsOne, name], {
    stdio: 'inherit',
  })
  const passOn = (signal: NodeJS.Signals): void => {
    stopped.abort()
    child.kill(signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, passOn)
  const [code] = (await once(child, 'exit')) as [number | null]
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, passOn)
  return code === 0
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => scenarios[name] === undefined)
if (asked.join() === 'report') writeReport()
else if (asked[0] === thisRunsOne) await runHere(asked[1] ?? '')
else if (unknown.length > 0) {
  process.stderr.write(
    `No scenario ${unknown.join(', ')}. There are: ${Object.keys(scenarios).join(', ')}; and report, by itself.\n`,
  )
  process.exitCode = 1
} else {
  const failed: string[] = []
  for (const name of Object.keys(scenarios)) {
    if (stopped.signal.aborted || (asked.length > 0 && !asked.includes(name))) continue
    if (!(await runInChild(name))) failed.push(name)
  }
  if (failed.length > 0) {
    process.stderr.write(`\nDid not end well, nothing of it is kept: ${failed.join(', ')}.\n`)
    process.exitCode = 1
  }
}
