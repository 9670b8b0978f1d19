// Finds a real Chromium or Firefox: the environment first, then the PATH, then Playwright's own download.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

export type Browser = 'chromium' | 'firefox'

const names: Record<Browser, { env: string; commands: string[] }> = {
  chromium: { env: 'CHROMIUM', commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] },
  firefox: { env: 'FIREFOX', commands: ['firefox-esr', 'firefox'] },
}

export function findBrowser(browser: Browser): string | undefined {
  const { env, commands } = names[browser]
  const chosen = process.env[env]
  if (chosen !== undefined && chosen !== '') return chosen
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)))
  const downloaded = browser === 'chromium' ? [chromium.executablePath()] : []
  return [...onPath, ...downloaded].find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
