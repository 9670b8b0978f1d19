import { defineConfig } from 'vitest/config'
import { measurePatience, patienceVariable } from '../support/patience.ts'

const patience = measurePatience()

/** What takes long or needs more than a test should ask for: `check:deploy`. */
export default defineConfig({
  test: {
    name: 'deploy',
    include: ['test/deploy/**/*.test.ts'],
    testTimeout: 240_000 * patience,
    hookTimeout: 60_000 * patience,
    env: { [patienceVariable]: String(patience) },
  },
})
