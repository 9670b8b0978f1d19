// Makes sure that the browsers the tests need are here: CHROMIUM and FIREFOX, then the PATH, then an install (Debian's
// packages as root; elsewhere Playwright's own Chromium). Says exactly what to do where neither works.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Browser, findBrowser } from './find-browser.ts'

/** Ends the process where one of them cannot be had. */
export function ensureBrowsers(wanted: Browser[]): void {
  const missing = wanted.filter((browser) => findBrowser(browser) === undefined)
  if (missing.length > 0) install(missing)
}

if (import.meta.main) ensureBrowsers(['chromium', 'firefox'])

function install(browsers: Browser[]): void {
  const debian = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (debian) {
    const packages = [
      ...browsers.map((browser) => (browser === 'firefox' ? 'firefox-esr' : browser)),
      'fonts-liberation',
    ]
    run('apt-get', ['update', '-qq'])
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      DEBIAN_FRONTEND: 'noninteractive',
    })
  } else if (browsers.includes('chromium')) {
    const playwright = dirname(createRequire(import.meta.url).resolve('playwright-core/package.json'))
    run(process.execPath, [join(playwright, 'cli.js'), 'install', 'chromium'])
  }
  const still = browsers.filter((browser) => findBrowser(browser) === undefined)
  for (const browser of still) {
    process.stderr.write(
      `The tests need a real ${browser}. Install it (Debian and Ubuntu: apt-get install ${browser === 'firefox' ? 'firefox-esr' : 'chromium'}), ` +
        `or name yours: ${browser.toUpperCase()}=/path/to/${browser} npx -y pnpm@12.21.0 test\n`,
    )
  }
  if (still.length > 0) process.exit(1)
}

function run(command: string, args: string[], env: Record<string, string> = {}): void {
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  })
  if (error !== undefined || status !== 0) process.stderr.write(`${command} ${args.join(' ')} did not succeed.\n`)
}
