import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.ts'
import { measurePatience, patienceVariable } from './test/support/patience.ts'

/** Servers and commands are processes of their own, by the hundred; what Node compiled for one of them serves the next. */
const patience = measurePatience()
const env = {
  NODE_COMPILE_CACHE: resolve(import.meta.dirname, 'node_modules/.cache/porchlight-compiled'),
  [patienceVariable]: String(patience),
}
/** Bounds are for what hangs, and no measure of a machine. */
const bound = (seconds: number): number => Math.ceil(seconds * 1_000 * patience)

export default defineConfig({
  test: {
    // Much of the time is waiting (a lone client for 75 s, held acts for 10 s): more files at once than cores.
    maxWorkers: 5,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/src/**/*.test.tsx'],
          // No module of ours keeps anything between two tests, and none of these tests touches what is global.
          isolate: false,
          testTimeout: bound(60),
          hookTimeout: bound(60),
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/fuzz/**/*.test.ts', 'test/mutants/**/*.test.ts'],
          env,
          testTimeout: bound(120),
          hookTimeout: bound(60),
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          env,
          testTimeout: bound(120),
          hookTimeout: bound(120),
        },
      },
    ],
  },
})
