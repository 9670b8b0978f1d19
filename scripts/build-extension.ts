// Builds the extension for Chrome and Firefox, quietly; says what went wrong where it does not build.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

export const builtExtension = (browser: 'chrome-mv3' | 'firefox-mv2'): string =>
  resolve(import.meta.dirname, '../packages/extension/.output', browser)

export function buildExtension(): void {
  const build = spawnSync('pnpm', ['--silent', '--filter', '@porchlight/extension', 'build'], { encoding: 'utf8' })
  if (build.status === 0) return
  process.stderr.write(`${build.stdout}${build.stderr}\nThe extension could not be built.\n`)
  process.exit(1)
}
