/** Tests of the tests: with a wrong put into the sync, the suites of the sync fail, and say why. They run in a process of
 *  their own on sources that are changed while they are loaded; nothing is written. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { endsWithUs, temporaryFolder } from '../support/leftovers.ts'
import { type Outcome, mutants, suites, tryPatches, untouched } from './mutants.ts'
import { patience } from '../support/patience.ts'

describe('the suites of the sync, on sync with a wrong in it', () => {
  let outcomes: Outcome[]
  beforeAll(async () => {
    for (const mutant of mutants) tryPatches(mutant)
    outcomes = await runSuites()
  }, 600_000 * patience)

  test('without a mutant they pass, and each test that is to catch one is there', () => {
    const all = outcomes.filter(({ on }) => on === untouched)
    expect(all.filter(({ failures }) => failures.length > 0)).toEqual([])
    const named = mutants.flatMap(({ caught }) => caught.map(({ by }) => by))
    expect(named.filter((by) => !all.some((outcome) => outcome.test.includes(by)))).toEqual([])
  })

  test.each(mutants)('$name: caught', ({ name, caught }) => {
    const all = outcomes.filter(({ on }) => on === name)
    // A file that could not be loaded would be red for the wrong reason.
    expect(all.filter((outcome) => outcome.test === '')).toEqual([])
    for (const { by, saying } of caught) {
      const said = all.filter((outcome) => outcome.test.includes(by)).flatMap(({ failures }) => failures)
      expect(said.join('\n'), `“${by}” did not catch “${name}”`).toContain(saying)
    }
    // What has nothing to do with it still holds: the mutant is one wrong, not a ruin.
    expect(all.filter(({ failures }) => failures.length === 0)).not.toEqual([])
  })

  test('a mutant whose place has changed fails loudly', () => {
    const patches = [{ file: 'reconcile.ts', from: 'words that stand nowhere', to: '' }]
    expect(() => tryPatches({ name: 'nowhere', patches, caught: [] })).toThrow('stands 0 times in reconcile.ts')
  })
})

/** The first two seeds of the fuzz are enough for what it is to catch. */
async function runSuites(): Promise<Outcome[]> {
  const folder = temporaryFolder('mutants')
  const report = join(folder, 'report.json')
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
  const config = join(import.meta.dirname, 'vitest.config.ts')
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|FUZZ_SEED)/.test(name))
  try {
    const child = endsWithUs(
      spawn(process.execPath, [vitest, 'run', '--config', config, ...suites], {
        cwd: resolve(import.meta.dirname, '../..'),
        env: { ...Object.fromEntries(inherited), FUZZ_SEEDS: '2', REPORT: report },
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    )
    let said = ''
    child.stderr.on('data', (chunk) => (said += String(chunk)))
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 1) throw new Error(`the suites ended with ${String(code)}, not with failed tests: ${said}`)
    return JSON.parse(readFileSync(report, 'utf8')) as Outcome[]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
