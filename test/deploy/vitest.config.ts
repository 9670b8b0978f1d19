import { defineConfig } from 'vitest/config'

/** What takes long or needs more than a test should ask for: `check:deploy`. */
export default defineConfig({
  test: { name: 'deploy', include: ['test/deploy/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 60_000 },
})
