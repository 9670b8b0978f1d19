/** Runs the suites on each mutant, and on the sources as they are, and writes what came of it to REPORT. */

import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import type { Reporter, Vite } from 'vitest/node'
import { type Mutant, type Outcome, mutants, mutated, suites, untouched } from './mutants.ts'

const putIn = (mutant: Mutant): Vite.Plugin => ({
  name: `mutant: ${mutant.name}`,
  enforce: 'pre',
  transform: (source, id) => mutated(mutant, id, source),
})

const report: Reporter = {
  onTestRunEnd(modules) {
    const outcomes = modules.flatMap((module): Outcome[] => {
      const { name: on } = module.project
      const unloaded = module.errors().map((error) => ({ on, test: '', failures: [error.message] }))
      const tests = [...module.children.allTests()].flatMap((test) => {
        const { state, errors = [] } = test.result()
        const failures = errors.map(({ message, stack }) => `${message}\n${stack ?? ''}`)
        if (state === 'skipped') return []
        return { on, test: test.fullName, failures: state === 'passed' ? [] : [state, ...failures] }
      })
      return [...unloaded, ...tests]
    })
    writeFileSync(process.env['REPORT'] ?? '', JSON.stringify(outcomes))
  },
}

export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    reporters: [report],
    projects: [{ name: untouched, patches: [], caught: [] }, ...mutants].map((mutant) => ({
      plugins: [putIn(mutant)],
      test: {
        name: mutant.name,
        include: suites,
        // Only the tests that are to catch one, each on all of them.
        testNamePattern: new RegExp(mutants.flatMap(({ caught }) => caught.map(({ by }) => by)).join('|')),
        isolate: false,
        testTimeout: 60_000,
        // Its key is the file as it lies there: it would hand one mutant to the next.
        fsModuleCache: false,
      },
    })),
  },
})
